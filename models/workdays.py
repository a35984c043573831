"""Working days: the published calendar, and what the district changes in it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar
from peewee import BooleanField, CharField, DateField

from models import clock
from models.editables import Editable

DAY = timedelta(days=1)


class Workday(Editable):
    """A day that the district counts otherwise than the published calendar does (国务院办公厅 each November for the next year)."""

    title = "工作日调整"
    identities = (("day",),)

    day = DateField(unique=True, verbose_name="日期")
    working = BooleanField(default=False, verbose_name="这天上班")
    name = CharField(20, default="", verbose_name="说明")

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.working else '放假'}"


class Calendar:
    """Which days are worked, with the district's own days read once."""

    def __init__(self) -> None:
        rows: Any = Workday.select(Workday.day, Workday.working).tuples()
        self.own: dict[date, bool] = dict(rows)

    def works(self, day: date) -> bool:
        """Whether `day` is a working day: the district's word, else the published calendar's, else Monday to Friday."""
        if day in self.own:
            return self.own[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:  # a year not published yet
            return day.weekday() < 5

    def later(self, start: datetime, hours: int, working: bool) -> datetime:
        """The moment `hours` after `start` (naive UTC, as stored); with `working`, 24 hours are one working day and other days do not count.

        What would end at midnight ends with the last second of the day before, so that the day named is the day held.
        """
        if not working:
            return start + timedelta(hours=hours)
        at = clock.in_china(start)
        if not self.works(at.date()):
            at = self._worked(datetime.combine(at.date(), time()))
        for _ in range(hours // 24):
            at = self._worked(at + DAY)
        at = self._worked(at + timedelta(hours=hours % 24))
        return clock.stored(at if at.time() != time() else self._ended(at))

    def _ended(self, midnight: datetime) -> datetime:
        """The last second of the last working day before a midnight."""
        at = midnight - timedelta(seconds=1)
        while not self.works(at.date()):
            at -= DAY
        return at

    def _worked(self, at: datetime) -> datetime:
        """The same time of the first working day from this one on."""
        while not self.works(at.date()):
            at += DAY
        return at
