"""What was done in one compound: hours by team, activities by kind, and all of it by programme."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import fn

from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.hours import ServiceHours, Sheet, total_minutes
from models.periods import Period
from models.programmes import Programme
from models.reports.wording import counted, hours
from models.visits import Visit
from models.volunteers import Team


@dataclass(frozen=True)
class Service:
    """Volunteer service: (team, minutes) by length, and how many people served."""

    teams: list[tuple[str, int]]
    volunteers: int

    @property
    def minutes(self) -> int:
        """All of it."""
        return sum(minutes for _, minutes in self.teams)


@dataclass
class Sessions:
    """Activities of one kind."""

    name: str
    cell: int | None = None
    times: int = 0
    people: int = 0


@dataclass
class Deeds:
    """What was done under one programme."""

    name: str
    visits: int = 0
    activities: int = 0
    minutes: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing was recorded under it."""
        return not (self.visits or self.activities or self.minutes)

    @property
    def told(self) -> str:
        """走访 216 次 · 活动 10 场 · 279 小时, without what was not done."""
        parts = [(self.visits, f"走访 {counted(self.visits)} 次"), (self.activities, f"活动 {counted(self.activities)} 场")]
        return " · ".join(text for amount, text in [*parts, (self.minutes, f"{hours(self.minutes)} 小时")] if amount)


@dataclass
class Activities:
    """Activities of a period: by kind, and under each programme."""

    kinds: list[Sessions]
    by_programme: dict[int, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[Sessions]:
        """The eight neighbour activities in their order, those of no activity included."""
        return sorted((kind for kind in self.kinds if kind.cell), key=lambda kind: kind.cell or 0)

    @property
    def others(self) -> list[Sessions]:
        """The other kinds that took place, most frequent first."""
        return sorted((kind for kind in self.kinds if not kind.cell and kind.times), key=lambda kind: (-kind.times, kind.name))

    @property
    def times(self) -> int:
        """How many took place."""
        return sum(kind.times for kind in self.kinds)

    @property
    def people(self) -> int:
        """Headcount of all."""
        return sum(kind.people for kind in self.kinds)


def minutes_by_day(compound: Compound, first: date, last: date) -> dict[date, int]:
    """Day -> minutes of service that count."""
    return dict(total_minutes(ServiceHours.compound == compound.id, ServiceHours.day.between(first, last), by=ServiceHours.day))


def service(compound: Compound, period: Period) -> Service:
    """The period's service by team. Who served is counted from the same total, so a stretch taken back counts nobody."""
    where = (ServiceHours.compound == compound.id, ServiceHours.day.between(period.start, period.end))
    minutes = total_minutes(*where, by=ServiceHours.team)
    names = {team.id: team.name for team in Team.select(Team.id, Team.name).where(Team.id.in_(list(minutes)))}
    teams = sorted(((names[team], total) for team, total in minutes.items() if total), key=lambda row: (-row[1], row[0]))
    people = total_minutes(*where, by=ServiceHours.volunteer)
    return Service(teams, sum(total > 0 for total in people.values()))


def activities(compound: Compound, period: Period) -> Activities:
    """The period's activities; every kind is there, those that did not take place with 0."""
    kinds = {kind.id: Sessions(kind.name, kind.cell) for kind in ActivityKind.select().order_by(ActivityKind.position, ActivityKind.id)}
    found = Activities(list(kinds.values()))
    rows: Any = Activity.select(Activity.kind, Activity.programme, fn.COUNT(Activity.id), fn.SUM(Activity.headcount))
    rows = rows.where(Activity.compound == compound.id, Activity.day.between(period.start, period.end), Activity.standing())
    for kind, programme, times, people in rows.group_by(Activity.kind, Activity.programme).tuples():
        kinds[kind].times += times
        kinds[kind].people += int(people)
        if programme:
            found.by_programme[programme] = found.by_programme.get(programme, 0) + times
    return found


def times_held(compound: Compound, period: Period) -> int:
    """How many activities took place, for the comparison with another period."""
    rows = Activity.select().where(Activity.compound == compound.id, Activity.day.between(period.start, period.end), Activity.standing())
    return rows.count()


def programmes(compound: Compound, period: Period, held: dict[int, int]) -> list[Deeds]:
    """What was done under each programme, most first: those of the compound and its community, and any other that an entry carries.

    `held` maps a programme to its activities of the period.
    """
    visits = _visits_by_programme(compound, period)
    minutes = total_minutes(
        ServiceHours.compound == compound.id, ServiceHours.day.between(period.start, period.end), Sheet.programme.is_null(False), by=Sheet.programme
    )
    used = {*visits, *held, *minutes}
    own = (Programme.compound == compound.id) | (Programme.compound.is_null() & (Programme.community == compound.community_id))
    rows: Any = Programme.select(Programme.id, Programme.name).where((own & Programme.active) | Programme.id.in_(used)).tuples()
    deeds = [Deeds(name, visits.get(key, 0), held.get(key, 0), minutes.get(key, 0)) for key, name in rows]
    return sorted(deeds, key=lambda row: (-row.visits - row.activities, -row.minutes, row.name))


def _visits_by_programme(compound: Compound, period: Period) -> dict[int, int]:
    where = (Visit.compound == compound.id, Visit.day.between(period.start, period.end), Visit.outcome == "met", Visit.standing())
    rows: Any = Visit.select(Visit.programme, fn.COUNT(Visit.id)).where(*where, Visit.programme.is_null(False))
    return dict(rows.group_by(Visit.programme).tuples())
