"""小事、急事、难事: how long each may take, and the kinds of concern. Both tables are the district's to edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField

from models.editables import Editable
from models.programmes import INTEGRATIONS
from models.records import Invalid, Number
from models.workdays import Calendar


@dataclass(frozen=True)
class Promise:
    """What a resident is promised, as stored moments: first response, settled, and when the district is told that it is not."""

    respond_by: datetime
    due: datetime
    climbs_at: datetime


class Urgency(Editable):
    """How urgent a concern is, and so its times. The defaults follow a published draft: 2 h / 24 h / 7 d / 15 d."""

    title = "办理时限"
    identities = (("name",),)

    name = CharField(8, unique=True, verbose_name="类别")
    respond = Number(low=1, high=720, verbose_name="几小时内回应")
    hours = Number(low=1, high=8760, verbose_name="几小时内办完")
    climb = Number(low=1, high=8760, verbose_name="超期几小时报到区里")
    working = BooleanField(default=True, verbose_name="只算工作日（24 小时算一天）")
    position = Number(default=0, high=1000, verbose_name="次序")

    @classmethod
    def to_choose(cls) -> list[Urgency]:
        """All of them in order."""
        return list(cls.select().order_by(cls.position, cls.id))

    def clean(self) -> None:
        if self.respond > self.hours:
            raise Invalid(respond="回应不能比办完还晚")

    @property
    def answered_within(self) -> str:
        """The first time as people say it."""
        return f"{self.spelt(self.respond)}内回应"

    @property
    def settled_within(self) -> str:
        """The second, as people say it."""
        return f"{self.spelt(self.hours)}内办完"

    @property
    def climbs_after(self) -> str:
        """The third, as people say it."""
        return f"超期 {self.spelt(self.climb)}报到区里"

    def spelt(self, hours: int) -> str:
        """168 hours of which only those of working days count are 7 个工作日."""
        days, rest = divmod(hours, 24)
        return f"{days} 个工作日" if self.working and not rest else f"{hours} 小时"

    def promise(self, start: datetime, calendar: Calendar | None = None) -> Promise:
        """The times of a concern that is taken in at `start`; a calendar at hand saves reading the district's own days again."""
        calendar = calendar or Calendar()
        due = calendar.later(start, self.hours, self.working)
        return Promise(calendar.later(start, self.respond, self.working), due, calendar.later(due, self.climb, self.working))


class Category(Editable):
    """What a concern is about. One with `elsewhere` is not taken in here: it says where to go (110, 12345, a court)."""

    title = "诉求类别"
    identities = (("name",),)

    name = CharField(12, unique=True, verbose_name="名称")
    urgency: Any = ForeignKeyField(Urgency, backref="categories", verbose_name="一般算")
    elsewhere = CharField(100, null=True, verbose_name="这里不收，该去哪里")
    integration = CharField(16, null=True, choices=INTEGRATIONS, verbose_name="四个融合")  # of every concern of this kind: nobody tags each
    position = Number(default=0, high=1000, verbose_name="次序")
    active = BooleanField(default=True, verbose_name="在用")

    @classmethod
    def to_choose(cls, kept: Category | None = None) -> list[Category]:
        """The kinds in use, in order, and the one that a concern has already; those that are not taken in come last."""
        rows = cls.select().where(cls.active | (cls.id == (kept.id if kept else None)))
        return list(rows.order_by(cls.elsewhere.is_null(False), cls.position, cls.id))
