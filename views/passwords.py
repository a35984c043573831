"""One's own password."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import InputRequired

from models.passwords import SHORTEST_PASSWORD
from models.records import Invalid
from views.access import before_first_password
from views.forms import REQUIRED, Form
from views.pages import page

bp = Blueprint("passwords", __name__)


class ChangePassword(Form):
    """The present password and a new one, twice."""

    present = PasswordField("现在的密码", [InputRequired(REQUIRED)])
    password = PasswordField("新密码", [InputRequired(REQUIRED)], description=f"至少 {SHORTEST_PASSWORD} 位，有字母也有数字")
    again = PasswordField("再输一遍新密码", [InputRequired(REQUIRED)])


@bp.get("/password/edit")
@before_first_password
def edit() -> Any:
    """The form to change one's password."""
    return page("passwords/edit.html", form=ChangePassword(formdata=None))


@bp.post("/password")
@before_first_password
def update() -> Any:
    """Change it; every other session of the account ends."""
    form = ChangePassword()
    if form.validate_on_submit() and _change(form):
        flash("密码改好了，其他设备已退出登录")
        return redirect(url_for("home.show"), 303)
    return page("passwords/edit.html", status=422, form=form)


def _change(form: ChangePassword) -> bool:
    try:
        if not current_user.is_password(form.present.data):
            raise Invalid(present="现在的密码不对")
        if form.password.data != form.again.data:
            raise Invalid(again="两遍不一样")
        current_user.change_password(form.password.data)
    except Invalid as error:
        form.refuse(error)
        return False
    return True
