"""党建联建: what partners of a compound have taken on, and whether it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import CharField, DateField, ForeignKeyField

from models import clock
from models.areas import Compound
from models.communals import Communal
from models.records import Invalid


class PartnerTask(Communal):
    """One thing that a partner does for a compound or a community."""

    title = "联建任务"
    searched = ("name", "partner")

    compound: Any = ForeignKeyField(Compound, null=True, backref="+", verbose_name="小区")
    partner = CharField(60, verbose_name="联建单位")
    name = CharField(100, verbose_name="做什么")
    owner = CharField(40, null=True, verbose_name="谁负责")
    since = DateField(default=clock.today, verbose_name="哪天定的")
    due = DateField(null=True, verbose_name="最晚哪天")
    done = DateField(null=True, verbose_name="哪天做完的")

    @property
    def state(self) -> str:
        """做完了, 过期了 or 在做."""
        return "做完了" if self.done else "过期了" if self.due and self.due < clock.today() else "在做"

    def clean(self) -> None:
        super().clean()
        if self.due and self.due < self.since:
            raise Invalid(due="不能早于定的那天")
        if self.done and not self.since <= self.done <= clock.today():
            raise Invalid(done="在定的那天以后、今天以前")

    @classmethod
    def standing_in(cls, start: date, end: date) -> Any:
        """The condition of having been agreed on by the end of a stretch of time and not done before it."""
        return (cls.since <= end) & (cls.done.is_null() | (cls.done >= start))
