"""排期: what takes place at a station on which day and when; a room is used by one at a time."""

from __future__ import annotations

from calendar import monthcalendar
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from peewee import CharField, ForeignKeyField, TimeField

from models import clock
from models.areas import Level
from models.database import Query, db, hold
from models.ledgers import Entry
from models.periods import Period
from models.programmes import Programme
from models.records import Invalid, Number
from models.search import SearchField, words
from models.stations import Station
from models.users import NOT_PROPERTY, Role, User

HOURS = ["%H:%M:%S", "%H:%M"]
MOST_WEEKS = 12


class Booking(Entry):
    """A session of a service at a station (医疗, 法律援助, 书法, 绘画), or the use of a room. It may lie ahead; void, it is off."""

    title = "排期"
    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY})
    ahead = timedelta(days=366)

    station: Any = ForeignKeyField(Station, backref="bookings", index=False, verbose_name="驿站或活动室")
    what = CharField(20, verbose_name="做什么")
    starts = TimeField(formats=HOURS, verbose_name="几点开始")
    ends = TimeField(formats=HOURS, verbose_name="几点结束")
    host = CharField(40, null=True, verbose_name="谁来办")
    programme: Any = ForeignKeyField(Programme, null=True, backref="bookings", index=False, verbose_name="机制")
    headcount = Number(null=True, high=100_000, verbose_name="来了多少人")
    search = SearchField()

    class Meta:
        indexes = ((("station", "day"), False), (("compound", "day"), False), (("community", "day"), False))

    def __str__(self) -> str:
        return f"{self.day} {self.time} {self.what}"

    @property
    def time(self) -> str:
        """14:00–16:00."""
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Station).join(Station)
        return rows.where(cls.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """The community's own, while it is on."""
        return not self.void and super().editable_by(user)

    def settle(self) -> None:
        if self.station_id:
            self.compound, self.community_id = self.station.compound, self.station.area_id
        self.search = words(self.what, self.host)

    def clean(self) -> None:
        if self.community.level != Level.COMMUNITY:
            raise Invalid(station="这个驿站不是社区的，排期不记在这里")
        if self.starts >= self.ends:
            raise Invalid(ends="要比开始的时间晚，过了半夜分两次写")
        if self.headcount is not None and self.day > clock.today():
            raise Invalid(headcount="那天还没到")
        if self.programme and self.programme.community_id not in (None, self.community_id):
            raise Invalid(programme="这个机制不在这个社区里")

    def entered(self, by: User | None) -> None:
        self._check_free()

    def amended(self, by: User | None) -> None:
        self._check_free()

    def _check_free(self) -> None:
        """Inside the transaction that has just written it: raise Invalid when a room is taken at that time.

        Whoever wrote into the same room at the same moment waits for the other, and then sees what the other wrote.
        """
        if self.void or not self.station.is_room:
            return
        hold(Station, self.station_id)
        same = (Booking.station == self.station_id) & (Booking.day == self.day) & (Booking.id != self.id) & Booking.standing()
        taken = Booking.select().where(same, Booking.starts < self.ends, Booking.ends > self.starts).order_by(Booking.starts).first()
        if taken:
            raise Invalid(starts=f"{taken.day} {taken.time} 已经约给“{taken.what}”了")

    @classmethod
    def enter_weekly(cls, by: User, weeks: int = 1, *, id: UUID, day: date, **values: Any) -> tuple[Booking, bool]:
        """Enter it for so many weeks on the same weekday, all or none, once whatever the retries; gives the first and whether it is new."""
        with db.atomic():
            for n in range(1, weeks):
                cls.enter(by, id=uuid5(id, f"week {n}"), day=day + timedelta(weeks=n), **values)
            return cls.enter(by, id=id, day=day, **values)


def month_of(stations: list[int], month: Period) -> list[list[tuple[date | None, list[Booking]]]]:
    """The weeks of a month from Monday, each day with what is on at these stations by the hour; None for a day of another month."""
    rows = Booking.select(Booking, Station).join(Station).where(Booking.station.in_(stations), Booking.day.between(month.start, month.end), Booking.standing())
    days: dict[date, list[Booking]] = {}
    for booking in rows.order_by(Booking.starts, Booking.ends, Booking.what):
        days.setdefault(booking.day, []).append(booking)
    dates = [[month.start.replace(day=n) if n else None for n in week] for week in monthcalendar(month.start.year, month.start.month)]
    return [[(day, days.get(day, []) if day else []) for day in week] for week in dates]


def months_around(day: date) -> list[Period]:
    """The months of a calendar: that of a day in the middle, as many before it as may be booked ahead."""
    now = Period(day.replace(day=1), 1)
    before, after = [now], [now]
    for _ in range(12):
        before.insert(0, before[0].previous)
        after.append(Period(after[-1].end + timedelta(days=1), 1))
    return before + after[1:]
