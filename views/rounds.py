"""今日: the doors that are due, in walking order."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, abort, request
from flask_login import current_user

from models import clock
from models.households import Household
from models.proposals import Proposal
from models.rounds import Door, Round, building_key
from models.strays import Stray
from models.users import Role
from models.visits import Draft
from views.access import readable
from views.pages import page, page_number

bp = Blueprint("rounds", __name__)

AT_ONCE = 40
KINDS = [("", "全部"), ("asked", "有事要问"), ("care", "重点"), ("agreed", "要回访"), ("late", "过期"), ("new", "没走过")]


@bp.get("/today")
def show() -> Any:
    """The round of the user, narrowed by ?kind= and ?building=."""
    readable(Household)
    kind, building = request.args.get("kind", ""), request.args.get("building", "")
    if kind not in dict(KINDS):
        abort(404)
    round_ = Round.of(current_user)
    doors = round_.only(kind, building)
    shown = AT_ONCE * page_number()
    context = {
        **at_a_glance(round_),
        "gridless": current_user.role == Role.GRID_WORKER and not current_user.grids.exists(),
        "stairs": [(stair, list(rows)) for stair, rows in groupby(doors[:shown], stair_label)],
        "left": max(0, len(doors) - shown),
        "strays": Stray.waiting_for(current_user),
        "proposals": Proposal.waiting(current_user).count(),
        "drafts": list(Draft.visible_to(current_user).limit(5)),
        "day": clock.today(),
        "new_key": uuid.uuid4,
    }
    return page("rounds/show.html", "rounds/_doors.html", **{**context, "kind": kind, "building": building, "number": page_number()})


def at_a_glance(round_: Round) -> dict[str, Any]:
    """What stands above the doors: progress and filters; a card that is marked in place brings both along."""
    shown = parse_qs(urlsplit(request.htmx.current_url or "").query)  # type: ignore[attr-defined]
    chosen = {"kind": shown.get("kind", [""])[0], "building": shown.get("building", [""])[0]}
    return {"round": round_, "kinds": [(key, label, round_.counts()[key]) for key, label in KINDS], **chosen}


bp.add_app_template_global(building_key)


def stair_label(door: Door) -> str:
    """What stands over the doors of one stair: 3 栋 2 单元 · 从顶楼往下."""
    home = door.household
    building = f"{home.building} 栋" if home.building.isdigit() else home.building
    unit = f" {home.unit} 单元" if home.unit.isdigit() else f" {home.unit}"
    way = "从顶楼往下" if home.grid is None or home.grid.top_down else "从一楼往上"
    return f"{home.compound.name} · {building}{unit.rstrip()} · {way}"
