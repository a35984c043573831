"""Entries that a tablet captured: receipts, refusals that a script can read, and whose log-in this is. See static/js/offline/README.md."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException

from models import clock
from models.ledgers import DIFFERENT
from models.records import Invalid
from models.sessions import Session
from models.users import User
from views.access import public

bp = Blueprint("captures", __name__)

HEADER, OWNER, WIPED = "Honglin-Capture", "Honglin-Owner", "Honglin-Wiped"
WATCHED = "now"  # the worker is looking on: the page that comes next says what was saved


def wants_receipt() -> bool:
    """Whether a tablet's outbox sends this, and not a page."""
    return request.method == "POST" and HEADER in request.headers


def receipt(address: str) -> Response:
    """After a success: the key of the form that it was, in which the tablet may believe, and what a page would see next."""
    if request.headers[HEADER] != WATCHED:
        session.pop("_flashes", None)  # two hundred of them would fill the cookie until the browser drops it, and the log-in with it
        session.modified = False  # no cookie either: one that arrives after a log-out would bring the old session back
    return answer(200, receipt=_key(request.form.get("form_id")), address=address)


def refusal(form: Any = None, refused: Any = "") -> Response:
    """What is wrong with the entry, by field and with what the form calls the field: 422, or 409 when its key has been receipted with other content."""
    errors = {str(name): _texts(told) for name, told in form.errors.items() if name and told} if form else {}
    for field in form or ():  # one of many lines says of each what is wrong with it
        if lines := getattr(field, "told", None):
            errors.pop(field.name, None)
            errors |= lines
    labels = {name: form[name].label.text for name in errors if name in form} if form else {}
    told = [*_texts(form.form_errors if form else []), *_texts(refused)]
    return answer(409 if DIFFERENT in told else 422, errors=errors, labels=labels, form=told)


def refusal_of(error: HTTPException | Invalid) -> Response:
    """The same for what ends a request."""
    if isinstance(error, Invalid):
        return refusal(refused=list(error.errors.values()))
    return answer(error.code or 500, error=error.name, csrf=isinstance(error, CSRFError))


def declined(why: str) -> Response:
    """What is not this worker's to enter any more: the tablet keeps it, and says why."""
    return answer(403, why=why)


def ask() -> Response:
    """To log in first; or that there is no log-in any more, so that what the tablet holds of this user can be wiped.

    `wipe`: somebody asked for the tablet to be cleared of what it shows; what waits to go up stays sealed. It says so when that is done.
    """
    token = session.get("_user_id", "")
    if gone := Session.closed_to(token):
        return answer(403, disabled=True, user=gone.id)
    if (lost := Session.wiping(token)) and WIPED in request.headers:  # a header that no page of another site can send
        lost.delete_instance()
    elif lost:
        return answer(401, log_in=url_for("sessions.new"), wipe=lost.user_id)
    return answer(401, log_in=url_for("sessions.new"))


@bp.before_app_request
def check_kind() -> Any:
    """A capture reaches forms for entries alone: what an exported file was made to say cannot change an account or a setting."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not wants_receipt() or view is None or getattr(view, "capturable", False):
        return None
    return refusal(refused="这一项不能离线补传，请在页面上办")


@bp.before_app_request
def check_owner() -> Any:
    """Never save one worker's entry as another's, even when somebody logs in between two requests of a tablet."""
    owner = request.headers.get(OWNER) if wants_receipt() else None
    if owner is None or not current_user.is_authenticated or owner == str(current_user.id):
        return None
    return answer(403, owner=current_user.id)


@bp.get("/token")
@public
def token() -> Response:
    """Whose log-in this is, and a fresh CSRF token: asked for before each run of the outbox."""
    if not current_user.is_authenticated:
        return ask()
    user: User = current_user._get_current_object()
    if user.must_change:
        return answer(401, log_in=url_for("passwords.edit"))
    return answer(200, user=user.id, name=user.name, csrf=generate_csrf(), day=clock.today().isoformat())


@bp.app_template_global()
def now_ms() -> int:
    """The server's time in milliseconds, by which a tablet knows how wrong its own clock is."""
    return round(clock.now().replace(tzinfo=UTC).timestamp() * 1000)


def answer(status: int, **said: Any) -> Response:
    """What a tablet's script reads: never kept by a cache, and marked as ours."""
    response = jsonify(said)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers[HEADER] = "1"  # ours, and not a portal's
    return response


def _key(text: str | None) -> str | None:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return None


def _texts(told: Any) -> list[str]:
    """The messages in whatever WTForms or a handler made of them."""
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, (list, tuple)):
        return [text for part in told for text in _texts(part)]
    return [str(told)] if told else []
