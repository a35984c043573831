"""What is kept no longer than needed (个人信息保护法 19): each night what is past its term is deleted, or loses the name and the telephone.

The audit and the entries of the ledgers stay, for they are the community's account of its work; see models/processing.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from models import clock
from models.concerns import Concern
from models.database import db
from models.households import Care, Reading
from models.inquiries import Inquiry
from models.proposals import Proposal
from models.rules import Rule
from models.steps import ANSWERED, Step
from models.strays import Stray
from models.visits import Draft


def run() -> dict[str, int]:
    """Do what the terms say; gives how many rows by code, and writes it into the history of each term."""
    done: dict[str, int] = {}
    for rule in Rule.select().where(Rule.code.in_(list(TERMS))):
        with db.atomic():
            done[rule.code] = count = TERMS[rule.code](clock.now() - timedelta(days=rule.value))
            if count:
                rule.record("expire", None, {}, {"到期处理": f"{count} 条"})
    return done


def _readings(before: datetime) -> int:
    return int(Reading.delete().where(Reading.at < before).execute())


def _contacts(before: datetime) -> int:
    """Whoever was to be rung about a concern is forgotten once the last word is so long ago; the concern stays."""
    closed = Step.standing(Concern.select(Concern)).where(Concern.stage.in_(ANSWERED) & (Step.at < before) | Concern.void & (Concern.recorded_at < before))
    keys = [row.id for row in closed.where(Concern.contact.is_null(False) | Concern.telephone.is_null(False))]
    return sum(Concern.update(contact=None, telephone=None, consent=False).where(Concern.id.in_(keys[n : n + 500])).execute() for n in range(0, len(keys), 500))


def _cares(before: datetime) -> int:
    return int(Care.delete().where(Care.until < clock.in_china(before).date()).execute())


def _drafts(before: datetime) -> int:
    return int(Draft.delete().where(Draft.at < before).execute())


def _tray(before: datetime) -> int:
    """What was decided about in the tray: an entry of the ledger, or put aside with a reason that the audit has."""
    return int(sum(model.delete().where(model.settled_at < before).execute() for model in (Stray, Proposal)))


def _requests(before: datetime) -> int:
    gone = Inquiry.update(name="（到期）", telephone=None, about="（到期）").where(Inquiry.done < clock.in_china(before).date(), Inquiry.name != "（到期）")
    return int(gone.execute())


TERMS: dict[str, Callable[[datetime], int]] = {
    "keep_readings": _readings,
    "keep_contacts": _contacts,
    "keep_cares": _cares,
    "keep_drafts": _drafts,
    "keep_tray": _tray,
    "keep_requests": _requests,
}
