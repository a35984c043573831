"""Meetings: joint meetings, forums, observers' exchanges; what was on the agenda, how it was voted, and what was resolved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import CharField, DateField, ForeignKeyField, TextField, TimeField

from models import clock
from models.database import Query, db
from models.editables import Editable
from models.ledgers import Entry
from models.programmes import Programme
from models.records import Invalid, Number, Record
from models.search import SearchField, words
from models.users import NOT_PROPERTY, Role, User
from models.votes import MATTERS, Tally, Vote, hands, square

OWNERS_NOTICE = timedelta(days=15)  # 业主大会: announced so long before
LINE = re.compile(r"(\S.*?)[\s:：,，]+(\d{1,4})\s*[人名位]?(?:[\s:：,，(（]+(.+?)[)）]?)?")  # 业委会 3 张主任、李委员
AREA_HIGH = 2_000_000_000  # hundredths of a square metre
WAYS = [("none", "没有表决"), ("hands", "举手"), ("owners", "业主共同决定")]
COUNTS = ("owners", "area", "owners_present", "area_present", "owners_agreed", "area_agreed")


class MeetingKind(Editable):
    """What sort of meeting, and every how many months it is held. `code` says which line of the compound's page it is."""

    title = "会议类别"
    identities = (("name",), ("code",))

    name = CharField(30, unique=True, verbose_name="名称")
    code = CharField(12, null=True, unique=True)
    months = Number(null=True, low=1, high=12, verbose_name="几个月开一次", help_text="每月一次填 1，每季度一次填 3；没有定数就空着")
    position = Number(default=0, high=1000, verbose_name="次序")


class Attendance(NamedTuple):
    """How many of a body came, and who."""

    body: str
    number: int
    names: str


