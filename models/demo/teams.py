"""Programmes, stations, teams with their volunteers, stewards and their households."""

from __future__ import annotations

import random
from typing import Any

from models.areas import Area, Compound
from models.demo import names
from models.demo.days import years_before
from models.demo.kinds import counting
from models.demo.places import Troop
from models.demo.rows import dice
from models.demo.world import Site, World
from models.pairings import Pairing
from models.programmes import Programme
from models.stations import Station
from models.volunteers import Membership, Team, Volunteer

OF_THE_DISTRICT = {  # texts say no more than the source
    "党建联建": "健全物业企业参与社会治理党建联建机制。",
    "双向进入、交叉任职": "居民区党组织、物业企业、业主委员会三位一体共建。",
    "物业管理联席会议": "推进全区物业管理议事决策规范化、制度化、科学化。",
    "垃圾分类宣讲": "“春城党建新力量”进行垃圾分类知识宣讲。",
}
CENTRES = 11
PER_STEWARD = 10


def equip(world: World) -> None:
    """Institutions and stations first, then the people."""
    general = {name: world.rows.add(Programme, name=name, text=text, **counting(name)) for name, text in OF_THE_DISTRICT.items()}
    for site in world.sites:
        _programmes(world, site, general)
    _stations(world)
    for site in world.sites:
        _teams(world, site)
        _pair(world, site)
    for community in world.communities:
        chance = dice("volunteers", community.name)
        team = world.rows.add(Team, name=f"{community.name}志愿服务队", community=community)
        world.teams[community.id] = team, _volunteers(world, chance, team, chance.randint(10, 16))


def _programmes(world: World, site: Site, general: dict[str, Any]) -> None:
    compound, community = site.compound, site.compound.community
    shared = world.shared.setdefault(community.id, {})
    for name, text in site.place.shared:
        shared[name] = world.rows.add(Programme, name=name, text=text, community=community, **counting(name))
    own = {
        name: world.rows.add(Programme, name=name, text=text, community=community, compound=compound, **counting(name)) for name, text in site.place.programmes
    }
    site.programmes = general | shared | own


def _stations(world: World) -> None:
    line = names.public_line(dice("industry centre"))
    hours = "周一至周五 9:00–17:00"
    world.rows.add(
        Station, name="官渡区物业行业党群服务中心", kind="industry_centre", area=world.district, hours=hours, services="党建指导、培训、咨询", telephone=line
    )
    for site in world.sites:
        for house in site.place.houses:
            compound = site.compound if house.of == "compound" else None
            _station(world, house.name, house.kind, site.compound.community, compound, house.services, house.hours)
    built = sum(house.kind == "centre" for site in world.sites for house in site.place.houses)
    for compound in [c for c in world.others if c.demonstration != "none"][: CENTRES - built]:
        _station(world, f"{compound.name}物业党群服务中心", "centre", compound.community, compound, "党员报到、物业咨询", "周一至周六 9:00–17:30")


def _station(world: World, name: str, kind: str, area: Area, compound: Compound | None, services: str, hours: str) -> None:
    line = names.public_line(dice("station", name))
    world.rows.add(Station, name=name, kind=kind, area=area, compound=compound, services=services, hours=hours, telephone=line)


def _teams(world: World, site: Site) -> None:
    for troop in site.place.troops:
        chance = dice("team", troop.name)
        programme = site.programmes.get(troop.programme)
        values = {"kind": troop.kind, "community": site.compound.community, "compound": site.compound, "leader": site.leader, "programme": programme}
        team = world.rows.add(Team, name=troop.name, **values)
        site.teams[troop.name] = team, _volunteers(world, chance, team, _strength(world, troop))


def _strength(world: World, troop: Troop) -> int:
    return min(troop.members, 14) if world.small else troop.members


def _volunteers(world: World, chance: random.Random, team: Any, count: int) -> list[Any]:
    people = [_volunteer(world, chance, team.community) for _ in range(count)]
    for person in people:
        world.rows.add(Membership, team=team, volunteer=person, since=years_before(world.today, chance.uniform(1.05, 4)))
    return people


def _volunteer(world: World, chance: random.Random, community: Area) -> Any:
    birth = chance.randint(1948, 2003)
    number = f"GD{len(world.rows.of(Volunteer)) + 1:06d}"
    values = {"telephone": names.mobile(chance), "number": number, "birth_year": birth, "publishes_name": chance.random() < 0.4}
    return world.rows.add(Volunteer, name=names.person(chance, elder=birth < 1970), community=community, **values)


def _pair(world: World, site: Site) -> None:
    """Each steward with ten households in a row; vacant ones and a few others have none."""
    if not site.place.steward_team:
        return
    chance = dice("pairing", site.place.name)
    stewards = site.teams[site.place.steward_team][1]
    wanted = round(len(site.doors) * site.place.steward_share)
    lived_in = [n for n, door in enumerate(site.doors) if door.tenure != "vacant"]
    chosen = sorted(chance.sample(lived_in, min(wanted, len(lived_in))))
    for place, n in enumerate(chosen):
        steward = stewards[min(place // PER_STEWARD, len(stewards) - 1)]
        world.rows.add(Pairing, household=site.doors[n], steward=steward, since=years_before(world.today, chance.uniform(0.2, 1.5)))
