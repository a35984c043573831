"""社区公报: what a community pins up about a month. One draft for each month, and every version that was published, as it was."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, IntegrityError, TextField

from models import clock
from models.areas import Area, Compound, check_community
from models.database import Query, db
from models.periods import Period
from models.records import Invalid, Record
from models.users import Role, User

SIDES = [("1", "一面"), ("2", "正反两面")]
LIMITS = {"greeting": (260, 6), "notices": (1200, 40), "coming": (600, 12), "menu": (420, 7), "thanks": (300, 6), "calls": (300, 6)}  # signs, lines

DAY = re.compile(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?\s*")


def day_of(line: str, month: Period) -> tuple[date | None, str]:
    """The day with which a line of a month's bulletin begins (11月8日 9:00 义诊), of next year after December; and the rest of the line."""
    found = DAY.match(line)
    try:
        day = date(month.start.year + (int(found[1]) < month.start.month), int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    return day, line[found.end() :].strip() if found and day else line


def unreal(text: str, month: Period) -> str:
    """The first line that names a day that there is not, like 12月40日; empty when there is none."""
    named = (line.strip() for line in text.splitlines())
    return next((line for line in named if re.match(r"\d{1,2}月\d{1,2}[日号]", line) and day_of(line, month)[0] is None), "")


class Bulletin(Record):
    """The draft of a community's month. Each field is lines of plain text; what the ledgers know is worked out (models/reports/gazette.py)."""

    title = "社区公报"
    readers = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT})
    editors = frozenset({Role.COMMUNITY})
    identities = (("community", "period"),)

    community: Any = ForeignKeyField(Area, backref="bulletins", index=False, verbose_name="社区")
    period = CharField(7, verbose_name="月份")
    headline = CharField(30, verbose_name="大标题")
    greeting = TextField(default="", verbose_name="开头的话")
    notices = TextField(default="", verbose_name="通知")
    coming = TextField(default="", verbose_name="近期活动")
    menu = TextField(default="", verbose_name="食堂菜单")
    thanks = TextField(default="", verbose_name="感谢的话")
    calls = TextField(default="", verbose_name="还可以找谁")
    sides = CharField(1, choices=SIDES, default="1", verbose_name="打几面")

    class Meta:
        indexes = ((("community", "period"), True),)

    def __str__(self) -> str:
        return f"{self.community.name}公报 {self.month.label}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Area).join(Area).where(Area.path.startswith(user.area.path))
        return rows if user.role in cls.readers else rows.where(False)

    def editable_by(self, user: User) -> bool:
        return user.role in self.editors and self.community_id == user.area_id

    @property
    def month(self) -> Period:
        """The month that it tells of."""
        return Period.parse(self.period)

    def clean(self) -> None:
        """A month that has begun, and no more text than a page has room for at 9 points."""
        check_community(self.community)
        if self.month.length != 1:
            raise Invalid(period="公报按月做，请选一个月")
        errors = {}
        for name, (signs, lines) in LIMITS.items():
            text = getattr(self, name)
            if len(text) > signs or text.count("\n") >= lines:
                errors[name] = f"这一栏最多 {signs} 个字、{lines} 行，现在是 {len(text)} 个字、{text.count(chr(10)) + 1} 行"
        if (line := unreal(self.coming, self.month)) and "coming" not in errors:
            errors["coming"] = f"没有这一天：{line}"
        if errors:
            raise Invalid(**errors)

    def taken(self, name: str) -> str:
        return "这个月的公报已经有了，请在列表里接着改"

    @classmethod
    def begin(cls, by: User | None, community: Area, period: Period) -> Bulletin:
        """The draft of a month, made now where there is none. Raises Invalid for anything but a month."""
        kept = cls.get_or_none(cls.community == community.id, cls.period == period.key)
        if kept is not None:
            return kept
        month = period.start.month
        greeting = f"各位邻居：{month} 月里社区做了哪些事、您反映的问题办到哪一步，都写在这张纸上。有话想说，扫码或者打电话，我们接着办。"
        try:
            return cls.add(by, community=community, period=period.key, headline=f"{month}月，咱们一起做成的事", greeting=greeting)
        except Invalid:
            return cls.get(cls.community == community.id, cls.period == period.key)

    @classmethod
    def begin_all(cls, period: Period) -> int:
        """Drafts of a month for every community with a compound that has none yet; gives how many were made."""
        told = cls.select(cls.community).where(cls.period == period.key)
        places = Area.select().where(Area.id.in_(Compound.select(Compound.community)), Area.id.not_in(told))
        return len([cls.begin(None, place, period) for place in places])

    def publish(self, by: User, content: dict[str, Any]) -> Edition:
        """Keep this version as it is now, whatever changes later; the same one twice running is one."""
        last = self.editions.first()
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        if last is not None and last.content == text:
            return last
        try:
            with db.atomic():
                edition = Edition.create(bulletin=self, number=last.number + 1 if last else 1, content=text, user=by, at=clock.now())
                self.record("publish", by, {}, {"版本": str(edition.number)})
        except IntegrityError:  # two published at the same moment
            return self.editions.first()
        return edition

    @property
    def editions(self) -> Query:
        """What was published of it, newest first."""
        return Edition.select(Edition, User).join(User).where(Edition.bulletin == self.id).order_by(Edition.number.desc())


class Edition(Record):
    """A published version: the whole content as it was. Never changed."""

    title = "公报版本"
    readers = Bulletin.readers

    bulletin: Any = ForeignKeyField(Bulletin, backref="+", index=False)
    number = IntegerField()
    content = TextField()
    user: Any = ForeignKeyField(User, backref="+", index=False)
    at = DateTimeField()

    class Meta:
        indexes = ((("bulletin", "number"), True),)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select().where(cls.bulletin.in_(Bulletin.visible_to(user).select(Bulletin.id)))

    @property
    def told(self) -> dict[str, Any]:
        """The content."""
        return dict(json.loads(self.content))
