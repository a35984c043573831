"""What was done under the named institutions of the source, whatever a community calls them; and the four integrations.

An entry counts for an institution when its programme, or its kind of activity, says that it is that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from peewee import JOIN, fn

from models import clock
from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.concerns import Concern
from models.hours import ServiceHours, Sheet, total_minutes
from models.meetings import Meeting
from models.periods import Period
from models.programmes import INTEGRATIONS, Programme
from models.reports.answers import LISTED
from models.urgencies import Category
from models.visits import Visit


@dataclass
class Done:
    """What was done: activities with their headcount and their minutes, and minutes of volunteer service; `name` where the place has one of its own."""

    name: str = ""
    times: int = 0
    people: int = 0
    minutes: int = 0
    service: int = 0


def named(compound: Compound, period: Period) -> dict[str, Done]:
    """By code (models/programmes.py, CODES). Three queries."""
    found: dict[str, Done] = {}
    code = fn.COALESCE(ActivityKind.code, Programme.code)
    rows: Any = Activity.select(code, fn.COUNT(Activity.id), fn.SUM(Activity.headcount), fn.SUM(Activity.minutes)).join(ActivityKind).switch(Activity)
    rows = rows.join(Programme, JOIN.LEFT_OUTER).where(*_within(Activity, compound, period), code.is_null(False)).group_by(code)
    for key, times, people, minutes in rows.tuples():
        found[key] = Done("", times, int(people), int(minutes))
    served = total_minutes(*_days(ServiceHours, compound, period), Sheet.programme.is_null(False), by=Sheet.programme)
    own = Programme.active & ((Programme.compound == compound.id) | (Programme.compound.is_null() & (Programme.community == compound.community_id)))
    for programme in Programme.select().where(Programme.code.is_null(False), own | Programme.id.in_(list(served))).order_by(Programme.id):
        done = found.setdefault(str(programme.code), Done())
        done.name = done.name or programme.name
        done.service += served.get(programme.id, 0)
    return found


def integrations(compound: Compound, period: Period) -> dict[str, int]:
    """Entries of each of the four: visits made, activities, meetings held and confirmed sheets not taken back that carry it, or whose programme does;
    concerns whose category does. One query."""
    back = Sheet.alias()
    kept = Sheet.confirmed_at.is_null(False), Sheet.reverses.is_null(), Sheet.id.not_in(back.select(back.reverses).where(back.reverses.is_null(False)))
    activities = fn.COALESCE(Activity.integration, Programme.integration)
    parts = [
        _carrying(Activity, activities, compound, period),
        _carrying(Visit, Programme.integration, compound, period).where(Visit.outcome == "met"),
        _carrying(Sheet, Programme.integration, compound, period).where(*kept),
        _carrying(Meeting, Programme.integration, compound, period).where(Meeting.day <= clock.today()),
        _carrying(Concern, Category.integration, compound, period, Category).where(*LISTED),
    ]
    found: dict[str, int] = {}
    for key, count in reduce(add, parts).tuples():
        found[key] = found.get(key, 0) + count
    return {key: found.get(key, 0) for key, _ in INTEGRATIONS}


def _carrying(model: Any, integration: Any, compound: Compound, period: Period, by: Any = Programme) -> Any:
    rows = model.select(integration.alias("integration"), fn.COUNT(model.id)).join(by, JOIN.LEFT_OUTER)
    return rows.where(*_within(model, compound, period), integration.is_null(False)).group_by(integration)


def _within(model: Any, compound: Compound, period: Period) -> list[Any]:
    return [*_days(model, compound, period), model.standing()]


def _days(model: Any, compound: Compound, period: Period) -> list[Any]:
    return [model.compound == compound.id, model.day.between(period.start, period.end)]
