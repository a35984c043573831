"""Twelve months of visits and service, and the scales that a chart of them needs."""

from __future__ import annotations

from dataclasses import dataclass

from models import clock
from models.periods import Period
from models.reports.wording import counted, hours


@dataclass(frozen=True)
class Month:
    """One month; `inside` when it belongs to the period of the page."""

    period: Period
    visits: int
    minutes: int
    inside: bool

    @property
    def come(self) -> bool:
        """Whether it has begun."""
        return self.period.start <= clock.today()


@dataclass(frozen=True)
class Trend:
    """Months in order, oldest first."""

    months: list[Month]

    @property
    def nothing(self) -> bool:
        """Whether nothing happened in all these months."""
        return not any(month.visits or month.minutes for month in self.months)

    @property
    def visits_top(self) -> int:
        """Where the scale of visits ends."""
        return top(max(month.visits for month in self.months))

    @property
    def hours_top(self) -> int:
        """Where the scale of hours ends."""
        return top(max(month.minutes for month in self.months) / 60)

    @property
    def told(self) -> str:
        """The chart in words, for those who cannot see it."""
        return "；".join(f"{month.period.label}走访 {counted(month.visits)} 次、志愿服务 {hours(month.minutes)} 小时" for month in self.months)


def top(most: float) -> int:
    """A round number not below `most` whose half is whole: 2, 4, 6, 10, 20, 30, 40, 60, 80, 100, 120, ..."""
    step = 1
    while True:
        for factor in (2, 4, 6, 8, 10, 12, 16):
            if factor * step >= most:
                return factor * step
        step *= 10
