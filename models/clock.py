"""The only place that asks for the time, so that a test can set it."""

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))  # one zone, no summer time since 1991


def now() -> datetime:
    """The present moment as a naive UTC datetime, the form in which every timestamp is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def stamp() -> datetime:
    """The present moment as the default of a column: asks `now` each time, also when a test has set it."""
    return now()


def today() -> date:
    """The calendar day in China, whatever the server's own zone."""
    return in_china(now()).date()


def in_china(moment: datetime) -> datetime:
    """A stored UTC moment as the local time that a reader expects."""
    return moment.replace(tzinfo=UTC).astimezone(CHINA).replace(tzinfo=None)


def stored(moment: datetime) -> datetime:
    """A local time as the naive UTC moment that is stored."""
    return moment.replace(tzinfo=CHINA).astimezone(UTC).replace(tzinfo=None)
