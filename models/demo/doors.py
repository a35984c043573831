"""Grids and doors: every door of a named compound, a handful of each other one; and who needs a closer eye."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

from models.areas import Compound, Mode
from models.demo import names
from models.demo.days import YEAR, years_before
from models.demo.places import Doors
from models.demo.rows import dice
from models.demo.world import Site, World
from models.grids import Grid
from models.households import Care, Household

CARE_EVERY, CARE_EVERY_SMALL = 28, 12  # one door with a care tag in so many
CARE_KINDS = {  # of a hundred doors with a care tag
    "独居老人": 34,
    "空巢老人": 18,
    "残疾人": 14,
    "困难家庭": 10,
    "失能老人": 6,
    "留守老人": 4,
    "计生特殊家庭": 3,
    "留守儿童": 4,
    "困境儿童": 3,
    "高风险": 2,
    "严重精神障碍随访": 2,
}
TENURES = {  # owner, tenant, vacant, unknown
    Mode.COMMERCIAL: (76, 17, 5, 2),
    Mode.UNMANAGED: (58, 36, 4, 2),
    Mode.SUBSIDISED: (0, 95, 4, 1),
}
SMALL = Doors(0, 4, 2, 6, 2, ("一号网格",))


def number(world: World) -> None:
    """The register of every compound."""
    for site in world.sites:
        _of_site(world, site)
    for compound in world.others:
        chance = dice("doors", compound.name, compound.id)
        grid = _grid(world, compound, "一号网格", world.workers[compound.community_id], chance)
        for where in _sample(chance, 2 if world.small else chance.randint(8, 20)):
            _door(world, chance, grid, where, cared=chance.random() < 1 / CARE_EVERY)


def _of_site(world: World, site: Site) -> None:
    plan, compound = site.place.doors, site.compound
    chance = dice("doors", compound.name)
    named = zip(plan.grids, site.workers, strict=True)
    site.grids = [_grid(world, compound, name, worker, chance, plan.top_down) for name, worker in named]
    every = CARE_EVERY_SMALL if world.small else CARE_EVERY
    chosen = {start + chance.randrange(every) for start in range(0, compound.doors, every)}
    for n, where in enumerate(_addresses(plan, compound.doors)):
        grid = site.grids[n * len(site.grids) // compound.doors]
        site.doors.append(_door(world, chance, grid, where, cared=n in chosen))


def _grid(world: World, compound: Compound, name: str, worker: Any, chance: random.Random, top_down: bool = True) -> Any:
    return world.rows.add(Grid, name=name, compound=compound, worker=worker, telephone=names.public_line(chance), top_down=top_down)


def _addresses(plan: Doors, count: int) -> Iterator[tuple[str, str, int, str]]:
    """(building, unit, floor, room) of the first `count` doors; a small count leaves out the upper floors."""
    floors = min(plan.floors, -(-count // (plan.buildings * plan.units * plan.flats)))
    every = product(range(1, plan.buildings + 1), range(1, plan.units + 1), range(1, floors + 1), range(1, plan.flats + 1))
    for _, (building, unit, floor, flat) in zip(range(count), every, strict=False):
        yield str(building), str(unit) if plan.units > 1 else "", floor, f"{floor}{flat:02d}"


def _sample(chance: random.Random, count: int) -> list[tuple[str, str, int, str]]:
    whole = SMALL.buildings * SMALL.units * SMALL.floors * SMALL.flats
    every = list(_addresses(SMALL, whole))
    return [every[n] for n in sorted(chance.sample(range(whole), count))]


def _door(world: World, chance: random.Random, grid: Any, where: tuple[str, str, int, str], cared: bool) -> Any:
    building, unit, floor, room = where
    tenure = chance.choices(("owner", "tenant", "vacant", "unknown"), TENURES[grid.compound.mode])[0]
    tenure = "tenant" if cared and tenure == "vacant" else tenure
    lived_in = tenure != "vacant"
    household = world.rows.add(
        Household,
        **{"compound": grid.compound, "grid": grid, "building": building, "unit": unit, "floor": floor, "room": room, "tenure": tenure},
        contact=names.person(chance, elder=cared or chance.random() < 0.25) if lived_in else None,
        telephone=names.mobile(chance) if lived_in and chance.random() < 0.85 else None,
        since=years_before(world.today, chance.uniform(1.2, 5)),
    )
    if cared:
        _tag(world, chance, household)
    return household


def _tag(world: World, chance: random.Random, household: Any) -> None:
    """One care tag, or two for one door in six."""
    chosen = chance.choices(list(CARE_KINDS), list(CARE_KINDS.values()), k=1 + (chance.random() < 0.16))
    since = world.today - timedelta(days=chance.randint(YEAR + 30, 3 * YEAR))
    world.cares[household.id] = [world.frequencies[name] for name in dict.fromkeys(chosen)]
    for kind in world.cares[household.id]:
        basis = "监护人同意" if kind.minors else chance.choice(("本人同意", "本人同意", "家属同意"))
        world.rows.add(Care, household=household, kind=kind, since=max(since, household.since), basis=basis)
