"""Who stands for each courtyard, and what was promised there."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from models.demo import names
from models.demo.days import years_before
from models.demo.rows import dice
from models.demo.world import Site, World
from models.rosters import SLOTS, Place, Pledge

PLEDGES = (  # invented, as the people are
    *("每周巡一遍院子", "楼道灯坏了三天内修好", "每月上门听一次意见", "居民群里有问必答", "下雨先看地下车库", "独居老人每周打一次电话"),
    *("垃圾桶边每周值守一次", "收费明细每月公示", "消防通道每天看一遍"),
)
VOLUNTARY = ("steward", "pioneer")  # kinds whose places the team's own members hold


def post(world: World) -> None:
    """The places of every team that has some; one in fourteen is vacant."""
    for site in world.sites:
        for team, people in site.teams.values():
            if team.kind in SLOTS:
                _team(world, site, team, people)


def _team(world: World, site: Site, team: Any, people: list[Any]) -> None:
    chance = dice("places", team.name)
    members = chance.sample(people, len(site.grids))
    for grid, member in zip(site.grids, members, strict=True):
        for slot in SLOTS[team.kind]:
            person = member.name if team.kind in VOLUNTARY else names.person(chance)
            if chance.random() > 1 / 14:
                _place(world, chance, team=team, grid=grid, slot=slot, person=person)


def _place(world: World, chance: random.Random, **values: Any) -> None:
    since = years_before(world.today, chance.uniform(0.4, 1.9))
    place = world.rows.add(Place, since=since, public=chance.random() < 0.85, **values)
    for text in chance.sample(PLEDGES, chance.randint(1, 2)):
        day = world.today - timedelta(days=chance.randint(20, 140))
        state = chance.choices(("kept", "open", "broken"), (70, 24, 6))[0]
        judged = None if state == "open" else min(world.today, day + timedelta(days=chance.randint(15, 60)))
        world.rows.add(Pledge, place=place, text=text, day=day, state=state, judged=judged)
