"""Lists of sheets: their states, their sums, and what a team did lately."""

from __future__ import annotations

from typing import Any

import peewee
from peewee import JOIN, fn

from models.activities import Activity
from models.areas import Compound
from models.database import Query
from models.hours import ServiceHours, Sheet
from models.programmes import Programme
from models.users import User
from models.volunteers import Team, Volunteer

STATES = [("draft", "草稿"), ("confirmed", "已确认"), ("locked", "已锁定"), ("void", "作废")]


def in_state(state: str) -> peewee.Expression:
    """The condition of being a draft, confirmed, locked or void: a sheet is always one of these."""
    confirmed, locked = Sheet.confirmed_at.is_null(False), Sheet.locked_at.is_null(False)
    states: dict[str, Any] = {"void": Sheet.void, "draft": ~Sheet.void & ~confirmed, "confirmed": confirmed & ~locked, "locked": locked}
    return states[state]


def counted(sheets: list[Sheet]) -> list[Sheet]:
    """The sheets with `people`, `total` (minutes, those of drafts too), `taken_back` (the key of the reversal) and `corrected` (when, if after the lock).

    Two queries however many.
    """
    keys = [sheet.id for sheet in sheets]
    lines: Any = ServiceHours.select(ServiceHours.sheet, fn.COUNT(ServiceHours.id), fn.SUM(ServiceHours.minutes))
    sums = {key: (people, int(total)) for key, people, total in lines.where(ServiceHours.sheet.in_(keys)).group_by(ServiceHours.sheet).tuples()}
    reversals: Any = Sheet.select(Sheet.id, Sheet.reverses, Sheet.confirmed_at).where(Sheet.reverses.in_(keys))
    backs = {back.reverses_id: back for back in reversals}
    for sheet in sheets:
        sheet.people, sheet.total = sums.get(sheet.id, (0, 0))
        if back := backs.get(sheet.id):
            sheet.taken_back = back.id
            sheet.corrected = back.confirmed_at if sheet.locked_at and sheet.locked_at <= back.confirmed_at else None
    return sheets


def last_of(team: Team) -> Sheet | None:
    """The sheet of a team that was typed last."""
    return _kept(team).order_by(Sheet.recorded_at.desc()).first()


def purposes_of(team: Team, limit: int = 6) -> list[str]:
    """What a team did lately apart from activities, the latest first, each once."""
    rows: Any = _kept(team).where(Sheet.activity.is_null()).select(Sheet.purpose).group_by(Sheet.purpose).order_by(fn.MAX(Sheet.day).desc(), Sheet.purpose)
    return [purpose for (purpose,) in rows.limit(limit).tuples()]


def _kept(team: Team) -> Query:
    return Sheet.select().where(Sheet.team == team.id, Sheet.standing(), Sheet.reverses.is_null())


def lines_of(sheets: Query) -> Any:
    """The lines of these sheets, newest day first, with all that a spreadsheet says about each; one query, read as it goes."""
    confirmer, recorder = User.alias(), User.alias()
    columns = (ServiceHours, Sheet, Team, Volunteer, Programme, Activity, Compound, recorder, confirmer)
    rows = ServiceHours.select(*columns).join(Sheet).join(Team).switch(Sheet)
    rows = rows.join(Programme, JOIN.LEFT_OUTER).switch(Sheet).join(Activity, JOIN.LEFT_OUTER).switch(Sheet).join(Compound, JOIN.LEFT_OUTER).switch(Sheet)
    rows = rows.join(recorder, on=(Sheet.recorder == recorder.id), attr="recorder").switch(Sheet)
    rows = rows.join(confirmer, JOIN.LEFT_OUTER, on=(Sheet.confirmed_by == confirmer.id), attr="confirmed_by").switch(ServiceHours).join(Volunteer)
    rows = rows.where(ServiceHours.sheet.in_(sheets.select(Sheet.id).order_by()))
    return rows.order_by(Sheet.day.desc(), Sheet.recorded_at.desc(), Sheet.id, Volunteer.name).iterator()
