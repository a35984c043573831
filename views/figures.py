"""The compounds behind a figure of a street or a district."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from models.areas import MODES, Area
from models.reports.dashboard import MEASURES, Behind
from views import access
from views.pages import Paged, page
from views.period_asked import period_asked

bp = Blueprint("figures", __name__)


@bp.get("/areas/<id:pk>/figures")
def show(pk: int) -> Any:
    """Each compound with its value, its own past and the median of its mode; nonsense in the address shows coverage, of all modes."""
    access.readable(Area)
    area = access.find(Area.visible_to(current_user), pk)
    period, problem = period_asked()
    behind = Behind(area, period, MEASURES.get(request.args.get("of", ""), MEASURES["coverage"]))
    mode = request.args.get("mode")
    lines = [line for line in behind.lines if mode not in dict(MODES) or line.compound.mode == mode]
    return page("figures/show.html", behind=behind, lines=Paged(lines), count=len(lines), mode=mode, modes=MODES, measures=MEASURES, problem=problem)
