"""What a street or a district looks at: its compounds by mode, what is in place, what ends soon, what is overdue. Compounds and places, never people.

Each figure is a measure: a value for each compound, from one query or a few however many compounds there are. The dashboard tells it for all of
them together; the page behind it lists the compounds, each beside its own past and beside the median of its mode in the district.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

from peewee import fn

from models import clock
from models.areas import MODES, Area, Compound, Mode
from models.assessments import Assessment
from models.checklists import Point, Tick
from models.concerns import Concern
from models.meetings import Meeting
from models.organizations import Contract, Organization, Post
from models.periods import Period
from models.reports import outreach
from models.reports.answers import Rate, rates, waiting
from models.reports.rollup import Rollup
from models.reports.wording import counted
from models.resolutions import Resolution

SOON = 90  # days within which an end is told of

Values = dict[int | None, Any]


class Measure(NamedTuple):
    """A figure of each compound: its key in addresses, its name, how one value is told, its number for a median (None: none), and where it comes from."""

    key: str
    name: str
    told: Callable[[Any], str]
    number: Callable[[Any], float | None]
    values: Callable[[Area, Period], Values]
    past: bool = True  # whether it can be told of a period that is over


def share_of(rate: Rate) -> str:
    """92%（368/400）."""
    return "—" if rate.percent is None else f"{rate.percent}%（{counted(rate.part)}/{counted(rate.whole)}）"


def points_of(rate: Rate) -> str:
    """5/6 项."""
    return f"{rate.part}/{rate.whole} 项"


def _percent(rate: Rate) -> float | None:
    return rate.percent


def _part(rate: Rate) -> float | None:
    return rate.part


def coverage(area: Area, period: Period) -> Values:
    """Doors met lately, of all."""
    return {key: Rate(part, whole) for key, (part, whole) in outreach.reached(area, period).items()}


def answered(which: str) -> Callable[[Area, Period], Values]:
    """One of the three rates."""

    def values(area: Area, period: Period) -> Values:
        found = rates(Concern.community.in_(area.communities()), Concern.day.between(period.start, period.end), by=Concern.compound)
        return {key: getattr(three, which) for key, three in found.items() if key}

    return values


def in_place(checklist: str) -> Callable[[Area, Period], Values]:
    """Points of a list that are in place, of those that every compound has."""

    def values(area: Area, period: Period) -> Values:
        whole = Point.select().where(Point.checklist == checklist, Point.active, Point.community.is_null()).count()
        rows: Any = Tick.select(Tick.compound, fn.COUNT(Tick.id)).join(Point).switch(Tick).join(Compound)
        kept = (Point.checklist == checklist) & Point.active & Point.community.is_null() & Tick.holds_on(period.last_day)
        done = dict(rows.where(kept, Compound.community.in_(area.communities())).group_by(Tick.compound).tuples())
        return {key: Rate(done.get(key, 0), whole) for key, _ in modes_of(area)} if whole else {}

    return values


def score(area: Area, period: Period) -> Values:
    """The last assessment, in tenths of a point."""
    last = Assessment.select(Assessment.compound.alias("compound"), fn.MAX(Assessment.until).alias("until")).join(Compound)
    last = last.where(Assessment.until <= period.last_day, Compound.community.in_(area.communities())).group_by(Assessment.compound)
    rows: Any = Assessment.select(Assessment.compound, Assessment.score)
    rows = rows.join(last, on=(last.c.compound == Assessment.compound) & (last.c.until == Assessment.until))
    return dict(rows.tuples())


def overdue(area: Area, period: Period) -> Values:
    """Concerns past their promise now, of all that were raised up to the period's end."""
    found = waiting(Concern.community.in_(area.communities()), Concern.day <= period.last_day, by=Concern.compound)
    return {key: kept.overdue for key, kept in found.items() if key and kept.overdue}


def resolutions(area: Area, period: Period) -> Values:
    """Resolutions past their day now; under None those of meetings of a whole community."""
    rows: Any = Resolution.select(Resolution.compound, fn.COUNT(Resolution.id)).join(Meeting)
    late = Resolution.standing("overdue") & Meeting.standing()
    return dict(rows.where(late, Resolution.community.in_(area.communities())).group_by(Resolution.compound).tuples())


def contracts(area: Area, period: Period) -> Values:
    """Days until the property contract ends, where that is soon and no other follows."""
    rows: Any = Contract.select(Contract.compound, fn.MAX(Contract.until), fn.COUNT(Contract.id), fn.COUNT(Contract.until)).join(Compound)
    running = Contract.until.is_null() | (Contract.until >= clock.today())
    found = rows.where(running, Compound.community.in_(area.communities())).group_by(Contract.compound).tuples()
    return _soon((key, until) for key, until, every, ending in found if every == ending)


