"""One answer to how long is left and to what is late."""

from datetime import datetime, timedelta

import pytest

from models.concerns import Concern
from models.deadlines import days_left, is_late, time_left
from models.steps import Step
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
    assert [row.id for row in rows if is_late(row, row.last)] == [late.id]
    assert [row.id for row in Step.standing(Concern.select()).where(is_late(Concern, Step))] == [late.id]
    assert not Step.standing(Concern.select()).where(is_late(Concern, Step, Concern.climbs_at)).exists()
