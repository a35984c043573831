"""People with a log-in: role, place, password, sessions."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from peewee import BooleanField, CharField, ForeignKeyField

from models import passwords
from models.areas import Area, Compound, Level
from models.attempts import Limit
from models.database import Query, db
from models.organizations import RECEIVING, Contract, Organization
from models.records import Invalid, Record, tidy
from models.search import SearchField, words

if TYPE_CHECKING:
    from models.sessions import Session


class Role(StrEnum):
    """What somebody does; where is said by the user's area."""

    GRID_WORKER = "grid_worker"
    TEAM_LEADER = "team_leader"
    PROPERTY = "property"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"
    ADMINISTRATOR = "administrator"


ROLES = [
    (Role.GRID_WORKER, "网格员"),
    (Role.TEAM_LEADER, "志愿队队长"),
    (Role.PROPERTY, "物业或部门"),
    (Role.COMMUNITY, "社区"),
    (Role.STREET, "街道"),
    (Role.DISTRICT, "区"),
    (Role.ADMINISTRATOR, "系统管理员"),
]
OF_A_COMMUNITY = [Role.GRID_WORKER, Role.TEAM_LEADER, Role.PROPERTY, Role.COMMUNITY]
NOT_PROPERTY = frozenset(Role) - {Role.PROPERTY}
TIER = {Role.STREET: Level.STREET, Role.DISTRICT: Level.DISTRICT, Role.ADMINISTRATOR: Level.DISTRICT}

LOCK_OUT = Limit(5, timedelta(minutes=15))  # level-2 protection basics, as the strength in models/passwords.py
LOGIN_NAME = re.compile(r"[A-Za-z0-9._@-]+")  # what any keyboard types and nobody mistakes


