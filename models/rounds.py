"""Today's round: which doors are due, in walking order, with why and what was said last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from peewee import JOIN, fn

from models import clock
from models.areas import Compound
from models.grids import Grid
from models.households import Care, CareKind, Household
from models.questions import Question, questions_by_door
from models.users import Role, User
from models.visits import Visit

SHOWN = (  # what a card shows and the order needs: of two thousand doors, building whole rows takes longest
    *(Household.id, Household.compound, Household.community, Household.grid, Household.building, Household.unit, Household.floor, Household.room),
    *(Household.contact, Household.since, Household.door_key, Grid.id, Grid.top_down, Compound.id, Compound.name, Compound.mode),
    *(Visit.id, Visit.day, Visit.outcome, Visit.topics, Visit.note, Visit.next_day, Visit.recorded_at),
)
ANSWERED = ("met", "vacant", "refused")  # nobody opened: the door stays due
ASKED = {"verdict": "要问办得怎样", "confirmation": "要核实诉求"}


def due_day(since: date, days: int, last: date | None, agreed: date | None, asked: date | None = None) -> date:
    """The day on which a door is due: the only rule there is, for every screen and figure.

    `days` is how many days may pass (care frequency, else the general one), `last` the last day on which the door
    answered, `agreed` the next day promised then, `asked` the day since when there is something to ask: how an answered
    concern turned out, or whether one of the public page is so. A promise or a question can bring the day forward, never
    put a duty off; a question does so until it is asked, whatever visits lie between.
    A door never visited is due since the day it was registered.
    """
    due = since if last is None else last + timedelta(days=days)
    if last and agreed:
        due = min(due, agreed)
    return min(due, asked) if asked else due


@dataclass(frozen=True)
class Door:
    """One door of a round."""

    household: Household
    due: date
    days: int
    care: bool
    last: Visit | None
    tried: bool  # an attempt without an answer today, or a visit today since there was something to ask
    today: date
    questions: tuple[Question, ...] = ()
    asking: bool = False  # due for what there is to ask alone, and not yet otherwise

    @property
    def late(self) -> int:
        """Days past the due day; 0 when it is due today or later."""
        return max(0, (self.today - self.due).days)

    @property
    def agreed(self) -> bool:
        """Whether it is due because a day was promised."""
        return bool(self.last and self.last.next_day == self.due)

    @property
    def reason(self) -> str:
        """Why the door is due, in neutral words that a neighbour may read."""
        if self.asking:
            return "有事要问"
        if self.last is None:
            return "还没走访过"
        return "约好回访" if self.agreed else f"{self.days} 天一访"

    @property
    def kinds(self) -> list[str]:
        """The filters of a round under which the door falls."""
        tests = {"asked": self.questions, "care": self.care, "agreed": self.agreed, "late": self.late, "new": self.last is None}
        return [kind for kind, holds in tests.items() if holds]

    @property
    def asked(self) -> list[str]:
        """What there is to ask, each kind once, in words that say nothing of the matter."""
        kinds = {question.kind for question in self.questions}
        return [text for kind, text in ASKED.items() if kind in kinds]


@dataclass(frozen=True)
class Round:
    """The doors of one user on one day."""

    doors: list[Door]
    done: int

    @classmethod
    def of(cls, user: User, day: date | None = None) -> Round:
        """All due doors that `user` walks, in walking order, and how many have been done today: one's own, or the community's."""
        day = day or clock.today()
        doors = [door for door in doors_of(Household.visible_to(user), day) if door.due <= day]
        return cls(sorted((d for d in doors if not d.tried), key=walking_order), doors_done(user, day))

    def only(self, kind: str = "", building: str = "") -> list[Door]:
        """The doors of a filter: asked, care, agreed, late or new, and of one building."""
        return [d for d in self.doors if kind in ("", *d.kinds) and building in ("", building_key(d.household))]

    def after(self, door: Door) -> Door | None:
        """The next due door on the way from this one, which need not be due itself; none after the last."""
        return next((due for due in self.doors if walking_order(due) > walking_order(door)), None)

    def counts(self) -> dict[str, int]:
        """How many doors each filter leaves."""
        return {kind: len(self.only(kind)) for kind in ("", "asked", "care", "agreed", "late", "new")}

    def buildings(self) -> list[tuple[str, str, int]]:
        """(key, label, doors due) of each building in walking order."""
        several = len({d.household.compound_id for d in self.doors}) > 1
        rows = ((key, list(doors)) for key, doors in groupby(self.doors, lambda d: building_key(d.household)))
        return [(key, _building_label(doors[0].household, several), len(doors)) for key, doors in rows]


def doors_done(user: User, day: date) -> int:
    """How many doors have been done on the day: one's own, or the community's."""
    place = Visit.community == user.area_id if user.role == Role.COMMUNITY else Visit.worker == user.id
    done = Visit.select(fn.COUNT(Visit.household.distinct())).where(place, Visit.day == day, Visit.standing())
    return int(done.scalar())


def doors_of(households: Any, day: date) -> Iterable[Door]:
    """A Door for each household of the query, due or not, with two queries however many there are."""
    last = Visit.alias()
    latest = last.select(last.id).where(last.household == Household.id, last.outcome.in_(ANSWERED), ~last.void, last.day <= day)
    tried = Visit.alias()
    absent = tried.select(fn.COUNT(tried.id)).where(tried.household == Household.id, tried.day == day, tried.outcome == "absent", ~tried.void)
    strictest = Care.select(fn.MIN(CareKind.days)).join(CareKind).where(Care.household == Household.id, Care.holds_on(day))
    rows = households.select(*SHOWN, strictest.alias("care_days"), absent.alias("tried")).join(Compound).switch(Household).join(Grid, JOIN.LEFT_OUTER)
    latest = latest.order_by(last.day.desc(), last.recorded_at.desc()).limit(1)
    rows = rows.switch(Household).join(Visit, JOIN.LEFT_OUTER, on=(Visit.id == latest), attr="last")
    general, questions = CareKind.general_days(), questions_by_door(households, day)
    return (_door(household, day, general, questions.get(household.id, [])) for household in rows)


def _door(household: Any, day: date, general: int, questions: list[Question]) -> Door:
    last = getattr(household, "last", None)
    days = household.care_days or general
    known = (household.since, days, last.day if last else None, last.next_day if last else None)
    due, care = due_day(*known, questions[0].day if questions else None), household.care_days is not None
    there = bool(questions) and last is not None and last.day == day and last.recorded_at > questions[-1].at
    return Door(household, due, days, care, last, bool(household.tried) or there, day, tuple(questions), bool(questions) and due < due_day(*known))


def walking_order(door: Door) -> tuple[Any, ...]:
    """Compound, building, unit, then floors down (or up where the grid says so), then rooms."""
    home = door.household
    down = home.grid is None or home.grid.top_down
    stair = home.door_key.split(".")[:-1]
    return (home.compound_id, stair, -(home.floor or 0) if down else (home.floor or 0), home.door_key)


def building_key(household: Household) -> str:
    """What the building filter carries in the address."""
    return f"{household.compound_id}-{household.building}"


def _building_label(household: Household, several: bool) -> str:
    label = household.building if not household.building.isdigit() else f"{household.building} 栋"
    return f"{household.compound.name} {label}" if several else label
