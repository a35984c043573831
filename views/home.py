"""Where each role begins its day."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from models.users import Role
from views.pages import page

bp = Blueprint("home", __name__)

FIRST_PAGE = {
    Role.GRID_WORKER: "rounds.show",
    Role.COMMUNITY: "rounds.show",
    Role.TEAM_LEADER: "sheets.index",
    Role.PROPERTY: "dispatches.index",
    Role.ADMINISTRATOR: "users.index",
}


@bp.get("/")
def show() -> Any:
    """To the page that this role opens first."""
    if current_user.role in (Role.STREET, Role.DISTRICT):
        return redirect(url_for("figures.mine"), 303)
    return redirect(url_for(FIRST_PAGE[Role(current_user.role)]), 303)


@bp.get("/more")
def more() -> Any:
    """Everything that is not in the bar of five, and one's own account."""
    return page("home/more.html")
