"""Log-in and log-out: a session is made, and deleted."""

from __future__ import annotations

import hmac
import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadData, URLSafeSerializer
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from models.factors import SecondFactor
from models.records import Invalid
from models.sessions import Session
from models.users import User
from views import access, captures, factors
from views.access import before_first_password, public
from views.forms import Form
from views.logs import tell_security
from views.pages import go, page, wants_fragment

bp = Blueprint("sessions", __name__)


# Entries only: a password or a deletion is not to be sent again by a click on the log-in page
KEPT = {"visits.create", "visits.update", "sheets.create", "sheets.update", "activities.create", "activities.update", "households.create", "households.update"}


class LogIn(Form):
    """Name and password; and what a stranger was about to see or to save."""

    username = StringField("登录名", [InputRequired("请填登录名"), Length(max=40, message="最多 40 个字")])
    password = PasswordField("密码", [InputRequired("请填密码"), Length(max=200, message="最多 200 位")])
    next = HiddenField()
    kept = HiddenField()


def ask() -> Any:
    """What a stranger gets: the log-in page, which keeps an entry that was just being sent from a page of this site."""
    if captures.wants_receipt():
        return captures.ask()
    if request.method in ("GET", "HEAD"):
        return go(url_for("sessions.new")) if wants_fragment() else redirect(url_for("sessions.new", next=request.full_path.rstrip("?")), 303)
    if request.endpoint == "drafts.create":
        return "", 401  # whoever is typing is not torn out of the form: the form itself is kept when it is sent
    fields = {name: values for name, values in request.form.lists() if name != "csrf_token"}
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    kept = _keeper().dumps({"path": request.path, "fields": fields}) if ours and request.endpoint in KEPT else ""
    body = render_template("sessions/new.html", form=LogIn(formdata=None, kept=kept), expired=True)
    return body, 401, {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}


@bp.get("/session/new")
@public
def new() -> Any:
    """The log-in page."""
    if current_user.is_authenticated:
        return redirect(url_for("home.show"), 303)
    return page("sessions/new.html", form=LogIn(formdata=None, next=request.args.get("next", "")))


@bp.post("/session")
@public
def create() -> Any:
    """Log in; go where the stranger was going, or show the form again that was being sent."""
    form = LogIn()
    if form.validate_on_submit():
        try:
            user = User.identify(form.username.data.strip(), form.password.data)
        except Invalid as error:
            form.refuse(error)
            tell_security("log_in_refused", tried=_digest(form.username.data))
        else:
            if SecondFactor.of(user):
                return factors.suspend(user, form.next.data, form.kept.data)
            user.session = Session.open(user)
            return enter(user, form)
    return page("sessions/new.html", status=422, form=form)


def enter(user: User, form: Any) -> Any:
    """Go in with the user's new session: where the stranger was going, or to the form again that was being sent."""
    session.clear()  # a session fixed before the log-in is worth nothing after it
    session.permanent = True
    login_user(user)
    tell_security("log_in", user.id, factor="code" if SecondFactor.of(user) else "password")
    return _resume(form.kept.data) or redirect(_inside(form.next.data), 303)


@bp.post("/session/delete")
@before_first_password
def delete() -> Any:
    """Log out: the row is deleted, so that a copied cookie opens nothing."""
    tell_security("log_out", current_user.id)
    current_user.session.delete_instance()
    logout_user()
    session.clear()
    return redirect(url_for("sessions.new"), 303)


@bp.get("/sessions")
def index() -> Any:
    """One's own log-ins, that of this device among them."""
    return page("sessions/index.html", rows=Session.visible_to(current_user), here=current_user.session)


@bp.post("/sessions/<id:pk>/delete")
def end(pk: int) -> Any:
    """One of the own devices is lost, or not in use any more: its log-in ends, and it is cleared at its next contact."""
    access.find(Session.visible_to(current_user), pk).end()
    tell_security("log_in_ended", current_user.id)
    return go(url_for("sessions.index"))


@bp.post("/sessions/delete")
def end_all() -> Any:
    """A tablet is lost: end every session of the account, this one included, and have the tablets cleared."""
    Session.end_all(current_user, current_user)
    return redirect(url_for("sessions.new"), 303)


def _digest(name: str) -> str:
    """What tells tries of one name from those of another, and gives nobody the name."""
    return hmac.new(str(current_app.secret_key).encode(), name.strip().encode("utf-8", "replace"), "sha256").hexdigest()[:12]


def _keeper() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="kept form")


def _resume(kept: str | None) -> Any:
    """The form that was being sent when the session had ended, to be sent again; None without one."""
    try:
        form = _keeper().loads(kept or "")
    except (BadData, json.JSONDecodeError, UnicodeError):
        return None
    return page("sessions/resume.html", path=form["path"], fields=form["fields"])


def _inside(address: str | None) -> str:
    """The address when it is one of this site, else the home page."""
    parts = urlsplit(address or "")
    local = address and address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and "\\" not in address
    return address if local and address.isprintable() else url_for("home.show")  # type: ignore[return-value]
