"""「您反映的问题，办到哪一步」: each concern as the wall tells it, by number. No words of the resident, no door, no name, no mediation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from peewee import JOIN, fn

from models import clock
from models.areas import Area, Compound
from models.concerns import Concern
from models.deadlines import days_left
from models.organizations import Organization, short_name
from models.periods import Period
from models.reports.answers import LISTED
from models.services import Service
from models.steps import ANSWERED, OPEN, Step, overdue
from models.urgencies import Category, Urgency

DONE, GOING, LATE = "done", "going", "late"  # tones
DOING = {  # three characters each: a line has room for no more
    "intake": "收到了",
    "confirmation": "核实了",
    "dispatch": "派出了",
    "acceptance": "正在办",
    "return": "换人办",
    "handling": "等回话",
    "reopening": "重新办",
}
SHOWN = 16  # more lines than any page has room for


@dataclass(frozen=True)
class Line:
    """One concern: who had it last and has it now (物业 → 住建局), how far it is in the resident's words, and the tone of that."""

    number: str
    told: str
    urgency: str
    day: date
    chain: str
    state: str
    tone: str
    compound: str = ""


@dataclass
class Ledger:
    """The first lines of a ledger that has `open` open ones and `answered` answered ones, `older` of both raised before the period."""

    lines: list[Line] = field(default_factory=list)
    open: int = 0
    answered: int = 0
    older: int = 0

    @property
    def count(self) -> int:
        """All of it."""
        return self.open + self.answered

    def rest(self, shown: int) -> str:
        """What comes after the first `shown` lines, in words: 另有 18 件，其中 2 件还在办; 连以前提的 where they were not all
        raised in the period, of which the page counts what is new. Empty when nothing does."""
        hidden, waiting = self.count - shown, max(0, self.open - shown)
        if hidden <= 0:
            return ""
        how = "，都答复了" if not waiting else "还在办" if waiting == hidden else f"，其中 {waiting} 件还在办"
        return f"{'连以前提的' if self.older else ''}另有 {hidden} 件{how}"


def promises(compound: Compound, period: Period, limit: int | None = SHOWN) -> Ledger:
    """The concerns of a compound raised up to the period's end, as they stand now."""
    return ledger(Concern.compound == compound.id, period, limit)


def ledger(place: Any, period: Period, limit: int | None = SHOWN) -> Ledger:
    """The same of any place, which a condition names.

    Open ones come first, the oldest at the top, then those answered since the period began, the newest at the top.
    """
    begun = clock.stored(datetime.combine(period.start, time()))
    here = (place, Concern.day <= period.last_day, *LISTED)
    is_open, answered = Concern.stage.in_(OPEN), Concern.stage.in_(ANSWERED) & (Concern.last_at >= begun)
    counted = [fn.COUNT(1), fn.COUNT(1).filter(Concern.day < period.start)]
    both: list[Any] = [Concern.select(*counted).where(*here, condition).tuples().get() for condition in (is_open, answered)]
    (open_, older), (answered_, older_answered) = both
    if not open_ + answered_:
        return Ledger()
    rows = Concern.select(Concern.id, Concern.number, Concern.gist, Concern.day, Concern.due, Category.name, Urgency.name, Service.name, Compound.name)
    rows = rows.join(Category).switch(Concern).join(Urgency).switch(Concern).join(Service, JOIN.LEFT_OUTER, on=Concern.service)
    rows = rows.switch(Concern).join(Compound, JOIN.LEFT_OUTER, on=Concern.compound)
    rows = Step.standing(rows).where(*here)
    found = list(rows.where(is_open).order_by(Concern.day, Concern.recorded_at, Concern.number).limit(limit))
    if answered_ and (limit is None or limit > len(found)):
        found.extend(rows.where(answered).order_by(Concern.last_at.desc(), Concern.number).limit(limit and limit - len(found)))
    chains = _chains(found)
    return Ledger([_line(row, chains.get(row.id, [])) for row in found], open_, answered_, older + older_answered)


def _line(row: Any, receivers: list[str]) -> Line:
    state, tone = _state(row.last, row.due)
    return Line(row.number, row.told, row.urgency.name, row.day, " → ".join(receivers[-2:]) or "社区", state, tone, row.compound.name if row.compound else "")


def _state(last: Step, due: datetime) -> tuple[str, str]:
    if last.kind == "answer":
        return "答复了 · 等居民评", GOING
    if last.kind == "verdict":
        return ("办结 · 居民满意", DONE) if last.satisfied else ("办结 · 居民不满意", GOING)
    left = days_left(due)
    if overdue(last.is_open, due, clock.now()):
        return f"{DOING[last.kind]} · {f'超了 {-left} 天' if left else '今天超期'}", LATE
    if last.kind == "reopening":
        return "没解决 · 已重办", LATE
    return f"{DOING[last.kind]} · {f'还有 {left} 天' if left else '今天到期'}", GOING


def _chains(concerns: list[Any]) -> dict[Any, list[str]]:
    """To whom each was sent, in short and in order; the same one twice running counts once."""
    found: dict[Any, list[str]] = {}
    rows: Any = Step.select(Step.concern, Organization.name, Organization.kind, Area.name, Area.level).join(Organization).join(Area)
    keys = [row.id for row in concerns]
    for key, *receiver in rows.where(Step.concern.in_(keys), Step.kind == "dispatch").order_by(Step.number).tuples():
        chain, name = found.setdefault(key, []), short_name(*receiver)
        if chain[-1:] != [name]:
            chain.append(name)
    return found
