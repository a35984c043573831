"""Days and hours at which things of the demonstration happened, all counted back from today."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from models import clock

YEAR = 365
SPRING = 2  # the month of the Spring Festival, in which half of everything falls out
LEAST = 0.72  # a year ago the work was just beginning: so much of today's


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in China as it is stored."""
    return datetime.combine(day, time(hour, minute), clock.CHINA).astimezone(UTC).replace(tzinfo=None)


def typed(dice: random.Random, day: date, today: date) -> datetime:
    """When an entry of `day` was typed: that evening, or for one in seven the next morning; always before today."""
    if dice.random() < 0.14 and day + timedelta(days=1) < today:
        return moment(day + timedelta(days=1), dice.randint(8, 10), dice.randrange(60))
    return moment(day, dice.randint(17, 21), dice.randrange(60))


def happened(dice: random.Random, day: date, today: date) -> bool:
    """Whether something planned for `day` took place: a little less the longer ago, much less in February."""
    share = 1 - (1 - LEAST) * (today - day).days / YEAR
    return dice.random() < share * (0.55 if day.month == SPRING else 1)


def months(today: date) -> Iterator[date]:
    """The first days of this month and the twelve before it, oldest first."""
    count = today.year * 12 + today.month - 1
    return (date(n // 12, n % 12 + 1, 1) for n in range(count - 12, count + 1))


def scattered(chance: random.Random, monthly: float, today: date) -> Iterator[date]:
    """Past days on which something happens so many times a month on average, half as often in February."""
    for first in months(today):
        mean = monthly * (0.5 if first.month == SPRING else 1)
        for _ in range(int(mean + chance.random())):
            if past(day := first + timedelta(days=chance.randrange(28)), today):
                yield day


def past(day: date, today: date) -> bool:
    """Whether a day lies between yesterday and the first of this month a year ago, so that twelve whole months can be shown."""
    return (today.year - 1, today.month) <= (day.year, day.month) and day < today


def closing(day: date) -> date:
    """The day on which a community closes the hours of a day's month: the fifth of the next month but one."""
    count = day.year * 12 + day.month + 1
    return date(count // 12, count % 12 + 1, 5)


def not_sunday(day: date) -> date:
    """The Saturday before a Sunday: grid workers have that day off."""
    return day - timedelta(days=day.weekday() == 6)


def years_before(today: date, years: float) -> date:
    """The day so many years ago."""
    return today - timedelta(days=round(years * YEAR))
