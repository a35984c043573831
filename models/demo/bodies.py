"""Leading bodies of each tier, 240 branches, property companies, owners' committees, and who sits in two of them."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from models.areas import Area, Compound, Mode
from models.demo import names
from models.demo.days import years_before
from models.demo.places import Body
from models.demo.rows import dice
from models.demo.streets import COMPANIES
from models.demo.world import Site, World
from models.organizations import Contract, Organization, Post

BRANCHES = 240
TERM = 5  # years: the longest for an owners' committee and the usual one for a branch
CROSSING = "委员（交叉任职）"


def found(world: World) -> None:
    """Every body of the district with its people; at least one person of each compound sits in two."""
    _leading(world)
    _branches(world)
    for site in world.sites:
        _of_site(world, site)
    companies = [_company(world, name) for name in COMPANIES.split()]
    for community in world.communities:
        _of_community(world, community, companies)


def _leading(world: World) -> None:
    for name in ("官渡区委", "官渡区委组织部", "官渡区住建局党组"):
        _organization(world, name, "core", world.district)
    _organization(world, "官渡区物业行业党委", "industry", world.district, since=date(2019, 1, 1))
    for street in world.streets.values():
        _organization(world, f"{street.name}党工委", "core", street)
    for community in world.communities:
        _seats(world, _organization(world, f"{community.name}党委", "core", community), ("书记", "副书记"))


def _branches(world: World) -> None:
    """Two or three in each community, so that with the named compounds' own there are 240."""
    own = sum(body.kind == "branch" for site in world.sites for body in site.place.bodies)
    more = BRANCHES - own - 2 * len(world.communities)
    larger = set(dice("branches").sample(range(len(world.communities)), more))
    for n, community in enumerate(world.communities):
        for number in "一二三"[: 2 + (n in larger)]:
            branch = _organization(world, f"{community.name}第{number}居民区党支部", "branch", community)
            _seats(world, branch, ("书记", "副书记", "组织委员", "宣传委员", "纪检委员"))
            world.branches[community.id].append(branch)


def _of_site(world: World, site: Site) -> None:
    compound, community = site.compound, site.compound.community
    areas = {"compound": (community, compound), "community": (community, None), "district": (world.district, None)}
    for body in site.place.bodies:
        area, of = areas[body.of]
        site.bodies[body.kind] = organization = _organization(world, body.name, body.kind, area, of)
        _seats(world, organization, _shared(body))
    branch = site.bodies.get("branch") or world.branches[community.id][0]
    if company := site.bodies.get("company"):
        _seat(world, branch, world.people[company.id][0], CROSSING)
        since = years_before(world.today, 1.6)
        world.rows.add(Contract, compound=compound, company=company, since=since, until=_after(since, 3))
    if committee := site.bodies.get("committee"):
        _seat(world, committee, world.people[branch.id][1], CROSSING)


def _shared(body: Body) -> tuple[str, ...]:
    """The duties of a body without the seat that a member of the branch takes: committees stay odd."""
    return body.duties[:-1] if body.kind == "committee" else body.duties


def _company(world: World, name: str) -> Any:
    company = _organization(world, f"{name}物业", "company", world.district, telephone=names.public_line(dice("company", name)))
    _seats(world, company, ("总经理", "品质主管"))
    return company


def _of_community(world: World, community: Area, companies: list[Any]) -> None:
    """Two companies serve a community's compounds; their area managers sit in its first branch."""
    chance = dice("companies", community.name)
    serving = chance.sample(companies, 2)
    branch = world.branches[community.id][0]
    for company in serving:
        _seats(world, company, (f"{community.name}片区经理",))
        _seat(world, branch, world.people[company.id][-1], CROSSING)
    for compound in world.others:
        if compound.community_id == community.id:
            _of_compound(world, chance, compound, branch, chance.choice(serving))


def _of_compound(world: World, chance: random.Random, compound: Compound, branch: Any, company: Any) -> None:
    if compound.mode != Mode.UNMANAGED:
        _contract(world, chance, compound, company)
    if compound.mode == Mode.UNMANAGED or compound.mode == Mode.COMMERCIAL and chance.random() < 0.7:
        committee = _organization(world, f"{compound.name}业主委员会", "committee", compound.community, compound)
        _seats(world, committee, ("主任", "副主任", *["委员"] * chance.choice((2, 2, 4))))
        _seat(world, committee, chance.choice(world.people[branch.id][1:5]), CROSSING)


def _contract(world: World, chance: random.Random, compound: Compound, company: Any) -> None:
    since = years_before(world.today, chance.uniform(0.2, 2.9))
    world.rows.add(Contract, compound=compound, company=company, since=since, until=_after(since, 3))


def _organization(world: World, name: str, kind: str, area: Area, compound: Compound | None = None, **values: Any) -> Any:
    return world.rows.add(Organization, name=name, kind=kind, area=area, compound=compound, **values)


def _seats(world: World, organization: Any, duties: tuple[str, ...]) -> None:
    """New people in an organization."""
    chance = dice("seats", organization.name, *duties)
    people = [names.person(chance, elder=chance.random() < 0.4) for _ in duties]
    for n, (person, duty) in enumerate(zip(people, duties, strict=True)):
        _seat(world, organization, person, duty, names.public_line(chance) if n == 0 else None)
    world.people.setdefault(organization.id, []).extend(people)


def _seat(world: World, organization: Any, person: str, duty: str, telephone: str | None = None) -> None:
    since = years_before(world.today, dice("term", organization.name).uniform(0.4, 4.4))  # one term for the whole body
    until = _after(since, TERM) if organization.kind in ("branch", "committee") else None
    world.rows.add(Post, organization=organization, person=person, duty=duty, telephone=telephone, since=since, until=until)


def _after(day: date, years: int) -> date:
    return years_before(day, -years)
