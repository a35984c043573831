"""上级表格: a higher office's own spreadsheet, kept as a template and filled as often as it is asked for."""

from __future__ import annotations

from typing import Any

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField

from models import clock
from models.areas import Area
from models.database import Query
from models.fillings import Filling
from models.records import Record, tidy
from models.users import Role, User

OFFICES = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT})


class OfficeSheet(Record):
    """A spreadsheet with names in double braces. Whoever stands at or below its area may fill it, with figures of places of one's own."""

    title = "上级表格"
    readers = OFFICES
    editors = OFFICES

    name = CharField(60, verbose_name="名称")
    area: Any = ForeignKeyField(Area, backref="+", verbose_name="哪里的")
    user: Any = ForeignKeyField(User, backref="+", index=False, verbose_name="谁传的")
    content = BlobField()
    at = DateTimeField(default=clock.stamp, verbose_name="什么时候")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Those of the user's own area and of the areas above it."""
        above = [int(key) for key in user.area.path.split("/") if key]
        rows = cls.select(cls, Area).join(Area).where(cls.area.in_(above))
        return rows if user.role in cls.readers else rows.where(False)

    def editable_by(self, user: User) -> bool:
        return user.role in self.editors and self.area_id == user.area_id

    @classmethod
    def keep(cls, by: User, name: str, filename: str, content: bytes) -> OfficeSheet:
        """Keep a spreadsheet as a template; raises Invalid(file=…) for one that cannot be filled."""
        Filling(content)
        title = tidy(name) or tidy(filename).rpartition(".")[0] or tidy(filename) or "表格"
        return cls.add(by, name=title[:60], area=by.area_id, user=by.id, content=content)

    @property
    def filling(self) -> Filling:
        """The spreadsheet, opened to be filled."""
        return Filling(bytes(self.content))
