"""结对: the doors without a steward, those that need one most first, and the stewards with their doors."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from models.grids import Grid
from models.households import Household
from models.pairings import MOST, Pairing, homes, stewards, unpaired
from models.receipts import Receipt
from models.records import Invalid, load_related
from models.search import matches
from views.access import number, readable
from views.forms import Choice, Form, Several
from views.households import pairing_form
from views.pages import Paged, go, page, sought

bp = Blueprint("pairings", __name__)

SHELVES = [("", "还没结对"), ("stewards", "管家")]


@bp.get("/pairings")
def index() -> Any:
    """The board: ?shelf=stewards for who looks after whom; ?grid= and ?q= narrow the doors."""
    readable(Pairing)
    if request.args.get("shelf") == "stewards":
        return _stewards()
    return _doors(_form()(formdata=None))


@bp.post("/pairings")
def create() -> Any:
    """Give the ticked doors a steward, once for each form; the list stays as it was narrowed."""
    readable(Pairing)
    form = _form()()
    if form.validate_on_submit():
        try:
            address = Receipt.once(form.key, current_user, lambda: _tie(form))
        except Invalid as error:
            form.refuse(error)
        else:
            return go(address)
    return _doors(form, 422)


def _form() -> type[Form]:
    class TickedForm(pairing_form()):  # type: ignore[misc]
        doors = Several("住户")

    return TickedForm


def _tie(form: Any) -> str:
    keys = [number(key) for key in form.doors.data or []]
    households = list(Household.visible_to(current_user).where(Household.id.in_(keys)))
    count = Pairing.tie_all(current_user, households, form.steward.data, form.beyond.data)
    flash(f"结好了 {len(households)} 户，这位管家现在有 {count} 户", "error" if count > MOST else "message")
    return url_for("pairings.index", **{name: value for name, value in request.args.items() if name in ("grid", "q")})


def _doors(form: Any, status: int = 200) -> Any:
    rows, grid = unpaired(current_user), _grid()
    if ticked := [number(key) for key in form.doors.data or []]:  # what is refused shows what was ticked, however the list was narrowed
        rows = rows.where(Household.id.in_(ticked))
    elif grid.data:
        rows = rows.where(Household.grid == grid.data)
    if (query := sought()) and not ticked:
        rows = rows.where(matches(Household.search, query))
    doors = Paged(rows)
    load_related(doors.rows, "compound", "grid")
    context = {"doors": doors, "form": form, "narrowing": {"grid": grid}, "ticked": set(ticked), "shelves": SHELVES, "most": MOST}
    return page("pairings/index.html", "pairings/_doors.html" if request.method == "GET" else None, status, **context)


def _stewards() -> Any:
    found = Paged(stewards(current_user, left=True))
    cared_for = homes(current_user, [row.person.id for row in found.rows])
    return page("pairings/stewards.html", None, stewards=found, homes=cared_for, shelves=SHELVES, most=MOST)


def _grid() -> Choice:
    """The filter by grid; nonsense is ignored."""
    grids = {str(row.id): f"{row.compound} {row}" for row in Grid.visible_to(current_user)}

    class Narrowing(Form):
        grid = Choice("网格", grids.items(), required=False, coerce=int)

    field: Any = Narrowing(formdata=None, meta={"csrf": False}).grid
    field.choices[0] = ("", "网格：全部")
    field.data = int(key) if (key := request.args.get("grid", "")) in grids else None
    return field
