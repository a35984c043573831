"""The last day on which somebody was met at a door, kept beside it; and an index from which a district's coverage is read."""

from peewee import DateField

FROM_VISITS = """UPDATE "household" SET "met_on" = (SELECT MAX("day") FROM "visit"
    WHERE "visit"."household_id" = "household"."id" AND "outcome" = 'met' AND NOT "void")"""


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("household", "met_on", DateField(null=True)),
        migrator.add_index("household", ("compound_id", "since", "met_on")),
    )
    db.execute_sql(FROM_VISITS)
