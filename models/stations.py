"""Service centres, stations, canteens and rooms."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from models.areas import Area, Compound
from models.database import Query
from models.records import Invalid, Record
from models.search import SearchField, words
from models.telephones import Telephone
from models.users import NOT_PROPERTY, Role, User

STATION_KINDS = [
    ("industry_centre", "区级物业行业党群服务中心"),
    ("centre", "小区物业党群服务中心"),
    ("service", "物业党群活动服务驿站"),
    ("owners", "业主党群活动驿站"),
    ("canteen", "爱心食堂"),
    ("shop", "爱心超市"),
    ("one_stop", "社区为民服务站"),
    ("incubator", "社会组织孵化工作站"),
    ("room", "活动室"),
]
ROOM = "room"


class Station(Record):
    """A place that serves residents, with its opening hours."""

    title = "驿站"
    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})

    name = CharField(60, verbose_name="名称")
    kind = CharField(20, choices=STATION_KINDS, verbose_name="类别")
    area: Any = ForeignKeyField(Area, backref="stations", verbose_name="区域")
    compound: Any = ForeignKeyField(Compound, null=True, backref="stations", verbose_name="小区")
    hours = CharField(60, null=True, verbose_name="开放时间")
    services = CharField(200, null=True, verbose_name="服务")
    telephone = Telephone(null=True, verbose_name="电话")
    within: Any = ForeignKeyField("self", null=True, backref="rooms", verbose_name="在哪个驿站里")
    search = SearchField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Area).join(Area).where(Area.path.startswith(user.area.path))
        return rows.where(False) if user.role == Role.PROPERTY else rows

    @property
    def is_room(self) -> bool:
        """Whether it is used by one at a time."""
        return self.kind == ROOM

    def clean(self) -> None:
        if self.compound and self.compound.community_id != self.area_id:
            raise Invalid(compound="这个小区不在所选的社区里")
        if self.within and (not self.is_room or self.within.is_room or self.within.area_id != self.area_id):
            raise Invalid(within="活动室才在驿站里，而且要是本社区的驿站")
        before = Station.get_or_none(Station.id == self.id)
        if before and before.is_room != self.is_room and before.bookings.exists():
            raise Invalid(kind="已经有排期了，活动室和别的类别不能互换")

    def settle(self) -> None:
        self.search = words(self.name)
