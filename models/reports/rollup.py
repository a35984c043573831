"""What streets and districts read: figures of the places below a place. Places only, never people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from peewee import Case, fn

from models.activities import Activity
from models.areas import Area, Compound, Level
from models.concerns import Concern
from models.hours import ServiceHours, total_minutes
from models.periods import Period
from models.reports.answers import Rates, Waiting, rates, waiting
from models.reports.counted import Narrowed, late_until, open_until, raised_in
from models.visits import Visit

ELSEWHERE = "不属于某个小区"
NOTHING = (0, 0, 0, 0, Waiting(), Rates())  # of the figures of a line, in their order


@dataclass(frozen=True)
class Line:
    """One place below, or in words what has none: its compounds, visits made, volunteer minutes, activities held; the three rates.

    What waits is what is open now of all that was raised up to the period's end.
    """

    place: Any
    compounds: int
    visits: int
    minutes: int
    activities: int
    waiting: Waiting
    rates: Rates


class Rollup:
    """The places right below an area, in their own order, with a period's figures; the same number of queries for one or 806 compounds."""

    def __init__(self, area: Area, period: Period) -> None:
        self.area, self.period = area, period

    @property
    def narrowed(self) -> dict[str, Narrowed]:
        """How the list of concerns shows those that were raised, are open and are overdue."""
        return {"raised": raised_in(self.period), "open": open_until(self.period), "late": late_until(self.period)}

    @cached_property
    def lines(self) -> list[Line]:
        """A line for each area below, or for each compound of a community and what belongs to none of them."""
        if self.area.level == Level.COMMUNITY:
            compounds = list(Compound.select().where(Compound.community == self.area.id).order_by(Compound.name))
            figures = self._figures("compound")
            lines = [Line(c, 1, *(part.pop(c.id, none) for part, none in zip(figures, NOTHING[1:], strict=True))) for c in compounds]
            rest = (0, *_sums(part.values() for part in figures))
            return [*lines, Line(ELSEWHERE, *rest)] if rest != NOTHING else lines
        below = list(Area.select().where(Area.parent == self.area.id).order_by(Area.path))
        figures = [self._count_compounds(), *self._figures("community")]
        within = self._communities
        return [Line(area, *_sums([part[key] for key in within[area.id] if key in part] for part in figures)) for area in below]

    @cached_property
    def total(self) -> Line:
        """The sum of the lines, which is the place's own line one level up."""
        return Line(self.area, *_sums([getattr(line, part.name) for line in self.lines] for part in fields(Line)[1:]))

    @cached_property
    def _communities(self) -> dict[int, list[int]]:
        """Keys of the communities under each area right below this one."""
        depth = len(self.area.path.split("/")) - 1
        found: dict[int, list[int]] = {}
        rows: Any = Area.select(Area.id, Area.path).where(Area.level == Level.COMMUNITY, Area.path.startswith(self.area.path)).tuples()
        for key, path in rows:
            found.setdefault(int(path.split("/")[depth]), []).append(key)
        return {area.id: found.get(area.id, []) for area in Area.select(Area.id).where(Area.parent == self.area.id)}

    def _count_compounds(self) -> dict[int, int]:
        rows: Any = Compound.select(Compound.community, fn.COUNT(Compound.id)).where(Compound.community.in_(self.area.communities()))
        return dict(rows.group_by(Compound.community).tuples())

    def _figures(self, place: str) -> list[dict[int, Any]]:
        """Visits, minutes, activities, what waits and the rates by the key of `place`: compound or community."""
        column, here = getattr(Concern, place), Concern.community.in_(self.area.communities())
        answers = [waiting(here, Concern.day <= self.period.last_day, by=column), rates(*self._within(Concern), by=column)]
        return [self._count(Visit, place), self._minutes(place), self._count(Activity, place), *answers]

    def _within(self, model: Any) -> list[Any]:
        return [model.community.in_(self.area.communities()), model.day.between(self.period.start, self.period.end)]

    def _count(self, model: Any, place: str) -> dict[int, int]:
        made = fn.SUM(Case(None, [(model.outcome == "met", 1)], 0)) if model is Visit else fn.COUNT(model.id)
        field = getattr(model, place)
        return dict(model.select(field, made).where(*self._within(model), model.standing()).group_by(field).tuples())

    def _minutes(self, place: str) -> dict[int, int]:
        grouped: dict[int, int] = total_minutes(*self._within(ServiceHours), by=getattr(ServiceHours, place))
        return grouped


def _sums(parts: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    """The figures of some places summed, one by one: all that a line has, or the last of them."""
    listed = [list(part) for part in parts]
    return tuple(sum(part, none) for part, none in zip(listed, NOTHING[-len(listed) :], strict=True))
