"""Bodies, who sits in them, and which company serves a compound."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

import peewee
from peewee import CharField, DateField, ForeignKeyField, fn

from models import clock
from models.areas import Area, Compound
from models.committees import FEWEST, MOST, YEARS, Finding, findings, is_size, is_term
from models.database import Query, db
from models.people import elsewhere
from models.records import Invalid, Number, Record
from models.search import SearchField, words
from models.telephones import Telephone
from models.terms import Termed

if TYPE_CHECKING:
    from models.users import User

KINDS = [
    ("core", "领导机构"),
    ("industry", "物业行业党委"),
    ("branch", "居民区党支部"),
    ("company", "物业企业"),
    ("committee", "业主委员会"),
    ("courtyard", "院落自治组织"),
    ("social", "社区社会组织"),
    ("department", "部门"),
    ("tenants", "租户党小组"),
]
STAGES = [("idea", "有想法"), ("incubating", "孵化中"), ("filed", "已备案"), ("registered", "已登记"), ("grown", "已出壳")]
RECEIVING = ("company", "department")  # bodies with accounts of their own, role 物业或部门
OFFICES = ("community", "street", "district")  # roles that act for the leading body of their area
LEADING = dict(zip(OFFICES, ("社区", "街道", "区里"), strict=True))  # by the level of the area
LONGEST = 6  # characters of a department's name


class Organization(Record):
    """A Party branch, a property company, a committee or another body of an area or a compound."""

    title = "组织"
    readers = frozenset({"grid_worker", "team_leader", "community", "street", "district", "administrator"})
    editors = frozenset({"community", "administrator"})

    name = CharField(60, verbose_name="名称")
    kind = CharField(16, choices=KINDS, verbose_name="类别")
    area: Any = ForeignKeyField(Area, backref="organizations", verbose_name="区域")
    compound: Any = ForeignKeyField(Compound, null=True, backref="organizations", index=False, verbose_name="小区")
    telephone = Telephone(null=True, verbose_name="电话")
    since = DateField(null=True, verbose_name="成立日期")
    seats = Number(null=True, low=1, high=99, verbose_name="席位数", help_text="一共几个人的位子；业委会是 5 到 11 的单数")
    elected = DateField(null=True, verbose_name="选出日期", help_text="业委会：这一届哪天选出来的")
    filed = DateField(null=True, verbose_name="备案日期", help_text="业委会：选出以后 30 天以内要备案")
    stage = CharField(12, null=True, choices=STAGES, verbose_name="孵化阶段", help_text="只有社区社会组织填")
    search = SearchField()

    class Meta:
        indexes = ((("compound", "kind"), False),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Bodies of areas in the user's part of the tree; for a property user, only its own company."""
        rows = cls.select(cls, Area).join(Area).where(Area.path.startswith(user.area.path))
        return rows.where(cls.id == user.organization_id) if user.role == "property" else rows

    @property
    def short(self) -> str:
        """What residents call it as a receiver: 物业, 街道, 住建局."""
        return short_name(self.name, self.kind, self.area.name, self.area.level)

    @classmethod
    def receivers(cls, compound: Compound) -> Query:
        """Those to which a concern of the compound can be sent: its company first, then departments and leading bodies from the community upwards."""
        depth = peewee.Case(cls.area, [(area.id, -place) for place, area in enumerate(compound.community.chain())], 0)
        return cls.select().where(cls.receiving(compound.id)).order_by(peewee.Case(None, [(cls.serving(compound.id), 0)], 1), depth, cls.name)

    @classmethod
    def receiving(cls, compound: Any) -> Any:
        """The condition that a concern of the compound with this key, a value or a column, may be sent to it."""
        own, here, place = Area.alias(), Area.alias(), Compound.alias()
        places = place.select(place.id).join(here, on=place.community == here.id).join(own, on=own.id == cls.area)
        below = fn.EXISTS(places.where(place.id == compound, fn.SUBSTR(here.path, 1, fn.LENGTH(own.path)) == own.path))
        return cls.serving(compound) | (cls.kind.in_(("department", "core")) & (cls.compound.is_null() | (cls.compound == compound)) & below)

    @classmethod
    def serving(cls, compound: Any) -> Any:
        """The condition that it is the company of the compound with this key today."""
        return cls.id.in_(Contract.current().select(Contract.company).where(Contract.compound == compound))

    @classmethod
    def run_by(cls, user: User) -> Query:
        """The keys of those for which the user acts: one's own company or department, or the leading bodies of one's area."""
        if user.role == "property":
            return cls.select(cls.id).where(cls.id == user.organization_id)
        if user.role not in OFFICES:
            return cls.select(cls.id).where(False)
        return cls.select(cls.id).where(cls.kind == "core", cls.area == user.area_id, cls.compound.is_null())

    def is_run_by(self, user: User) -> bool:
        """The same of one row: whether `user` acts for it."""
        if user.role == "property":
            return bool(user.organization_id == self.id)
        return user.role in OFFICES and self.kind == "core" and self.area_id == user.area_id and self.compound_id is None

    def clean_by(self, by: User) -> None:
        if by.role == "community" and self.area_id != by.area_id:
            raise Invalid(area="请选本社区")

    def clean(self) -> None:
        if self.compound and self.compound.community_id != self.area_id:
            raise Invalid(compound="这个小区不在所选的社区里")
        if self.kind == "committee" and self.seats and not is_size(self.seats):
            raise Invalid(seats=f"业委会要 {FEWEST} 到 {MOST} 名委员，而且是单数")
        if self.stage and self.kind != "social":
            raise Invalid(stage="只有社区社会组织才有孵化阶段")
        if self.filed and (self.filed > clock.today() or self.elected and self.filed < self.elected):
            raise Invalid(filed="备案在选出以后、今天以前")

    @property
    def sitting(self) -> list[Post]:
        """Who sits in it today, in the order in which they were written down."""
        return list(Post.current().where(Post.organization == self.id).order_by(Post.id))

    def findings(self) -> list[Finding]:
        """What the rules have to say of it today."""
        return findings(self, self.sitting, clock.today())

    def settle(self) -> None:
        self.search = words(self.name)


