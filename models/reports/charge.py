"""Who is in charge of one compound: the three bodies, their people, the grid workers, the tiers above, the stations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from peewee import JOIN, Case

from models.areas import Area, Compound
from models.grids import Grid
from models.organizations import Contract, Organization, Post
from models.people import in_two
from models.stations import Station
from models.users import User

THREE = ("branch", "company", "committee")
TITLES = {"branch": "居民区党支部", "company": "物业企业", "committee": "业委会"}
HEADS = ("书记", "主任", "经理", "负责人")

LABEL = 6  # characters that fit before a name


@dataclass
class Body:
    """One of the three bodies as it stood on a day. `name` is empty when none is registered."""

    kind: str
    name: str = ""
    sitting: list[Post] = field(default_factory=list)
    ends: date | None = None

    @property
    def title(self) -> str:
        """What residents call it."""
        return TITLES[self.kind]

    @property
    def head(self) -> Post | None:
        """Who leads it: a secretary, director or manager, else whoever was named first."""
        heads = [post for post in self.sitting if "副" not in post.duty and any(word in post.duty for word in HEADS)]
        return next(iter(heads or self.sitting), None)

    def days_left(self, day: date) -> int | None:
        """Days until the term or contract ends, below 0 once it is over; None when no end is known."""
        return (self.ends - day).days if self.ends else None


@dataclass(frozen=True)
class Walker:
    """A grid worker with the telephone that is posted publicly, and the grids walked."""

    name: str
    telephone: str
    grids: str

    @property
    def label(self) -> str:
        """桂花院网格: a short name of the place walked, empty when it is too long to stand before a name."""
        label = self.grids.removesuffix("网格") + "网格"
        return label if len(label) <= LABEL else ""


@dataclass
class Charge:
    """Everyone in charge on one day."""

    day: date
    bodies: dict[str, Body]
    walkers: list[Walker]
    tiers: list[str]

    @property
    def trinity(self) -> bool:
        """三位一体: whether branch, company and committee are all there."""
        return all(self.bodies[kind].name for kind in THREE)

    @property
    def crossing(self) -> int:
        """交叉任职: how many people sit in two or three of the three bodies."""
        return len(in_two(post for body in self.bodies.values() for post in body.sitting))


def charge(compound: Compound, chain: list[Area], day: date) -> Charge:
    """The bodies of the compound, else those of its community, with the posts that hold on `day`; `chain` is the areas from the top."""
    bodies = {kind: Body(kind) for kind in THREE}
    contract = _contract(compound, day)
    found = _organizations(compound, chain)
    chosen = {org.kind: org for org in reversed([org for org in found if org.kind in THREE])}
    if contract:
        chosen["company"] = contract.company
    posts = _posts([org.id for org in chosen.values()], day)
    for kind, org in chosen.items():
        body = bodies[kind]
        body.name = org.name
        body.sitting = [post for post in posts if post.organization_id == org.id and (post.until is None or post.until >= day)]
    bodies["company"].ends = contract.until if contract else None
    if "committee" in chosen:
        bodies["committee"].ends = _term(bodies["committee"].sitting or [post for post in posts if post.organization_id == chosen["committee"].id])
    return Charge(day, bodies, _walkers(compound), [org.name for org in found if org.kind == "core"])


def stations(compound: Compound) -> list[Station]:
    """The compound's own service stations, then those of its community."""
    rows = Station.select().where((Station.compound == compound.id) | (Station.compound.is_null() & (Station.area == compound.community_id)))
    return list(rows.order_by(Station.compound.is_null(), Station.id))


def _organizations(compound: Compound, chain: list[Area]) -> list[Organization]:
    """Bodies of the compound first, then the community's; the leading body of each tier from the top."""
    own = (Organization.compound == compound.id) | (Organization.compound.is_null() & (Organization.area == compound.community_id))
    leading = (Organization.kind == "core") & Organization.area.in_([area.id for area in chain])
    depth = Case(Organization.area, [(area.id, place) for place, area in enumerate(chain)], len(chain))
    rows = Organization.select().where((own & Organization.kind.in_(THREE)) | leading)
    return list(rows.order_by(Organization.compound.is_null(), depth, Organization.id))


def _contract(compound: Compound, day: date) -> Contract | None:
    rows = Contract.select(Contract, Organization).join(Organization).where(Contract.compound == compound.id, Contract.holds_on(day))
    return rows.order_by(Contract.since.desc(nulls="last"), Contract.id.desc()).first()


def _posts(organizations: list[int], day: date) -> list[Post]:
    """Posts taken up by `day`, ended ones included."""
    taken_up = Post.since.is_null() | (Post.since <= day)
    return list(Post.select().where(Post.organization.in_(organizations), taken_up).order_by(Post.id))


def _term(posts: list[Post]) -> date | None:
    """When the term of a committee's posts ends: the last of their ends."""
    return max((post.until for post in posts if post.until), default=None)


def _walkers(compound: Compound) -> list[Walker]:
    """Grid workers in the order of their first grid; a grid without one stands for itself."""
    rows = Grid.select(Grid, User).join(User, JOIN.LEFT_OUTER, on=(Grid.worker == User.id), attr="walker").where(Grid.compound == compound.id)
    found: dict[tuple[str, str], list[str]] = {}
    for grid in rows.order_by(Grid.name):
        found.setdefault((grid.walker.name if grid.worker_id else "", grid.telephone or ""), []).append(grid.name)
    return [Walker(name, telephone, "、".join(grids)) for (name, telephone), grids in found.items()]
