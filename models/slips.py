"""The resident's slip: what whoever has a concern's number and code reads of it, in words without the name of anybody who works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from models import clock
from models.attempts import Attempt, Limit, TooMany, spent
from models.concerns import Concern
from models.deadlines import days_left, is_late
from models.organizations import Organization
from models.records import Invalid
from models.steps import OPEN, WAYS, Step
from models.takers import choices

HOUR = timedelta(hours=1)
WRONG = Limit(60, HOUR)  # of one sender: the customers of a carrier may share an address
WRONG_OF_A_NUMBER = Limit(30, HOUR)  # of all senders, for whoever of them has been wrong before
VERDICTS = Limit(10, timedelta(days=1))  # of one slip
TOLD = {
    "intake": "收到了",
    "confirmation": "核实了情况",
    "dispatch": "交给{to}去办",
    "acceptance": "{to}接下了，正在办",
    "return": "{to}说不归他们管，正在另找单位",
    "handling": "办过了，接着要给您答复",
    "answer": "答复您",
    "verdict": "您说{verdict}",
    "reopening": "重新办",
    "referral": "这件事要去别处办",
}
NOW = {
    "intake": "收到了，还没派人",
    "confirmation": "核实了，等着派人",
    "dispatch": "派出了，等对方接下",
    "acceptance": "正在办",
    "return": "退回来了，正在另找单位",
    "handling": "办过了，等着答复您",
    "answer": "答复您了，等您说句话",
    "verdict": "您说{verdict}",
    "reopening": "没解决，正在重办",
    "referral": "要去别处办",
}
SAID = frozenset({"answer", "referral"})  # the steps whose words are meant for the resident
ASKED = {key: f"{asked}，" for key, asked in WAYS if key != "public"}


@dataclass(frozen=True)
class Line:
    """One step as the slip tells it."""

    kind: str
    day: date
    what: str
    text: str = ""


@dataclass(frozen=True)
class Slip:
    """A concern as its resident reads it."""

    concern: Concern

    @property
    def digits(self) -> str:
        """Number and code: the address of the slip."""
        return f"{self.concern.number}{self.concern.code}"

    @property
    def code(self) -> str:
        """The code as it is easily copied by hand: 1234 5678."""
        return f"{self.concern.code[:4]} {self.concern.code[4:]}"

    @property
    def own_words(self) -> str:
        """What the resident wrote; what a worker wrote down for one is the worker's and stays in the community."""
        return str(self.concern.text) if self.concern.recorder_id is None and not self.concern.confidential else ""

    @cached_property
    def steps(self) -> list[Step]:
        """All steps, in order."""
        return Step.of([self.concern])[self.concern.id]

    @property
    def last(self) -> Step:
        """The step that says what has become of it."""
        return self.steps[-1]

    @property
    def state(self) -> str:
        """What has become of it, as one tells the resident."""
        return "撤下了" if self.concern.void else NOW[self.last.kind].format(verdict=_verdict(self.last))

    @property
    def why_struck(self) -> str:
        """Why it was struck, as whoever did it wrote; empty while it stands, and of a mediation."""
        if not self.concern.void or self.concern.confidential:
            return ""
        label = Concern.void.verbose_name
        return next((str(change.reason) for change in self.concern.changes if label in {line[0] for line in change.lines}), "")

    @property
    def due(self) -> date:
        """The day by which it is promised."""
        return clock.in_china(self.concern.due).date()

    @property
    def days_left(self) -> int | None:
        """Days until it is promised, below 0 once that is over; None for one that nobody waits for any more."""
        if self.concern.void or self.last.kind not in OPEN:
            return None
        return days_left(self.concern.due)

    @property
    def late(self) -> bool:
        """Whether it is past its promise."""
        return bool(is_late(self.concern))

    @cached_property
    def lines(self) -> list[Line]:
        """The steps so far; of a mediation none."""
        return [] if self.concern.confidential else list(_told(self.steps))

    @property
    def reply(self) -> Line | None:
        """The answer that stands, or where to go; None while it is open."""
        said = [line for line in self.lines if line.text]
        return said[-1] if said and self.last.kind not in OPEN else None

    @property
    def answered(self) -> bool:
        """Whether the resident may now say what it was worth."""
        return not self.concern.confidential and "verdict" in choices(self.concern, None)

    def say(self, key: UUID, after: int, solved: bool, satisfied: bool, text: str) -> Step:
        """The resident's verdict on what stood there `after` so many steps, once for each key.

        Raises Invalid when it is not yet, or no more, time for one, and TooMany for the eleventh of a day.
        """
        if self.concern.confidential:
            raise Invalid(kind="调解的事不在这里评，请当面说")
        with spent((f"verdict:{self.digits}", VERDICTS)):
            return Step.take(self.concern, "verdict", None, key, after, solved=solved, satisfied=satisfied, text=text, way="public")


def open_slip(digits: str, sender: str) -> Slip | None:
    """The slip of number and code, None when there is none; raises TooMany for a sender who has guessed too often.

    Numbers stand on the wall, so anybody can be wrong about one: that closes it only to those who have been wrong before.
    """
    here = Attempt.spend(f"slip:{sender}", WRONG)
    there = _spend_on_number(digits[:6], sender, here)
    row = Concern.select().where(Concern.number == digits[:6], Concern.code == digits[6:]).order_by(Concern.recorded_at).first()
    if row:
        for tried in (here, there):
            tried.give_back()
    return Slip(row) if row else None


def _spend_on_number(number: str, sender: str, here: Attempt) -> Attempt:
    key = f"slip:{number}"
    try:
        return Attempt.spend(key, WRONG_OF_A_NUMBER)
    except TooMany:
        if Limit(1, HOUR).passed(f"slip:{sender}"):
            here.give_back()
            raise
        return Attempt.spend(key)


def _verdict(step: Step) -> str:
    """The resident's word, as it was said."""
    return f"{'解决了' if step.solved else '没解决'}，{'满意' if step.satisfied else '不满意'}"


def _told(steps: list[Step]) -> Any:
    to: Organization | str = "有关单位"
    for step in steps:
        to = step.to or to
        what = ASKED.get(step.way or "", "") + TOLD[step.kind].format(to=to, verdict=_verdict(step))
        yield Line(step.kind, clock.in_china(step.at).date(), what, step.text if step.kind in SAID else "")
