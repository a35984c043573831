"""Which of the four integrations the concerns of a category count for."""

from peewee import CharField


def up(migrator, db):
    migrator.migrate(migrator.add_column("category", "integration", CharField(16, null=True)))
