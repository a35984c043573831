"""Who may take which step of a concern: its community, its worker, a receiver, those above once it is overdue, the resident."""

from __future__ import annotations

from typing import Any

from models import clock
from models.concerns import Concern
from models.steps import AWAY, KINDS, NEXT, OPEN, WITH_RECEIVER, Step, concern_last, overdue
from models.users import Role, User

WORKERS = frozenset({"confirmation", "handling", "answer", "verdict", "reopening"})
RECEIVERS = frozenset({"acceptance", "return", "handling"})


def takers(concern: Concern, last: Step, by: User | None) -> frozenset[str]:
    """The kinds of step that `by` may take at this concern, whatever comes next: community all, its worker some, a receiver its own, the resident a verdict.

    Whoever took down by mistake that it is not solved may put that right the same day, as long as nothing has been done about it since.
    """
    allowed = _by_office(concern, last, by)
    return allowed if last.kind != "reopening" or _took_down_today(last, by) else allowed - {"verdict"}


def _by_office(concern: Concern, last: Step, by: User | None) -> frozenset[str]:
    if by is None:
        return frozenset({"verdict"})
    hidden = AWAY if concern.confidential else frozenset()
    if by.role == Role.COMMUNITY and by.area_id == concern.community_id:
        return frozenset(KINDS) - {"intake"} - hidden
    allowed: set[str] = set()
    if by.role == Role.GRID_WORKER and _sees(concern, by):
        allowed |= WORKERS - (RECEIVERS if last.kind in WITH_RECEIVER else set())
    sent = Step.sent_to(by).where(Step.id == _dispatch(concern).id).first() if last.kind in WITH_RECEIVER else None
    if sent and sent.receiving:
        allowed |= RECEIVERS
    if by.role in (Role.STREET, Role.DISTRICT) and overdue(last.kind in OPEN, climb(concern, by), clock.now()) and _sees(concern, by):
        allowed |= {"dispatch"}
    return frozenset(allowed)


def _took_down_today(last: Step, by: User | None) -> bool:
    """Whether a concern was reopened by a verdict that `by` took down today for its resident."""
    said = Step.get_or_none(Step.concern == last.concern_id, Step.number == last.number - 1, Step.kind == "verdict", ~Step.solved)
    return by is not None and said is not None and said.by_id == by.id and clock.in_china(said.at).date() == clock.today()


def choices(concern: Concern, by: User | None) -> list[str]:
    """The steps that `by` may take now, in the order of a concern's life."""
    last = concern_last(concern)
    allowed = takers(concern, last, by) & NEXT[last.kind] if not concern.void else frozenset()
    return [kind for kind in KINDS if kind in allowed]


def climb(concern: Any, by: User) -> Any:
    """From when a concern that is still open is `by`'s business: the street's once it is overdue, the district's some time later. Takes a row or the model."""
    return concern.climbs_at if by.role == Role.DISTRICT else concern.due


def _dispatch(concern: Concern) -> Step:
    """The last dispatch of a concern that has one."""
    step: Step = Step.select().where(Step.concern == concern.id, Step.kind == "dispatch").order_by(Step.number.desc()).get()
    return step


def _sees(concern: Concern, by: User) -> bool:
    return bool(Concern.visible_to(by).where(Concern.id == concern.id).exists())
