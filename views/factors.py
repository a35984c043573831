"""两步验证: the second step of a log-in, one's own second factor, and taking that of somebody who has lost it away."""

from __future__ import annotations

import hmac
from datetime import UTC
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, session, url_for
from flask_login import current_user
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from models import clock
from models.factors import MAY_HAVE, SecondFactor
from models.records import Invalid
from models.sessions import Session
from models.users import User
from views import access
from views.access import before_second_factor, public
from views.accounts import bp as accounts
from views.forms import REQUIRED, Form
from views.logs import tell_security
from views.pages import go, page
from views.printing import qr_code

bp = Blueprint("factors", __name__)

bp.add_app_template_global(lambda: current_user.role in MAY_HAVE, "may_have_factor")

PENDING, PATIENCE = "pending", 600  # seconds from the password to the code


class Code(Form):
    """The code of the app; at the log-in also what the stranger was about to do."""

    code = StringField(
        "验证码", [InputRequired(REQUIRED), Length(max=20, message="最多 20 位")], render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"}
    )
    next = HiddenField()
    kept = HiddenField()


class Present(Form):
    """The present password, asked for before anything about the log-in is changed."""

    present = PasswordField("现在的密码", [InputRequired(REQUIRED)])


def suspend(user: User, next_: str, kept: str) -> Any:
    """After the right password of somebody with a second factor: ask for it. Nobody is logged in yet."""
    session[PENDING] = [user.id, _now(), _mark(user)]
    return page("factors/ask.html", form=Code(formdata=None, next=next_, kept=kept))


@bp.get("/session/code")
@public
def ask() -> Any:
    """The form for the code, while the password is still fresh."""
    return page("factors/ask.html", form=Code(formdata=None)) if _pending() else redirect(url_for("sessions.new"), 303)


@bp.post("/session/code")
@public
def answer() -> Any:
    """Log in, when the code is right."""
    from views.sessions import enter

    user, form = _pending(), Code()
    factor = SecondFactor.of(user) if user else None
    if not user or not factor:
        return redirect(url_for("sessions.new"), 303)
    if form.validate_on_submit():
        try:
            factor.check(_server(), form.code.data.strip())
        except Invalid as error:
            form.refuse(error)
            tell_security("code_refused", user.id)
        else:
            if factor.codes_left < 3 and "-" in form.code.data:
                flash(f"备用码还剩 {factor.codes_left} 个，请到“两步验证”里换一批")
            user.session = Session.open(user)
            return enter(user, form)
    return page("factors/ask.html", status=422, form=form)


@bp.get("/factor")
@before_second_factor
def show() -> Any:
    """One's own second factor: none, begun, or in use."""
    _allowed()
    return _show()


@bp.post("/factor")
@before_second_factor
def create() -> Any:
    """Begin one, after the password."""
    _allowed()
    form = Present()
    if not _confirmed(form) or SecondFactor.of(current_user):
        return _show(422, present=form)
    SecondFactor.begin(current_user)
    return go(url_for("factors.show"))


@bp.post("/factor/confirmation")
@before_second_factor
def confirm() -> Any:
    """The first code of the app: from now on it is asked for. The recovery codes are shown this once."""
    _allowed()
    form, factor = Code(), SecondFactor.begun(current_user)
    if factor is None:
        return go(url_for("factors.show"))
    factor.user = current_user._get_current_object()
    if form.validate_on_submit():
        try:
            return page("factors/codes.html", codes=factor.confirm(_server(), form.code.data.strip()))
        except Invalid as error:
            form.refuse(error)
    return _show(422, code=form)


@bp.post("/factor/codes")
def renew() -> Any:
    """Fresh recovery codes, after the password."""
    _allowed()
    form, factor = Present(), SecondFactor.of(current_user)
    if factor and _confirmed(form):
        return page("factors/codes.html", codes=factor.renew_codes())
    return _show(422, present=form) if factor else go(url_for("factors.show"))


@bp.post("/factor/delete")
def delete() -> Any:
    """Do without, after the password; not where it is required."""
    _allowed()
    form, factor = Present(), SecondFactor.of(current_user)
    access.allow(not current_app.config["SETTINGS"].require_second_factor)
    if factor and not _confirmed(form):
        return _show(422, present=form)
    if factor:
        factor.user = current_user._get_current_object()
        factor.remove(current_user)
        flash("两步验证关掉了，其他设备已退出登录")
    return go(url_for("factors.show"))


@accounts.post("/users/<id:pk>/factor/delete")
def reset_factor(pk: int) -> Any:
    """For somebody who has lost the telephone and the recovery codes: whoever looks after the account takes the factor away."""
    user = accounts.find(pk)
    access.allow(user.editable_by(current_user))
    if factor := SecondFactor.of(user):
        factor.remove(current_user)
        flash(f"{user.name} 的两步验证已取消，所有设备已退出，请本人登录后重新设置")
    return go(url_for("users.show", pk=user.id))


def _allowed() -> None:
    if current_user.role not in MAY_HAVE:
        abort(404)


def _confirmed(form: Present) -> bool:
    if not form.validate_on_submit():
        return False
    if not current_user.is_password(form.present.data):
        form.refuse(Invalid(present="现在的密码不对"))
        return False
    return True


def _show(status: int = 200, code: Code | None = None, present: Present | None = None) -> Any:
    begun, factor = SecondFactor.begun(current_user), SecondFactor.of(current_user)
    waiting = {"qr": qr_code(begun.address(_server())), "letters": begun.letters(_server())} if begun else {}
    forms = {"code": code or Code(formdata=None), "present": present or Present(formdata=None)}
    return page(
        "factors/show.html", status=status, factor=factor, begun=begun, required=current_app.config["SETTINGS"].require_second_factor, **forms, **waiting
    )


def _pending() -> User | None:
    """Whose password was right just now, and has not been changed since."""
    key, at, mark = (session.get(PENDING) or [0, 0, ""])[:3]
    user = User.get_or_none(User.id == key, ~User.disabled) if 0 <= _now() - at <= PATIENCE else None
    return user if user and hmac.compare_digest(mark, _mark(user)) else None


def _mark(user: User) -> str:
    return hmac.new(_server().encode(), user.password.encode(), "sha256").hexdigest()[:16]


def _now() -> int:
    return int(clock.now().replace(tzinfo=UTC).timestamp())


def _server() -> str:
    return str(current_app.config["SETTINGS"].secret)
