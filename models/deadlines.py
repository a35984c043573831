"""How long is left of a promise, and which concerns are past theirs: the same on every page, in every list and in every figure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from models import clock
from models.concerns import Concern
from models.steps import OPEN, overdue


def is_late(concern: Any, last: Any, due: Any = None) -> Any:
    """Whether a concern that is neither void nor answered is past its promise, or past the moment `due`.

    Takes a concern and its last step, or the models Concern and Step for the condition of a query that has them joined.
    """
    waits = ~concern.void & last.kind.in_(OPEN) if concern is Concern else last.kind in OPEN and not concern.void
    return overdue(waits, concern.due if due is None else due, clock.now())


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
