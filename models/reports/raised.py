"""What residents of one compound raised in a period: how urgent, of what kind, and through which of the named systems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from peewee import Case, fn

from models.areas import Compound
from models.concerns import MEDIATION, Concern
from models.periods import Period
from models.reports.answers import Rate, Rates, counts, rates
from models.reports.wording import few
from models.services import Income
from models.steps import ANSWERED, HANDLED
from models.urgencies import Category, Urgency

TOP = 3


class Kind(NamedTuple):
    """So many of an urgency or a category, which has this key."""

    name: str
    amount: int
    key: int


@dataclass(frozen=True)
class Raised:
    """By urgency, in its order, and by category, most first. What was referred elsewhere was raised as well; what was `struck` stands apart."""

    urgencies: list[Kind]
    categories: list[Kind]
    struck: int = 0

    @property
    def count(self) -> int:
        """All of it."""
        return sum(kind.amount for kind in self.urgencies)

    @property
    def top(self) -> list[Kind]:
        """The three most frequent categories."""
        return self.categories[:TOP]


@dataclass(frozen=True)
class Taken:
    """Of what came in by one channel: how many, handled and not taken up again since, answered, and solved by the resident's last word."""

    count: int = 0
    handled: int = 0
    answered: int = 0
    solved: int = 0


@dataclass(frozen=True)
class Channels:
    """Orders, stations, observers, tenants and mediation; what the stations earned, in fen; whether the community ever mediated."""

    orders: Rates = Rates()
    taken: dict[str, Taken] = field(default_factory=dict)
    fen: int = 0
    mediates: bool = False

    @property
    def adopted(self) -> Rate:
        """Suggestions of quality observers that were handled."""
        return Rate(self.of("observer").handled, self.of("observer").count)

    @property
    def tenants(self) -> Rate:
        """Tenants' concerns that were answered."""
        return Rate(self.of("tenants").answered, self.of("tenants").count)

    @property
    def settled(self) -> str:
        """Mediations that ended well; one or two could be recognised."""
        return few(self.of(MEDIATION).solved)

    def of(self, channel: str) -> Taken:
        """What came in by a channel."""
        return self.taken.get(channel, Taken())


def within(compound: Compound, period: Period) -> list[Any]:
    """The conditions for the concerns of a compound that were raised in a period."""
    return [Concern.compound == compound.id, Concern.day.between(period.start, period.end)]


def raised(compound: Compound, period: Period) -> Raised:
    """What was raised; every urgency is there, those of nothing with 0."""
    stands, struck = fn.SUM(Case(None, [(Concern.void, 0)], 1)), fn.SUM(Case(None, [(Concern.void, 1)], 0))
    rows: Any = Concern.select(Concern.urgency, Concern.category, Category.name, stands, struck).join(Category)
    rows = rows.where(*within(compound, period), Concern.channel != MEDIATION).group_by(Concern.urgency, Concern.category, Category.name)
    found = [(urgency, (category, name), int(count), int(void)) for urgency, category, name, count, void in rows.tuples()]
    urgencies: Counter[int] = Counter()
    categories: Counter[tuple[int, str]] = Counter()
    for urgency, category, count, _ in found:
        urgencies[urgency] += count
        categories[category] += count
    kinds = [Kind(name, count, key) for (key, name), count in categories.items() if count]
    return Raised(
        [Kind(urgency.name, urgencies[urgency.id], urgency.id) for urgency in Urgency.to_choose()],
        sorted(kinds, key=lambda kind: (-kind.amount, kind.name)),
        sum(void for *_, void in found),
    )


def channels(compound: Compound, period: Period) -> Channels:
    """What came in by each channel, what was ordered, and what stations earned."""
    earned = Income.select(fn.SUM(Income.fen)).where(Income.compound == compound.id, Income.day.between(period.start, period.end), Income.standing())
    orders = rates(Concern.service.is_null(False), *within(compound, period))
    mediated = Concern.select().where(Concern.community == compound.community_id, Concern.channel == MEDIATION, ~Concern.void)
    return Channels(orders, _channels(*within(compound, period)), int(earned.scalar() or 0), mediated.exists())


def _channels(*where: Any) -> dict[str, Taken]:
    """Channel -> what came in by it, mediation included."""
    told = Concern.stage == "verdict"
    rows = counts(Concern.channel, (~Concern.void, *where), Concern.stage.in_(HANDLED), Concern.stage.in_(ANSWERED), told & Concern.solved)
    return {channel: Taken(*found) for channel, *found in rows}
