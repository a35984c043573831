"""我的这个月: a grid worker's own figures, to copy into a report or to take along as a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask_login import current_user

from models.reports.own import Own
from models.users import Role
from views.pages import page
from views.period_asked import period_asked
from views.spreadsheets import download

bp = Blueprint("own", __name__)


@bp.get("/month")
def show() -> Any:
    """The figures of ?period=, else of this month."""
    own, problem = _own()
    return page("own/show.html", own=own, problem=problem)


@bp.get("/month.xlsx")
def export() -> Any:
    """The same as a spreadsheet."""
    own, _ = _own()
    return download(f"{own.user.name} {own.period.label}", ("项目", "数量", "单位", "说明"), own.lines)


def _own() -> tuple[Own, str]:
    if current_user.role != Role.GRID_WORKER:
        abort(404)
    period, problem = period_asked()
    return Own(current_user._get_current_object(), period), problem
