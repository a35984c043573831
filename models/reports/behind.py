"""The compounds behind a figure of a street or a district."""

from __future__ import annotations

from functools import cached_property
from statistics import median
from typing import NamedTuple

from models.areas import Area, Compound
from models.periods import Period
from models.reports.dashboard import Measure, Values, modes_of, share_of


class Line(NamedTuple):
    """A compound with its value, what it was in the period before, and the median of its mode in the district."""

    compound: Compound
    value: str
    before: str
    median: str


class Behind:
    """The compounds behind a figure, by name: a list, not a ranking."""

    def __init__(self, area: Area, period: Period, measure: Measure) -> None:
        self.area, self.period, self.measure = area, period, measure

    @cached_property
    def lines(self) -> list[Line]:
        """A line for each compound of which there is a value."""
        told, district = self.measure.told, self.area.chain()[0]
        now = self.measure.values(district, self.period)
        before = self.measure.values(self.area, self.period.previous) if self.measure.past else {}
        medians = self._medians(now, dict(modes_of(district)))
        compounds = Compound.select(Compound, Area).join(Area).where(Compound.community.in_(self.area.communities())).order_by(Area.path, Compound.name)
        return [Line(c, told(now[c.id]), told(before[c.id]) if c.id in before else "", medians.get(c.mode, "")) for c in compounds if c.id in now]

    @cached_property
    def elsewhere(self) -> str:
        """The value of what belongs to no compound; empty when there is none, as of all measures but one."""
        if self.measure.key != "resolutions":
            return ""
        common = self.measure.values(self.area, self.period).get(None)
        return self.measure.told(common) if common else ""

    def _medians(self, values: Values, modes: dict[int, str]) -> dict[str, str]:
        found: dict[str, list[float]] = {}
        for key, value in values.items():
            number = self.measure.number(value)
            if key is not None and number is not None:
                found.setdefault(modes[key], []).append(number)
        unit = "%" if self.measure.told is share_of else ""
        return {mode: f"{median(numbers):g}{unit}" for mode, numbers in found.items()}
