"""One search over everything that the user sees."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask_login import current_user

from models.activities import Activity
from models.areas import Compound
from models.concerns import Concern
from models.households import Household
from models.organizations import Organization
from models.programmes import Programme
from models.search import matches
from models.stations import Station
from models.volunteers import Team, Volunteer
from views.pages import page, sought

bp = Blueprint("search", __name__)

PLACES = [
    (Household, "households", "住户"),
    (Concern, "concerns", "诉求"),
    (Compound, "compounds", "小区"),
    (Team, "teams", "志愿队"),
    (Volunteer, "volunteers", "志愿者"),
    (Activity, "activities", "邻里活动"),
    (Programme, "programmes", "机制"),
    (Organization, "organizations", "组织"),
    (Station, "stations", "驿站"),
]


@bp.get("/search")
def show() -> Any:
    """What the words of ?q= find, by kind, a dozen of each."""
    query = sought()
    found = []
    for model, noun, label in PLACES if query else []:
        if current_user.role in model.readers:
            rows = _found(model, query).order_by(model.day.desc() if model is Concern else model.id).limit(13)
            found.append((label, noun, [(str(row), url_for(f"{noun}.show", pk=row.id)) for row in rows]))
    return page("search/show.html", "search/_found.html", query=query, found=[part for part in found if part[2]])


def _found(model: Any, query: str) -> Any:
    """A concern tells some readers less, and so is found by less."""
    return Concern.found_by(current_user, query) if model is Concern else model.visible_to(current_user).where(matches(model.search, query))