class User(Record):
    """One person's account. Sees what lies under `area`, narrowed by role."""

    title = "账号"
    readers = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})
    editors = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})
    identities = (("username",),)

    username = CharField(40, unique=True, verbose_name="登录名")
    name = CharField(40, verbose_name="姓名")
    role = CharField(16, choices=ROLES, verbose_name="角色")
    area: Any = ForeignKeyField(Area, backref="users", verbose_name="所在区域")
    organization: Any = ForeignKeyField(Organization, null=True, backref="users", verbose_name="所属单位")
    password = CharField(128)
    must_change = BooleanField(default=True)
    disabled = BooleanField(default=False, verbose_name="停用")
    search = SearchField()

    session: Session | None = None  # the log-in that this request came with
    is_authenticated = True
    is_anonymous = False

    def __str__(self) -> str:
        return self.name

    def taken(self, name: str) -> str:
        """What to say when the name to log in with is somebody else's."""
        return "这个登录名已经有人用了"

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all."""
        return not self.disabled

    def get_id(self) -> str:
        """What the cookie carries: the token of the session row, never the account's key."""
        return self.session.token if self.session else ""

    @property
    def communities(self) -> Any:
        """Keys of the communities in the user's place, for `in_`."""
        return (self.area_id,) if self.area.level == Level.COMMUNITY else self.area.communities()

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Area).join(Area)
        if user.role == Role.COMMUNITY:
            return rows.where(cls.area == user.area_id, cls.role.in_(OF_A_COMMUNITY))
        if user.role == Role.ADMINISTRATOR:
            return rows.where(Area.path.startswith(user.area.path))
        return rows.where(cls.id == user.id)

    @staticmethod
    def check_login_name(name: str) -> None:
        """Raise Invalid for a name with blanks or signs that get lost when it is read out or typed."""
        if not LOGIN_NAME.fullmatch(name):
            raise Invalid(username="登录名只能用字母、数字和 - _ . @")

    def clean(self) -> None:
        self.check_login_name(self.username)
        if self.role in OF_A_COMMUNITY[:2] + [Role.COMMUNITY] and self.area.level != Level.COMMUNITY:
            raise Invalid(area="这个角色要选到社区")
        if self.role in TIER and self.area.level != TIER[Role(self.role)]:
            raise Invalid(area="所选区域的层级和角色不符")
        if self.role == Role.PROPERTY:
            self._check_receiver()

    def _check_receiver(self) -> None:
        """A receiver reads what was sent to its company or department from its own area; a department has business in its own part of the tree alone."""
        if not self.organization_id:
            raise Invalid(organization="物业和部门的账号要选单位")
        if self.organization.kind not in RECEIVING:
            raise Invalid(organization="这样的账号只开给物业企业和部门")
        own, its = self.area.path, self.organization.area.path
        if self.organization.kind == "department" and not own.startswith(its) and not its.startswith(own):
            raise Invalid(organization="这个单位不在所选的区域里")

    def clean_by(self, by: User) -> None:
        if by.role == Role.COMMUNITY and (self.area_id != by.area_id or self.role not in OF_A_COMMUNITY):
            raise Invalid(role="社区只管本社区的账号")
        if self.organization_id and not User.employers(by).where(Organization.id == self.organization_id).exists():
            raise Invalid(organization="这个单位的账号请系统管理员开")

    @classmethod
    def employers(cls, by: User) -> Query:
        """The companies and departments for which `by` opens accounts: of its own part of the tree, those that serve its compounds, and those that have one."""
        serving = Contract.current().select(Contract.company).join(Compound).where(Compound.community.in_(by.communities))
        having = cls.visible_to(by).select(cls.organization).where(cls.organization.is_null(False))
        mine = Area.path.startswith(by.area.path) | Organization.id.in_(serving) | Organization.id.in_(having)
        return Organization.select(Organization, Area).join(Area).where(Organization.kind.in_(RECEIVING), mine).order_by(Organization.name)

    def amended(self, by: User | None) -> None:
        """Whoever is moved to another place or role hands over the grids and teams of the old one."""
        for grid in self.grids:
            if not grid.can_be_walked_by(self):
                grid.amend(by, "网格员换了岗位", worker=None)
        for team in self.teams:
            if not team.can_be_led_by(self):
                team.amend(by, "队长换了岗位", leader=None)

    def settle(self) -> None:
        self.search = words(self.name, self.username)

    @classmethod
    def open_account(cls, by: User | None, **values: Any) -> tuple[User, str]:
        """A new account and its first password, which is shown once and must be changed."""
        first = passwords.first_password()
        return cls.add(by, password=passwords.hashed(first), must_change=True, **values), first

    @classmethod
    def log_in(cls, username: str, password: str) -> User:
        """The user with a new session, by the password alone; raises Invalid as `identify` does."""
        from models.sessions import Session

        user = cls.identify(username, password)
        user.session = Session.open(user)
        return user

    @classmethod
    def identify(cls, username: str, password: str) -> User:
        """The user of this name and password; raises Invalid for a wrong name or password, a lock-out or a disabled account."""
        username = tidy(username)[:40]
        if LOCK_OUT.reached(_tried(username)):
            raise Invalid(password=f"输错 {LOCK_OUT.most} 次，请 15 分钟后再试，或请社区重置密码")
        user = cls.select(cls, Area).join(Area).where(cls.username == username).first()
        if not passwords.verified(user.password if user else passwords.nobody, password) or not user:
            LOCK_OUT.count(_tried(username))
            raise Invalid(password="登录名或密码不对")
        if user.disabled:
            raise Invalid(password="这个账号已停用，请找社区")
        LOCK_OUT.forget(_tried(username))
        return user

    def is_password(self, password: str) -> bool:
        """Whether this is the account's present password."""
        return passwords.verified(self.password, password)

    def change_password(self, password: str) -> None:
        """Set a password chosen by the user; raises Invalid when it is weak; ends all other sessions."""
        passwords.check_strength(password, self)
        self.password, self.must_change = passwords.hashed(password), False
        with db.atomic():
            self.save()
            self.record("password", self, {}, {})
            self.log_out_everywhere(but=self.session)

    def give_first_password(self, first: str) -> None:
        """Set, without saving, a password that must be changed at the first log-in."""
        self.password, self.must_change = passwords.hashed(first), True

    def reset_password(self, by: User) -> str:
        """A new first password, shown once; ends every session and the lock-out."""
        self.give_first_password(first := passwords.first_password())
        with db.atomic():
            self.save()
            self.record("reset", by, {}, {})
            self.log_out_everywhere()
            LOCK_OUT.forget(_tried(self.username))
        return first

    def log_out_everywhere(self, but: Session | None = None) -> None:
        """End the account's sessions at once, `but` the one given."""
        from models.sessions import Session

        rows = Session.delete().where(Session.user == self.id)
        (rows.where(Session.id != but.id) if but else rows).execute()


def _tried(username: str) -> str:
    """The key under which tries to log in are counted: never that of anything else that is counted, whatever is typed as a name."""
    digest = hashlib.sha256(username.encode("utf-8", "replace")).hexdigest()
    return f"login:{digest[:32]}"
