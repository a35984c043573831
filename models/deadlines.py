"""How long is left of a promise, and which concerns are past theirs: the same on every page, in every list and in every figure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import Case

from models import clock
from models.concerns import Concern
from models.steps import OPEN, UNHEARD, overdue


def is_late(concern: Any, due: Any = None) -> Any:
    """Whether a concern that is neither void nor answered is past its promise, or past the moment `due`; of the model, the condition of a query."""
    waits = ~concern.void & concern.stage.in_(OPEN) if concern is Concern else concern.stage in OPEN and not concern.void
    return overdue(waits, concern.due if due is None else due, clock.now())


def passed() -> tuple[int, int]:
    """How many promises are past: to settle a concern that is open still, and to respond to one that nobody has responded to.

    While nothing is written down these alone change with the hours of a day.
    """
    late, unheard = is_late(Concern), Concern.responded_at.is_null() & (Concern.respond_by < clock.now())
    return Concern.select().where(late).count(), Concern.select().where(unheard).count()


def is_unheard(concern: Any) -> Any:
    """Whether nobody has responded to a concern yet; of a row or of the model."""
    return ~concern.void & concern.stage.in_(UNHEARD) if concern is Concern else concern.stage in UNHEARD and not concern.void


def next_promise(concern: Any) -> Any:
    """The moment that presses: the nearer of the two promises until somebody has responded, then when it is to be settled; of a row or of the model."""
    sooner = is_unheard(concern) & (concern.respond_by < concern.due)
    return Case(None, [(sooner, concern.respond_by)], concern.due) if concern is Concern else concern.respond_by if sooner else concern.due


def days_left(due: datetime) -> int:
    """Calendar days in China until a stored moment, 0 for today, below 0 once that day is over."""
    return (clock.in_china(due).date() - clock.today()).days


def time_left(due: datetime) -> str:
    """The time until or since a stored moment, as people say it: hours within 24, else calendar days."""
    now = clock.now()
    said, span = ("超了", now - due) if overdue(True, due, now) else ("还有", due - now)
    hours = int(span.total_seconds() // 3600)
    if hours < 24:
        return f"{said} {hours} 小时" if hours else f"{said}不到 1 小时"
    return f"{said} {abs(days_left(due))} 天"


def to_respond(respond_by: datetime) -> str:
    """Until when somebody is to respond, as people say it; or for how long that has been over."""
    if overdue(True, respond_by, clock.now()):
        return time_left(respond_by).replace("超了", "该回应了，晚了", 1)
    at = clock.in_china(respond_by)
    named = {0: "今天 ", 1: "明天 "}.get(days_left(respond_by), f"{at.month}月{at.day}日 ")
    return f"{named}{at:%H:%M} 前要回应"
