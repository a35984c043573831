"""Lists of sheets: their states, their sums, and what a team did lately."""

from __future__ import annotations

from typing import Any

import peewee
from peewee import fn

from models.database import Query
from models.hours import TAKEN_BACK, ServiceHours, Sheet, reversal_of
from models.volunteers import Team

STATES = [("draft", "草稿"), ("confirmed", "已确认"), ("locked", "已锁定"), ("void", "作废")]


def in_state(state: str) -> peewee.Expression:
    """The condition of being a draft, confirmed, locked or void: a sheet is always one of these."""
    confirmed, locked = Sheet.confirmed_at.is_null(False), Sheet.locked_at.is_null(False)
    states: dict[str, Any] = {"void": Sheet.void, "draft": ~Sheet.void & ~confirmed, "confirmed": confirmed & ~locked, "locked": locked}
    return states[state]


def counted(sheets: list[Sheet]) -> list[Sheet]:
    """The sheets with `people`, `total` (minutes, those of drafts too) and `taken_back`, in two queries however many."""
    keys = [sheet.id for sheet in sheets]
    lines: Any = ServiceHours.select(ServiceHours.sheet, fn.COUNT(ServiceHours.id), fn.SUM(ServiceHours.minutes))
    sums = {key: (people, int(total)) for key, people, total in lines.where(ServiceHours.sheet.in_(keys)).group_by(ServiceHours.sheet).tuples()}
    reversals: Any = Sheet.select(Sheet.id).where(Sheet.id.in_([reversal_of(key) for key in keys]))
    backs = {row.id for row in reversals}
    for sheet in sheets:
        sheet.people, sheet.total = sums.get(sheet.id, (0, 0))
        sheet.taken_back = reversal_of(sheet.id) in backs
    return sheets


def last_of(team: Team) -> Sheet | None:
    """The sheet of a team that was typed last."""
    return _kept(team).order_by(Sheet.recorded_at.desc()).first()


def purposes_of(team: Team, limit: int = 6) -> list[str]:
    """What a team did lately, the latest first, each once."""
    rows: Any = _kept(team).select(Sheet.purpose).group_by(Sheet.purpose).order_by(fn.MAX(Sheet.day).desc(), Sheet.purpose)
    return [purpose for (purpose,) in rows.limit(limit).tuples()]


def _kept(team: Team) -> Query:
    return Sheet.select().where(Sheet.team == team.id, Sheet.standing(), ~Sheet.purpose.startswith(TAKEN_BACK))
