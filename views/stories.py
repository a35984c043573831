"""The story of a concern, step by step, as one reader may hear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.concerns import Concern
from models.steps import WAYS, Step
from models.takers import RECEIVERS
from models.users import Role, User
from models.worklist import TIERS


@dataclass(frozen=True)
class Told:
    """One step: what it is called, who took it, when, and what was said and decided."""

    kind: str
    name: str
    who: str
    at: datetime
    text: str
    facts: list[str]


def story_of(concern: Concern, steps: list[Step], reader: User) -> list[Told]:
    """The steps in order. Who does not read the concern in full hears what was done and by which body, one's own words excepted."""
    full, receiver, told = concern.told_in_full_to(reader), "", []
    for step in steps:
        receiver = str(step.to) if step.kind == "dispatch" else receiver
        own = step.by_id == reader.id
        told.append(Told(step.kind, step.name, _who(concern, step, receiver, full or own), step.at, step.text if full or own else "", _facts(step, full)))
    return told


def _who(concern: Concern, step: Step, receiver: str, full: bool) -> str:
    if step.by is None:
        return "居民"
    body = receiver if step.kind in RECEIVERS and step.by.role == Role.PROPERTY else ""
    body = str(step.by.area) if step.by.role in TIERS else body
    person = step.by.name if full else ""
    return " ".join(part for part in (body, person) if part) or str(concern.community)


def _facts(step: Step, full: bool) -> list[str]:
    """What was decided: to whom it went, who did it, the resident's word."""
    facts = [f"派给{step.to}"] if step.to else []
    if step.contact_given:
        facts.append("联系方式也给了对方")
    if step.doer and full:
        facts.append(f"{step.doer}去办的")
    if step.solved is not None:
        facts += ["解决了" if step.solved else "没解决", "满意" if step.satisfied else "不满意", dict(WAYS).get(step.way, "")]
    return [fact for fact in facts if fact]
