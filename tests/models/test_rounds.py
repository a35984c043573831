"""今日: what is due, why, and in which order it is walked."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models import rounds
from models.concerns import Concern
from models.grids import Grid
from models.households import Care, Household
from models.rounds import Round, due_day
from models.steps import Step
from models.urgencies import Category
from models.visits import Visit
from tests.cast import REGISTERED, TODAY

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
spans = st.integers(1, 366)


@given(days, spans, days, st.none() | days)
def test_a_promise_brings_a_duty_forward_and_never_puts_it_off(since, span, last, agreed):
    due = due_day(since, span, last, agreed)
    assert due <= last + timedelta(days=span)
    assert due == (min(agreed, last + timedelta(days=span)) if agreed else last + timedelta(days=span))


@given(days, spans, spans, days, st.none() | days)
def test_closer_care_is_never_due_later(since, shorter, longer, last, agreed):
    assume(shorter <= longer)
    assert due_day(since, shorter, last, agreed) <= due_day(since, longer, last, agreed)


@given(days, spans, st.none() | days, st.none() | days, days)
def test_a_question_brings_a_door_forward_to_its_day_and_never_puts_it_off(since, span, last, agreed, asked):
    assert due_day(since, span, last, agreed, asked) == min(asked, due_day(since, span, last, agreed))


@pytest.mark.parametrize(
    ("last", "agreed", "asked", "due"),
    [  # registered on 1 September, 90 days from visit to visit, so 9 December after a visit of 10 September
        (None, None, "10-12", "09-01"),  # never visited: due since it was registered
        (None, None, "08-20", "08-20"),
        ("09-10", None, None, "12-09"),
        ("09-10", None, "10-12", "10-12"),
        ("09-10", "10-05", "10-12", "10-05"),  # a day promised before the answer
        ("09-10", "10-20", "10-12", "10-12"),
        ("10-13", None, "10-12", "10-12"),  # been there since, and nobody asked
        ("09-10", None, "12-20", "12-09"),  # answered after the next visit was due
    ],
)
def test_the_day_that_a_door_is_due_when_there_is_something_to_ask(last, agreed, asked, due):
    on = {text: date.fromisoformat(f"2026-{text}") if text else None for text in (last, agreed, asked, due)}
    assert due_day(REGISTERED, 90, on[last], on[agreed], on[asked]) == on[due]


@given(days, spans, st.none() | days)
def test_a_door_never_visited_is_due_since_it_was_registered(since, span, agreed):
    assert due_day(since, span, None, agreed) == since


def visit(door, by, day=TODAY, **values):
    return Visit.enter(by, household=door, day=day, **values)[0]


def concern(door, by, kind="answer", **values):
    """A concern of a door, answered unless it came by the public page and still waits to be confirmed."""
    category = Category.get(Category.name == "楼道照明")
    told, _ = Concern.enter(by, household=door, category=category, urgency=category.urgency, text="三楼灯不亮", **values)
    if kind == "answer":
        Step.take(told, "handling", door.grid.worker, text="换了灯")
        Step.take(told, "answer", door.grid.worker, text="修好了")
    return told


def walked(user, **kwargs):
    return [door.household.door for door in Round.of(user, **kwargs).doors]


def of(user, household, day=TODAY):
    """The door of one household, due or not."""
    return next(iter(rounds.doors_of(Household.select().where(Household.id == household.id), day)))


def test_from_the_top_floor_down_and_building_3_before_10(cast):
    assert walked(cast.alice) == ["3-1-601", "3-1-102", "3-2-501", "3-2-502", "3-2-301", "10-1-201"]


def test_from_the_bottom_up_where_the_grid_says_so(cast):
    cast.east.amend(cast.carol, top_down=False)
    assert walked(cast.alice) == ["3-1-102", "3-1-601", "3-2-301", "3-2-501", "3-2-502", "10-1-201"]


def test_one_compound_after_the_other(cast):
    grid = Grid.add(None, name="南院", compound=cast.heleju, worker=cast.alice)
    Household.add(None, compound=cast.heleju, grid=grid, building="1", room="101", floor=1, since=REGISTERED)
    assert walked(cast.alice)[-1] == "1-101"
    assert [label for _, label, _ in Round.of(cast.alice).buildings()] == ["和平小区 3 栋", "和平小区 10 栋", "和乐居 1 栋"]


def test_only_ones_own_doors(cast):
    assert walked(cast.oscar) == ["1-201"]
    assert walked(cast.bob) == walked(cast.paula) == walked(cast.sam) == []
    assert "8-101" in walked(cast.carol)


@pytest.mark.parametrize(("care", "due"), [(False, 90), (True, 30)])
def test_the_care_tag_sets_how_often(cast, care, due):
    door = cast.home if care else cast.door_0
    visit(door, cast.alice, REGISTERED)
    assert of(cast.alice, door).due == REGISTERED + timedelta(days=due)


def test_the_strictest_of_several_care_tags_counts(cast):
    Care.add(None, household=cast.home, kind=cast.high_risk, since=REGISTERED)
    visit(cast.home, cast.alice, REGISTERED)
    assert of(cast.alice, cast.home).due == REGISTERED + timedelta(days=7)


def test_a_care_tag_that_has_ended_counts_no_more(cast):
    cast.care.amend(cast.carol, until=TODAY - timedelta(days=1))
    door = of(cast.alice, cast.home)
    assert (door.days, door.care) == (90, False)


@pytest.mark.parametrize("outcome", ["met", "vacant", "refused"])
def test_a_door_that_answered_is_done(cast, outcome):
    visit(cast.home, cast.alice, outcome=outcome)
    assert "3-2-501" not in walked(cast.alice)
    assert Round.of(cast.alice).done == 1


@pytest.mark.parametrize("way", ["telephone", "video"])
def test_a_call_is_a_visit(cast, way):
    visit(cast.home, cast.alice, way=way)
    assert "3-2-501" not in walked(cast.alice)


def test_not_at_home_hides_the_door_today_and_leaves_it_due(cast, clock):
    visit(cast.home, cast.alice, REGISTERED)
    visit(cast.home, cast.alice, outcome="absent")
    assert "3-2-501" not in walked(cast.alice)
    clock.forward(days=1)
    assert "3-2-501" in walked(cast.alice)
    assert next(d for d in Round.of(cast.alice).doors if d.household == cast.home).due == REGISTERED + timedelta(days=30)


def test_answered_after_an_empty_try_is_done(cast):
    visit(cast.home, cast.alice, outcome="absent")
    visit(cast.home, cast.alice)
    assert of(cast.alice, cast.home).due == TODAY + timedelta(days=30)
    assert Round.of(cast.alice).done == 1


def test_a_void_visit_or_try_counts_for_nothing(cast):
    visit(cast.home, cast.alice).strike(cast.alice, "记错门了")
    visit(cast.door_0, cast.alice, outcome="absent").strike(cast.alice, "记错门了")
    assert {"3-2-501", "3-1-601"} <= set(walked(cast.alice))
    assert Round.of(cast.alice).done == 0
    assert of(cast.alice, cast.home).last is None


def test_the_latest_visit_counts_in_whatever_order_they_were_typed(cast, clock):
    visit(cast.home, cast.alice, TODAY - timedelta(days=2), note="后")
    clock.forward(minutes=1)
    visit(cast.home, cast.alice, TODAY - timedelta(days=9), note="先")
    assert of(cast.alice, cast.home).last.note == "后"


def test_of_two_visits_on_a_day_the_one_typed_last_counts(cast, clock):
    for note in ("早上", "晚上"):
        visit(cast.home, cast.alice, note=note)
        clock.forward(minutes=1)
    assert of(cast.alice, cast.home).last.note == "晚上"


def test_a_promised_day_is_kept_and_said(cast):
    visit(cast.door_0, cast.alice, TODAY - timedelta(days=3), next_day=TODAY, note="周三再来")
    door = next(d for d in Round.of(cast.alice).doors if d.household == cast.door_0)
    assert (door.agreed, door.reason, door.late, door.last.note) == (True, "约好回访", 0, "周三再来")


def test_why_and_how_late(cast):
    visit(cast.home, cast.alice, TODAY - timedelta(days=33))
    reasons = {d.household.door: (d.reason, d.late) for d in Round.of(cast.alice).doors}
    assert reasons["3-2-501"] == ("30 天一访", 3)
    assert reasons["3-1-601"] == ("还没走访过", (TODAY - REGISTERED).days)


def test_filters_and_their_counts_agree(cast):
    visit(cast.home, cast.alice, TODAY - timedelta(days=30))
    visit(cast.door_0, cast.alice, TODAY - timedelta(days=3), next_day=TODAY)
    round_ = Round.of(cast.alice)
    assert round_.counts() == {"": 6, "asked": 0, "care": 1, "agreed": 1, "late": 4, "new": 4}
    key = round_.buildings()[1][0]
    assert [d.household.door for d in round_.only("new", key)] == ["10-1-201"]
    assert sum(count for *_, count in round_.buildings()) == 6


def test_a_round_of_an_earlier_day_knows_nothing_of_later_visits(cast):
    visit(cast.home, cast.alice)
    assert "3-2-501" in walked(cast.alice, day=TODAY - timedelta(days=1))


def test_an_answered_concern_brings_its_door_into_the_round_until_the_resident_has_spoken(cast, clock):
    visit(cast.home, cast.alice, TODAY - timedelta(days=3))
    assert "3-2-501" not in walked(cast.alice)
    told = concern(cast.home, cast.alice, "intake", channel="telephone")
    assert "3-2-501" not in walked(cast.alice)  # nothing to ask before it is answered
    Step.take(told, "handling", cast.carol, text="换了灯")
    clock.forward(days=1)
    Step.take(told, "answer", cast.carol, text="修好了")
    assert "3-2-501" not in walked(cast.alice, day=TODAY)  # on the day before nobody knew
    clock.forward(days=2)
    door = next(d for d in Round.of(cast.alice).doors if d.household == cast.home)
    assert (door.due, door.late, door.reason, door.asked) == (TODAY + timedelta(days=1), 2, "有事要问", ["要问办得怎样"])
    Step.take(told, "verdict", cast.alice, solved=True, satisfied=True, way="visit")
    assert "3-2-501" not in walked(cast.alice)


def test_a_concern_of_the_public_page_brings_its_door_until_it_is_confirmed(cast):
    visit(cast.home, cast.alice, TODAY - timedelta(days=3))
    told = concern(cast.home, None, "intake", channel="public")
    door = next(d for d in Round.of(cast.alice).doors if d.household == cast.home)
    assert (door.due, door.asked, Round.of(cast.alice).counts()["asked"]) == (TODAY, ["要核实诉求"], 1)
    Step.take(told, "confirmation", cast.alice)
    assert "3-2-501" not in walked(cast.alice)


def test_mediations_and_void_concerns_ask_nothing_at_the_door(cast):
    visit(cast.home, cast.alice, TODAY - timedelta(days=3))
    concern(cast.home, cast.alice, channel="mediation")
    concern(cast.home, cast.alice).strike(cast.carol, "记重了")
    assert "3-2-501" not in walked(cast.alice)


def test_a_question_not_asked_is_put_off_to_tomorrow_and_no_longer(cast, clock):
    concern(cast.home, cast.alice)
    clock.forward(minutes=5)
    visit(cast.home, cast.alice, outcome="refused")
    assert "3-2-501" not in walked(cast.alice)  # or the card would come back under the finger that marked it
    clock.forward(days=1)
    assert "3-2-501" in walked(cast.alice)


def test_answered_after_the_visit_of_a_day_it_is_asked_the_same_day(cast, clock):
    visit(cast.home, cast.alice)
    clock.forward(minutes=5)
    concern(cast.home, cast.alice)
    assert "3-2-501" in walked(cast.alice)


def test_what_has_waited_longest_sets_the_day(cast, clock):
    visit(cast.home, cast.alice, TODAY - timedelta(days=3))
    concern(cast.home, cast.alice)
    clock.forward(days=2)
    concern(cast.home, None, "intake", channel="public")
    door = of(cast.alice, cast.home, TODAY + timedelta(days=2))
    assert (door.due, door.asked) == (TODAY, ["要问办得怎样", "要核实诉求"])


def test_what_is_due_anyway_keeps_its_reason(cast):
    visit(cast.home, cast.alice, TODAY - timedelta(days=33))
    concern(cast.home, cast.alice)
    door = of(cast.alice, cast.home)
    assert (door.due, door.reason, door.asked) == (TODAY - timedelta(days=3), "30 天一访", ["要问办得怎样"])


def test_the_number_of_queries_does_not_grow_with_the_doors(cast, count_queries):
    alice = cast.alice

    def show():
        """All that a card shows."""
        round_ = Round.of(alice)
        for door in round_.doors:
            str((door.household.grid, door.household.compound.name, door.last and door.last.note, door.reason, door.late))
        return round_.counts(), round_.buildings()

    count = count_queries(show)
    for n in range(60):
        home = Household.add(None, compound=cast.heping, grid=cast.east, building="20", floor=n % 9, room=str(n), since=REGISTERED)
        visit(home, alice, REGISTERED)
        Care.add(None, household=home, kind=cast.elderly, since=REGISTERED)
        concern(home, alice)
    assert count_queries(show) == count <= 4
