"""What one grid worker did in a period, for his own report. Nobody else has such a page: workers are neither compared nor counted."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from peewee import fn

from models.activities import Activity
from models.concerns import Concern
from models.households import Care, Household
from models.periods import Period
from models.reports.answers import Waiting, rates, waiting
from models.users import User
from models.visits import OUTCOMES, WAYS, Visit


class Line(NamedTuple):
    """A figure with its unit, and what more there is to say."""

    name: str
    amount: int
    unit: str
    told: str


class Own:
    """A worker's own visits, doors, concerns and activities in a period; the same number of queries whatever the rows."""

    def __init__(self, user: User, period: Period) -> None:
        self.user, self.period = user, period

    @property
    def lines(self) -> list[Line]:
        """What goes into a report, in its order."""
        ways = "，".join(f"{label} {count} 次" for way, label in WAYS if (count := self._ways.get(way)))
        missed = "，".join(f"{label} {count} 次" for outcome, label in OUTCOMES[1:] if (count := self._visits(outcome)))
        doors, cared = self._doors
        open_, raised, answered = self._open.open, self._raised.concerns, self._raised.solved.whole
        late = f"，其中超期 {self._open.overdue} 件" if self._open.overdue else ""
        return [
            Line("走访", self._visits("met"), "次", "；".join(filter(None, [ways, f"另有{missed}" if missed else ""]))),
            Line("见到的住户", doors, "户", f"名单上现在有 {self._listed} 户"),
            Line("其中重点关爱", cared, "户", "一户有几个标签也算一户"),
            Line("记下的诉求", raised, "件", f"不算调解和作废的；问过居民的 {answered} 件，还没办完 {open_} 件{late}"),
            Line("记下的活动", self._activities, "场", ""),
        ]

    @property
    def _own(self) -> Any:
        return (Visit.worker == self.user.id) & Visit.day.between(self.period.start, self.period.end) & Visit.standing()

    @cached_property
    def _counted(self) -> dict[tuple[str, str], int]:
        rows: Any = Visit.select(Visit.outcome, Visit.way, fn.COUNT(Visit.id)).where(self._own).group_by(Visit.outcome, Visit.way).tuples()
        return {(outcome, way): count for outcome, way, count in rows}

    def _visits(self, wanted: str) -> int:
        return sum(count for (outcome, _), count in self._counted.items() if outcome == wanted)

    @property
    def _ways(self) -> dict[str, int]:
        return {way: count for (outcome, way), count in self._counted.items() if outcome == "met"}

    @cached_property
    def _doors(self) -> tuple[int, int]:
        """Doors where somebody was met, and those of them with a care tag at some time in the period."""
        tagged = Care.select(Care.household).where(Care.held_in(self.period))
        cared = fn.COUNT(Visit.household.distinct()).filter(Visit.household.in_(tagged))
        counts: Any = Visit.select(fn.COUNT(Visit.household.distinct()), cared).where(self._own, Visit.outcome == "met").tuples().get()
        return counts[0], counts[1]

    @property
    def _listed(self) -> int:
        return int(Household.visible_to(self.user).count())

    @cached_property
    def _raised(self) -> Any:
        return rates(*self._concerns)

    @cached_property
    def _open(self) -> Waiting:
        found: Waiting = waiting(*self._concerns)
        return found

    @property
    def _concerns(self) -> tuple[Any, ...]:
        return Concern.recorder == self.user.id, Concern.day.between(self.period.start, self.period.end)

    @property
    def _activities(self) -> int:
        days = Activity.day.between(self.period.start, self.period.end)
        return int(Activity.select().where(Activity.recorder == self.user.id, days, Activity.standing()).count())
