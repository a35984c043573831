"""What belongs to a community, or to one of its compounds: the common kind of record."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import ForeignKeyField

from models.areas import Area, check_community
from models.database import Query
from models.records import Invalid, Record
from models.search import SearchField, words
from models.users import NOT_PROPERTY, Role, User


class Communal(Record):
    """A record of one community, which writes it; whoever works there or above reads it. A model of this kind says its fields and no more.

    Where it has a `compound`, that lies in the community and says which. `searched`: the fields by whose words it is found;
    the first is what it is called.
    """

    readers = NOT_PROPERTY
    editors = frozenset({Role.COMMUNITY})
    searched: ClassVar[tuple[str, ...]] = ("name",)

    community: Any = ForeignKeyField(Area, backref="+", verbose_name="社区")
    search = SearchField()

    def __str__(self) -> str:
        return self.shown(self.searched[0])

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select()
        return rows.where(cls.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    def clean_by(self, by: User) -> None:
        if by.role == Role.COMMUNITY and self.community_id != by.area_id:
            raise Invalid(community="请选本社区")

    def clean(self) -> None:
        if self.community:
            check_community(self.community)
        if getattr(self, "compound", None) and self.compound.community_id != self.community_id:
            raise Invalid(compound="这个小区不在所选的社区里")

    def settle(self) -> None:
        if not self.__data__.get("community") and getattr(self, "compound", None):
            self.community = self.compound.community_id
        self.search = words(*(self.shown(name) for name in self.searched))


class Shared(Communal):
    """What a community has of its own, or the whole district where no community is named: that is the administrator's."""

    editors = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})

    community: Any = ForeignKeyField(Area, null=True, backref="+", verbose_name="社区")

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """The district's own and those of the user's communities."""
        rows = cls.select().where(cls.community.is_null() | cls.community.in_(user.communities))
        return rows if user.role in cls.readers else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """The district's own are the administrator's."""
        return user.role == Role.ADMINISTRATOR or user.role == Role.COMMUNITY and self.community_id is not None

    def clean_by(self, by: User) -> None:
        if by.role == Role.COMMUNITY and self.community_id != by.area_id:
            raise Invalid(community="请选本社区，全区通用的由管理员添加")
