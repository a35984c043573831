"""What streets and districts read: figures of the places below a place. Places only, never people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from peewee import Case, fn

from models.activities import Activity
from models.areas import Area, Compound, Level
from models.hours import ServiceHours, total_minutes
from models.periods import Period
from models.visits import Visit

ELSEWHERE = "不属于某个小区"


@dataclass(frozen=True)
class Line:
    """One place below, or in words what has none: its compounds, visits made, volunteer minutes and activities held."""

    place: Any
    compounds: int
    visits: int
    minutes: int
    activities: int


class Rollup:
    """The places right below an area, in their own order, with a period's figures; the same number of queries for one or 806 compounds."""

    def __init__(self, area: Area, period: Period) -> None:
        self.area, self.period = area, period

    @cached_property
    def lines(self) -> list[Line]:
        """A line for each area below, or for each compound of a community and what belongs to none of them."""
        if self.area.level == Level.COMMUNITY:
            compounds = list(Compound.select().where(Compound.community == self.area.id).order_by(Compound.name))
            figures = self._figures("compound")
            lines = [Line(c, 1, *(part.pop(c.id, 0) for part in figures)) for c in compounds]
            rest = [sum(part.values()) for part in figures]
            return [*lines, Line(ELSEWHERE, 0, *rest)] if any(rest) else lines
        below = list(Area.select().where(Area.parent == self.area.id).order_by(Area.path))
        figures = [self._count_compounds(), *self._figures("community")]
        return [Line(area, *(sum(part.get(key, 0) for key in self._communities[area.id]) for part in figures)) for area in below]

    @cached_property
    def total(self) -> Line:
        """The sum of the lines, which is the place's own line one level up."""
        sums = (sum(getattr(line, name) for line in self.lines) for name in ("compounds", "visits", "minutes", "activities"))
        return Line(self.area, *sums)

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

    def _figures(self, place: str) -> list[dict[int, int]]:
        """Visits, minutes and activities by the key of `place`: compound or community."""
        return [self._count(Visit, place), self._minutes(place), self._count(Activity, place)]

    def _within(self, model: Any) -> list[Any]:
        return [model.community.in_(self.area.communities()), model.day.between(self.period.start, self.period.end)]

    def _count(self, model: Any, place: str) -> dict[int, int]:
        made = fn.SUM(Case(None, [(model.outcome == "met", 1)], 0)) if model is Visit else fn.COUNT(model.id)
        field = getattr(model, place)
        return dict(model.select(field, made).where(*self._within(model), model.standing()).group_by(field).tuples())

    def _minutes(self, place: str) -> dict[int, int]:
        grouped: dict[int, int] = total_minutes(*self._within(ServiceHours), by=getattr(ServiceHours, place))
        return grouped
