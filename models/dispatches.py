"""What a receiver reads: what was sent to it, what it did about it, and of the resident no more than it needs, as long as it needs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from peewee import fn

from models import clock, telephones
from models.concerns import Concern
from models.database import Query
from models.deadlines import time_left
from models.organizations import Organization, Post
from models.records import Invalid, load_related
from models.steps import Step, overdue
from models.takers import RECEIVERS
from models.urgencies import Urgency
from models.users import Role, User

STANDINGS = {"waiting": "待接单", "working": "在办", "done": "办好了", "returned": "退回了", "moved": "改派了", "gone": "不归这里了"}
FOLLOWS = {"dispatch": "waiting", "acceptance": "working", "handling": "done", "return": "returned"}
SETTLED = {
    "done": "这件事已经报过办好了，不用再报",
    "returned": "这件事已经退回去了，不用再办",
    "moved": "社区已经把这件事改派出去了，这一条不用再办",
    "gone": "这个小区现在不归你们管了，这件事由社区另派",
}


@dataclass(frozen=True)
class Deed:
    """A step that the receiver's own people took: what, when, who, and what they wrote."""

    name: str
    at: datetime
    who: str
    text: str
    doer: str | None


@dataclass(frozen=True)
class Dispatch:
    """One thing sent to one receiver. Never the concern itself: who may read more than this reads the concern.

    Contact, telephone and door are there only when the resident agreed to give them and the community gave them, and
    only while the thing is with this receiver, and the compound is its business. `line` is the posted telephone of the
    community, whom it asks. `after` is the number of the concern's last step.
    """

    title: ClassVar[str] = "派给我们的事"
    readers: ClassVar[frozenset[Role]] = frozenset({Role.PROPERTY, Role.COMMUNITY, Role.STREET, Role.DISTRICT})

    id: UUID
    to: str
    number: str
    compound: str
    community: str
    line: str | None
    category: str
    urgency: Urgency
    text: str
    sent_at: datetime
    due: datetime
    standing: str
    after: int
    deeds: tuple[Deed, ...]
    contact: str | None = None
    telephone: str | None = None
    door: str | None = None

    @classmethod
    def inbox(cls, user: User) -> Query:
        """What is with the user's organizations: what nobody has accepted first, then by the day it is due."""
        return Step.sent_to(user).where(~_followed()).order_by(_followed(by="acceptance"), Concern.due, Step.id)

    @classmethod
    def waiting(cls, user: User) -> Query:
        """What of it nobody has accepted, of compounds that are the user's business still."""
        return Step.sent_to(user).where(~_followed(), ~_followed(by="acceptance"), Organization.receiving(Concern.compound))

    @classmethod
    def settled(cls, user: User) -> Query:
        """What the user's organizations have done, sent back or lost to somebody else, the latest first."""
        return Step.sent_to(user).where(_followed()).order_by(Step.at.desc(), Step.id)

    @classmethod
    def of(cls, sent: Iterable[Step]) -> list[Dispatch]:
        """What the receivers of these steps read; a handful of queries however many there are."""
        steps = list(sent)
        concerns = [step.concern for step in steps]
        load_related(concerns, "compound", "community", "category", "urgency", "household")
        stories, lines = Step.of(concerns), Post.lines({concern.community_id for concern in concerns})
        return [cls._told(step, stories[step.concern_id], lines.get(step.concern.community_id)) for step in steps]

    @classmethod
    def _told(cls, sent: Step, story: list[Step], line: str | None) -> Dispatch:
        concern, (steps, standing) = sent.concern, _since(sent, story)
        deeds = tuple(Deed(step.name, step.at, step.by.name, step.text, step.doer) for step in steps if step.by and sent.to.is_run_by(step.by))
        given: dict[str, Any] = {}
        if sent.contact_given and concern.consent and standing in ("waiting", "working"):
            door = concern.household.door if concern.household_id else None
            given = {"contact": concern.contact, "telephone": concern.telephone, "door": door}
        place = {
            "compound": concern.compound.name,
            "community": concern.community.name,
            "line": line,
            "category": concern.category.name,
            "urgency": concern.urgency,
        }
        said = {"text": sent.text, "sent_at": sent.at, "due": concern.due, "standing": standing, "after": story[-1].number, "deeds": deeds}
        return cls(id=sent.id, to=sent.to.name, number=concern.number, **place, **said, **given)

    @classmethod
    def take(cls, sent: Step, kind: str, by: User, key: UUID, after: int, **values: Any) -> Step:
        """Accept, send back or report done, once for each `key`; raises Invalid when it is with this receiver no more."""
        standing = cls.of([sent])[0].standing
        if standing in SETTLED and not Step.select().where(Step.id == key).exists():  # a retry is told what the first try was told
            raise Invalid(kind=SETTLED[standing])
        return Step.take(sent.concern, kind, by, key, after, **values)

    @property
    def state(self) -> str:
        """What the receiver calls it."""
        return STANDINGS[self.standing]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(as written, as dialled) of each number of the community."""
        return telephones.dialled(self.line)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for this receiver."""
        return self.standing in ("waiting", "working")

    @property
    def is_overdue(self) -> bool:
        """Whether the promise to the resident is broken while it is here."""
        return bool(overdue(self.is_open, self.due, clock.now()))

    @property
    def sent_on(self) -> date:
        """The day in China on which it was sent."""
        return clock.in_china(self.sent_at).date()

    @property
    def left(self) -> str:
        """How long there is, or since when it is too late: 还有 2 天, 超了 3 小时."""
        return time_left(self.due)


def _followed(by: str = "") -> Any:
    """The condition that a step of the kind `by` came after a dispatch; without it, one that takes it from the receiver."""
    later: Any = Step.alias()
    kind = later.kind == by if by else later.kind != "acceptance"
    return fn.EXISTS(later.select(later.id).where(later.concern == Step.concern, later.number > Step.number, kind))


def _since(sent: Step, story: list[Step]) -> tuple[list[Step], str]:
    """The steps of a receiver between being sent something and being rid of it, and how it stands."""
    after, steps = [step for step in story if step.number > sent.number], []
    for step in after:
        if step.kind not in RECEIVERS:
            break
        steps.append(step)
        if step.kind != "acceptance":  # what comes after is told to others
            return steps, FOLLOWS[step.kind]
    if len(after) > len(steps):
        return steps, "moved"
    if not sent.receiving:
        return steps, "gone"
    return steps, FOLLOWS[steps[-1].kind if steps else sent.kind]
