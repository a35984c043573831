"""Volunteers and their teams."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, fn

from models import clock
from models.areas import Area, Compound, check_community
from models.communals import Communal
from models.database import Query, db
from models.programmes import Programme
from models.records import Invalid, Number, Record, tidy
from models.search import SearchField, words
from models.telephones import Telephone
from models.terms import Termed
from models.users import Role, User

TEAM_KINDS = [
    ("steward", "红色管家队"),
    ("grid4", "四员红色网格"),
    ("staff3", "三员进苑区"),
    ("pioneer", "先锋小组"),
    ("arts", "文娱队"),
    ("patrol", "巡逻队"),
    ("service", "志愿服务队"),
]
LEADERS = frozenset({Role.TEAM_LEADER, Role.GRID_WORKER, Role.COMMUNITY})


class Team(Communal):
    """A volunteer team with its leader."""

    title = "志愿队"

    name = CharField(40, verbose_name="名称")
    kind = CharField(16, choices=TEAM_KINDS, default="service", verbose_name="类别")
    compound: Any = ForeignKeyField(Compound, null=True, backref="teams", verbose_name="小区")
    leader: Any = ForeignKeyField(User, null=True, backref="teams", verbose_name="队长")
    programme: Any = ForeignKeyField(Programme, null=True, backref="teams", verbose_name="机制")

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A leader's own teams; a community's; above it, names for the roll-ups; none for the property company."""
        if user.role in (Role.TEAM_LEADER, Role.GRID_WORKER):
            return cls.select().where(cls.leader == user.id, cls.community == user.area_id)
        return cls.select().where(cls.community.in_(user.communities)) if user.role != Role.PROPERTY else cls.select().where(False)

    def can_be_led_by(self, user: User) -> bool:
        """Whether the user works in the team's community, in a role that logs hours."""
        return user.area_id == self.community_id and user.role in LEADERS

    def clean(self) -> None:
        super().clean()
        if self.programme and self.programme.community_id not in (None, self.community_id):
            raise Invalid(programme="这个机制不在所选的社区里")
        if self.leader and not self.can_be_led_by(self.leader):
            raise Invalid(leader="队长要是这个社区的队长、网格员或社区账号")

    def led_by(self, user: User) -> bool:
        """Whether `user` may log hours for the members."""
        return user.area_id == self.community_id and (self.leader_id == user.id or user.role == Role.COMMUNITY)

    def enrol(self, by: User, volunteer: Volunteer) -> Membership:
        """Take a volunteer of the community into the team, again after having left; raises Invalid for a present member."""
        if volunteer.community_id != self.community_id:
            raise Invalid(name="这位不是这个社区的志愿者")
        place = Membership.get_or_none(Membership.team == self.id, Membership.volunteer == volunteer.id)
        if place is None:
            return Membership.add(by, team=self, volunteer=volunteer)
        if place.until is None or place.until >= clock.today():
            raise Invalid(name=f"{volunteer} 已经在队里")
        place.amend(by, until=None)
        return place

    def enrol_new(self, by: User, name: str, telephone: str | None = None) -> Membership:
        """Take in somebody who is not yet in the community's register."""
        with db.atomic():
            return self.enrol(by, Volunteer.add(by, name=name, telephone=telephone or None, community=self.community_id))

    def namesakes(self, name: str) -> list[Volunteer]:
        """Volunteers of the community with this name, each with `inside`: whether in the team at present."""
        inside = {person.id for person in self.members}
        rows = Volunteer.select().where(Volunteer.community == self.community_id, Volunteer.name == tidy(name), Volunteer.merged_into.is_null())
        found = list(rows.order_by(Volunteer.id))
        for person in found:
            person.inside = person.id in inside
        return found

    @property
    def members(self) -> Query:
        """The present members by name."""
        return self.members_on(clock.today())

    def members_on(self, day: date) -> Query:
        """Whose service on a day may be logged, by name: who had not left by then. Many serve before anybody writes them into the team."""
        stays = Membership.until.is_null() | (Membership.until >= day)
        return Volunteer.select().where(Volunteer.id.in_(one_of(Membership.team == self.id, stays))).order_by(Volunteer.name)

    def names_of(self, keys: set[int]) -> list[str]:
        """The names of those volunteers with these keys who are in the team at some time: no other name is told."""
        rows = Volunteer.select(Volunteer.name).join(Membership).where(Membership.team == self.id, Volunteer.id.in_(keys))
        return [person.name for person in rows.order_by(Volunteer.name)]


