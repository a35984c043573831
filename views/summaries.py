"""小区一页纸: on the screen, as a PDF and as a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from models.areas import Compound
from models.concerns import Concern
from models.periods import Period
from models.records import Invalid
from models.reports import wording
from models.reports.summary import Summary
from models.reports.tables import tables
from views.access import find
from views.drilldown import concern_list
from views.one_page import board_address, print_page
from views.spreadsheets import TYPE, attachment, workbook

bp = Blueprint("summaries", __name__)
bp.add_app_template_filter(wording.counted)
bp.add_app_template_filter(wording.hours, "in_hours")
bp.add_app_template_global(concern_list)


@bp.get("/compounds/<id:pk>/summary")
def show(pk: int) -> Any:
    """The page on the screen, of last month unless the address says otherwise."""
    summary, problem = _asked_for(pk)
    page = render_template("summaries/show.html", summary=summary, problem=problem, listed=current_user.role in Concern.readers)
    return page, 422 if problem else 200


@bp.get("/compounds/<id:pk>/summary.pdf")
def pdf(pk: int) -> Response:
    """The page on paper."""
    summary, problem = _asked_for(pk)
    if problem:
        abort(422)
    response = attachment(print_page(summary, board_address(summary.compound)), f"{summary.title}.pdf", "application/pdf")
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
    return response


@bp.get("/compounds/<id:pk>/summary.xlsx")
def xlsx(pk: int) -> Response:
    """The page's figures as a spreadsheet."""
    summary, problem = _asked_for(pk)
    if problem:
        abort(422)
    return attachment(workbook(tables(summary)), f"{summary.title}.xlsx", TYPE)


def _asked_for(pk: int) -> tuple[Summary, str]:
    """The summary that the address asks for, and what is wrong with its period, in which case it is last month's."""
    compound = find(Compound.visible_to(current_user), pk)
    try:
        asked = request.args.get("period")
        return Summary(compound, Period.parse(asked) if asked else Period.last_month()), ""
    except Invalid as error:
        return Summary(compound, Period.last_month()), error.errors["period"]