class Meeting(Entry):
    """One meeting: planned, then held. Its agenda is its motions."""

    title = "会议"
    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY})
    ahead = timedelta(days=366)

    kind: Any = ForeignKeyField(MeetingKind, backref="meetings", verbose_name="类别")
    name = CharField(60, verbose_name="叫什么")
    programme: Any = ForeignKeyField(Programme, null=True, backref="+", index=False, verbose_name="机制")
    starts = TimeField(null=True, formats=["%H:%M:%S", "%H:%M"], verbose_name="几点开始")
    place = CharField(60, null=True, verbose_name="地点")
    noticed = DateField(null=True, verbose_name="哪天通知的")
    attended = TextField(default="", verbose_name="到会", help_text="一行一个单位：单位、人数、姓名，比如“业委会 3 张主任、李委员”")
    note = TextField(default="", verbose_name="会上说的")
    search = SearchField()

    class Meta:
        indexes = ((("compound", "day"), False), (("community", "day"), False))

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, MeetingKind).join(MeetingKind)
        return rows.where(cls.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    @classmethod
    def call(cls, by: User, agenda: list[str], **values: Any) -> tuple[Meeting, bool]:
        """Enter a meeting with its agenda, a motion for each line; once whatever the retries. Gives the meeting and whether it is new."""
        with db.atomic():
            meeting, new = cls.enter(by, **values)
            for position, name in enumerate(agenda if new else []):
                Motion.add(by, meeting=meeting, position=position, name=name)
        return meeting, new

    @property
    def held(self) -> bool:
        """Whether its day has come."""
        return self.day <= clock.today()

    @property
    def attendance(self) -> list[Attendance]:
        """Who came, body by body."""
        found = [LINE.fullmatch(line.strip()) for line in self.attended.splitlines() if line.strip()]
        return [Attendance(line[1], int(line[2]), line[3] or "") for line in found if line]

    @property
    def short_notice(self) -> bool:
        """Whether owners were told of their assembly too late, or nobody wrote down when."""
        return self.kind.code == "owners" and (self.noticed is None or self.day - self.noticed < OWNERS_NOTICE)

    def editable_by(self, user: User) -> bool:
        """The community's own, while it counts."""
        return not self.void and super().editable_by(user)

    def settle(self) -> None:
        super().settle()
        self.search = words(self.name, self.place)

    def clean(self) -> None:
        if self.programme and self.programme.community_id not in (None, self.community_id):
            raise Invalid(programme="这个机制不在这个社区里")
        if self.noticed and self.noticed > self.day:
            raise Invalid(noticed="通知在开会以前")
        for number, line in enumerate(self.attended.splitlines(), 1):
            if line.strip() and not LINE.fullmatch(line.strip()):
                raise Invalid(attended=f"第 {number} 行看不出人数，写成“业委会 3 张主任、李委员”这样")


class Motion(Record):
    """One thing on the agenda, how it was voted, and what was agreed. Areas are in hundredths of a square metre."""

    title = "议题"
    readers = Meeting.readers
    editors = Meeting.editors

    meeting: Any = ForeignKeyField(Meeting, backref="motions", on_delete="CASCADE", verbose_name="会议")
    position = Number(default=0, high=1000)
    name = CharField(100, verbose_name="议题")
    note = TextField(default="", verbose_name="讨论")
    way = CharField(8, choices=WAYS, default="none", verbose_name="怎么表决的")
    yes = Number(null=True, high=100_000, verbose_name="同意")
    no = Number(null=True, high=100_000, verbose_name="不同意")
    abstained = Number(null=True, high=100_000, verbose_name="弃权")
    matter = CharField(12, null=True, choices=MATTERS, verbose_name="什么事项")
    owners = Number(null=True, high=1_000_000, verbose_name="业主总人数")
    area = Number(null=True, high=AREA_HIGH, verbose_name="专有部分总面积（平方米）")
    owners_present = Number(null=True, high=1_000_000, verbose_name="参加表决的人数")
    area_present = Number(null=True, high=AREA_HIGH, verbose_name="参加表决的面积（平方米）")
    owners_agreed = Number(null=True, high=1_000_000, verbose_name="同意的人数")
    area_agreed = Number(null=True, high=AREA_HIGH, verbose_name="同意的面积（平方米）")
    conclusion = CharField(200, null=True, verbose_name="议定的")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select(cls, Meeting).join(Meeting).where(cls.meeting.in_(Meeting.visible_to(user).select(Meeting.id)))

    def editable_by(self, user: User) -> bool:
        """With its meeting."""
        return self.meeting.editable_by(user)

    @property
    def vote(self) -> Vote | None:
        """The owners' vote, where all of it is there."""
        figures = [getattr(self, name) for name in COUNTS]
        if self.way != "owners" or self.matter is None or None in figures:
            return None
        return Vote(self.matter, Tally(*figures[:2]), Tally(*figures[2:4]), Tally(*figures[4:]))

    @property
    def verdict(self) -> tuple[bool, str] | None:
        """Whether it passed, and why; None without a vote."""
        if self.way == "hands":
            return hands(self.yes or 0, self.no or 0, self.abstained or 0)
        return (self.vote.passed, self.vote.reason) if self.vote else None

    @property
    def closed(self) -> bool:
        """Whether it was voted on, or agreed on without."""
        return bool(self.conclusion or self.way != "none")

    def shown(self, name: str) -> str:
        """Areas in square metres, also in the history."""
        return square(getattr(self, name)) if name in COUNTS[1::2] and getattr(self, name) is not None else super().shown(name)

    def clean(self) -> None:
        if self.way != "none" and not self.meeting.held:
            raise Invalid(way="会还没开，先不写表决")
        if self.way == "hands" and not (self.yes or 0) + (self.no or 0) + (self.abstained or 0):
            raise Invalid(yes="请写几人同意")
        if self.way == "hands":
            self._check_hands()
        if self.way == "owners":
            self._check_vote()

    def _check_hands(self) -> None:
        """No more hands than people, where it is written how many came; what was counted before stays."""
        voted, came = sum(self._hands), sum(row.number for row in self.meeting.attendance)
        kept = Motion.get_or_none(Motion.id == self.id)
        if came and voted > came and (kept is None or kept._hands != self._hands):
            raise Invalid(yes=f"到会 {came} 人，举手的加起来有 {voted} 人")

    @property
    def _hands(self) -> tuple[int, int, int]:
        return self.yes or 0, self.no or 0, self.abstained or 0

    def _check_vote(self) -> None:
        errors = {name: "这一项要填" for name in ("matter", *COUNTS) if getattr(self, name) is None}
        if errors:
            raise Invalid(**errors)
        for name, whole in (("present", ""), ("agreed", "_present")):
            for what in ("owners", "area"):
                if getattr(self, f"{what}_{name}") > getattr(self, f"{what}{whole}"):
                    raise Invalid(**{f"{what}_{name}": "不能比上面的总数多"})
        if not self.owners or not self.area:
            raise Invalid(owners="业主总数和总面积不能是 0")


def next_day(last: date, months: int) -> date:
    """The day by which the next one is to be held: so many months later, or the last of that month where it is shorter."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    for day in range(last.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, last.day)
