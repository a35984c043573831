"""Months, quarters and years."""

from datetime import date

import pytest

from models.periods import Period
from models.records import Invalid


@pytest.mark.parametrize(
    ("key", "label", "start", "end"),
    [
        ("2026-09", "2026年9月", date(2026, 9, 1), date(2026, 9, 30)),
        ("2024-02", "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q1", "2026年第1季度", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", "2026年第4季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", "2026年", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_key_gives_its_days_and_comes_back(clock, key, label, start, end):
    period = Period.parse(key)
    assert (period.label, period.start, period.end, period.key) == (label, start, end, key)


JUNK = ["", "x", "2026-13", "2026-00", "2026-Q5", "2026-9", "26-09", "2026-09-01", "２０２６", "2026-Q1\n", "1999", "0001-01"]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_refused_with_words(clock, junk):
    with pytest.raises(Invalid) as refused:
        Period.parse(junk)
    assert refused.value.errors["period"]


@pytest.mark.parametrize("key", ["2026-11", "2027-Q1", "2027", "9999"])
def test_the_future_is_refused(clock, key):
    with pytest.raises(Invalid, match="还没到"):
        Period.parse(key)


def test_a_period_that_has_begun_runs_until_its_end(clock):
    running, past = Period.parse("2026-10"), Period.parse("2026-09")
    assert running.running and running.last_day == date(2026, 10, 14)
    assert not past.running and past.last_day == date(2026, 9, 30)


@pytest.mark.parametrize(("key", "previous"), [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026", "2025")])
def test_the_one_before_and_the_one_after(clock, key, previous):
    assert Period.parse(key).previous.key == previous
    assert Period.parse(previous).next == Period.parse(key)


def test_nothing_comes_after_the_present(clock):
    assert Period.parse("2026-10").next is None and Period.parse("2026").next is None


def test_the_twelve_months_end_with_the_period(clock):
    months = Period.parse("2026-Q3").months
    assert [months[0].key, months[-1].key, len(months)] == ["2025-10", "2026-09", 12]


def test_the_last_month_of_january_is_december(clock):
    clock.set(date(2026, 1, 1))
    assert Period.last_month().key == "2025-12"


def test_a_month_and_its_quarter_and_year(clock):
    year = Period.parse("2026")
    assert [year.of(1).key, year.of(3).key, Period.parse("2026-05").of(3).key, Period.parse("2025-Q4").of(12).key] == ["2026-10", "2026-Q4", "2026-Q2", "2025"]


def test_every_choice_can_be_asked_for(clock):
    choices = [period for _, periods in Period.choices() for period in periods]
    assert [Period.parse(period.key) for period in choices] == choices
    assert choices[0].key == "2026-10" and len(choices) == 24 + 8 + 3


def test_the_words_for_its_neighbours(clock):
    assert [Period.parse(key).before for key in ("2026-09", "2026-Q3", "2025")] == ["上月", "上季度", "上年"]
    assert (Period.parse("2026-09").this, Period.parse("2026-09").after) == ("本月", "下月")
