"""调解: only number, day and state. Who the parties are is read on the page of one, and that is written down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask_login import current_user

from models.concerns import Concern
from models.worklist import counts, mediations
from views.pages import Paged, page

bp = Blueprint("mediations", __name__)


@bp.get("/mediations")
def index() -> Any:
    """A community's mediations, or those that a worker took in, newest first, and how many are settled."""
    if current_user.role not in Concern.editors:
        abort(404)
    rows = mediations(current_user)
    newest = Paged(rows.order_by(Concern.day.desc(), Concern.recorded_at.desc()))
    return page("mediations/index.html", rows=newest, **counts(rows, current_user, ["settled"]))
