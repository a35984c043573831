"""What the lines of meetings say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models import clock
from models.reports.meetings import Held, meetings

if TYPE_CHECKING:
    from models.reports.summary import Summary


def joint(page: Summary) -> str:
    """Last, next, overdue."""
    return _told(page, "joint")


def three(page: Summary) -> str:
    """Last and next."""
    return _told(page, "three")


def forum(page: Summary) -> str:
    """Topics that were closed."""
    held = page.of(meetings).kinds["forum"]
    return f"{held.times} 次 · 议题办结 {held.closed} / {held.topics}" if held.topics else ""


def observed(page: Summary) -> str:
    """How often the observers met, before what became of what they said."""
    held = page.of(meetings).kinds["observers"]
    return f"交流会 {held.times} 次" if held.times else ""


def _told(page: Summary, code: str) -> str:
    found = page.of(meetings)
    held = found.kinds[code]
    if held.last is None and held.planned is None:
        return ""
    return " · ".join(filter(None, (_last(held, found.day), _next(held, clock.today()), f"决议超期 {held.overdue}" if held.overdue else "")))


def _last(held: Held, day: date) -> str:
    return f"上次 {_day(held.last, day)}" if held.last else ""


def _next(held: Held, day: date) -> str:
    if held.planned:
        return f"下次 {_day(held.planned, day)}"
    if held.is_late(day):
        return f"该开没开 {(day - held.due).days} 天" if held.due else ""
    return f"下次 {_day(held.due, day)}前" if held.due else ""


def _day(day: date, today: date) -> str:
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"
