"""What is tied to a household: care tags and the steward. Each begins and ends; none is deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_login import current_user

from models.households import Care, Household
from models.pairings import Pairing
from models.receipts import Receipt
from models.records import Invalid
from views.access import allow, find, readable
from views.forms import Form
from views.households import card, care_form, pairing_form
from views.pages import go, page

bp = Blueprint("cares", __name__)


@bp.post("/households/<id:pk>/cares")
def create(pk: int) -> Any:
    """Add a care tag."""
    return _tie(pk, care_form()(), "care_form", Care)


@bp.post("/households/<id:pk>/pairings")
def pair(pk: int) -> Any:
    """Pair the household with a steward."""
    return _tie(pk, pairing_form()(), "pairing_form", Pairing)


@bp.post("/cares/<id:pk>/end")
def end(pk: int) -> Any:
    """The care tag no longer holds, from today."""
    return _untie(Care, pk)


@bp.post("/pairings/<id:pk>/end")
def unpair(pk: int) -> Any:
    """The steward no longer looks after this household."""
    return _untie(Pairing, pk)


def _tie(pk: int, form: Form, name: str, model: Any) -> Any:
    readable(Household)
    household = find(Household.visible_to(current_user), pk)
    allow(household.editable_by(current_user))
    address = url_for("households.show", pk=household.id)
    if form.validate_on_submit():
        try:
            Receipt.once(form.key, current_user, lambda: model.tie(current_user, household, **form.values) or address)
        except Invalid as error:
            form.refuse(error)
        else:
            flash("记好了")
            return go(address)
    from views.households import bp as register

    context = {**card(household), name: form, "row": household, "editable": True, "changes": [], "register": register}
    return page("households/show.html", status=422, **context)


def _untie(model: Any, pk: int) -> Any:
    readable(model)
    row = find(model.visible_to(current_user), pk)
    allow(row.editable_by(current_user))
    row.end(current_user)
    flash(f"{row} 已结束")
    return go(url_for("households.show", pk=row.household_id))
