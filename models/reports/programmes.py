"""What stations, the charity shop, rosters and projects of one compound came to; each report is one or two queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, Case, fn

from models.activities import Activity
from models.areas import Compound
from models.bookings import Booking
from models.periods import Period
from models.points import Transfer
from models.projects import Progress, Project, progress
from models.rosters import Courtyard, pledged, rosters_of
from models.stations import ROOM, Station
from models.volunteers import Membership, Team


@dataclass(frozen=True)
class Booked:
    """Sessions at stations with the people who came, and how often rooms were used."""

    sessions: int = 0
    people: int = 0
    uses: int = 0


@dataclass(frozen=True)
class Works:
    """Projects that were there by the end of a period: all, those finished by then and in it, budget and fen spent."""

    count: int = 0
    finished: int = 0
    budget: int = 0
    spent: int = 0


def booked(compound: Compound, period: Period) -> Booked:
    """What was on and has been by the last day that has come."""
    room = fn.SUM(Case(None, [(Station.kind == ROOM, 1)], 0))
    people = fn.SUM(Case(None, [(Station.kind != ROOM, Booking.headcount)]))
    rows: Any = Booking.select(fn.COUNT(Booking.id), room, people).join(Station).where(*_within(Booking, compound, period)).tuples()
    count, uses, came = (int(number or 0) for number in rows.get())
    return Booked(count - uses, came, uses)


def redeemed(compound: Compound, period: Period) -> tuple[int, int]:
    """(how often, points) of what was taken from the charity shop."""
    rows: Any = Transfer.select(fn.COUNT(Transfer.id), fn.COALESCE(fn.SUM(Transfer.points), 0))
    count, points = rows.where(*_within(Transfer, compound, period), Transfer.kind == "redeem").tuples().get()
    return count, int(points)


def meals(compound: Compound, period: Period) -> int:
    """Meals served."""
    return int(Activity.select(fn.COALESCE(fn.SUM(Activity.meals), 0)).where(*_within(Activity, compound, period)).scalar())


def courtyards(compound: Compound, period: Period) -> dict[str, list[Courtyard]]:
    """Kind of team -> its courtyards on the last day that has come."""
    found: dict[str, list[Courtyard]] = {}
    for yard in rosters_of(compound, period.last_day):
        found.setdefault(yard.team.kind, []).append(yard)
    return found


def pioneer_teams(compound: Compound, period: Period) -> tuple[int, int]:
    """(teams, members) of the pioneers of a compound and of its whole community, on the last day that has come."""
    own = (Team.compound == compound.id) | (Team.compound.is_null() & (Team.community == compound.community_id))
    there = (Membership.team == Team.id) & Membership.holds_on(period.last_day)
    rows: Any = Team.select(fn.COUNT(Team.id.distinct()), fn.COUNT(Membership.volunteer.distinct())).join(Membership, JOIN.LEFT_OUTER, on=there)
    teams, people = rows.where(own, Team.kind == "pioneer").tuples().get()
    return teams, people


def pledges(compound: Compound, period: Period) -> tuple[int, int]:
    """(kept, all) on the last day that has come."""
    return pledged(compound, period.last_day)


def works(compound: Compound, period: Period) -> dict[str, Works]:
    """Kind of project -> what has become of such projects."""
    projects = list(Project.select(Project.id, Project.kind, Project.budget).where(Project.compound == compound.id))
    far = progress((project.id for project in projects), period.last_day)
    kinds = {project.kind for project in projects}
    return {kind: _summed([(project.budget, far[project.id]) for project in projects if project.kind == kind]) for kind in kinds}


def _summed(projects: Iterable[tuple[int, Progress]]) -> Works:
    rows = list(projects)
    return Works(len(rows), sum(far.finished for _, far in rows), sum(budget for budget, _ in rows), sum(far.spent for _, far in rows))


def _within(model: Any, compound: Compound, period: Period) -> list[Any]:
    return [model.compound == compound.id, model.day.between(period.start, period.last_day), model.standing()]
