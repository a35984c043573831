"""Doors and who needs a closer eye: the register of a compound."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from peewee import JOIN, BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, UUIDField

from models import clock
from models.areas import Area, Compound
from models.database import Model, Query
from models.editables import Editable
from models.grids import Grid
from models.records import Invalid, Number, Record
from models.search import SearchField, words
from models.telephones import Telephone
from models.terms import Termed
from models.users import Role, User

TENURES = [("owner", "自住"), ("tenant", "租住"), ("vacant", "空户"), ("unknown", "还不清楚")]
CARE_READERS = (Role.GRID_WORKER, Role.COMMUNITY)


class Household(Record):
    """One door. Its key in the world is compound, building, unit and room."""

    title = "住户"
    readers = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
    editors = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
    identities = (("compound", "building", "unit", "room"),)

    compound: Any = ForeignKeyField(Compound, backref="households", index=False, verbose_name="小区")
    community: Any = ForeignKeyField(Area, backref="households", index=False)
    grid: Any = ForeignKeyField(Grid, null=True, backref="households", index=False, verbose_name="网格")
    building = CharField(10, verbose_name="楼栋")
    unit = CharField(10, default="", verbose_name="单元")
    floor = Number(null=True, low=-5, high=150, verbose_name="楼层")
    room = CharField(10, verbose_name="房号")
    contact = CharField(40, null=True, verbose_name="联系人")
    telephone = Telephone(null=True, verbose_name="电话")
    tenure = CharField(16, choices=TENURES, default="unknown", verbose_name="居住情况")
    note = CharField(200, null=True, verbose_name="备注")
    since = DateField(default=clock.today, verbose_name="登记日期")
    door_key = CharField(64, default="")
    search = SearchField()
    met_on = DateField(null=True)  # the last day on which somebody was met, kept by each visit: a district's coverage would else look every door up

    class Meta:
        indexes = (
            *((("compound", "building", "unit", "room"), True), (("compound", "since", "met_on"), False)),
            *((("grid", "door_key"), False), (("community", "door_key"), False)),
        )

    def __str__(self) -> str:
        return f"{self.door} {self.contact or ''}".strip()

    @property
    def door(self) -> str:
        """The door as people say it: 3-2-501, or 3-501 in a building without units."""
        return "-".join(part for part in (self.building, self.unit, self.room) if part)

    def taken(self, name: str) -> str:
        """What to say when the door is there already."""
        return f"{self.door} 已经在册"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A grid worker's own grids or a community's doors; no one else reads the register."""
        if user.role == Role.GRID_WORKER:
            own = Grid.select(Grid.id).where(Grid.worker == user.id)
            return cls.select().where(cls.grid.in_(own), cls.community == user.area_id)
        return cls.select().where(cls.community == user.area_id) if user.role == Role.COMMUNITY else cls.select().where(False)

    @classmethod
    def keep_met(cls, key: int, day: date) -> None:
        """Keep that somebody was met at the door with this key on `day`."""
        cls.update(met_on=day).where(cls.id == key, cls.met_on.is_null() | (cls.met_on < day)).execute()

    def clean(self) -> None:
        if self.grid and self.grid.compound_id != self.compound_id:
            raise Invalid(grid="这个网格不在所选的小区里")

    def settle(self) -> None:
        if self.compound_id:
            self.community_id = self.compound.community_id
        self.door_key = ".".join(_padded(part) for part in (self.building, self.unit, self.room))
        self.search = words(self.door, self.contact, self.telephone)


class CareKind(Editable):
    """Why and how often a door is visited: the editable table of frequencies. Code `general` is everybody else."""

    title = "走访频次"
    identities = (("name",),)

    name = CharField(20, unique=True, verbose_name="类别")
    code = CharField(20, null=True, unique=True)
    days = Number(low=1, high=366, verbose_name="最多隔几天")
    source = CharField(100, null=True, verbose_name="依据")
    minors = BooleanField(default=False, verbose_name="涉及未成年人")

    @classmethod
    def general_days(cls) -> int:
        """How many days may pass between visits to a door without care tags."""
        row = cls.get_or_none(cls.code == "general")
        return row.days if row else 90


class Care(Termed):
    """A care tag on a household: restricted, and each reading is logged."""

    title = "关爱标签"
    readers = frozenset(CARE_READERS)
    editors = frozenset(CARE_READERS)

    household: Any = ForeignKeyField(Household, backref="cares", index=False, on_delete="CASCADE", verbose_name="住户")
    kind: Any = ForeignKeyField(CareKind, backref="cares", verbose_name="类别")
    since = DateField(default=clock.today, verbose_name="开始")
    until = DateField(null=True, verbose_name="结束")
    basis = CharField(60, default="本人同意", verbose_name="登记依据")

    class Meta:
        indexes = ((("household", "until"), False),)

    def __str__(self) -> str:
        return str(self.kind)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, CareKind).join(CareKind)
        if user.role not in CARE_READERS:
            return rows.where(False)
        return rows.where(cls.household.in_(Household.visible_to(user).select(Household.id)))

    @classmethod
    def held_in(cls, period: Any) -> Any:
        """The condition that a tag held on some day of a period; one that was taken off on its first day never did."""
        return (cls.since <= period.last_day) & (cls.until.is_null() | (cls.until >= period.start) & (cls.until >= cls.since))

    @classmethod
    def tie(cls, by: User, household: Household, **values: Any) -> None:
        """Add a tag to the household; raises Invalid when it has that tag already, or for a day to come."""
        if values.get("since") and values["since"] > clock.today():
            raise Invalid(since="不能是以后的日子")
        if cls.select().where(cls.household == household.id, cls.kind == values["kind"], cls.holds_on(clock.today())).exists():
            raise Invalid(kind="这一户已经有这个标签")
        cls.add(by, household=household, **values)

    @classmethod
    def read_by(cls, user: User, household: Household) -> list[Care]:
        """The present care tags of a household for `user`; that they were looked at is written down."""
        rows = list(cls.visible_to(user).where(cls.household == household, cls.holds_on(clock.today())).order_by(CareKind.days))
        if rows:
            Reading.create(user=user.id, household=household, community=household.community_id, at=clock.now(), what="关爱标签")
        return rows


class Reading(Model):
    """Who looked at what of a sensitive kind, and when (个人信息保护法 51, 54)."""

    readers = frozenset({Role.COMMUNITY})

    user: Any = ForeignKeyField(User, backref="readings", index=False)
    household: Any = ForeignKeyField(Household, null=True, backref="readings", on_delete="CASCADE")
    concern = UUIDField(null=True)  # the key of a mediation
    community: Any = ForeignKeyField(Area, backref="+")
    at = DateTimeField()
    what = CharField(40)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """The log of a community, for the community."""
        rows = cls.select(cls, User, Household).join(User).switch(cls).join(Household, JOIN.LEFT_OUTER)
        return rows.where(cls.community == user.area_id) if user.role == Role.COMMUNITY else rows.where(False)


def _padded(part: str) -> str:
    """Digits padded so that 9 stands before 10 when sorted as text."""
    return re.sub(r"\d+", lambda m: m.group().zfill(5), part)[:20]