class Volunteer(Record):
    """A volunteer of a community (志愿服务条例 7: basic identity)."""

    title = "志愿者"
    readers = LEADERS
    editors = LEADERS
    identities = (("community", "number"), ("community", "name", "telephone"))

    name = CharField(40, verbose_name="姓名")
    community: Any = ForeignKeyField(Area, backref="volunteers", index=False, verbose_name="社区")
    telephone = Telephone(null=True, verbose_name="电话")
    number = CharField(40, null=True, verbose_name="志愿者编号")
    birth_year = Number(null=True, low=1900, high=2100, verbose_name="出生年份")
    publishes_name = BooleanField(default=False, verbose_name="同意公开姓名")
    published_since = DateField(null=True, verbose_name="哪天同意的")
    published_until = DateField(null=True, verbose_name="哪天收回的")
    birthday = DateField(null=True, verbose_name="出生日期（未成年的填）")
    guardian = CharField(40, null=True, verbose_name="监护人")
    guardian_telephone = Telephone(null=True, verbose_name="监护人电话")
    guardian_agreed = DateField(null=True, verbose_name="监护人哪天同意的")
    skills = CharField(100, null=True, verbose_name="会什么")
    availability = CharField(60, null=True, verbose_name="什么时候有空")
    merged_into: Any = ForeignKeyField("self", null=True, backref="+", verbose_name="并到谁名下")
    search = SearchField()

    class Meta:
        indexes = ((("community", "name"), False),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A community's register, or the members of a leader's own teams; nobody who was merged into another."""
        rows = cls.select().where(cls.merged_into.is_null(), cls.community == user.area_id)
        if user.role == Role.COMMUNITY:
            return rows
        if user.role in (Role.TEAM_LEADER, Role.GRID_WORKER):
            return rows.where(cls.id.in_(one_of(Team.leader == user.id)))
        return cls.select().where(False)

    inside = False  # among namesakes: see Team.namesakes

    @property
    def keys(self) -> Query:
        """The keys under which this person has been logged: the own one, and those of doubles merged into it."""
        return Volunteer.select(Volunteer.id).where((Volunteer.id == self.id) | (Volunteer.merged_into == self.id))

    def age_on(self, day: date) -> int | None:
        """Years on a day, by the birthday where it is known, else by the year alone; None for somebody of whom neither is."""
        if self.birthday:
            return day.year - self.birthday.year - ((day.month, day.day) < (self.birthday.month, self.birthday.day))
        return day.year - self.birth_year if self.birth_year else None

    @property
    def tail(self) -> str:
        """尾号 and the last four digits of the telephone: enough to tell two people of one name apart."""
        digits = "".join(c for c in self.telephone or "" if c.isdigit())
        return f"尾号 {digits[-4:]}" if len(digits) >= 7 else ""

    def taken(self, name: str) -> str:
        """What to say when the same person is there already."""
        return "这个编号已经有人用了" if name == "number" else "同名同电话的已经在册"

    def settle(self) -> None:
        self.telephone, self.number = self.telephone or None, self.number or None  # two people without one are not the same
        if self.birthday:
            self.birth_year = self.birthday.year
        if self.publishes_name and (self.published_since is None or self.published_until):
            self.published_since, self.published_until = clock.today(), None
        if not self.publishes_name and self.published_since and not self.published_until:
            self.published_until = clock.today()
        self.search = words(self.name, self.telephone, self.number)

    def clean(self) -> None:
        """Refuse a place that is no community, and a guardian's consent without a name."""
        check_community(self.community)
        if self.guardian_agreed and not self.guardian:
            raise Invalid(guardian="写上是哪位监护人同意的")
        if self.guardian_agreed and self.guardian_agreed > clock.today():
            raise Invalid(guardian_agreed="不能是以后的日子")


def one_of(*where: Any) -> Query:
    """The keys of the volunteers whose memberships meet `where`; of a double that was merged the key of whom it was merged into."""
    member = Volunteer.alias()
    rows = Membership.select(fn.COALESCE(member.merged_into, member.id)).join(member, on=Membership.volunteer == member.id)
    return rows.switch(Membership).join(Team).where(*where)


class Membership(Termed):
    """A volunteer's place in a team."""

    title = "队员"
    readers = LEADERS
    editors = LEADERS

    team: Any = ForeignKeyField(Team, backref="memberships", index=False, verbose_name="志愿队")
    volunteer: Any = ForeignKeyField(Volunteer, backref="memberships", verbose_name="志愿者")
    since = DateField(default=clock.today, verbose_name="加入")
    until = DateField(null=True, verbose_name="离开")

    class Meta:
        indexes = ((("team", "volunteer"), True),)

    def __str__(self) -> str:
        return str(self.volunteer)

    def end(self, by: User) -> None:
        """Leave the team: yesterday was the last day; somebody who came in today by mistake was never in it."""
        if self.since >= clock.today():
            self.remove(by)
        else:
            self.amend(by, until=clock.today() - timedelta(days=1))

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Volunteer).join(Volunteer)
        return rows.where(cls.team.in_(Team.visible_to(user).select(Team.id)), cls.volunteer.in_(Volunteer.visible_to(user).select(Volunteer.id)))
