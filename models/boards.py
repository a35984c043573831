"""The board of a compound: what anybody may read of it without a log-in, and how a resident's word comes in by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from models import clock, telephones
from models.areas import Compound
from models.attempts import Limit, spent
from models.concerns import Concern
from models.doors import at_door
from models.periods import Period
from models.records import tidy
from models.reports.promises import Ledger, promises
from models.reports.summary import Summary
from models.services import Service, usual_urgency
from models.surveys import Survey
from models.urgencies import Category

DAY = timedelta(days=1)
CONCERNS = Limit(6, timedelta(minutes=10))  # of one sender about one compound: the customers of a carrier may share an address
CONCERNS_OF_A_SENDER = Limit(60, DAY)
AGAIN = Limit(1, timedelta(minutes=10))  # for which the same words of the same sender are the same concern
SURVEYS = Limit(5, DAY)  # of one sender about one compound: a household shares an address
ORDERS = "服务点单"  # as migration 0002 names it
LINES = 80  # of concerns: nobody reads more on a telephone
FIRST_DAYS = 5  # of a month, in which there is more to tell of the month before


@dataclass(frozen=True)
class Contact:
    """Somebody in charge whose name or telephone is posted publicly."""

    duty: str
    name: str
    telephone: str = ""
    note: str = ""

    @property
    def dialled(self) -> list[tuple[str, str]]:
        """(as written, as dialled) of each number."""
        return telephones.dialled(self.telephone)


class Board:
    """What the board shows; each part is asked for when it is first read."""

    def __init__(self, compound: Compound) -> None:
        self.compound = compound
        self.summary = Summary(compound, lately())

    @cached_property
    def contacts(self) -> list[Contact]:
        """Whom to ring, nearest first: the compound's own telephone, the grid workers, the three bodies, who supervises."""
        return [contact for contact in self._all_contacts() if contact.telephone or contact.name]

    @property
    def telephone(self) -> str:
        """The number to ring when nothing else works: the compound's, else the first one posted."""
        return self.compound.telephone or next((contact.telephone for contact in self.contacts if contact.telephone), "")

    @cached_property
    def promises(self) -> Ledger:
        """您反映的问题，办到哪一步: what is open, the oldest first, and what was answered lately."""
        return promises(self.compound, self.summary.period, LINES)

    @cached_property
    def menu(self) -> list[Service]:
        """What can be ordered here."""
        return list(Service.menu(self.compound))

    def _all_contacts(self) -> Iterator[Contact]:
        charge, compound = self.summary.charge, self.compound
        yield Contact("服务电话", "", compound.telephone or "")
        for walker in charge.walkers:
            yield Contact("网格员", walker.name, walker.telephone, walker.grids)
        for body in charge.bodies.values():
            head = body.head
            yield Contact(body.title, head.person if head else body.name, (head and head.telephone) or "", f"{body.name} {head.duty}" if head else "")
        yield Contact("监督电话", "", compound.supervision or "")


def lately() -> Period:
    """The month whose deeds the board tells: this one, and in its first days the one before."""
    today = clock.today()
    return Period.last_month() if today.day <= FIRST_DAYS else Period(today.replace(day=1), 1)


def kind_of_orders() -> Category | None:
    """The kind under which an ordered service goes, while the district has it."""
    return Category.get_or_none(Category.name == ORDERS, Category.active)


def take_in(compound: Compound, sender: str, key: UUID, **values: Any) -> Concern:
    """A resident's concern, once for each key whatever the retries; the urgency is its service's or its category's usual one.

    Who goes back and sends the same words again, under another key, gets the first one.
    It is kept under a key from which nobody learns the one that was sent: who reads its address, as staff do, cannot send it again for its slip.
    Raises Invalid for values that break a rule and TooMany beyond the limits of a sender.
    """
    key = uuid5(key, "concern")
    known = Concern.get_or_none(Concern.id == key)
    values = {name: value or None if isinstance(value, str) else value for name, value in values.items()}
    values |= {"id": key, "compound": compound, "channel": "public", **_worked_out(compound, values, known)}
    if known:
        return Concern.enter(None, **values)[0]
    if first := _told_before(sender, values):
        return first
    with spent((f"concern:{compound.id}:{sender}", CONCERNS), (f"concern:{sender}", CONCERNS_OF_A_SENDER)):
        concern = Concern.enter(None, **values)[0]
    AGAIN.count(_told_by(sender, concern))
    return concern


def _told_before(sender: str, values: dict[str, Any]) -> Concern | None:
    """What this very sender told a moment ago in the same words, unless this time more is said: a telephone, a door."""
    rows = Concern.select().where(Concern.recorder.is_null(), Concern.standing(), Concern.recorded_at > clock.now() - AGAIN.window)
    rows = rows.where(Concern.compound == values["compound"], Concern.category == values["category"], Concern.text == tidy(values["text"] or "", lines=True))
    rest = _rest(values)
    same = (row for row in rows.order_by(Concern.recorded_at) if all(said in (None, False, row.__data__[name]) for name, said in rest.items()))
    return next((row for row in same if AGAIN.reached(_told_by(sender, row))), None)


def _rest(values: dict[str, Any]) -> dict[str, Any]:
    """What else the form holds, as the table would keep it."""
    rest = {name: values.get(name) for name in ("service", "place", "door", "contact", "telephone", "consent")}
    return {name: tidy(said) or None if isinstance(said, str) else said for name, said in rest.items()}


def _told_by(sender: str, concern: Concern) -> str:
    """The key under which it is counted who told it; it names neither."""
    return f"told:{uuid5(concern.id, sender).hex}"


def _worked_out(compound: Compound, values: dict[str, Any], known: Concern | None) -> dict[str, Any]:
    """What nobody sent: as it was where the concern is known, for the tables that it follows from may have changed since."""
    if known:
        return {"urgency": known.urgency_id, "household": known.household_id}
    usual = usual_urgency(Category.get_by_id(values["category"]), Service.get_or_none(Service.id == values.get("service")))
    return {"urgency": usual, "household": at_door(compound, values["door"])}


def answer_survey(compound: Compound, sender: str, key: UUID, satisfied: int | None, belonging: int | None) -> Survey:
    """A resident's marks, once for each key. Raises Invalid without both, and TooMany beyond the answers of a day."""
    if Survey.select().where(Survey.id == key).exists():
        return Survey.answer(compound, satisfied, belonging, key)
    with spent((f"survey:{compound.id}:{sender}", SURVEYS)):
        return Survey.answer(compound, satisfied, belonging, key)
