"""What a concern keeps of its steps: how the migration works it out for those that were there before."""

import pytest
from playhouse.migrate import SchemaMigrator, migrate

from models import schema
from models.concerns import Concern
from models.database import db
from models.steps import Step
from tests.views.concerns import moved, raised

KEPT = ("stage", "last_step", "last_at", "responded_at", "solved", "satisfied")


def kept():
    return {row[0]: row[1:] for row in Concern.select(Concern.id, *(getattr(Concern, name) for name in KEPT)).tuples()}


@pytest.fixture
def stories(cast, clock):
    """Concerns that stand at every stage that the community and a company bring about, one with two verdicts and one taken up again."""
    paths = ["", "confirmation", "dispatch", "dispatch acceptance", "dispatch return", "handling", "handling answer", "referral"]
    for path in paths:
        concern = raised(cast.carol, household=cast.home)
        for kind in path.split():
            clock.forward(hours=1)
            moved(concern, kind, by=cast.carol, cast=cast)
    for words in ((True, False), (True, True), (False, False)):
        concern = moved(raised(cast.carol, household=cast.home), "handling", "answer", by=cast.carol, cast=cast)
        clock.forward(hours=1)
        Step.take(concern, "verdict", cast.carol, solved=words[0], satisfied=words[1], way="telephone")
    Step.take(concern, "verdict", cast.carol, solved=True, satisfied=True, way="telephone")


@pytest.mark.schema
def test_the_migration_works_it_out_from_the_steps(stories):
    before = kept()
    assert {row[0] for row in before.values()} >= {"intake", "confirmation", "dispatch", "acceptance", "return", "handling", "answer", "referral", "verdict"}
    assert {row[4:] for row in before.values()} == {(None, None), (True, False), (True, True)}
    steps = Step.select().count()
    migrator = SchemaMigrator.from_database(db.obj)
    indexes = ("community_id_stage_day", "compound_id_stage_last_at", "household_id_stage", "community_id_channel")
    migrate(*(migrator.drop_index("concern", f"concern_{name}") for name in indexes), *(migrator.drop_column("concern", name) for name in KEPT))
    migrate(migrator.add_index("concern", ("household_id", "day")))
    db.execute_sql("DELETE FROM schema_migration WHERE name = '0019_stages'")
    assert schema.migrate() == ["0019_stages"]
    assert kept() == before and Step.select().count() == steps


def test_a_correction_of_a_row_read_before_the_step_does_not_undo_it(cast):
    concern = raised(cast.carol, household=cast.home)
    read = Concern.get_by_id(concern.id)
    moved(Concern.get_by_id(concern.id), "dispatch", by=cast.carol, cast=cast)
    for row in (concern, read):
        row.amend(cast.carol, text="四号电梯也响")
        assert Concern.get().stage == "dispatch" and Concern.get().last_step == 2
