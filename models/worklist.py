"""The list of concerns as somebody works it off: what lies where, in whose hands, which comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from peewee import Case, fn

from models.concerns import MEDIATION, Concern
from models.database import Query
from models.deadlines import is_late, next_promise
from models.organizations import Organization
from models.records import load_related
from models.steps import OPEN, WITH_RECEIVER, Step
from models.takers import climb
from models.users import Role, User

SHELVES = {
    "open": "没办完",
    "climbed": "报上来的",
    "overdue": "超期",
    "dispatching": "待派",
    "doing": "在办",
    "answering": "待答复",
    "rating": "等居民评",
    "all": "全部",
}
LAST = {  # the kinds of last step by which a concern lies on a shelf
    "dispatching": ("intake", "confirmation", "return", "reopening"),
    "doing": WITH_RECEIVER,
    "answering": ("handling",),
    "rating": ("answer",),
    "settled": ("verdict",),
}
TIERS = (Role.STREET, Role.DISTRICT)


def shelves(by: User) -> dict[str, str]:
    """The shelves that `by` has, by key, with what the screen calls them: for the street what is overdue and what has climbed to it are one."""
    without = {Role.STREET: "overdue", Role.DISTRICT: ""}.get(Role(by.role), "climbed")
    return {key: name for key, name in SHELVES.items() if key != without}


def first_shelf(by: User) -> str:
    """What `by` looks at first: what is open, or what has climbed to `by`."""
    return "climbed" if by.role in TIERS else "open"


def on(shelf: str, by: User) -> Any:
    """The condition of lying on a shelf; a void one lies on none."""
    if shelf in ("overdue", "climbed"):
        return is_late(Concern, climb(Concern, by) if shelf == "climbed" else None)
    kinds = {**LAST, "open": OPEN}.get(shelf)
    return ~Concern.void & Concern.stage.in_(kinds) if kinds else ~Concern.void


def counts(rows: Query, by: User, keys: Iterable[str]) -> dict[str, int]:
    """How many of these lie on each of the shelves named; one query."""
    keys = list(keys)
    sums = [fn.COALESCE(fn.SUM(Case(None, [(on(key, by), 1)], 0)), 0) for key in keys]
    return dict(zip(keys, rows.select(*sums).order_by().tuples().first(), strict=True))


def by_need() -> tuple[Any, ...]:
    """The order of the list: what is open by the nearer of its promises, the longest past first; then what moved last."""
    is_open = Concern.stage.in_(OPEN)
    return (Case(None, [(is_open, 0)], 1), Case(None, [(is_open, next_promise(Concern))], None), Step.at.desc(), Concern.id)


def following(concern: Concern, by: User) -> Concern | None:
    """The next concern that waits to be dispatched by `by`, the most pressing first."""
    rows = Step.standing(Concern.listed_to(by)).where(on("dispatching", by), Concern.id != concern.id)
    found: Concern | None = rows.order_by(*by_need()).first()
    return found


def in_hands(concern: Concern, story: list[Step], called: Callable[[Organization], str] = str) -> str:
    """Who has it now: the receiver that it was sent to, the resident who was answered, else its community, which leads; nobody once it is settled."""
    last = story[-1].kind
    if last in WITH_RECEIVER:
        return next(called(step.to) for step in reversed(story) if step.kind == "dispatch")
    if last == "answer":
        return "居民"
    return str(concern.community) if last in OPEN else ""


def hands(concerns: Iterable[Concern], stories: dict[Any, list[Step]]) -> dict[Any, str]:
    """Who has each of these now, a receiver by its short name."""
    load_related([step.to for story in stories.values() for step in story if step.to], "area")
    return {concern.id: in_hands(concern, stories[concern.id], lambda receiver: receiver.short) for concern in concerns}


def held_by(receiver: int) -> Any:
    """The condition of being with the receiver of this key now."""
    sent, latest = _dispatches()
    return Concern.stage.in_(WITH_RECEIVER) & Concern.id.in_(sent.select(sent.concern).where(latest, sent.to == receiver))


def holders(by: User) -> Query:
    """The receivers that have something now of what `by` sees; above a community no companies, of which there are too many to choose from."""
    sent, latest = _dispatches()
    doing = Concern.listed_to(by).where(on("doing", by)).select(Concern.id)
    rows = Organization.select().where(Organization.id.in_(sent.select(sent.to).where(latest, sent.concern.in_(doing))))
    return rows.where(Organization.kind != "company" if by.role in TIERS else True).order_by(Organization.name)


def _dispatches() -> tuple[Any, Any]:
    """Steps under a name of their own, and the condition of being the last dispatch of their concern."""
    sent, later = Step.alias(), Step.alias()
    number = later.select(fn.MAX(later.number)).where(later.concern == sent.concern, later.kind == "dispatch")
    return sent, (sent.kind == "dispatch") & (sent.number == number)


def mediations(by: User) -> Query:
    """The mediations that `by` sees, with their last step; they are on no other list."""
    return Step.standing(Concern.visible_to(by).where(Concern.channel == MEDIATION))
