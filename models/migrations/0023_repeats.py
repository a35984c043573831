"""From what a batch was printed, so that the same order on the same data need not print it again."""

from peewee import CharField


def up(migrator, db):
    migrator.migrate(migrator.add_column("batch", "source", CharField(64, default="")))
