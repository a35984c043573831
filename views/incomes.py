"""驿站收入: the ledger of what stations earn themselves, typed in yuan and kept in fen."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from flask import request
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from models.money import in_yuan
from models.records import load_related
from models.services import Income
from views import access
from views.forms import REQUIRED, Form
from views.ledger import Ledger
from views.pages import Paged
from views.spreadsheets import download

AMOUNT = re.compile(r"(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII)
HEAD = ("日期", "驿站", "服务", "金额（元）", "说明", "小区", "社区", "记录人", "作废")


class Yuan(StringField):
    """An amount as typed, 35, 35.50 or ３５．５０ 元, as whole fen: never through a float."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount; anything else is refused in words and stays in the field."""
        self.data = None
        text = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").replace("。", ".").replace(" ", "").removeprefix("¥").removesuffix("元")
        if not text:
            return
        found = AMOUNT.fullmatch(text)
        if not found:
            raise ValueError("请写成 35 或 35.50 这样")
        fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
        if not 0 < fen <= Income.fen.high:
            raise ValueError(f"要在 0.01 到 {in_yuan(Income.fen.high)} 元之间")
        self.data = fen

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else in_yuan(self.data)


class Incomes(Ledger):
    """The ledger with its form; a correction asks why."""

    def _add_pages(self) -> None:
        self.add_url_rule(f"/{self.name}/new", "new", self.new)
        self.add_url_rule(f"/{self.name}", "create", self.create, methods=["POST"])
        self.add_url_rule(f"/{self.name}/<uuid:pk>/edit", "edit", self.edit)
        self.add_url_rule(f"/{self.name}/<uuid:pk>", "update", self.update, methods=["POST"])
        super()._add_pages()

    def index(self) -> Any:
        """The list with the sum of what it is narrowed to, void entries apart."""
        access.readable(Income)
        found = self.rows()
        rows = Paged(found)
        load_related(rows.rows, "station", "service")
        fen, count = Income.total(found)
        context = {"narrowing": self.narrowing(), "addable": self.addable(), "total": in_yuan(fen), "count": count}
        return self._page("incomes/index.html", "incomes/_rows.html", rows=rows, **context)

    def export(self) -> Any:
        """A spreadsheet with the filter of the moment; amounts are numbers, to be added up."""
        access.readable(Income)
        rows = list(self.rows())
        load_related(rows, "station", "service", "compound", "community", "recorder")
        return download(Income.title, HEAD, (_cells(row) for row in rows))

    def addable(self) -> bool:
        """Communities write what their stations earn."""
        return current_user.role in Income.editors

    def form(self) -> type[Form]:
        """With the amount in yuan; of an entry that is there, with the reason."""
        form: Any = super().form()
        form.fen = Yuan("金额（元）", [InputRequired(REQUIRED)], render_kw={"inputmode": "decimal"})
        if request.view_args:
            form.reason = StringField("为什么改", [InputRequired("请写明为什么改"), Length(max=200, message="最多 200 个字")])
        return form

    def _add(self, form: Form) -> str:
        income, _ = Income.enter(current_user._get_current_object(), id=form.key, **form.values)
        return self.address(income)


def _cells(row: Income) -> list[Any]:
    what = [row.day.isoformat(), row.shown("station"), row.shown("service"), Decimal(row.fen) / 100, row.what]
    return [*what, row.shown("compound"), row.shown("community"), row.shown("recorder"), "是" if row.void else ""]


bp = Incomes(
    "incomes",
    Income,
    fields=("day", "station", "service", "fen", "what"),
    columns=("day", ("yuan", "金额（元）"), "station", "service", "what"),
    filters=("station", "service"),
    template="incomes/show.html",
    voided="作废了，不再算进收入",
    intro="驿站自己挣的钱，和志愿服务不相干：志愿服务不收居民的钱。",
)
