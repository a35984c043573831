"""One answer to how long is left and to what is late."""

from datetime import datetime, timedelta

import pytest

from models.concerns import Concern
from models.deadlines import days_left, is_late, is_unheard, next_promise, time_left, to_respond
from models.steps import NEXT, RESPONSES, UNHEARD, Step
from tests.cast import NOW  # ten in the morning in China
from tests.views.concerns import moved, raised

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("due", "said", "days"),
    [
        (NOW + timedelta(minutes=59), "还有不到 1 小时", 0),
        (NOW, "还有不到 1 小时", 0),
        (NOW - MINUTE, "超了不到 1 小时", 0),
        (NOW + timedelta(hours=23, minutes=59), "还有 23 小时", 1),
        (NOW + timedelta(hours=24), "还有 1 天", 1),
        (datetime(2026, 10, 15, 15, 59), "还有 1 天", 1),  # a minute before midnight in China
        (datetime(2026, 10, 15, 16), "还有 2 天", 2),
        (NOW - timedelta(hours=23), "超了 23 小时", -1),
        (NOW - timedelta(hours=34, minutes=1), "超了 2 天", -2),  # the evening before yesterday
    ],
)
def test_the_time_left_goes_by_the_calendar_as_the_wall_has_it(clock, due, said, days):
    assert (time_left(due), days_left(due)) == (said, days)


def test_what_is_late_is_the_same_for_a_row_and_for_a_query(cast, clock):
    late, answered, struck, new = (raised(cast.carol, household=cast.home) for _ in range(4))
    moved(answered, "handling", "answer", by=cast.carol, cast=cast)
    struck.strike(cast.carol, "记重了")
    clock.forward(hours=25)
    Concern.update(due=clock()).where(Concern.id == new.id).execute()
    rows = list(Step.standing(Concern.select()))
    assert [row.id for row in rows if is_late(row)] == [late.id]
    assert [row.id for row in Step.standing(Concern.select()).where(is_late(Concern))] == [late.id]
    assert not Step.standing(Concern.select()).where(is_late(Concern, Concern.climbs_at)).exists()


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (NOW + timedelta(hours=3, minutes=29), "今天 13:29 前要回应"),
        (NOW, "今天 10:00 前要回应"),
        (NOW + timedelta(hours=23), "明天 09:00 前要回应"),
        (NOW + timedelta(days=3), "10月17日 10:00 前要回应"),
        (NOW - MINUTE, "该回应了，晚了不到 1 小时"),
        (NOW - timedelta(hours=2), "该回应了，晚了 2 小时"),
        (NOW - timedelta(days=2), "该回应了，晚了 2 天"),
    ],
)
def test_a_response_is_due_at_a_time_or_late_by_so_long(clock, by, said):
    assert to_respond(by) == said


def test_nobody_has_responded_to_what_was_only_taken_in_or_confirmed():
    reached, before = {"intake"}, set()
    while reached != before:
        before, reached = reached, reached | {after for kind in reached for after in NEXT[kind]} - set(RESPONSES)
    assert reached == set(UNHEARD)


def test_the_promise_that_presses_is_the_nearer_one_until_somebody_responds_for_a_row_as_for_a_query(cast, clock):
    new, sent, struck, told_late = (raised(cast.carol, household=cast.home) for _ in range(4))
    moved(sent, "dispatch", by=cast.carol, cast=cast)
    struck.strike(cast.carol, "记重了")
    Concern.update(due=clock() - MINUTE).where(Concern.id == told_late.id).execute()
    rows = {row.id: row for row in Step.standing(Concern.select())}
    pressing = {new.id: clock() + timedelta(hours=2), sent.id: sent.due, struck.id: struck.due, told_late.id: clock() - MINUTE}
    assert {key: next_promise(row) for key, row in rows.items()} == pressing
    assert [row.id for row in Step.standing(Concern.select()).where(next_promise(Concern) == clock() + timedelta(hours=2))] == [new.id]
    assert {key for key, row in rows.items() if is_unheard(row)} == {new.id, told_late.id}
    assert {row.id for row in Step.standing(Concern.select()).where(is_unheard(Concern))} == {new.id, told_late.id}
