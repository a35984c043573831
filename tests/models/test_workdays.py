"""Working days: the published calendar of 2026, the district's own days, and promises that count them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import clock as china
from models.concerns import Concern
from models.records import Invalid
from models.urgencies import Category, Urgency
from models.workdays import Calendar, Workday

WORKED = ["2026-10-10", "2026-09-20", "2026-02-14", "2026-02-28", "2026-01-04"]  # weekends given for a longer holiday
FREE = ["2026-10-01", "2026-10-07", "2026-09-25", "2026-02-16", "2026-05-01", "2026-10-17"]
MOMENTS = st.datetimes(datetime(2025, 12, 20), datetime(2027, 2, 1))


def later(start, hours, working=True, own=()):
    """In Chinese time, written as 2026-10-14 09:00."""
    calendar = Calendar()
    calendar.own.update(own)
    moment = calendar.later(china.stored(datetime.fromisoformat(start)), hours, working)
    return china.in_china(moment).strftime("%m-%d %H:%M")


def test_the_published_calendar(database):
    calendar = Calendar()
    assert [day for day in WORKED if not calendar.works(date.fromisoformat(day))] == []
    assert [day for day in FREE if calendar.works(date.fromisoformat(day))] == []


def test_a_year_not_published_yet_has_its_weekends(database):
    assert [Calendar().works(date(2090, 10, day)) for day in range(2, 9)] == [True, True, True, True, True, False, False]  # from a Monday


def test_the_districts_own_days_win(database):
    Workday.add(None, day=date(2026, 10, 14), working=False, name="停电")
    Workday.add(None, day=date(2026, 10, 17), working=True, name="补班")
    calendar = Calendar()
    assert (calendar.works(date(2026, 10, 14)), calendar.works(date(2026, 10, 17))) == (False, True)
    with pytest.raises(Invalid, match="已经有了"):
        Workday.add(None, day=date(2026, 10, 17), working=False)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-10-14 09:00", 2, "10-14 11:00"),
        ("2026-10-14 23:00", 2, "10-15 01:00"),
        ("2026-10-14 09:00", 24, "10-15 09:00"),
        ("2026-10-14 09:00", 168, "10-23 09:00"),  # over a weekend
        ("2026-10-16 09:00", 24, "10-19 09:00"),  # Friday to Monday
        ("2026-10-16 23:00", 2, "10-19 01:00"),  # the second hour waits for Monday
        ("2026-10-17 15:00", 2, "10-19 02:00"),  # a free day counts for nothing
        ("2026-09-30 09:00", 24, "10-08 09:00"),  # 国庆
        ("2026-10-09 09:00", 24, "10-10 09:00"),  # to a Saturday that is worked
        ("2026-10-10 09:00", 24, "10-12 09:00"),
        ("2026-10-10 09:00", 30, "10-12 15:00"),
    ],
)
def test_hours_of_working_days(database, start, hours, end):
    assert later(start, hours) == end


def test_hours_of_any_day(database):
    assert later("2026-09-30 09:00", 24, working=False) == "10-01 09:00"


def test_an_own_day_moves_a_promise(database):
    assert later("2026-10-14 09:00", 24, own={date(2026, 10, 15): False}) == "10-16 09:00"
    assert later("2026-10-16 09:00", 24, own={date(2026, 10, 17): True}) == "10-17 09:00"


@settings(derandomize=True, max_examples=150, deadline=None)
@given(MOMENTS, MOMENTS, st.integers(1, 400), st.integers(0, 100), st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=8))
def test_later_is_on_a_working_day_and_keeps_the_order(start, other, hours, more, own):
    calendar = _calendar(own)
    end = calendar.later(start, hours, True)
    assert calendar.works(china.in_china(end).date())
    assert end >= start + timedelta(hours=hours)
    assert calendar.later(start, hours + more, True) >= end
    assert (calendar.later(other, hours, True) >= end) if other >= start else (calendar.later(other, hours, True) <= end)


def test_a_promise_given_on_a_sunday_ends_with_its_last_day(database):
    """Seven working days from Sunday 22 November are Monday to Tuesday of the week after; Wednesday is none of them."""
    sunday = china.stored(datetime(2026, 11, 22, 15))
    assert Calendar().later(sunday, 168, True) == china.stored(datetime(2026, 12, 1, 23, 59, 59))
    friday = china.stored(datetime(2026, 11, 20))
    assert Calendar().later(friday, 24, True) == china.stored(datetime(2026, 11, 20, 23, 59, 59))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(MOMENTS, st.integers(1, 200))
def test_later_counts_every_worked_hour_once(start, hours):
    """The worked hours between the two, counted one by one, are those asked for."""
    calendar, start = _calendar({}), start.replace(minute=0, second=0, microsecond=0)
    end, counted, at = calendar.later(start, hours, True), 0, start
    while at < end:
        counted += calendar.works(china.in_china(at).date())
        at += timedelta(hours=1)
    assert counted == hours


def _calendar(own):
    calendar = Calendar.__new__(Calendar)  # without a database
    calendar.own = own
    return calendar


def test_promises_follow_the_table_and_stay_when_it_changes(cast, clock):
    small = Urgency.get(Urgency.name == "小事")
    first = concern(cast, small)
    assert first.respond_by == china.stored(datetime(2026, 10, 15, 10))
    assert first.due == china.stored(datetime(2026, 10, 23, 10))
    assert first.climbs_at == china.stored(datetime(2026, 10, 30, 10))
    small.amend(cast.adam, respond=1, hours=3, working=False)
    Workday.add(cast.adam, day=date(2026, 10, 15), working=False)
    kept, second = Concern.get_by_id(first.id), concern(cast, small)
    kept.amend(cast.carol, gist="门坏了")
    assert (kept.respond_by, kept.due, kept.climbs_at) == (first.respond_by, first.due, first.climbs_at)
    assert second.due == clock() + timedelta(hours=3)


def test_a_response_is_promised_before_the_end(database):
    with pytest.raises(Invalid, match="回应不能比办完还晚"):
        Urgency.get(Urgency.name == "小事").amend(None, respond=200)


def concern(cast, urgency):
    category = Category.get(Category.name == "门禁安全")
    return Concern.enter(cast.carol, compound=cast.heping, category=category, urgency=urgency, text="门关不上")[0]
