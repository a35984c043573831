"""Registers of the common kind, as the tests see them: who holds which role, and a row of any model made from its fields."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import peewee

from models.communals import Communal
from models.records import Number
from models.users import Role
from tests.cast import TODAY, Cast

ROLES = {  # of the people who stand in the matrix by name; oscar and charlie do outside what alice and carol do inside
    "alice": Role.GRID_WORKER,
    "bob": Role.TEAM_LEADER,
    "paula": Role.PROPERTY,
    "carol": Role.COMMUNITY,
    "sam": Role.STREET,
    "dora": Role.DISTRICT,
    "adam": Role.ADMINISTRATOR,
}
OUTSIDE = {"oscar": Role.GRID_WORKER, "charlie": Role.COMMUNITY}


def holding(roles: Collection[str]) -> str:
    """The people who hold one of these roles, as a row of the matrix names them."""
    return " ".join(name for name, role in {**ROLES, **OUTSIDE}.items() if role in roles)


def is_common(model: Any) -> bool:
    """Whether rows of the model are seen and written as all that belongs to a community."""
    own = (getattr(model, name).__func__ if name == "visible_to" else getattr(model, name) for name in ("visible_to", "editable_by"))
    return issubclass(model, Communal) and [*own] == [Communal.visible_to.__func__, Communal.editable_by]


def row_in(model: Any, place: str) -> Callable[[Cast], Any]:
    """Makes a row of the model in cast.inside or cast.outside: what has to be filled is, and what it refers to is made likewise."""
    return lambda cast: model.add(None, **filled(model, getattr(cast, place)))


def filled(model: Any, community: Any) -> dict[str, Any]:
    """A value for each field of the model that has to be filled."""
    asked = [f for f in model._meta.sorted_fields if not f.primary_key and not f.null and f.default is None]
    return {field.name: _value(field, community) for field in asked}


def _value(field: Any, community: Any) -> Any:
    if isinstance(field, peewee.ForeignKeyField):
        return _referred(field.rel_model, community)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, Number):
        return field.low
    return TODAY if isinstance(field, peewee.DateField) else "某某"


def _referred(model: Any, community: Any) -> Any:
    names = model._meta.fields
    if model is type(community):
        return community
    place = next(name for name in ("community", "area") if name in names)
    return model.get_or_none(names[place] == community.id) or model.add(None, **filled(model, community))
