"""What the steps of a concern come to, kept beside it: how it stands and since when, its first response, the resident's last word."""

from peewee import BooleanField, CharField, DateTimeField, IntegerField

FROM_STEPS = (
    """UPDATE "concern" SET ("stage", "last_step", "last_at") =
        (SELECT "kind", "number", "at" FROM "step" WHERE "step"."concern_id" = "concern"."id" ORDER BY "number" DESC LIMIT 1)
        WHERE EXISTS (SELECT 1 FROM "step" WHERE "step"."concern_id" = "concern"."id")""",
    """UPDATE "concern" SET "responded_at" = (SELECT MIN("at") FROM "step" WHERE "step"."concern_id" = "concern"."id"
        AND "kind" IN ('dispatch', 'acceptance', 'handling', 'answer', 'referral'))""",
    """UPDATE "concern" SET ("solved", "satisfied") = (SELECT "step"."solved", "step"."satisfied" FROM "step"
        WHERE "step"."concern_id" = "concern"."id" AND "kind" = 'verdict' ORDER BY "number" DESC LIMIT 1)""",
)


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("concern", "stage", CharField(16, default="intake")),
        migrator.add_column("concern", "last_step", IntegerField(default=0)),
        migrator.add_column("concern", "last_at", DateTimeField(null=True)),
        migrator.add_column("concern", "responded_at", DateTimeField(null=True)),
        migrator.add_column("concern", "solved", BooleanField(null=True)),
        migrator.add_column("concern", "satisfied", BooleanField(null=True)),
        migrator.add_index("concern", ("community_id", "stage", "day")),
        migrator.add_index("concern", ("compound_id", "stage", "last_at")),
        migrator.add_index("concern", ("household_id", "stage")),
        migrator.add_index("concern", ("community_id", "channel")),
        migrator.drop_index("concern", "concern_household_id_day"),
    )
    for statement in FROM_STEPS:
        db.execute_sql(statement)
