"""The district, its ten streets, 99 communities and 806 compounds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import product

from models.areas import Area, Compound, Level, Mode
from models.demo import names
from models.demo.places import Place
from models.demo.rows import dice
from models.demo.streets import COMMERCIAL, COMMERCIAL_ENDS, STREETS, SUBSIDISED_ENDS, UNMANAGED_ENDS
from models.demo.world import PLACES, Site, World

COMPOUNDS = 806
PILOT = date(2018, 9, 1)  # the source names the month
OLD_STREETS = ("太和街道", "吴井街道", "金马街道", "关上街道")
PILOT_STREETS = ("太和街道", "金马街道")
SIZES = {Mode.COMMERCIAL: (240, 1500), Mode.UNMANAGED: (40, 420), Mode.SUBSIDISED: (300, 1800)}
BUILT = {Mode.COMMERCIAL: (1999, 2021), Mode.UNMANAGED: (1979, 1999), Mode.SUBSIDISED: (2009, 2020)}


def lay(world: World) -> None:
    """Areas from the top down, then the named compounds, then as many others as make 806."""
    world.district = _area(world, "官渡区", Level.DISTRICT, None)
    for street, stems in STREETS.items():
        above = world.streets[street] = _area(world, street, Level.STREET, world.district)
        world.communities += [_area(world, f"{stem}社区", Level.COMMUNITY, above) for stem in stems.split()]
    by_name = {community.name: community for community in world.communities}
    world.sites = [Site(place, _named(world, place, by_name[place.community])) for place in PLACES]
    _others(world)
    _mark_pilots_and_projects(world)


def _area(world: World, name: str, level: Level, parent: Area | None) -> Area:
    area = world.rows.add(Area, name=name, level=level, parent=parent, demonstration_data=parent is None)
    area.path = f"{parent.path if parent else '/'}{area.id}/"
    return area


def _named(world: World, place: Place, community: Area) -> Compound:
    chance = dice("compound", place.name)
    lines = {"telephone": names.public_line(chance), "supervision": names.public_line(chance)}
    values = {"mode": place.mode, "built": place.built, "doors": door_count(world, place), "pilot_since": PILOT if place.pilot else None}
    return world.rows.add(Compound, name=place.name, community=community, demonstration=place.level, **values, **lines)


def door_count(world: World, place: Place) -> int:
    """How many doors the compound has in this variant."""
    return place.doors.count // 10 if world.small else place.doors.count


def _others(world: World) -> None:
    chance = dice("compounds")
    count, communities = COMPOUNDS - len(PLACES), len(world.communities)
    fresh = _commercial_names(chance)
    for n, community in enumerate(world.communities):
        used: set[str] = set()
        for _ in range(count // communities + (n < count % communities)):
            mode = _mode(chance, community.parent.name)
            name = next(fresh) if mode == Mode.COMMERCIAL else _plain_name(chance, community, mode, used)
            world.others.append(_other(world, chance, name, community, mode))


def _other(world: World, chance: random.Random, name: str, community: Area, mode: Mode) -> Compound:
    lines = {"telephone": names.public_line(chance), "supervision": names.public_line(chance)}
    values = {"built": chance.randint(*BUILT[mode]), "doors": chance.randint(*SIZES[mode])}
    return world.rows.add(Compound, name=name, community=community, mode=mode, **values, **lines)


def _mode(chance: random.Random, street: str) -> Mode:
    weights = (44, 49, 7) if street in OLD_STREETS else (68, 22, 10)
    return chance.choices([Mode.COMMERCIAL, Mode.UNMANAGED, Mode.SUBSIDISED], weights)[0]


def _commercial_names(chance: random.Random) -> Iterator[str]:
    pairs = ["".join(pair) for pair in product(COMMERCIAL.split(), COMMERCIAL_ENDS.split())]
    chance.shuffle(pairs)
    yield from pairs
    yield from (f"{pair}二期" for pair in pairs)


def _plain_name(chance: random.Random, community: Area, mode: Mode, used: set[str]) -> str:
    ends = UNMANAGED_ENDS if mode == Mode.UNMANAGED else SUBSIDISED_ENDS
    free = [name for end in ends.split() if (name := community.name.removesuffix("社区") + end) not in used]
    used.add(name := chance.choice(free))
    return name


def _mark_pilots_and_projects(world: World) -> None:
    """Three more pilots in each pilot street; a district project in each street and one more in each pilot street."""
    for street in STREETS:
        here = [compound for compound in world.others if compound.community.parent.name == street]
        old = [compound for compound in here if compound.mode == Mode.UNMANAGED][:3] if street in PILOT_STREETS else []
        for compound in old:
            compound.pilot_since = PILOT
        for compound in [next(c for c in here if c.mode == Mode.COMMERCIAL), *old[:1]]:
            compound.demonstration = "district"
