"""What is in place in a compound: 六项机制, 五大保障, 一承诺两评议三满意四联动 and the named methods, each point with its evidence and day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_login import current_user

from models import clock
from models.areas import Compound
from models.checklists import Tick, checklists
from views import access
from views.pages import page

bp = Blueprint("checklists", __name__)


@bp.get("/compounds/<id:pk>/checklists")
def show(pk: int) -> Any:
    """The lists of a compound as they stand today."""
    access.readable(Tick)
    compound = access.find(Compound.visible_to(current_user), pk)
    lists = checklists(compound, clock.today()).values()
    return page("checklists/show.html", compound=compound, lists=lists, editable=current_user.role in Tick.editors)
