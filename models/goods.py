"""What a charity shop has on its shelf, and for how many points."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField

from models.database import Query, db, hold
from models.records import Invalid, Number, Record
from models.search import SearchField, words
from models.stations import Station
from models.users import NOT_PROPERTY, Role, User

MOST = 100_000  # points at once


class Good(Record):
    """Something that a charity shop gives for points."""

    title = "兑换品"
    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY})
    identities = (("station", "name"),)

    station: Any = ForeignKeyField(Station, backref="goods", index=False, verbose_name="爱心超市")
    name = CharField(30, verbose_name="名称")
    points = Number(low=1, high=MOST, verbose_name="要几分")
    stock = Number(default=0, high=100_000, verbose_name="还有几件")
    active = BooleanField(default=True, verbose_name="在换")
    search = SearchField()

    class Meta:
        indexes = ((("station", "name"), True),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Station).join(Station)
        return rows.where(Station.area.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    def settle(self) -> None:
        self.search = words(self.name)

    def clean(self) -> None:
        if self.station.kind != "shop":
            raise Invalid(station="要选一个爱心超市")

    def restock(self, by: User, count: int) -> None:
        """Put so many more on the shelf, or with a number below zero write so many off; raises Invalid when there are not so many."""
        with db.atomic():
            self._move(count)
            self.record("amend", by, {"还有几件": str(self.stock - count)}, {"还有几件": str(self.stock)}, "进货" if count > 0 else "报损")

    def _move(self, count: int) -> None:
        """Inside a transaction: change the stock by so many from what it is at that moment."""
        hold(Good, self.id)
        stock = Good.select(Good.stock).where(Good.id == self.id).scalar() + count
        if not 0 <= stock <= Good.stock.high:
            raise Invalid(quantity=f"只有 {stock - count} 件了" if stock < 0 else "太多了")
        Good.update(stock=stock).where(Good.id == self.id).execute()
        self.stock = stock
        self._dirty.discard("stock")
