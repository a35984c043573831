"""What two people wrote at the same time, side by side, until somebody picks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from models.households import Household
from models.proposals import Proposal
from models.records import Invalid
from views.access import allow, find, number, readable
from views.pages import go, page

bp = Blueprint("proposals", __name__)

MERGED = "别人刚才也改了这里：没碰上的都存好了，碰上的两种写法都留着，请在下面选"


@bp.get("/proposals")
def index() -> Any:
    """Those that wait for somebody to pick."""
    readable(Proposal)
    return page("proposals/index.html", proposals=list(Proposal.waiting(current_user).limit(200)))


@bp.get("/proposals/<uuid:pk>")
def show(pk: Any) -> Any:
    """One of them, to be picked from."""
    return _show(_found(pk))


@bp.post("/proposals/<uuid:pk>")
def update(pk: Any) -> Any:
    """Pick, field by field; what is not named stays as it is."""
    proposal = _found(pk)
    allow(proposal.target.editable_by(current_user))
    chosen = {name for name in proposal.values if request.form.get(name) == "proposed"}
    try:
        proposal.pick(current_user._get_current_object(), chosen, number(request.form.get("version")))
    except Invalid as error:
        return _show(_found(pk), 422, list(error.errors.values()))
    flash("定下来了，两种写法都在修改记录里")
    return go(address_of(proposal.target))


def address_of(row: Any) -> str:
    """The page of what a proposal is about."""
    return url_for("households.show" if isinstance(row, Household) else "visits.show", pk=row.id)


def _found(pk: Any) -> Proposal:
    readable(Proposal)
    found: Proposal = find(Proposal.visible_to(current_user), pk)
    return found


def _show(proposal: Proposal, status: int = 200, refused: list[str] | None = None) -> Any:
    row = proposal.target
    return page(
        "proposals/show.html", None, status, proposal=proposal, row=row, editable=row.editable_by(current_user), back=address_of(row), refused=refused or []
    )
