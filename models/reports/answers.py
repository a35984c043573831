"""What became of residents' concerns: the three rates, and what still waits.

A mediation is in none of it, nor what is void. The state is that of the moment; a period says which concerns are meant: those of its days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from operator import add
from typing import Any

from peewee import Value, fn

from models import clock
from models.concerns import MEDIATION, Concern
from models.deadlines import is_late
from models.reports.wording import share
from models.steps import OPEN

LISTED = (~Concern.void, Concern.channel != MEDIATION)
AGES = [("0–3 天", 3), ("4–7 天", 7), ("8–15 天", 15), ("15 天以上", None)]  # up to so many days since it was raised


@dataclass(frozen=True)
class Rate:
    """So many of so many concerns."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> int | None:
        """Whole per cent, None of nothing."""
        return share(self.part, self.whole)


@dataclass(frozen=True)
class Rates:
    """The three rates of `concerns` concerns; of `unasked` the resident has been answered and not asked yet, `referred` were told where else to go."""

    concerns: int = 0
    responded: Rate = Rate()
    solved: Rate = Rate()
    satisfied: Rate = Rate()
    unasked: int = 0
    referred: int = 0

    def __add__(self, other: Rates) -> Rates:
        """Those of two places together."""
        return Rates(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    @property
    def three(self) -> list[tuple[str, Rate]]:
        """Each with its name."""
        return [("响应率", self.responded), ("解决率", self.solved), ("满意率", self.satisfied)]


@dataclass(frozen=True)
class Waiting:
    """What is open now: how many by age (as AGES has it), and how many of them are past their promise."""

    ages: tuple[int, ...] = (0,) * len(AGES)
    overdue: int = 0

    def __add__(self, other: Waiting) -> Waiting:
        """What waits in two places together."""
        return Waiting(tuple(map(add, self.ages, other.ages)), self.overdue + other.overdue)

    @property
    def open(self) -> int:
        """All that is open."""
        return sum(self.ages)

    @property
    def by_age(self) -> list[tuple[str, int]]:
        """(0–3 天, n), ..., oldest last."""
        return [(name, count) for (name, _), count in zip(AGES, self.ages, strict=True)]


def rates(*where: Any, by: Any = None) -> Any:
    """The three rates of the concerns that meet the conditions; with `by`, a column of Concern, a dict from its values. One query either way.

    Responded: the first response was in time, of those that were responded to or whose time for it is over; to tell a resident
    where else to go is a response as well. Solved and satisfied: by the resident's last word, of those that have one and were
    not referred elsewhere since.
    """
    gone, first = Concern.stage == "referral", Concern.responded_at
    responded = [first <= Concern.respond_by, first.is_null(False) | (Concern.respond_by < clock.now())]
    asked = [~gone & condition for condition in (Concern.solved.is_null(False), Concern.solved, Concern.satisfied)]
    found = {}
    for key, concerns, in_time, expected, word, solved, satisfied, unasked, referred in counts(
        by, (*LISTED, *where), *responded, *asked, Concern.stage == "answer", gone
    ):
        found[key] = Rates(concerns, Rate(in_time, expected), Rate(solved, word), Rate(satisfied, word), unasked, referred)
    return found if by is not None else found.get(0, Rates())


def waiting(*where: Any, by: Any = None) -> Any:
    """What is open now of the concerns that meet the conditions, or with `by` a dict from the values of that column. One query either way."""
    bounds = [clock.today() - timedelta(days=days) for _, days in AGES if days is not None]
    found = {}
    for place, count, late, *up_to in counts(by, (Concern.stage.in_(OPEN), *LISTED, *where), is_late(Concern), *(Concern.day >= bound for bound in bounds)):
        steps = [0, *up_to, count]
        found[place] = Waiting(tuple(more - less for less, more in zip(steps, steps[1:], strict=False)), late)
    return found if by is not None else found.get(0, Waiting())


def counts(by: Any, where: Iterable[Any], *conditions: Any) -> list[tuple[Any, ...]]:
    """Of the concerns that meet `where`, for each value of the column `by`: that value, how many, and how many meet each of the conditions.

    With None for the column it is one row of all, and its value 0.
    """
    columns = [fn.COUNT(1).filter(condition) for condition in conditions]
    rows: Any = Concern.select(Value(0) if by is None else by, fn.COUNT(1), *columns).where(*where)
    return list((rows.group_by(by) if by is not None else rows).tuples())
