"""Pictures of activities: shown to those who see the activity, added, taken down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_login import current_user

from models.activities import Activity
from models.pictures import Picture
from models.records import Invalid
from views.access import allow, find, readable
from views.activities import bp as activities
from views.activity_form import shrunk
from views.forms import Form
from views.pages import go

bp = Blueprint("pictures", __name__)

ROOM = 64 * 1024 * 1024  # bytes: six pictures as a telephone takes them
WITH_PICTURES = {"activities.create", "pictures.create"}


@bp.before_app_request
def make_room() -> None:
    """Let forms with pictures be larger than others; before anything reads the form, and only for somebody logged in."""
    if request.endpoint in WITH_PICTURES and current_user.is_authenticated:
        request.max_content_length = ROOM


@bp.get("/pictures/<uuid:pk>.jpg")
def show(pk: Any) -> Response:
    """A picture; a browser may keep it for its own user for a day."""
    readable(Activity)
    picture = find(Picture.visible_to(current_user), pk)
    response = Response(bytes(picture.jpeg), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@bp.post("/activities/<uuid:pk>/pictures")
def create(pk: Any) -> Any:
    """Add pictures to an activity that is there; once for each form."""
    readable(Activity)
    activity = find(Activity.visible_to(current_user), pk)
    allow(activity.editable_by(current_user))
    try:
        count = Picture.add_to(activity, current_user, shrunk(request.files.getlist("pictures")), Form().key)
    except Invalid as error:
        return activities.show_with(activity, 422, error.errors)
    flash(f"加了 {count} 张照片")
    return go(url_for("activities.show", pk=pk))


@bp.post("/pictures/<uuid:pk>/delete")
def delete(pk: Any) -> Any:
    """Take a picture down for good."""
    readable(Activity)
    picture = find(Picture.visible_to(current_user), pk)
    allow(picture.activity.editable_by(current_user))
    picture.take_down(current_user)
    flash("照片删掉了")
    return go(url_for("activities.show", pk=picture.activity_id))
