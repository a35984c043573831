"""What a volunteer's record holds besides identity and service: training, commendation, evaluation (志愿服务条例 19)."""

from __future__ import annotations

from typing import Any

from peewee import CharField, DateField, ForeignKeyField

from models import clock
from models.database import Query
from models.records import Invalid, Number, Record
from models.users import Role, User
from models.volunteers import LEADERS, Volunteer

KINDS = [("training", "培训"), ("commendation", "表彰奖励"), ("evaluation", "评价")]


class Merit(Record):
    """One training, commendation or evaluation of a volunteer."""

    title = "培训、表彰、评价"
    readers = LEADERS
    editors = frozenset({Role.COMMUNITY})

    volunteer: Any = ForeignKeyField(Volunteer, backref="merits", verbose_name="志愿者")
    kind = CharField(16, choices=KINDS, default="training", verbose_name="哪一类")
    day = DateField(default=clock.today, verbose_name="日期")
    text = CharField(120, verbose_name="内容")
    issuer = CharField(60, null=True, verbose_name="哪个单位")
    minutes = Number(null=True, high=6000, verbose_name="培训多少分钟")

    def __str__(self) -> str:
        return f"{self.shown('kind')} {self.text}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Those of the volunteers whom the user sees, and of doubles merged into them."""
        seen = Volunteer.visible_to(user).select(Volunteer.id)
        return cls.select(cls, Volunteer).join(Volunteer).where(cls.volunteer.in_(seen) | Volunteer.merged_into.in_(seen))

    def clean(self) -> None:
        if self.day > clock.today():
            raise Invalid(day="不能是以后的日子")
