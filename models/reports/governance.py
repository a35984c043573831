"""How one compound is governed in a period: its contract, partners' tasks, uses of the seal, bodies of the courtyard, documents."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.areas import Compound
from models.contracts import HandoverStep, state
from models.documents import Document
from models.organizations import Contract, Organization
from models.partners import PartnerTask
from models.periods import Period
from models.seal_uses import SealUse


class Tasks(NamedTuple):
    """How many of the tasks that stood in the period were done by its end."""

    done: int
    whole: int


def tasks(compound: Compound, period: Period) -> Tasks:
    """Of the compound and of its community as a whole."""
    own = (PartnerTask.compound == compound.id) | (PartnerTask.compound.is_null() & (PartnerTask.community == compound.community_id))
    rows = list(PartnerTask.select(PartnerTask.done).where(own, PartnerTask.standing_in(period.start, period.last_day)))
    return Tasks(sum(row.done is not None and row.done <= period.last_day for row in rows), len(rows))


def contract(compound: Compound, period: Period) -> str:
    """The company of the period's last day, and how its contract stood; empty where there was none."""
    day = period.last_day
    rows = Contract.select(Contract, Organization).join(Organization).where(Contract.compound == compound.id, Contract.holds_on(day))
    found: Any = rows.order_by(Contract.since.desc(nulls="last"), Contract.id.desc()).first()
    steps = HandoverStep.select().where(HandoverStep.contract == found.id) if found else []
    return f"{found.company}，{state(found, steps, day)}" if found else ""


def seal_uses(compound: Compound, period: Period) -> int:
    """How often the seal was used."""
    return int(SealUse.select().where(SealUse.compound == compound.id, SealUse.day.between(period.start, period.end)).count())


class Bodies(NamedTuple):
    """The social organizations of the community, those of them that are still being helped on their way, and the bodies of the courtyard."""

    social: list[str]
    incubating: int
    courtyard: list[str]


def bodies(compound: Compound, period: Period) -> Bodies:
    """Of the compound, and of its community as a whole."""
    own = (Organization.compound == compound.id) | (Organization.compound.is_null() & (Organization.area == compound.community_id))
    rows = list(Organization.select().where(own, Organization.kind.in_(("social", "courtyard"))).order_by(Organization.id))
    social = [row for row in rows if row.kind == "social"]
    return Bodies([row.name for row in social], sum(row.stage in ("idea", "incubating") for row in social), [r.name for r in rows if r.kind == "courtyard"])


def shelf(compound: Compound, period: Period) -> list[str]:
    """The names of the documents that hold for the compound."""
    return [row.name for row in Document.about(compound)]
