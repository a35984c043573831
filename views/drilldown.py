"""From a figure to the concerns that it counts."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_login import current_user

from models.reports.counted import Narrowed
from models.users import Role
from models.worklist import shelves

WHOLE = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)  # who see all concerns of a place that they see; a worker's list may be shorter than the figure


def concern_list(narrowed: Narrowed, **place: Any) -> str | None:
    """The address of the list of exactly the concerns that a figure counts; None for whoever sees no such list."""
    if current_user.role not in WHOLE:
        return None
    shelf = narrowed.get("shelf")
    if shelf == "overdue" and shelf not in shelves(current_user):
        shelf = "climbed"  # for a street they are one
    return url_for("concerns.index", **{**narrowed, "shelf": shelf, **place})
