"""Forms half filled in, kept while they are typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from flask_login import current_user

from models.visits import Draft
from views.pages import go

bp = Blueprint("drafts", __name__)


def unfinished(path: str) -> Draft | None:
    """One's own draft of the form at an address, the latest."""
    draft: Draft | None = Draft.visible_to(current_user).where(Draft.path == path).first()
    return draft


def sent(key: UUID) -> None:
    """The form with this key has become an entry: its draft is done with."""
    Draft.delete().where(Draft.id == key, Draft.user == current_user.id).execute()


@bp.post("/drafts")
def create() -> Any:
    """Keep the form as typed under its own key; the last word counts."""
    path = request.form.get("draft_path", "")
    try:
        key = UUID(request.form.get("form_id", ""))
    except ValueError:
        abort(400)
    if not path.startswith("/") or path.startswith("//") or len(path) > 200:
        abort(400)
    fields = {name: values for name, values in request.form.lists() if name not in ("csrf_token", "form_id")}
    Draft.keep(current_user, key, path, request.form.get("draft_title", "")[:60], fields)
    return "", 204


@bp.post("/drafts/<uuid:pk>/delete")
def delete(pk: Any) -> Any:
    """Throw a draft away and begin afresh."""
    address = Draft.throw_away(current_user, pk)
    if address is None:
        abort(404)
    return go(address or url_for("rounds.show"))
