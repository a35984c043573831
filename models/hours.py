"""Volunteer hours, in minutes, and the one function that totals them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Self

import peewee
from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, TimeField, fn

from models import clock
from models.activities import Activity
from models.attendance import LONGEST, Guest, check_lines, guests_of, welcome
from models.confirming import Confirmable
from models.database import Query, db
from models.ledgers import DIFFERENT, Entry
from models.merges import roots, united
from models.minors import check_minors
from models.programmes import Programme
from models.records import Invalid, Number
from models.reversals import Reversible
from models.rules import credited
from models.shifts import Shift
from models.users import Role, User
from models.volunteers import LEADERS, Team, Volunteer

LINES = "队员"  # what the history calls the lines of a sheet
Source = str | dict[int, str]  # of all lines, or volunteer -> source with the leader for the rest
SOURCES = [("leader", "队长登记"), ("sign_in", "签到签退"), ("back_filled", "补录")]


class Sheet(Reversible, Confirmable, Entry):
    """One stretch of service of a team: the day, what for, and a line for each member.

    A draft counts nowhere; confirming it makes it count; locking it closes the month. A confirmed line is never changed: a
    reversing line corrects it, on the same day, and once it is locked only the community's.
    """

    title = "时长"
    readers = LEADERS
    editors = LEADERS

    team: Any = ForeignKeyField(Team, backref="sheets", index=False, verbose_name="志愿队")
    purpose = CharField(60, verbose_name="做什么")
    minutes = Number(default=120, low=1, high=LONGEST, verbose_name="每人多长（分钟）")
    programme: Any = ForeignKeyField(Programme, null=True, backref="sheets", index=False, verbose_name="机制")
    activity: Any = ForeignKeyField(Activity, null=True, backref="sheets", verbose_name="活动")
    shift: Any = ForeignKeyField(Shift, null=True, backref="sheets", verbose_name="招募")
    starts = TimeField(null=True, formats=["%H:%M:%S", "%H:%M"], verbose_name="几点开始")
    companions = Number(default=0, high=500, verbose_name="同行的人")  # who came along and is no volunteer: counted, without hours
    confirmed_at = DateTimeField(null=True, verbose_name="确认时间")
    confirmed_by: Any = ForeignKeyField(User, null=True, backref="+", index=False, verbose_name="确认人")
    locked_at = DateTimeField(null=True, verbose_name="锁定时间")
    locked_by: Any = ForeignKeyField(User, null=True, backref="+", index=False, verbose_name="锁定人")
    reverses: Any = ForeignKeyField("self", null=True, unique=True, backref="+", verbose_name="冲正")

    class Meta:
        indexes = ((("team", "day"), False), (("community", "day"), False))

    def __str__(self) -> str:
        return f"{self.day} {self.purpose}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """The sheets of a leader's own teams, or of the community."""
        rows = cls.select(cls, Team).join(Team)
        if user.role == Role.COMMUNITY:
            return rows.where(cls.community == user.area_id)
        return rows.where(Team.leader == user.id, cls.community == user.area_id) if user.role in LEADERS else rows.where(False)

    people, total = 0, 0  # in a list: see models.sheets.counted
    taken_back: uuid.UUID | None = None
    corrected: datetime | None = None

    @property
    def state(self) -> str:
        """草稿, 已确认, 已锁定 or 作废."""
        return "作废" if self.void else "已锁定" if self.locked_at else "已确认" if self.confirmed_at else "草稿"

    def editable_by(self, user: User) -> bool:
        """A draft, by those who lead the team."""
        return not self.confirmed_at and not self.void and self.team.led_by(user)

    @property
    def written(self) -> bool:
        """Whether it is written already: confirmed, void, or taking another one back. It stays where it is, wherever its activity and team go."""
        return bool(self.confirmed_at or self.void or self.reverses_id)

    def check_day(self) -> None:
        """What takes back stands on its day, however long ago."""
        if not self.reverses_id:
            super().check_day()

    def clean(self) -> None:
        """Refuse what belongs to another community."""
        if self.written:
            return
        community = self.team.community_id
        if self.compound and self.compound.community_id != community:
            raise Invalid(compound="这个小区不在志愿队的社区里")
        if self.programme and self.programme.community_id not in (None, community):
            raise Invalid(programme="这个机制不在这个社区里")
        if self.activity and self.activity.community_id != community:
            raise Invalid(activity="这场活动不在这个社区里")

    def settle(self) -> None:
        if self.team_id and not self.written:  # the activity's compound, else the one given, else the team's
            at_activity = self.activity.compound_id if self.activity else None
            self.compound = at_activity or self.compound_id or self.team.compound_id
            self.starts = self.shift.starts if self.shift else self.activity.starts if self.activity else None
            self.community = self.team.community_id

    @classmethod
    def log(
        cls, by: User, lines: dict[int, int], confirm: bool = True, source: Source = "leader", guests: Sequence[Guest] = (), sure: bool = True, **values: Any
    ) -> tuple[Sheet, bool]:
        """One sheet with a line of minutes for each volunteer (key -> minutes) and guest: all or nothing, once whatever the retries.

        A draft that is sent again, changed after going back to its form, is written anew.
        Raises Invalid when no one is ticked, a volunteer was not a member on the day, a length is impossible, or, where it is confirmed and
        the leader is not `sure`, something about it is odd.
        """
        with db.atomic():
            sheet, new = cls.enter(by, **values)
            if new:
                sheet._fill(by, lines, guests, source)
                if confirm:
                    sheet.confirm(by, sure)
            elif not sheet.written:
                sheet.rewrite(by, lines, confirm, guests, sure, **{name: value for name, value in values.items() if name not in ("id", "team")})
            elif not sheet.says({**lines, **guests_of(sheet, guests)}) and LINES not in sheet.amended_since():
                raise Invalid(id=DIFFERENT)
        return sheet, new

    def says(self, lines: dict[int, int]) -> bool:
        """Whether these are its lines, also when two people have been found to be one since."""
        own = {line.volunteer_id: line.minutes for line in self.lines}
        known = roots([*own, *lines]) if own != lines else {}
        here, there = (sorted((known.get(key, key), minutes) for key, minutes in some.items()) for some in (own, lines))
        return here == there

    def _fill(self, by: User, lines: dict[int, int], guests: Sequence[Guest], source: Source = "leader", listed: Iterable[int] = ()) -> None:
        """Write the lines; `listed` are those who stood on it before, and may stay."""
        members = {person.id for person in self.team.members_on(self.day)}
        lines = united(lines)
        invited = welcome(by, self, lines, guests)
        lines = {**lines, **invited}
        check_lines(lines, self.team, members | set(invited) | set(united(dict.fromkeys(listed, 0))))
        check_minors(self, list(lines))
        ServiceHours.delete().where(ServiceHours.sheet == self.id).execute()
        rows = [{**self.line(by, person, minutes, _source(source, person)), "guest": person not in members} for person, minutes in lines.items()]
        ServiceHours.insert_many(rows).execute()

    @property
    def length(self) -> int | None:
        """How long the activity or shift itself took, in minutes; None for a sheet of neither."""
        return int(self.shift.minutes) if self.shift else int(self.activity.minutes) if self.activity else None

    def agrees(self, sent: Self, names: Iterable[str]) -> bool:
        """A draft may be sent again with other values, but for the same team."""
        return self.team_id == sent.team_id if not self.written else super().agrees(sent, names)

    def rewrite(self, by: User, lines: dict[int, int], confirm: bool = False, guests: Sequence[Guest] = (), sure: bool = True, **values: Any) -> None:
        """Replace a draft's values and lines; raises Invalid once it is confirmed or void."""
        with db.atomic():
            self._hold_draft()
            day, before = self.day, self.described()
            for name, value in values.items():
                setattr(self, name, value)
            self.check()
            sources = {line.volunteer_id: line.source for line in self.lines if lines.get(line.volunteer_id) == line.minutes}
            listed = {line.volunteer_id for line in self.lines if line.guest or self.day == day}
            self.save()
            self._fill(by, lines, guests, sources, listed)
            if before != self.described():
                self.record("amend", by, before, self.described())
            if confirm:
                self.confirm(by, sure)

    @property
    def lines(self) -> Query:
        """The lines with their volunteers, by name."""
        return ServiceHours.select(ServiceHours, Volunteer).join(Volunteer).where(ServiceHours.sheet == self.id).order_by(Volunteer.name)

    def described(self) -> dict[str, str]:
        """With who served how long, so that a draft's history shows it."""
        return {**super().described(), LINES: "、".join(f"{line.volunteer} {line.minutes} 分钟" for line in self.lines)}

    def line(self, by: User, volunteer: int, minutes: int, source: str) -> dict[str, Any]:
        """One line as values for an insert of many at once."""
        place = {"community": self.community_id, "compound": self.compound_id, "day": self.day}
        who = {"volunteer": volunteer, "team": self.team_id, "recorder": by.id, "recorded_at": clock.now()}
        key = uuid.uuid5(self.id, str(volunteer))
        return {"id": key, "sheet": self.id, **who, **place, "minutes": minutes, "source": source, "guest": False, "reverses": None, "void": False}


