"""Accounts from a spreadsheet: of grid workers and team leaders alone, each with a first password that is kept nowhere."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from models.imports import cells
from models.imports.kinds import MISSING, Column, Kind, Tell
from models.imports.plans import Plan
from models.passwords import LETTERS
from models.records import Invalid, load_related
from models.users import ROLES, Role, User

IMPORTED = [(role, label) for role, label in ROLES if role in (Role.GRID_WORKER, Role.TEAM_LEADER)]
RECEIVERS = ("物业或部门", "物业企业", "物业", "部门")  # the word of the screen, the one it had before, and what people say
_known = cells.choice(IMPORTED, 队长=Role.TEAM_LEADER, 志愿者队长=Role.TEAM_LEADER)


def role(cell: Any) -> Any:
    """A role that can be imported; raises ValueError for another, and says where a receiver's account is opened."""
    if cells.text(cell) in RECEIVERS:
        raise ValueError("物业和部门的账号要选单位，请在“更多 › 账号”里开")
    return _known(cell)


def first_password(secret: bytes, username: str) -> str:
    """The first password of an account in one import: whoever holds the import's secret can tell it, and nobody else."""
    digest = hmac.digest(secret, username.encode(), hashlib.sha256)
    letters = [LETTERS[byte % len(LETTERS)] for byte in digest[:12]]
    return "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8))


class Users(Kind):
    """The accounts of a community's own people. Names to log in with are known everywhere."""

    key = "users"
    model = User
    watched = (User,)
    apart = ("username",)
    most_added = 300  # a password takes 50 ms of hashing
    columns = (
        Column("username", "登录名", ("账号", "用户名", "登录账号"), cells.code, True, "字母、数字或手机号，全区不能重复", "zhangsan"),
        Column("name", "姓名", ("名字", "真实姓名"), required=True, example="张三"),
        Column("role", "角色", ("身份", "岗位"), role, True, "网格员、志愿队队长", "网格员"),
    )

    def load(self) -> None:
        """The community's accounts by name, and the names that are taken elsewhere."""
        rows = list(User.select().where(User.area == self.community.id))
        load_related(rows, "area", "organization")
        self.accounts = {user.username: user for user in rows}
        for user in (*rows, *User.select(User.id, User.username).where(User.area != self.community.id)):
            self.know(user)

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        errors = {column.name: MISSING for column in self.columns if column.name not in given}
        try:
            User.check_login_name(given.get("username", "-"))
        except Invalid as error:
            errors |= error.errors
        if errors:
            raise Invalid(**errors)
        return given

    def find(self, values: dict[str, Any]) -> User | None:
        user = self.accounts.get(values["username"])
        if user and user.role not in dict(IMPORTED):
            raise Invalid(username=f"这是{user.shown('role')}的账号，请在“账号”里改")
        return user

    def new(self, values: dict[str, Any]) -> User:
        """An account that nobody can log in to until `prepare` gives it its first password."""
        return User(area=self.community, password="-", must_change=True, **values)  # noqa: S106

    def prepare(self, plan: Plan, secret: bytes, tell: Tell) -> None:
        """Hash the first passwords of the new accounts."""
        for done, row in enumerate(plan.added):
            row.record.give_first_password(first_password(secret, row.record.username))
            tell(done, len(plan.added))

    def label(self, record: User) -> str:
        return f"{record.username} {record.name}（{record.shown('role')}）"
