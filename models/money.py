"""Money: whole fen, never a float; written and read as yuan."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from peewee import CharField, fn

from models.database import Query
from models.ledgers import Entry
from models.records import Number

AMOUNT = re.compile(r"(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII)


class Fen(Number):
    """An amount in fen; forms ask for it in yuan."""


def in_yuan(fen: int) -> str:
    """An amount as people write it: 3500 -> 35.00."""
    return f"{fen // 100:,}.{fen % 100:02}"


def in_fen(text: str, column: Fen) -> int | None:
    """An amount as people write it, 35, 35.50 or ３５．５０ 元, as whole fen; None for an empty text.

    Raises ValueError for anything else, and for an amount that the column does not hold.
    """
    text = unicodedata.normalize("NFKC", text).replace("。", ".").replace(" ", "").removeprefix("¥").removesuffix("元")
    if not text:
        return None
    found = AMOUNT.fullmatch(text)
    if not found:
        raise ValueError("请写成 35 或 35.50 这样")
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    if not column.low <= fen <= column.high:
        raise ValueError(f"要在 {in_yuan(column.low)} 到 {in_yuan(column.high)} 元之间")
    return fen


class Money(Entry):
    """An amount that came in or went out on a day."""

    fen = Fen(low=1, high=100_000_000, verbose_name="金额（元）")
    what = CharField(60, default="", verbose_name="说明")

    @classmethod
    def total(cls, rows: Query) -> tuple[int, int]:
        """(fen, how many) of those of the query that count."""
        counted: Any = rows.where(cls.standing()).select(fn.COALESCE(fn.SUM(cls.fen), 0), fn.COUNT(cls.id)).order_by().tuples()
        fen, count = counted.first()
        return int(fen), count

    def __str__(self) -> str:
        return f"{in_yuan(self.fen)} 元"

    @property
    def yuan(self) -> str:
        """The amount as people write it, and that it is void where it is."""
        return f"{in_yuan(self.fen)}（作废）" if self.void else in_yuan(self.fen)

    def shown(self, name: str) -> str:
        """Money in yuan, also in the history."""
        return in_yuan(self.fen) if name == "fen" else super().shown(name)

    def editable_by(self, user: Any) -> bool:
        """The community's own, while it counts."""
        return not self.void and super().editable_by(user)