def terms(area: Area, period: Period) -> Values:
    """Days until the term of the owners' committee ends, where that is soon."""
    rows: Any = Post.select(Organization.compound, fn.MAX(Post.until)).join(Organization).join(Area)
    mine = (Organization.kind == "committee") & Organization.compound.is_null(False) & Area.path.startswith(area.path)
    return _soon(rows.where(mine, Post.until >= clock.today()).group_by(Organization.compound).tuples())


def _soon(rows: Any) -> Values:
    ends = ((key, _day(until)) for key, until in rows)
    return {key: (until - clock.today()).days for key, until in ends if until <= clock.today() + timedelta(days=SOON)}


def _day(value: Any) -> date:
    """An aggregate of days comes back as text from SQLite."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def modes_of(area: Area) -> list[tuple[int, str]]:
    """(key, mode) of each compound of an area."""
    rows: Any = Compound.select(Compound.id, Compound.mode).where(Compound.community.in_(area.communities())).tuples()
    return list(rows)


def _days_left(days: int) -> str:
    return f"还有 {days} 天"


MEASURES = {
    measure.key: measure
    for measure in (
        Measure("coverage", "走访覆盖率", share_of, _percent, coverage),
        Measure("responded", "响应率", share_of, _percent, answered("responded")),
        Measure("solved", "解决率", share_of, _percent, answered("solved")),
        Measure("satisfied", "满意率", share_of, _percent, answered("satisfied")),
        Measure("mechanisms", "六项机制", points_of, _part, in_place("mechanisms")),
        Measure("guarantees", "五大保障", points_of, _part, in_place("guarantees")),
        Measure("score", "监督考评", lambda value: f"{value / 10:g} 分", lambda value: value / 10, score),
        Measure("contracts", "物业合同快到期", _days_left, lambda value: None, contracts, past=False),
        Measure("terms", "业委会任期快到期", _days_left, lambda value: None, terms, past=False),
        Measure("resolutions", "决议超期", lambda value: f"{value} 条", lambda value: None, resolutions, past=False),
        Measure("overdue", "诉求超期", lambda value: f"{value} 件", lambda value: None, overdue, past=False),
    )
}


@dataclass(frozen=True)
class Tile:
    """One figure of the dashboard; `amount` of nothing leads nowhere."""

    measure: Measure
    value: str
    detail: str
    amount: int


class Dashboard:
    """The figures of an area and a period, beside its roll-up; as many queries for one compound as for 806."""

    def __init__(self, rollup: Rollup) -> None:
        self.area, self.period, self.rollup = rollup.area, rollup.period, rollup

    @cached_property
    def modes(self) -> list[tuple[Mode, str, int]]:
        """How many compounds of each mode."""
        modes = [mode for _, mode in modes_of(self.area)]
        return [(mode, name, modes.count(mode)) for mode, name in MODES]

    @cached_property
    def tiles(self) -> list[Tile]:
        """What is in place, what ends soon and what is overdue, each with how many compounds stand behind it."""
        return [self._tile(measure) for measure in MEASURES.values() if measure.key not in ("responded", "solved", "satisfied")]

    def _tile(self, measure: Measure) -> Tile:
        if measure.key == "overdue":
            waiting_ = self.rollup.total.waiting
            return Tile(measure, f"{counted(waiting_.overdue)} 件", f"没办完 {counted(waiting_.open)} 件", waiting_.overdue)
        found = measure.values(self.area, self.period)
        if measure.key == "resolutions":
            return _resolutions(measure, found)
        values = list(found.values())
        if values and isinstance(values[0], Rate):
            total = sum(values, Rate())
            if measure.told is points_of:
                return Tile(measure, f"平均 {total.part / len(values):.1f} 项", f"共 {values[0].whole} 项", len(values))
            return Tile(measure, "—" if total.percent is None else f"{total.percent}%", f"{counted(total.part)} / {counted(total.whole)} 户", len(values))
        if measure.key == "score":
            return Tile(measure, f"{median(values) / 10:.1f} 分" if values else "—", f"中位数，{counted(len(values))} 个小区", len(values))
        return Tile(measure, f"{counted(len(values))} 个", f"{SOON} 天内", len(values))


def _resolutions(measure: Measure, values: Values) -> Tile:
    whole, common = sum(values.values()), values.get(None, 0)
    compounds = f"{counted(len(values) - bool(common))} 个小区"
    return Tile(measure, f"{counted(whole)} 条", f"{compounds}，全社区的 {counted(common)} 条" if common else compounds, whole)
