"""Closed months: the day up to which nothing more is put into a community's hours; a mistake there the community alone takes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import DateField, DateTimeField, ForeignKeyField

from models import clock
from models.areas import Area
from models.database import Query, hold
from models.records import Record
from models.users import Role, User
from models.volunteers import LEADERS


class Lock(Record):
    """A community has closed its hours up to a day: who did it, and when."""

    title = "锁定"
    readers = LEADERS
    editors = frozenset({Role.COMMUNITY})

    community: Any = ForeignKeyField(Area, backref="locks", verbose_name="社区")
    until = DateField(verbose_name="锁到哪一天")
    locked_by: Any = ForeignKeyField(User, backref="+", index=False, verbose_name="谁锁的")
    locked_at = DateTimeField(default=clock.now, verbose_name="什么时候锁的")

    def __str__(self) -> str:
        return f"{self.until} 为止"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select().where(cls.community == user.area_id) if user.role in LEADERS else cls.select().where(False)

    @classmethod
    def last_day(cls, community: int) -> date | None:
        """The last closed day of a community, None while nothing is closed."""
        row = cls.select().where(cls.community == community).order_by(cls.until.desc()).first()
        return row.until if row else None

    @classmethod
    def open_day(cls, community: int, day: date) -> date:
        """The day itself while it is open, today once it is closed: what comes late counts when it comes."""
        closed = cls.last_day(community)
        return clock.today() if closed and day <= closed else day

    @classmethod
    def hold(cls, community: int) -> None:
        """Inside a transaction: keep other confirmations, reversals and locks of the community waiting until its end."""
        hold(Area, community)

    @classmethod
    def close(cls, by: User, until: date) -> None:
        """Close the days up to `until` in the user's community; a day that is not over stays open."""
        until = min(until, clock.today() - timedelta(days=1))
        last = cls.last_day(by.area_id)
        if last is None or until > last:
            cls.add(by, community=by.area_id, until=until, locked_by=by)
