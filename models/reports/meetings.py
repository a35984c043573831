"""Meetings of one compound in a period: when the last was, when the next is due, what was closed, what is overdue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models import clock
from models.areas import Compound
from models.meetings import Meeting, MeetingKind, Motion, next_day
from models.periods import Period
from models.resolutions import Resolution

BACK = timedelta(days=800)  # farther back nobody looks for the last one


@dataclass
class Held:
    """The meetings of one kind. `due`: by when the next is to be held, where the district has set how often."""

    last: date | None = None
    planned: date | None = None
    due: date | None = None
    times: int = 0
    topics: int = 0
    closed: int = 0
    overdue: int = 0

    def is_late(self, day: date) -> bool:
        """Whether the next should have been held by `day`."""
        return self.due is not None and self.due < day


@dataclass
class Meetings:
    """The meetings of a compound, by the code of their kind, as of the period's last day."""

    day: date
    kinds: dict[str, Held] = field(default_factory=lambda: defaultdict(Held))


def meetings(compound: Compound, period: Period) -> Meetings:
    """Those of the compound and those of its community as a whole; three queries. The next is the next from today on."""
    found, day, today = Meetings(period.last_day), period.last_day, clock.today()
    kinds = {}
    for meeting in _rows(compound, day):
        held, kinds[meeting.id] = found.kinds[meeting.kind.code], meeting.kind.code
        if meeting.day > day:  # whoever reads a page of last month on the wall wants to know what is still to come
            if meeting.day < today:
                held.due = None  # it has been held since
            else:
                held.planned = held.planned or meeting.day
            continue
        held.last, held.times = meeting.day, held.times + (meeting.day >= period.start)
        held.due = next_day(meeting.day, meeting.kind.months) if meeting.kind.months else None
    _count_topics(found, kinds, period)
    _count_overdue(found, compound, day)
    return found


def _own(model: Any, compound: Compound) -> Any:
    return (model.compound == compound.id) | (model.compound.is_null() & (model.community == compound.community_id))


def _rows(compound: Compound, day: date) -> Any:
    rows = Meeting.select(Meeting, MeetingKind).join(MeetingKind).where(_own(Meeting, compound), ~Meeting.void, MeetingKind.code.is_null(False))
    return rows.where(Meeting.day > day - BACK).order_by(Meeting.day)


def _count_topics(found: Meetings, kinds: dict[Any, str], period: Period) -> None:
    rows = Motion.select(Motion, Meeting).join(Meeting).where(Motion.meeting.in_(list(kinds)), Meeting.day.between(period.start, period.last_day))
    for motion in rows if kinds else []:
        held = found.kinds[kinds[motion.meeting_id]]
        held.topics, held.closed = held.topics + 1, held.closed + motion.closed


def _count_overdue(found: Meetings, compound: Compound, day: date) -> None:
    """Resolutions whose day had come by then and that were not done by then."""
    rows: Any = Resolution.select(Resolution.id, MeetingKind.code).join(Meeting).join(MeetingKind).where(_own(Meeting, compound), ~Meeting.void)
    late = Resolution.done.is_null() | (Resolution.done > day)
    for _, code in rows.where(Resolution.due < day, late, MeetingKind.code.is_null(False)).tuples():
        found.kinds[code].overdue += 1