class ServiceHours(Entry):
    """One volunteer's minutes on one sheet; negative when the line takes another back."""

    title = "时长明细"
    readers = LEADERS

    sheet: Any = ForeignKeyField(Sheet, backref="hours", verbose_name="登记表")
    volunteer: Any = ForeignKeyField(Volunteer, backref="hours", index=False, verbose_name="志愿者")
    team: Any = ForeignKeyField(Team, backref="hours", index=False, verbose_name="志愿队")
    minutes = Number(low=-LONGEST, high=LONGEST, verbose_name="分钟")
    source = CharField(16, choices=SOURCES, default="leader", verbose_name="来源")
    guest = BooleanField(default=False, verbose_name="临时来的")  # was not in the team on the day
    reverses: Any = ForeignKeyField("self", null=True, unique=True, backref="+", verbose_name="冲正")

    class Meta:
        indexes = ((("volunteer", "day"), False), (("compound", "day"), False), (("community", "day"), False), (("team", "day"), False))

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Sheet, Volunteer).join(Sheet).switch(cls).join(Volunteer)
        return rows.where(cls.sheet.in_(Sheet.visible_to(user).select(Sheet.id)))


def _source(source: Source, person: int) -> str:
    return source if isinstance(source, str) else source.get(person, "leader")


def total_minutes(*where: peewee.Expression, by: Any = None) -> Any:
    """Minutes that count (confirmed, reversals taken off, each line rounded by the rule) of the lines that meet `where`; the only total there is.

    Gives a whole number of minutes, or with `by` a field -> minutes dictionary.
    """
    total = fn.COALESCE(fn.SUM(credited(ServiceHours.minutes)), 0)
    rows = ServiceHours.select(total).join(Sheet).where(Sheet.confirmed_at.is_null(False), *where)
    if by is None:
        return int(rows.scalar())
    if by is ServiceHours.volunteer:  # of a double: whom it was merged into
        rows, by = rows.switch(ServiceHours).join(Volunteer), fn.COALESCE(Volunteer.merged_into, Volunteer.id)
    grouped: Any = rows.select(by, total).group_by(by).tuples()
    return {key: int(minutes) for key, minutes in grouped}
