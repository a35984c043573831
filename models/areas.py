"""Territory: district, street, community, and their compounds."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, fn

from models.database import Query, db
from models.records import Invalid, Number, Record
from models.search import SearchField, words
from models.telephones import Telephone

if TYPE_CHECKING:
    from models.users import User


class Level(StrEnum):
    """The tiers of territory."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class Mode(StrEnum):
    """The three modes of the plan: each has its own visit topics and emphasis on the page."""

    COMMERCIAL = "commercial"
    UNMANAGED = "unmanaged"
    SUBSIDISED = "subsidised"


MODES = [(Mode.COMMERCIAL, "成熟商品房"), (Mode.UNMANAGED, "无物业老旧"), (Mode.SUBSIDISED, "保障性住房")]
ABOVE = {Level.DISTRICT: None, Level.STREET: Level.DISTRICT, Level.COMMUNITY: Level.STREET}
EMPHASIS = {Mode.COMMERCIAL: "红色品质", Mode.UNMANAGED: "红色服务", Mode.SUBSIDISED: "红色效应"}


class Area(Record):
    """A district, a street or a community. `path` lists the keys from the top, as /1/12/140/."""

    title = "区域"
    readers = frozenset({"community", "street", "district", "administrator"})
    editors = frozenset({"administrator"})

    name = CharField(40, verbose_name="名称")
    level = CharField(16, choices=[(Level.DISTRICT, "区"), (Level.STREET, "街道"), (Level.COMMUNITY, "社区")], verbose_name="层级")
    parent: Any = ForeignKeyField("self", null=True, backref="children", verbose_name="上级")
    path = CharField(64, default="", index=True)
    demonstration_data = BooleanField(default=False)
    search = SearchField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select().where(cls.path.startswith(user.area.path))

    def communities(self) -> Query:
        """The keys of the communities in this area, itself included, as a subquery."""
        inner = Area.alias()
        return inner.select(inner.id).where(inner.level == Level.COMMUNITY, inner.path.startswith(self.path))

    def chain(self) -> list[Area]:
        """From the district down to this area."""
        keys = [int(key) for key in self.path.split("/") if key]
        return list(Area.select().where(Area.id.in_(keys)).order_by(Area.path))

    def settle(self) -> None:
        self.search = words(self.name)

    def clean(self) -> None:
        """A street stands under a district, a community under a street; so no area can stand under itself."""
        above = self.parent.level if self.parent and self.parent_id != self.id else None
        if above != ABOVE[Level(self.level)] or self.parent_id and self.parent_id == self.id:
            raise Invalid(parent="区上面没有上级，街道的上级是区，社区的上级是街道")
        if self.id and Area.select(Area.level).where(Area.id == self.id).scalar() != self.level and self.in_use:
            raise Invalid(level="下面已有区域、账号或小区等，不能改层级")

    def save(self, *args: Any, **kwargs: Any) -> int:
        """Keep the path, and those of all below, in step with the parent."""
        with db.atomic():
            saved = super().save(*args, **kwargs)
            old, path = self.path, f"{self.parent.path if self.parent else '/'}{self.id}/"
            if path != old:
                self.path = path
                super().save(only=[Area.path])
                if old:
                    Area.update(path=fn.REPLACE(Area.path, old, path)).where(Area.path.startswith(old)).execute()
        return saved


class Compound(Record):
    """A residential compound: the page is about one of these."""

    title = "小区"
    editors = frozenset({"community", "administrator"})
    identities = (("community", "name"),)

    name = CharField(60, verbose_name="名称")
    community: Any = ForeignKeyField(Area, backref="compounds", index=False, verbose_name="社区")
    mode = CharField(16, choices=MODES, verbose_name="类型")
    demonstration = CharField(16, choices=[("none", "无"), ("district", "区级示范项目"), ("municipal", "市级示范项目")], default="none", verbose_name="示范")
    pilot_since = DateField(null=True, verbose_name="试点开始")
    built = Number(null=True, low=1900, high=2100, verbose_name="建成年份")
    doors = Number(default=0, high=100_000, verbose_name="户数")
    telephone = Telephone(null=True, verbose_name="服务电话")
    supervision = Telephone(null=True, verbose_name="监督电话")
    search = SearchField()

    class Meta:
        indexes = ((("community", "name"), True),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        from models.organizations import Contract

        rows = cls.select().where(cls.community.in_(user.communities))
        if user.role == "property":
            return rows.where(cls.id.in_(Contract.current().select(Contract.compound).where(Contract.company == user.organization_id)))
        return rows

    @property
    def emphasis(self) -> str:
        """红色品质, 红色服务 or 红色效应, by mode."""
        return EMPHASIS[Mode(self.mode)]

    def clean(self) -> None:
        """Doors, visits, activities and hours keep the community of their compound, so it cannot change under them."""
        check_community(self.community)
        if self.id and Compound.select(Compound.community).where(Compound.id == self.id).scalar() != self.community_id and self.in_use:
            raise Invalid(community="这个小区已有网格、住户或别的记录，不能换社区")

    def settle(self) -> None:
        self.search = words(self.name)


def check_community(area: Area) -> None:
    """Raise Invalid for the field `community` when the area is a street or a district."""
    if area.level != Level.COMMUNITY:
        raise Invalid(community="这里要选到社区")
