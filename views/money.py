"""Money that came in and went out: ledgers with the sum of what they are narrowed to, amounts in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from models.money import Money, in_yuan
from models.projects import Expense
from models.services import Income
from views import access
from views.ledger import Ledger
from views.pages import Paged

MISTAKES = ("数目不对", "记重了", "没有这一笔")


class MoneyLedger(Ledger):
    """A ledger of amounts."""

    model: type[Money]

    def index(self) -> Any:
        """The list with the sum of what it is narrowed to, void entries apart."""
        access.readable(self.model)
        found = self.rows()
        rows = Paged(found)
        self.load(rows.rows, self.columns)
        fen, count = self.model.total(found)
        context = {"narrowing": self.narrowing(), "addable": self.addable(), "total": in_yuan(fen), "count": count}
        return self._page("money/index.html", "money/_rows.html", rows=rows, **context)

    def cell(self, row: Any, name: str) -> Any:
        """Amounts are numbers, to be added up."""
        return Decimal(row.fen) / 100 if name == "fen" else super().cell(row, name)


incomes = MoneyLedger(
    "incomes",
    Income,
    fields=("day", "station", "service", "fen", "what"),
    columns=("day", ("yuan", "金额（元）"), "station", "service", "what"),
    exported=("day", "station", "service", "fen", "what", "compound", "community", "recorder", "void"),
    filters=("station", "service"),
    voided="作废了，不再算进收入",
    reasons=MISTAKES,
    intro="驿站自己挣的钱，和志愿服务不相干：志愿服务不收居民的钱。",
)
expenses = MoneyLedger(
    "expenses",
    Expense,
    fields=("day", "project", "fen", "what"),
    columns=("day", ("yuan", "金额（元）"), "project", "what"),
    exported=("day", "project", "fen", "what", "compound", "community", "recorder", "void"),
    filters=("project",),
    voided="作废了，不再算进项目花的钱",
    reasons=MISTAKES,
    intro="项目上花出去的钱，一笔一笔记；项目页上的“花了多少”就是从这里加起来的。",
)
