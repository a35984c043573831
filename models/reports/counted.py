"""The counts behind the three rates of a page or a line, each with how the list of concerns is narrowed so that it shows exactly those."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models import clock
from models.periods import Period
from models.reports.answers import AGES

if TYPE_CHECKING:
    from models.reports.summary import Summary

Narrowed = dict[str, Any]


class Count(NamedTuple):
    """So many concerns, and what the address of the list says."""

    name: str
    amount: int
    narrowed: Narrowed


def counted(summary: Summary) -> list[Count]:
    """What was raised, and of that what has no rate; what is open, by age; the kinds, most first."""
    period, rates, waiting = summary.period, summary.rates, summary.waiting
    every = raised_in(period)
    return [
        Count(f"{period.this}新增", summary.raised.count, every),
        *(Count(name, count, {**every, "urgency": key}) for name, count, key in summary.raised.urgencies),
        Count("答复了还没问居民的", rates.unasked, {**every, "shelf": "rating"}),
        Count("告知去别处办的", rates.referred, {**every, "state": "referral"}),
        Count("作废的", summary.raised.struck, {**every, "state": "void"}),
        Count("还没办完", waiting.open, open_until(period)),
        *(Count(f"其中提了 {name}", count, narrowed) for (name, count), narrowed in zip(waiting.by_age, _by_age(period), strict=True)),
        Count("其中超期", waiting.overdue, late_until(period)),
        *(Count(name, count, {**every, "category": key}) for name, count, key in summary.raised.categories),
    ]


def raised_in(period: Period) -> Narrowed:
    """All that was raised in a period, whatever has become of it."""
    return {"shelf": "all", "since": period.start, "until": period.last_day}


def open_until(period: Period) -> Narrowed:
    """What is open now of all that was raised up to a period's end."""
    return {"shelf": "open", "until": period.last_day}


def late_until(period: Period) -> Narrowed:
    """What of that is past its promise."""
    return {"shelf": "overdue", "until": period.last_day}


def _by_age(period: Period) -> list[Narrowed]:
    """The same for each of AGES."""
    newest, narrowed = clock.today(), []
    for _, days in AGES:
        oldest = None if days is None else clock.today() - timedelta(days=days)
        narrowed.append({"shelf": "open", "since": oldest, "until": min(newest, period.last_day)})
        newest = clock.today() - timedelta(days=(days or 0) + 1)
    return narrowed
