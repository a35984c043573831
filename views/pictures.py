"""Pictures of activities, concerns and projects: shown to those who see the activity or read the concern in full, added, taken down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request
from flask_login import current_user

from models.activities import Activity
from models.pictures import MOMENTS, Picture
from models.records import Invalid
from views.access import allow, capturable, find, readable
from views.activities import bp as activities
from views.activity_form import shrunk
from views.concerns import bp as concerns
from views.forms import Form
from views.pages import go
from views.projects import projects
from views.register import Register

bp = Blueprint("pictures", __name__)

ROOM = 64 * 1024 * 1024  # bytes: six pictures as a telephone takes them
WITH_PICTURES = {"activities.create", "concerns.create", "pictures.add_to_activities", "pictures.add_to_concerns", "pictures.add_to_projects"}


@bp.before_app_request
def make_room() -> None:
    """Let forms with pictures be larger than others; before anything reads the form, and only for somebody logged in."""
    if request.endpoint in WITH_PICTURES and current_user.is_authenticated:
        request.max_content_length = ROOM


@bp.get("/pictures/<uuid:pk>.jpg")
def show(pk: Any) -> Response:
    """A picture; a browser may keep it for its own user for a day, but not one of a mediation: who looks at that is written down each time."""
    readable(Activity)
    picture = find(Picture.visible_to(current_user), pk)
    secret = picture.concern is not None and picture.concern.confidential
    if secret:
        picture.concern.read_by(current_user)
    response = Response(bytes(picture.jpeg), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "no-store" if secret else "private, max-age=86400"
    return response


@capturable
def create(pk: Any, ledger: Register) -> Any:
    """Add pictures to an entry that is there; once for each form."""
    entry = ledger.find(pk)
    allow(ledger.permits(entry))
    try:
        count = Picture.add_to(entry, current_user, shrunk(request.files.getlist("pictures")), Form().key, _moment(ledger))
    except Invalid as error:
        return ledger.show_with(entry, 422, error.errors)
    flash(f"加了 {count} 张照片")
    return go(ledger.address(entry))


def _moment(ledger: Register) -> str | None:
    """Of a project, whether they are from before the works or after."""
    if ledger is not projects:
        return None
    moment = request.form.get("moment")
    if moment not in dict(MOMENTS):
        raise Invalid(pictures="请说明是改造前还是改造后的照片")
    return moment


for key, ledger in (("uuid", activities), ("uuid", concerns), ("id", projects)):
    bp.add_url_rule(f"/{ledger.name}/<{key}:pk>/pictures", f"add_to_{ledger.name}", create, methods=["POST"], defaults={"ledger": ledger})


@bp.post("/pictures/<uuid:pk>/delete")
def delete(pk: Any) -> Any:
    """Take a picture down for good."""
    readable(Activity)
    picture = find(Picture.visible_to(current_user), pk)
    allow(picture.entry.editable_by(current_user))
    picture.take_down(current_user)
    flash("照片删掉了")
    register = activities if picture.activity_id else concerns if picture.concern_id else projects
    return go(register.address(picture.entry))
