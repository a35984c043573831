"""The two questions of the public page: satisfied with this place, and at home in it (认同感、归属感)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from peewee import DateField, ForeignKeyField, UUIDField, fn

from models import clock
from models.areas import Compound
from models.database import Model
from models.ledgers import DIFFERENT
from models.records import Invalid, Number

MARKS = [(5, "很满意"), (4, "满意"), (3, "一般"), (2, "不太满意"), (1, "不满意")]
BELONGING = [(5, "就是我的家"), (4, "挺亲近"), (3, "一般"), (2, "有点远"), (1, "没感觉")]


class Survey(Model):
    """One resident's answer, without a name: marks from 1 to 5. Its key is that of the form, so a retry is no second one."""

    id = UUIDField(primary_key=True, default=uuid4)
    compound: Any = ForeignKeyField(Compound, backref="surveys", index=False)
    day = DateField(default=clock.today)
    satisfied = Number(low=1, high=5)
    belonging = Number(low=1, high=5)

    class Meta:
        indexes = ((("compound", "day"), False),)

    @classmethod
    def answer(cls, compound: Compound, satisfied: int | None, belonging: int | None, key: UUID | None = None) -> Survey:
        """Keep an answer, once for each key; raises Invalid unless both are marks from 1 to 5, and for a key with other marks."""
        wrong = {name: "请选一个" for name, mark in (("satisfied", satisfied), ("belonging", belonging)) if mark not in range(1, 6)}
        if wrong:
            raise Invalid(**wrong)
        said = {"compound": compound, "satisfied": satisfied, "belonging": belonging}
        row, new = cls.get_or_create(id=key or uuid4(), defaults=said)
        if not new and said != {name: getattr(row, name) for name in said}:
            raise Invalid(form_id=DIFFERENT)
        return row


@dataclass(frozen=True)
class Score:
    """The mean marks of a compound and how many answered."""

    count: int
    satisfied: float
    belonging: float


def score(compound: Compound, first: Any, last: Any) -> Score:
    """The marks from a day to a day; nothing is a count of 0."""
    row = Survey.select(fn.COUNT(Survey.id), fn.AVG(Survey.satisfied), fn.AVG(Survey.belonging)).where(
        Survey.compound == compound.id, Survey.day.between(first, last)
    )
    count, satisfied, belonging = row.tuples().first()
    return Score(count, round(float(satisfied or 0), 1), round(float(belonging or 0), 1))
