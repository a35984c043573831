"""The shelf of a charity shop: what there is, for how many points, and how much of it."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_login import current_user
from wtforms.validators import InputRequired

from models.goods import Good
from models.receipts import Receipt
from models.records import Invalid
from models.stations import Station
from views.access import allow
from views.forms import REQUIRED, Form, Whole, rows_choice
from views.pages import go
from views.register import Register


class StockForm(Form):
    """How many came in; below zero, how many are written off."""

    quantity = Whole("进了几件（报损写负数）", [InputRequired(REQUIRED)])


class Goods(Register):
    """The shelf: of the stations, those that are charity shops."""

    def form(self) -> type[Form]:
        """Where there is no shop yet, the field says what comes first."""
        form = super().form()
        form.station = _shops(True)  # type: ignore[attr-defined]
        return form

    def filter_form(self) -> type[Form]:
        """By shop."""
        form = super().filter_form()
        form.station = _shops(False)  # type: ignore[attr-defined]
        return form


def _shops(required: bool) -> Any:
    rows = list(Station.visible_to(current_user).where(Station.kind == "shop").order_by(Station.name))
    hint = "" if rows or not required else "还没有爱心超市：先到“更多、驿站”添加一个，类型选爱心超市"
    return rows_choice(Station, "爱心超市", required, rows, description=hint)


goods = Goods(
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