def short_name(name: str, kind: str, area: str, level: str) -> str:
    """What residents call a receiver of an area: 物业, 街道, 住建局."""
    if kind == "company":
        return "物业"
    if kind == "core" or level != "district":
        return LEADING[level]
    short = name.removeprefix(area if name.startswith(area) else "区") or name
    return short if len(short) <= LONGEST else short[: LONGEST - 1] + "…"


class Post(Termed):
    """One person's seat in one body, from when to when."""

    title = "任职"
    readers = Organization.readers
    editors = Organization.editors

    apart = ("organization", "person", "duty", "since")

    organization: Any = ForeignKeyField(Organization, backref="posts", on_delete="CASCADE", verbose_name="组织")
    person = CharField(40, verbose_name="姓名")
    duty = CharField(40, verbose_name="职务")
    telephone = Telephone(null=True, verbose_name="公开电话")
    namesake = CharField(10, null=True, verbose_name="同名的是哪一位", help_text="和别人重名、电话又没写的，写个记号，比如“三栋的”；同一个人的几个职务写一样的")
    since = DateField(null=True, verbose_name="开始")
    until = DateField(null=True, verbose_name="届满", help_text=f"业委会一届最长 {YEARS} 年")

    def __str__(self) -> str:
        return f"{self.person}（{self.duty}）"

    def clean(self) -> None:
        super().clean()
        if self.organization.kind != "committee":
            return
        if not is_term(self.since, self.until):
            raise Invalid(until=f"业委会一届最长 {YEARS} 年")
        today = clock.today()
        if (self.until is None or self.until >= today) and sum(post.id != self.id for post in self.organization.sitting) >= MOST:
            raise Invalid(organization=f"业委会最多 {MOST} 名委员，已经有 {MOST} 名了")

    @property
    def elsewhere(self) -> list[Post]:
        """What else the same person holds today in the same community and above it, with the bodies."""
        area = self.organization.area
        near = Area.path.startswith(area.path) | Area.id.in_([int(key) for key in area.path.split("/") if key])
        rows = Post.select(Post, Organization).join(Organization).join(Area).where(Post.person == self.person, Post.holds_on(clock.today()), near)
        return elsewhere(self, rows)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select(cls, Organization).join(Organization).where(Organization.id.in_(Organization.visible_to(user).select(Organization.id)))

    @classmethod
    def lines(cls, areas: Iterable[int]) -> dict[int, str]:
        """The posted telephone of each of these areas that has one: its leading body's, else that of whoever sits in that body. One query."""
        sits = (cls.organization == Organization.id) & cls.holds_on(clock.today()) & cls.telephone.is_null(False)
        rows: Any = Organization.select(Organization.area, Organization.telephone, cls.telephone).join(cls, peewee.JOIN.LEFT_OUTER, on=sits)
        rows = rows.where(Organization.kind == "core", Organization.area.in_(list(areas)), Organization.compound.is_null())
        found: dict[int, str] = {}
        for area, own, head in rows.order_by(Organization.telephone.is_null(), Organization.id, cls.id).tuples():
            found.setdefault(area, own or head)
        return {area: line for area, line in found.items() if line}


class Contract(Termed):
    """Which property company serves a compound, from when to when."""

    title = "物业合同"
    editors = Organization.editors
    apart = ("compound", "company", "since")

    compound: Any = ForeignKeyField(Compound, backref="contracts", verbose_name="小区")
    company: Any = ForeignKeyField(Organization, backref="contracts", verbose_name="物业企业")
    since = DateField(null=True, verbose_name="开始")
    until = DateField(null=True, verbose_name="到期")
    standard = CharField(60, null=True, verbose_name="服务标准", help_text="合同上写的，比如“一级”")
    notice_days = Number(default=60, high=730, verbose_name="提前几天通知", help_text="解聘要提前 60 天书面通知（民法典 946），合同另有约定的照合同")
    noticed = DateField(null=True, verbose_name="书面通知退出的日子")
    leaves = DateField(null=True, verbose_name="退出日期")

    def __str__(self) -> str:
        return f"{self.compound} · {self.company}"

    @classmethod
    def add(cls, by: User | None, **values: Any) -> Self:
        with db.atomic():
            row = super().add(by, **values)
            row.amended(by)
        return row

    def amended(self, by: User | None) -> None:
        """What is to be handed over when the company leaves."""
        from models.contracts import HandoverStep

        if self.noticed:
            HandoverStep.begin(self, by)

    @property
    def may_leave(self) -> date | None:
        """The earliest day on which the company may leave after the notice; None before there was one."""
        return self.noticed + timedelta(days=self.notice_days) if self.noticed else None

    def clean(self) -> None:
        super().clean()
        if self.leaves and self.may_leave is None:
            raise Invalid(noticed="先写哪天书面通知的")
        if self.leaves and self.may_leave and self.leaves < self.may_leave:
            raise Invalid(leaves=f"要提前 {self.notice_days} 天书面通知，最早 {self.may_leave.isoformat()} 退出")

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Compound, Organization).join(Compound).switch(cls).join(Organization)
        return rows.where(cls.compound.in_(Compound.visible_to(user).select(Compound.id)))
