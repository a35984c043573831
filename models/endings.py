"""What ends soon: terms of posts and contracts of property companies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from peewee import JOIN

from models import clock
from models.areas import Area, Compound
from models.committees import SOON
from models.organizations import Contract, Organization, Post

if TYPE_CHECKING:
    from models.users import User


class Ending(NamedTuple):
    """One thing that ends on a day: where it is looked at, what it is, whose, and of which compound or area."""

    until: date
    noun: str
    key: int
    what: str
    who: str
    where: str

    @property
    def days(self) -> int:
        """Days left."""
        return (self.until - clock.today()).days


def endings(user: User, compound: Compound | None = None, within: timedelta = SOON) -> list[Ending]:
    """What the user sees of that which ends within 90 days, the first first; of one compound: its own, its company's contract, its community's."""
    soon = (clock.today(), clock.today() + within)
    found = [_of_contract(contract) for contract in _contracts(user, compound).where(Contract.until.between(*soon))]
    if user.role in Post.readers:
        found += [_of_post(post) for post in _posts(user, compound).where(Post.until.between(*soon))]
    return sorted(found)


def _contracts(user: User, compound: Compound | None) -> Any:
    rows = Contract.visible_to(user)
    return rows.where(Contract.compound == compound.id) if compound else rows


def _posts(user: User, compound: Compound | None) -> Any:
    """The posts with their bodies and the places of these."""
    rows = Post.select(Post, Organization, Area, Compound).join(Organization).join(Area).switch(Organization)
    rows = rows.join(Compound, JOIN.LEFT_OUTER, on=Organization.compound == Compound.id, attr="compound")
    rows = rows.where(Post.id.in_(Post.visible_to(user).select(Post.id)))
    own = (Organization.compound == compound.id) | (Organization.compound.is_null() & (Organization.area == compound.community_id)) if compound else None
    return rows if own is None else rows.where(own)


def _of_post(post: Any) -> Ending:
    body = post.organization
    return Ending(post.until, "posts", post.id, f"{body}{post.duty}任期", post.person, str(body.compound if body.compound_id else body.area))


def _of_contract(contract: Any) -> Ending:
    return Ending(contract.until, "contracts", contract.id, "物业合同", str(contract.company), str(contract.compound))
