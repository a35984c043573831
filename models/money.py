"""Money: whole fen, never a float; written and read as yuan."""

from __future__ import annotations

from typing import Any

from peewee import CharField, fn

from models.database import Query
from models.ledgers import Entry
from models.records import Number


class Fen(Number):
    """An amount in fen; forms ask for it in yuan."""


def in_yuan(fen: int) -> str:
    """An amount as people write it: 3500 -> 35.00."""
    return f"{fen // 100:,}.{fen % 100:02}"


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
