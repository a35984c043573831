"""Accounts: the community looks after its own people's, the administrator after all."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_login import current_user

from models.areas import Area
from models.organizations import Organization
from models.sessions import Session
from models.users import OF_A_COMMUNITY, ROLES, Role, User
from views import access
from views.forms import Choice, Form, rows_choice
from views.pages import go
from views.register import Register


class Accounts(Register):
    """The register of accounts; a new one comes with a first password that is shown once."""

    def form(self) -> type[Form]:
        """A community gives its own roles only, in its own place; companies and departments alone have accounts of their own."""
        form: Any = super().form()
        form.organization = rows_choice(Organization, "所属单位", False, User.employers(current_user), description="物业和部门的账号要选；别的角色不用。")
        if current_user.role == Role.COMMUNITY:
            form.role = Choice("角色", [(role, label) for role, label in ROLES if role in OF_A_COMMUNITY])
            form.area = rows_choice(Area, "所在区域", rows=[current_user.area])
        return form

    def _add(self, form: Form) -> str:
        user, first = User.open_account(current_user, **form.values)
        if user.role == Role.GRID_WORKER and not user.grids.exists():
            flash("还要给他分一个网格：更多 › 网格，选上这位网格员")
        flash(f"{user.username} 的第一个密码是 {first} ，只显示这一次，请抄给本人")
        return self.address(user)


bp = Accounts(
    "users",
    User,
    fields=("username", "name", "role", "area", "organization", "disabled"),
    columns=("name", "username", "role", "area", "organization", "disabled"),
    order=(User.name,),
    filters=("role",),
    menu="导入和账号",
    show="users/show.html",
    more=lambda user: {"to_clear": Session.to_clear(user)},
)


@bp.post("/users/<id:pk>/wipe")
def wipe(pk: int) -> Any:
    """A tablet is lost: its log-in ends at once, and at its next contact it is cleared but for what waits to go up."""
    user = bp.find(pk)
    access.allow(user.editable_by(current_user))
    count = Session.end_all(user, current_user)
    flash(f"{user.name} 的 {count} 台设备已退出，名单在下次联网时清掉，没上传的记录不会丢" if count else f"{user.name} 现在没有登录着的设备")
    return go(url_for("users.show", pk=user.id))


@bp.post("/users/<id:pk>/password")
def reset(pk: int) -> Any:
    """A new first password, shown once; every device is logged out."""
    user = bp.find(pk)
    access.allow(user.editable_by(current_user))
    first = user.reset_password(current_user)
    flash(f"{user.username} 的新密码是 {first} ，只显示这一次，请抄给本人")
    return go(url_for("users.show", pk=user.id))
