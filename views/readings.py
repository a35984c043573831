"""谁看过: who looked at whose care tags, and at which mediation."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint
from flask_login import current_user

from models import clock
from models.households import Household, Reading
from models.search import matches
from models.users import User
from views.access import readable
from views.pages import Paged, page, sought

bp = Blueprint("readings", __name__)


@bp.app_template_filter("groupby_run")
def runs(rows: list[Reading]) -> list[tuple[Reading, int]]:
    """(latest, how many) of readings in a row of one door or mediation by one person on one day."""
    same = groupby(rows, lambda row: (row.user_id, row.household_id or row.what, row.concern, clock.in_china(row.at).date()))
    return [(found[0], len(found)) for found in (list(group) for _, group in same)]


@bp.get("/readings")
def index() -> Any:
    """The log of the community, newest first; nobody can change it here."""
    readable(Reading)
    rows, query = Reading.visible_to(current_user), sought()
    if query:
        door = matches(Household.search, query) & Reading.concern.is_null()  # who was in a mediation is not told by the log of it
        rows = rows.where(door | matches(User.search, query) | Reading.what.contains(query))
    return page("readings/index.html", "readings/_rows.html", rows=Paged(rows.order_by(Reading.id.desc())))
