"""Courtyards and micro-grids: the doors that one grid worker walks."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField

from models.areas import Compound
from models.database import Query
from models.records import Invalid, Record
from models.telephones import Telephone
from models.users import NOT_PROPERTY, Role, User

WALKERS = frozenset({Role.GRID_WORKER, Role.COMMUNITY})


class Grid(Record):
    """A courtyard or micro-grid of a compound, with one grid worker."""

    title = "网格"
    readers = NOT_PROPERTY
    editors = frozenset({"community"})
    identities = (("compound", "name"),)

    name = CharField(40, verbose_name="名称")
    compound: Any = ForeignKeyField(Compound, backref="grids", index=False, verbose_name="小区")
    worker: Any = ForeignKeyField(User, null=True, backref="grids", verbose_name="网格员")
    telephone = Telephone(null=True, verbose_name="公开电话")
    top_down = BooleanField(default=True, verbose_name="从顶楼往下走")

    class Meta:
        indexes = ((("compound", "name"), True),)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def compounds_of(user: User) -> Query:
        """The compounds in which the user has grids."""
        return Compound.select().where(Compound.id.in_(Grid.select(Grid.compound).where(Grid.worker == user.id)))

    def can_be_walked_by(self, user: User) -> bool:
        """Whether the user works in the community of the compound, and at doors."""
        return user.role in WALKERS and user.area_id == self.compound.community_id

    def clean(self) -> None:
        if self.worker and not self.can_be_walked_by(self.worker):
            raise Invalid(worker="要选这个小区所在社区的网格员或社区账号")

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Compound).join(Compound).where(Compound.community.in_(user.communities))
        if user.role == "property":
            return rows.where(False)
        return rows.where(cls.worker == user.id) if user.role == "grid_worker" else rows


def usual_compound(user: User) -> int | None:
    """The one compound in which the user works, or the only one that the user sees; None where there is more than one."""
    for rows in (Grid.compounds_of(user), Compound.visible_to(user)):
        if found := list(rows.limit(2)):
            return found[0].id if len(found) == 1 else None
    return None
