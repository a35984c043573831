"""谁看过: who looked at whose care tags."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from models import clock
from models.households import Household, Reading
from models.search import matches
from models.users import User
from views.access import readable
from views.pages import Paged, page

bp = Blueprint("readings", __name__)


@bp.app_template_filter("groupby_run")
def runs(rows: list[Reading]) -> list[tuple[Reading, int]]:
    """(latest, how many) of readings in a row of one door by one person on one day."""
    same = groupby(rows, lambda row: (row.user_id, row.household_id, clock.in_china(row.at).date()))
    return [(found[0], len(found)) for found in (list(group) for _, group in same)]


@bp.get("/readings")
def index() -> Any:
    """The log of the community, newest first; nobody can change it here."""
    readable(Reading)
    rows, query = Reading.visible_to(current_user), request.args.get("q", "").strip()
    if query:
        rows = rows.where(matches(Household.search, query) | matches(User.search, query))
    return page("readings/index.html", "readings/_rows.html", rows=Paged(rows.order_by(Reading.id.desc())))
