"""Indexes from which alone a district's figures are read: how a visit went, and how a concern stands."""


def up(migrator, db):
    migrator.migrate(
        migrator.drop_index("visit", "visit_household_id_day"),
        migrator.drop_index("visit", "visit_community_id_day"),
        migrator.add_index("visit", ("household_id", "day", "outcome", "void")),
        migrator.add_index("visit", ("community_id", "day", "outcome", "void")),
        migrator.add_index("step", ("concern_id", "number", "kind")),
    )
