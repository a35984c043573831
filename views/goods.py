"""The shelf of a charity shop: what there is, for how many points, and how much of it."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_login import current_user
from wtforms.validators import InputRequired

from models.goods import Good
from models.receipts import Receipt
from models.records import Invalid
from views.access import allow
from views.forms import REQUIRED, Form, Whole
from views.pages import go
from views.register import Register


class StockForm(Form):
    """How many came in; below zero, how many are written off."""

    quantity = Whole("进了几件（报损写负数）", [InputRequired(REQUIRED)])


goods = Register(
    "goods",
    Good,
    fields=("station", "name", "points", "active"),
    columns=("name", "points", "stock", "station", "active"),
    order=(Good.station, Good.points, Good.id),
    filters=("station",),
    intro="爱心超市里能用积分换的东西。件数由进货、报损和兑换算出来。",
    show="goods/show.html",
    more=lambda good: {"form": StockForm(formdata=None)},
    menu="机制、驿站、组织",
    called="爱心超市货架",
)


@goods.post("/goods/<id:pk>/stock")
def restock(pk: int) -> Any:
    """Put more on the shelf, or write some off; once for each form."""
    good = goods.find(pk)
    allow(goods.permits(good))
    form = StockForm()
    if form.validate_on_submit():
        try:
            Receipt.once(form.key, current_user, lambda: good.restock(current_user, form.quantity.data) or goods.address(good))
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"记好了，{good}还有 {Good.get_by_id(pk).stock} 件")
            return go(goods.address(good))
    return goods.show_with(goods.find(pk), 422, form=form)
