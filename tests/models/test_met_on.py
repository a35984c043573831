"""The day on which somebody was last met at a door: kept by its visits, the same as counted from them."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import fn
from playhouse.migrate import SchemaMigrator, migrate

from models import schema
from models.database import db
from models.households import Household
from models.periods import Period
from models.reports.outreach import coverage, reached
from models.visits import Visit
from tests.cast import TODAY


def kept():
    return dict(Household.select(Household.id, Household.met_on).where(Household.met_on.is_null(False)).tuples())


def counted():
    rows = Visit.select(Visit.household, fn.MAX(Visit.day)).where(Visit.outcome == "met", Visit.standing())
    return dict(rows.group_by(Visit.household).tuples())


def test_the_latest_meeting_counts_whatever_the_order_and_an_absence_never(cast):
    for ago in (9, 3, 5):
        Visit.enter(cast.alice, household=cast.home, day=TODAY - timedelta(days=ago))
    Visit.enter(cast.alice, household=cast.home, outcome="absent")
    assert kept() == {cast.home.id: TODAY - timedelta(days=3)}


def test_a_correction_and_a_void_one_give_the_day_back(cast):
    first, second = (Visit.enter(cast.alice, household=cast.home, day=TODAY - timedelta(days=ago))[0] for ago in (9, 3))
    second.correct(cast.alice, "记错", day=TODAY - timedelta(days=20))
    assert kept() == {cast.home.id: first.day}
    second.correct(cast.alice, "记错", day=TODAY)
    assert kept() == {cast.home.id: TODAY}
    second.correct(cast.alice, "没见到", outcome="absent")
    assert kept() == {cast.home.id: first.day}
    first.strike(cast.alice, "走错门")
    assert kept() == {}


def test_a_card_read_before_the_visit_and_amended_after_it_keeps_the_day(cast):
    read = Household.get_by_id(cast.home.id)
    Visit.enter(cast.alice, household=cast.home)
    read.amend(cast.alice, note="有狗")
    assert kept() == {cast.home.id: TODAY}
    assert read.changes.first().lines == [("备注", "", "有狗")]


STEP = st.tuples(st.integers(0, 3), st.integers(0, 200), st.sampled_from(["met", "absent", "refused"]), st.sampled_from(["enter", "enter", "amend", "strike"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_in_any_order_it_is_what_the_visits_say(cast, steps):
    with db.atomic() as transaction:
        made = []
        for door, ago, outcome, deed in steps:
            day, standing = TODAY - timedelta(days=ago), [visit for visit in made if not visit.void]
            if deed == "enter" or not standing:
                made.append(Visit.enter(cast.alice, household=cast.doors[door], day=day, outcome=outcome)[0])
            elif deed == "amend":
                standing[ago % len(standing)].correct(cast.alice, "记错", day=day, outcome=outcome)
            else:
                standing[ago % len(standing)].strike(cast.alice, "记错")
        assert kept() == counted()
        for period in (Period.parse(text) for text in ("2026-10", "2026-09", "2026-06", "2026-Q3", "2026")):
            one = coverage(cast.heping, period)[0]
            assert reached(cast.inside, period).get(cast.heping.id, (0, 0)) == (one.part, one.whole)
        transaction.rollback()


@pytest.mark.schema
def test_the_migration_works_it_out_from_the_visits(cast):
    for door, day, outcome in ((0, 2, "met"), (0, 5, "met"), (1, 7, "met"), (2, 8, "absent")):
        Visit.enter(cast.alice, household=cast.doors[door], day=date(2026, 10, day), outcome=outcome)
    Visit.get(Visit.household == cast.doors[1].id).strike(cast.alice, "走错门")
    before, rows = kept(), Household.select().count()
    assert before == {cast.doors[0].id: date(2026, 10, 5)}
    migrator = SchemaMigrator.from_database(db.obj)
    migrate(migrator.drop_index("household", "household_compound_id_since_met_on"), migrator.drop_column("household", "met_on"))
    db.execute_sql("DELETE FROM schema_migration WHERE name = '0022_met_on'")
    assert schema.migrate() == ["0022_met_on"]
    assert kept() == before and Household.select().count() == rows
