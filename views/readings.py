"""谁看过: who looked at whose care tags."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_login import current_user

from models.households import Reading
from views.access import readable
from views.pages import Paged, page

bp = Blueprint("readings", __name__)


@bp.get("/readings")
def index() -> Any:
    """The log of the community, newest first; nobody can change it here."""
    readable(Reading)
    return page("readings/index.html", rows=Paged(Reading.visible_to(current_user).order_by(Reading.id.desc())))
