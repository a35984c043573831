"""The stretch of time that a page is about: a month, a quarter or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from models import clock
from models.records import Invalid

FIRST_YEAR = 2000
_KEY = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
LENGTHS = {1: "月", 3: "季度", 12: "年"}


@dataclass(frozen=True, order=True)
class Period:
    """`length` whole months from the first day `start`."""

    start: date
    length: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period of "2026-10", "2026-Q4" or "2026"; raises Invalid for anything else, for before 2000 and for what has not begun."""
        match = _KEY.fullmatch(text)
        if not match:
            raise Invalid(period="时间要写成 2026-10、2026-Q4 或 2026")
        year, quarter, month = (int(part) if part else None for part in match.groups())
        if year is None or year < FIRST_YEAR:
            raise Invalid(period=f"年份要在 {FIRST_YEAR} 年以后")
        first = (quarter - 1) * 3 + 1 if quarter else month or 1
        period = cls(date(year, first, 1), 3 if quarter else 1 if month else 12)
        if period.start > clock.today():
            raise Invalid(period=f"{period.label}还没到")
        return period

    @classmethod
    def last_month(cls) -> Period:
        """The last whole month."""
        return cls(_shifted(clock.today(), -1), 1)

    @classmethod
    def choices(cls) -> list[tuple[str, list[Period]]]:
        """(label, periods) to choose from, newest first: two years of months, two of quarters, three years."""
        return [("按月", cls._recent(1, 24)), ("按季度", cls._recent(3, 8)), ("按年", cls._recent(12, 3))]

    @classmethod
    def _recent(cls, length: int, count: int) -> list[Period]:
        newest = cls(clock.today().replace(day=1), 1).of(length)
        return [cls(_shifted(newest.start, -length * n), length) for n in range(count)]

    @property
    def end(self) -> date:
        """The last day."""
        last = _shifted(self.start, self.length - 1)
        return last.replace(day=monthrange(last.year, last.month)[1])

    @property
    def last_day(self) -> date:
        """The last day that has come: today while the period runs."""
        return min(self.end, clock.today())

    @property
    def running(self) -> bool:
        """Whether days are still to come."""
        return self.end > clock.today()

    @property
    def key(self) -> str:
        """What the address carries: 2026-10, 2026-Q4 or 2026."""
        year, month = self.start.year, self.start.month
        return {1: f"{year}-{month:02}", 3: f"{year}-Q{(month + 2) // 3}", 12: f"{year}"}[self.length]

    @property
    def label(self) -> str:
        """2026年10月, 2026年第4季度 or 2026年."""
        year, month = self.start.year, self.start.month
        return {1: f"{year}年{month}月", 3: f"{year}年第{(month + 2) // 3}季度", 12: f"{year}年"}[self.length]

    @property
    def this(self) -> str:
        """How people call it: 本月, 本季度 or 本年."""
        return f"本{LENGTHS[self.length]}"

    @property
    def before(self) -> str:
        """How people call the one before it: 上月, 上季度 or 上年."""
        return f"上{LENGTHS[self.length]}"

    @property
    def after(self) -> str:
        """How people call the one after it: 下月, 下季度 or 下年."""
        return f"下{LENGTHS[self.length]}"

    @property
    def previous(self) -> Period:
        """The period before, of the same length."""
        return Period(_shifted(self.start, -self.length), self.length)

    @property
    def next(self) -> Period | None:
        """The period after, once it has begun."""
        after = Period(_shifted(self.start, self.length), self.length)
        return after if after.start <= clock.today() else None

    @property
    def months(self) -> list[Period]:
        """The twelve months that end with this period's last one."""
        last = _shifted(self.start, self.length - 1)
        return [Period(_shifted(last, -n), 1) for n in range(11, -1, -1)]

    def of(self, length: int) -> Period:
        """The month, quarter or year of this period's last day that has come."""
        last = self.last_day
        return Period(date(last.year, (last.month - 1) // length * length + 1, 1), length)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label


def _shifted(day: date, months: int) -> date:
    """The first day of the month so many months away."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)
