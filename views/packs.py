"""The pack: what a worker's tablet carries into a stairwell without signal. The pages in it are those of the site, made by the same templates."""

from __future__ import annotations

from datetime import UTC
from itertools import groupby
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, current_app, render_template, url_for
from flask_login import current_user

from models import clock
from models.activities import Activity
from models.concerns import Concern
from models.packs import CARRIERS, DAYS, doors_held_by, teams_held_by
from models.rounds import Door, Round, doors_done
from models.sheets import last_of, purposes_of
from models.users import Role, User
from models.visits import Topic
from models.volunteers import Team
from views import captures
from views.access import public
from views.activity_form import activity_form, begun
from views.concern_form import concern_form
from views.rounds import KINDS, stair_label
from views.sheet_form import sheet_form, usual
from views.visit_form import visit_form

bp = Blueprint("packs", __name__)

ANY, NEXT = 2147483601, 2147483602  # keys of no door: the tablet writes the door's own in their place


bp.add_app_template_global(lambda: current_user.role in CARRIERS, "carries")


class AnyDoor:
    """The door of a form that is not yet any door's: words that the tablet replaces."""

    contact = "⟦contact⟧"

    def __init__(self, key: int = ANY, telephone: bool = True) -> None:
        self.id, self.door = key, "⟦door⟧" if key == ANY else "⟦next⟧"
        self.telephone = "⟦telephone⟧" if telephone else None


@bp.get("/pack")
@public
def show() -> Any:
    """The pack of whoever is logged in; 401 for nobody, 403 once the account is disabled, 404 for those who enter nothing."""
    if not current_user.is_authenticated:
        return captures.ask()
    user: User = current_user._get_current_object()
    if user.must_change:
        return captures.answer(401, log_in=url_for("passwords.edit"))
    if user.role not in CARRIERS:
        abort(404)
    doors = doors_held_by(user, clock.today())
    held = {
        "user": user.id,
        "name": user.name,
        "day": clock.today().isoformat(),
        "now": round(clock.now().replace(tzinfo=UTC).timestamp() * 1000),
        "days": DAYS,
    }
    return captures.answer(200, **held, home=url_for("home.show"), doors=[_told(door) for door in doors], pages=_pages(user, doors))


def _told(door: Door) -> dict[str, Any]:
    """One door, as the tablet needs it to fill in a form."""
    home = door.household
    said = current_app.jinja_env.get_template("visits/_said.html").render(door=door, cares=[], steward=None, held=True)
    facts = {"id": home.id, "door": home.door, "contact": home.contact or "", "telephone": home.telephone or "", "search": home.search}
    return {**facts, "mode": home.compound.mode, "care": door.care, "days": door.days, "said": said.strip()}


def _pages(user: User, doors: list[Door]) -> dict[str, Any]:
    """The pages by what the tablet's script calls them, each with where it belongs in the bar."""
    pages = {"outbox": _page("offline/outbox.html", "")}
    if user.role == Role.GRID_WORKER:
        pages |= _pages_of_doors(user, doors) | _visits({door.household.compound.mode: door.household.compound for door in doors})
    if user.role in Concern.editors:
        pages |= _concerns()
    if user.role in Activity.editors:
        form = activity_form(formdata=None, data=begun(None, None), meta={"csrf": False})
        form.team.choices = []  # who helped is ticked where there is signal
        pages["activity"] = _page("activities/form.html", url_for("activities.index"), form=form)
    teams = teams_held_by(user)
    if teams:
        pages["sheets"] = _page("offline/sheets.html", url_for("sheets.index"), teams=teams)
    return pages | {f"sheet {team.id}": _sheet(team) for team in teams}


def _pages_of_doors(user: User, doors: list[Door]) -> dict[str, Any]:
    round_ = Round(doors, doors_done(user, clock.today()))
    today = {"round": round_, "kinds": [(key, label, 1) for key, label in KINDS], "kind": "", "building": "", "left": 0, "drafts": [], "number": 1}
    stairs = [(stair, list(rows)) for stair, rows in groupby(doors, stair_label)]
    return {
        "today": _page("rounds/show.html", url_for("rounds.show"), **today, stairs=stairs, gridless=not doors, day=clock.today()),
        "households": _page("offline/households.html", url_for("households.index"), doors=doors),
        "household": _page("offline/household.html", url_for("households.index"), doors=doors),
    }


def _visits(compounds: dict[str, Any]) -> dict[str, Any]:
    """The form of a visit for each mode of compound, with and without a telephone and a next door."""
    form, pages = visit_form(AnyDoor(), formdata=None, meta={"csrf": False}), {}  # type: ignore[arg-type]
    for mode, compound in compounds.items():
        context = {"form": form, "topics": Topic.of(compound), "said": "⟦said⟧", "duty": clock.today(), "questions": [], "cares": [], "raising": False}
        for telephone in (True, False):
            for following in (AnyDoor(NEXT), None):
                key = f"visit {mode} {int(telephone)} {int(bool(following))}"
                pages[key] = _page("visits/form.html", url_for("rounds.show"), household=AnyDoor(telephone=telephone), following=following, **context)
    return pages


def _concerns() -> dict[str, Any]:
    at_door = concern_form(AnyDoor(), formdata=None, meta={"csrf": False})  # type: ignore[arg-type]
    anywhere = concern_form(None, formdata=None, meta={"csrf": False})
    path, bar = url_for("concerns.new", household=ANY), url_for("concerns.index")
    return {
        "concern": _page("concerns/form.html", bar, form=at_door, household=AnyDoor(), path=path),
        "concern anywhere": _page("concerns/form.html", bar, form=anywhere, household=None, path=url_for("concerns.new")),
    }


def _sheet(team: Team) -> dict[str, Any]:
    form = sheet_form(team, formdata=None, data=usual(team), meta={"csrf": False})
    last = last_of(team)
    page = _page("sheets/form.html", url_for("sheets.index"), form=form, team=team, purposes=purposes_of(team), last=last)
    return {**page, "last": [line.volunteer_id for line in last.lines] if last else []}


def _page(template: str, bar: str, **context: Any) -> dict[str, Any]:
    """A page as the site would show it, but for what belongs to one request: no token, no message of the moment."""
    quiet = {"csrf_token": lambda: "", "get_flashed_messages": lambda **_: [], "new_key": uuid4, "held": True, "waiting": dict}
    return {"bar": bar, "html": render_template(template, **quiet, **context)}
