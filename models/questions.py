"""What has been told at a door, and what there is to ask there: whether what was answered is done, and whether what came by the public page is so."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any, NamedTuple

from models import clock
from models.concerns import MEDIATION, Concern
from models.database import Query
from models.households import Household
from models.records import load_related
from models.steps import Step
from models.users import User


class Question(NamedTuple):
    """A word that is waited for at a door: the step that would take it (verdict or confirmation), and since when."""

    kind: str
    at: datetime

    @property
    def day(self) -> date:
        """The day of the step that left the question open."""
        return clock.in_china(self.at).date()


def to_ask(households: Query) -> list[Concern]:
    """The concerns of these doors that wait for a word at the door, the longest waiting first, each with its last step as `.last`."""
    found = list(_waiting(households))
    load_related(found, "category", "service")
    return found


def concerns_of(user: User, *conditions: Any) -> list[Concern]:
    """The concerns that `user` may see in a list, newest first and 20 at most, each with its last step as `.last`."""
    rows = Step.standing(Concern.listed_to(user).where(*conditions)).order_by(Concern.day.desc(), Concern.recorded_at.desc()).limit(20)
    found = list(rows)
    load_related(found, "service")
    return found


def questions_by_door(households: Query, day: date) -> dict[int, list[Question]]:
    """What there is to ask at each of these doors on `day`, the longest waiting first; one query however many doors."""
    found: dict[int, list[Question]] = defaultdict(list)
    rows: Any = _waiting(households).select(Concern.household, Step.kind, Step.at).tuples()
    for household, last, at in rows:
        question = Question("verdict" if last == "answer" else "confirmation", at)
        if question.day <= day:
            found[household].append(question)
    return found


def _waiting(households: Query) -> Query:
    """Answered ones wait for the resident's verdict, those of the public page to be confirmed. Never a mediation: a card is read by neighbours."""
    rows = Concern.select().where(Concern.household.in_(households.select(Household.id)), Concern.standing(), Concern.channel != MEDIATION)
    unsure = (Concern.stage == "intake") & (Concern.channel == "public")
    return Step.standing(rows).where((Concern.stage == "answer") | unsure).order_by(Step.at)
