"""Seats, election, filing and stage of a body; which of two namesakes holds a post."""

from peewee import CharField, DateField, IntegerField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("organization", "seats", IntegerField(null=True)),
        migrator.add_column("organization", "elected", DateField(null=True)),
        migrator.add_column("organization", "filed", DateField(null=True)),
        migrator.add_column("organization", "stage", CharField(null=True, max_length=12)),
        migrator.add_column("post", "namesake", CharField(null=True, max_length=10)),
    )
