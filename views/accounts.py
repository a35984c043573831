"""Accounts: the community looks after its own people's, the administrator after all."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_login import current_user

from models.users import OF_A_COMMUNITY, ROLES, Role, User
from views import access
from views.forms import Form
from views.pages import go
from views.register import Register


class Accounts(Register):
    """The register of accounts; a new one comes with a first password that is shown once."""

    def form(self) -> type[Form]:
        """A community gives its own roles only, in its own place."""
        form = super().form()
        if current_user.role == Role.COMMUNITY:
            form.role.kwargs["choices"] = [(r, label) for r, label in ROLES if r in OF_A_COMMUNITY]
        return form

    def _add(self, form: Form) -> str:
        user, first = User.open_account(current_user, **form.values)
        flash(f"{user.username} 的第一个密码是 {first} ，只显示这一次，请抄给本人")
        return self.address(user)


bp = Accounts(
    "users",
    User,
    fields=("username", "name", "role", "area", "organization", "disabled"),
    columns=("name", "username", "role", "area", "disabled"),
    order=(User.name,),
    filters=("role", "disabled"),
    fill=lambda user: {"area": user.area},
    show="users/show.html",
)


@bp.post("/users/<id:pk>/password")
def reset(pk: int) -> Any:
    """A new first password, shown once; every device is logged out."""
    user = bp.find(pk)
    access.allow(user.editable_by(current_user))
    first = user.reset_password(current_user)
    flash(f"{user.username} 的新密码是 {first} ，只显示这一次，请抄给本人")
    return go(url_for("users.show", pk=user.id))
