"""点单式服务: what a community offers to be ordered, and what its stations earn by it, apart from volunteering."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField

from models.areas import Compound, Level
from models.communals import Communal
from models.database import Query
from models.money import Money
from models.records import Invalid, Number
from models.stations import Station
from models.urgencies import Category, Urgency
from models.users import Role, User


class Service(Communal):
    """One line of a community's menu. To order it is to raise a concern that carries it."""

    title = "服务"
    searched = ("name", "note")

    name = CharField(20, verbose_name="服务")
    station: Any = ForeignKeyField(Station, null=True, backref="offers", verbose_name="哪个驿站办")
    price = CharField(40, default="免费", verbose_name="收费")
    urgency: Any = ForeignKeyField(Urgency, null=True, backref="+", index=False, verbose_name="急不急")
    note = CharField(100, null=True, verbose_name="说明")
    position = Number(default=0, high=1000, verbose_name="次序")
    active = BooleanField(default=True, verbose_name="在用")

    @classmethod
    def menu(cls, compound: Compound) -> Query:
        """What can be ordered in a compound, in order; public."""
        return cls.select().where(cls.community == compound.community_id, cls.active).order_by(cls.position, cls.id)

    def clean(self) -> None:
        super().clean()
        if self.station and self.station.area_id != self.community_id:
            raise Invalid(station="这个驿站不在所选的社区里")


def usual_urgency(category: Category, service: Service | None = None) -> Urgency:
    """How urgent a thing is unless somebody says otherwise: as its service has it, else as its kind has."""
    return (service and service.urgency) or category.urgency


class Income(Money):
    """Money that a station earns itself (企业自身造血). Never money of volunteering, which costs a recipient nothing."""

    title = "驿站收入"
    readers = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT})
    editors = frozenset({Role.COMMUNITY})

    station: Any = ForeignKeyField(Station, backref="incomes", index=False, verbose_name="驿站")
    service: Any = ForeignKeyField(Service, null=True, backref="incomes", index=False, verbose_name="服务")

    class Meta:
        indexes = ((("community", "day"), False), (("station", "day"), False))

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Station).join(Station)
        return rows.where(cls.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    def settle(self) -> None:
        if self.station_id:
            self.compound, self.community_id = self.station.compound, self.station.area_id

    def clean(self) -> None:
        if self.community.level != Level.COMMUNITY:
            raise Invalid(station="这个驿站不是社区的，收入不记在这里")
        if self.service and self.service.community_id != self.community_id:
            raise Invalid(service="这项服务不是这个社区的")
