"""Doors reached: visits, coverage, care and pairing of one compound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import Case, fn

from models.areas import Area, Compound
from models.households import Care, CareKind, Household
from models.pairings import Pairing
from models.periods import Period
from models.reports.wording import FEW, share
from models.visits import Visit


@dataclass(frozen=True)
class Reached:
    """So many of so many doors."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, None without doors."""
        return share(self.part, self.whole)


@dataclass(frozen=True)
class Coverage(Reached):
    """Doors where somebody was met in the last `days` days, or in the whole of a period that is longer: then `days` is None."""

    days: int | None


@dataclass(frozen=True)
class CareReached(Reached):
    """Doors with a care tag, and those of them that were met."""

    @property
    def percent(self) -> int | None:
        """None as well where a per cent would give away a number under 3."""
        return None if self.part < FEW else super().percent


@dataclass(frozen=True)
class Paired(Reached):
    """Doors with a steward; how many stewards."""

    stewards: int


def visits_by_day(compound: Compound, first: date, last: date) -> dict[date, tuple[int, int]]:
    """Day -> (visits made, attempts without anybody met); a visit counts as made when somebody was met."""
    made = fn.SUM(Case(None, [(Visit.outcome == "met", 1)], 0))
    rows: Any = Visit.select(Visit.day, made, fn.COUNT(Visit.id)).where(Visit.compound == compound.id, Visit.day.between(first, last), Visit.standing())
    return {day: (int(met), tried - int(met)) for day, met, tried in rows.group_by(Visit.day).tuples()}


def coverage(compound: Compound, *periods: Period) -> list[Coverage]:
    """For each period the registered doors, and those where somebody was met in the general frequency's days up to its end.

    In a period of which more days than those have come, a meeting on any of them counts. As many queries for one period as for ten.
    """
    general = CareKind.general_days()
    lately = [p.last_day - timedelta(days=general - 1) for p in periods]
    windows = [(min(p.start, first), p.last_day) for p, first in zip(periods, lately, strict=True)]
    met = [_distinct(Visit.household, Visit.day.between(*window) & (Household.since <= window[1])) for window in windows]
    seen = Visit.select(*met).join(Household).where(Visit.compound == compound.id, Household.compound == compound.id, Visit.standing())
    parts: Any = seen.where(Visit.outcome == "met", Visit.day.between(min(w[0] for w in windows), max(w[1] for w in windows))).tuples().get()
    doors = [_distinct(Household.id, Household.since <= window[1]) for window in windows]
    wholes: Any = Household.select(*doors).where(Household.compound == compound.id).tuples().get()
    days = [general if p.start >= first else None for p, first in zip(periods, lately, strict=True)]
    return [Coverage(*counts) for counts in zip(parts, wholes, days, strict=True)]


def reached(area: Area, period: Period) -> dict[int, tuple[int, int]]:
    """For each compound of an area what `coverage` gives: doors where somebody was met lately, and all that were registered.

    A door keeps when it last was; its visits are looked up only where that is after the period.
    """
    lately = period.last_day - timedelta(days=CareKind.general_days() - 1)
    window = (min(period.start, lately), period.last_day)
    met = Visit.select(Visit.household).where(Visit.household == Household.id, Visit.day.between(*window), Visit.outcome == "met", Visit.standing())
    lately_met = Household.met_on.between(*window) | ((Household.met_on > window[1]) & fn.EXISTS(met))
    compounds = Compound.select(Compound.id).where(Compound.community.in_(area.communities()))
    doors = Household.select(Household.compound, fn.COUNT(Case(None, [(lately_met, 1)])), fn.COUNT(Household.id))
    rows: Any = doors.where(Household.compound.in_(compounds), Household.since <= period.last_day).group_by(Household.compound).tuples()
    return {compound: (part, whole) for compound, part, whole in rows}


def care(compound: Compound, period: Period) -> CareReached:
    """Doors with a care tag at some time in the period, and those of them where somebody was met in it."""
    met = Visit.select(Visit.id).where(Visit.household == Household.id, Visit.day.between(period.start, period.end), Visit.outcome == "met", Visit.standing())
    rows = Household.select(_distinct(Household.id, fn.EXISTS(met)), fn.COUNT(Household.id.distinct())).join(Care)
    counts: Any = rows.where(Household.compound == compound.id, Care.held_in(period)).tuples().get()
    return CareReached(*counts)


def paired(compound: Compound, whole: int, day: date) -> Paired:
    """Doors with a steward on `day`, of `whole` registered ones, and the stewards."""
    rows = Pairing.select(fn.COUNT(Pairing.household.distinct()), fn.COUNT(Pairing.steward.distinct())).join(Household)
    counts: Any = rows.where(Household.compound == compound.id, Household.since <= day, Pairing.holds_on(day)).tuples().get()
    return Paired(counts[0], whole, stewards=counts[1])


def _distinct(field: Any, condition: Any) -> Any:
    """How many different values a field has among the rows that meet the condition."""
    return fn.COUNT(fn.DISTINCT(Case(None, [(condition, field)])))
