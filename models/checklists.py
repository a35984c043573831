"""Checklists: what is to be in place in a compound, and since when it is, with the evidence. One mechanism for every list.

The five guarantees and the six mechanisms are the source's; of a method that the source only names there is the name, and the text is the community's.
"""

from __future__ import annotations

from typing import Any

import peewee
from peewee import BooleanField, CharField, ForeignKeyField, TextField

from models.areas import Area, Compound, check_community
from models.database import Query
from models.organizations import Termed
from models.records import Invalid, Number, Record
from models.users import NOT_PROPERTY, Role, User

LISTS = [("mechanisms", "六项机制"), ("guarantees", "五大保障"), ("promise", "一承诺两评议三满意四联动"), ("methods", "工作法")]


class Point(Record):
    """One point of a list: of every compound, or of one community's."""

    title = "要点"
    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})
    identities = (("checklist", "community", "name"),)

    name = CharField(40, verbose_name="名称")
    checklist = CharField(16, choices=LISTS, verbose_name="清单")
    community: Any = ForeignKeyField(Area, null=True, backref="points", verbose_name="社区")
    text = TextField(default="", verbose_name="内容")
    position = Number(default=0, high=1000, verbose_name="次序")
    active = BooleanField(default=True, verbose_name="在用")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """The district's own and those of the user's communities."""
        rows = cls.select().where(cls.community.is_null() | cls.community.in_(user.communities))
        return rows if user.role in cls.readers else rows.where(False)

    @classmethod
    def of(cls, compound: Compound) -> peewee.Expression:
        """The condition of belonging to a compound's lists."""
        return cls.active & (cls.community.is_null() | (cls.community == compound.community_id))

    def editable_by(self, user: User) -> bool:
        """The district's own points are the administrator's."""
        return user.role == Role.ADMINISTRATOR or user.role == Role.COMMUNITY and self.community_id is not None

    def clean(self) -> None:
        if self.community:
            check_community(self.community)

    def clean_by(self, by: User) -> None:
        if by.role == Role.COMMUNITY and self.community_id != by.area_id:
            raise Invalid(community="请选本社区，全区通用的由管理员添加")


class Tick(Termed):
    """A point that is in place in a compound: since when, until when, and by what one sees it."""

    title = "清单打勾"
    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY})
    identities = (("compound", "point"),)

    compound: Any = ForeignKeyField(Compound, backref="ticks", index=False, verbose_name="小区")
    point: Any = ForeignKeyField(Point, backref="ticks", verbose_name="要点")
    since = peewee.DateField(verbose_name="哪天做到")
    until = peewee.DateField(null=True, verbose_name="做到哪天为止")
    evidence = CharField(200, verbose_name="凭据")

    class Meta:
        indexes = ((("compound", "point"), True),)

    def __str__(self) -> str:
        return f"{self.compound} · {self.point}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Compound, Point).join(Compound).switch(cls).join(Point)
        return rows.where(Compound.community.in_(user.communities)) if user.role != Role.PROPERTY else rows.where(False)

    def taken(self, name: str) -> str:
        return "这一条已经打过勾，去改那一条"

    def clean(self) -> None:
        """A point of another community cannot be in place here."""
        super().clean()
        if self.point.community_id not in (None, self.compound.community_id):
            raise Invalid(point="这个要点不在这个小区的社区里")


class Listed:
    """One list of a compound on a day: its points, each with its tick or None."""

    def __init__(self, key: str, rows: list[tuple[Point, Tick | None]]) -> None:
        self.key, self.name, self.rows = key, dict(LISTS)[key], rows

    @property
    def done(self) -> int:
        """How many points are in place."""
        return sum(tick is not None for _, tick in self.rows)


def checklists(compound: Compound, day: Any) -> dict[str, Listed]:
    """The lists of a compound with what was in place on `day`; a list without points is there too. One query."""
    held = (Tick.point == Point.id) & (Tick.compound == compound.id) & Tick.holds_on(day)
    rows = Point.select(Point, Tick).join(Tick, peewee.JOIN.LEFT_OUTER, on=held, attr="tick").where(Point.of(compound))
    found: dict[str, list[tuple[Point, Tick | None]]] = {key: [] for key, _ in LISTS}
    for point in rows.order_by(Point.position, Point.id):
        tick = getattr(point, "tick", None)
        found[point.checklist].append((point, tick if tick and tick.id else None))
    return {key: Listed(key, points) for key, points in found.items()}
