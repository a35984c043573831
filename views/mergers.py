"""Two rows of the register that are one person: put together, and taken apart again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from models.merges import merge, undo
from models.records import Invalid
from models.users import Role
from models.volunteers import Volunteer
from views.access import allow, find, number, readable
from views.pages import go
from views.volunteers import show_with

bp = Blueprint("mergers", __name__)


@bp.post("/volunteers/<id:pk>/mergers")
def create(pk: int) -> Any:
    """Let this one count as another, with a reason."""
    double = _find(Volunteer.visible_to(current_user), pk)
    try:
        kept = _seen().where(Volunteer.id == number(request.form.get("kept"))).first()
        if kept is None:
            raise Invalid(kept="选一下并到谁名下")
        merge(current_user._get_current_object(), double, kept, request.form.get("reason", "")[:200])
    except Invalid as error:
        return show_with(double, error.errors)
    flash(f"并好了，时长和积分都算在{kept}名下")
    return go(url_for("volunteers.show", pk=kept.id))


@bp.post("/volunteers/<id:pk>/mergers/delete")
def delete(pk: int) -> Any:
    """Take them apart again."""
    double = _find(Volunteer.select().where(Volunteer.community == current_user.area_id, Volunteer.merged_into.is_null(False)), pk)
    kept = double.merged_into_id
    undo(current_user._get_current_object(), double, "撤销合并")
    flash("分开了，各是各的")
    return go(url_for("volunteers.show", pk=kept))


def _find(rows: Any, pk: int) -> Volunteer:
    readable(Volunteer)
    person: Volunteer = find(rows, pk)
    allow(current_user.role == Role.COMMUNITY)
    return person


def _seen() -> Any:
    return Volunteer.visible_to(current_user)
