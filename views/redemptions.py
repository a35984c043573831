"""兑换: volunteers with points, and what is taken from the shelf for them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_login import current_user
from wtforms.validators import InputRequired, NumberRange

from models.goods import Good
from models.points import Transfer, balance, balances, holders
from models.receipts import Receipt
from models.records import Invalid, load_related
from models.search import matches
from models.users import User
from models.volunteers import Volunteer
from views.access import find, readable
from views.forms import REQUIRED, Choice, Form, Whole
from views.pages import Paged, go, page, sought

bp = Blueprint("redemptions", __name__)


def redemption_form(**given: Any) -> Any:
    """What there is on the shelves of the community, and how many of it."""
    shelf = Good.visible_to(current_user).where(Good.active, Good.stock > 0).order_by(Good.points, Good.name)

    class RedemptionForm(Form):
        good = Choice("换什么", [(row.id, f"{row}（{row.points} 分，还有 {row.stock} 件）") for row in shelf], coerce=int)
        quantity = Whole("几件", [InputRequired(REQUIRED), NumberRange(1, 1000, "要在 1 到 1000 之间")], default=1)

    return RedemptionForm(**given)


@bp.get("/redemptions")
def index() -> Any:
    """Volunteers by name, those who ever had points, or whoever ?q= finds; each with the points left."""
    readable(Transfer)
    rows, query = Volunteer.visible_to(current_user), sought()
    rows = rows.where(matches(Volunteer.search, query)) if query else rows.where(Volunteer.id.in_(holders()))
    found = Paged(rows.order_by(Volunteer.name, Volunteer.id))
    return page("redemptions/index.html", "redemptions/_rows.html", rows=found, balances=balances([row.id for row in found.rows]))


@bp.get("/redemptions/<id:pk>")
def show(pk: int) -> Any:
    """One volunteer's account, and the form."""
    return _account(_person(pk), redemption_form(formdata=None))


@bp.post("/redemptions/<id:pk>")
def create(pk: int) -> Any:
    """Take goods for points, both or neither, once for each form."""
    person, form = _person(pk), redemption_form()
    if form.validate_on_submit():
        try:
            address = Receipt.once(form.key, current_user, lambda: _redeem(person, form))
        except Invalid as error:
            form.refuse(error)
        else:
            return go(address)
    return _account(person, form, 422)


def _redeem(person: Volunteer, form: Any) -> str:
    by: User = current_user._get_current_object()
    transfer, _ = Transfer.redeem(by, person, Good.get_by_id(form.good.data), form.quantity.data, id=form.key)
    flash(f"换好了，花了 {transfer.points} 分，还剩 {balance(person.id)} 分")
    return url_for("redemptions.show", pk=person.id)


def _person(pk: int) -> Any:
    readable(Transfer)
    return find(Volunteer.visible_to(current_user), pk)


def _account(person: Volunteer, form: Any, status: int = 200) -> Any:
    rows = Transfer.visible_to(current_user).where(Transfer.volunteer.in_(person.keys))
    lines = list(rows.order_by(Transfer.day.desc(), Transfer.recorded_at.desc()).limit(30))
    load_related(lines, "good")
    return page("redemptions/show.html", None, status, person=person, form=form, left=balance(person.id), lines=lines)
