"""Lists narrowed by place: by a compound within a community, by a street or a community above it."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from models.areas import Area, Compound, Level
from views.access import number
from views.forms import Choice, Form, rows_choice

INDENT = "\u3000"


def choose_place(form: Any) -> type[Form]:
    """A filter form with a community's compounds; above it there are too many, and streets and communities take their place."""
    if current_user.area.level == Level.COMMUNITY:
        form.compound = rows_choice(Compound, "小区", False)
        return form
    choose_area(form)
    if chosen := number(request.args.get("compound")):
        form.compound = rows_choice(Compound, "小区", False, Compound.visible_to(current_user).where(Compound.id == chosen))
    return form


def choose_area(form: Any) -> type[Form]:
    """A filter form with what lies below the user's area: each street with its communities; as it is for who has nothing below."""
    if current_user.area.level != Level.COMMUNITY:
        form.community = Choice("街道、社区" if current_user.area.level == Level.DISTRICT else "社区", _below, False, int)
    return form  # type: ignore[no-any-return]


def lies_in(column: Any, area: int) -> Any:
    """The condition that a community is the area of this key, or lies below it."""
    return column.in_(Area.get_by_id(area).communities())


def _below() -> list[tuple[int, str]]:
    own = current_user.area
    rows = Area.visible_to(current_user).where(Area.id != own.id).order_by(Area.path)
    return [(row.id, f"{INDENT if own.level == Level.DISTRICT and row.level == Level.COMMUNITY else ''}{row.name}") for row in rows]
