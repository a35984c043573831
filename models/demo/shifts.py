"""Calls for volunteers of the named compounds' teams: the coming Saturday, with some signed up, and the last one."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from models import clock
from models.demo.rows import dice
from models.demo.world import World
from models.shifts import Shift, SignUp


def call(world: World) -> None:
    """One shift to come and one that is over, for the first team of each site."""
    saturday = world.today + timedelta(days=(5 - world.today.weekday()) % 7 or 7)
    for site in world.sites:
        team, people = next(iter(site.teams.values()), (None, []))
        if team is None:
            continue
        chance = dice("shifts", team.name)
        for day in (saturday, saturday - timedelta(days=7)):
            needed = chance.randint(4, 8)
            secret = {"token": f"{chance.randrange(16**12):012x}", "code": f"{chance.randrange(10**4):04}"}
            values = {"purpose": "清扫楼道", "day": day, "starts": time(9), "minutes": 120, "needed": needed, "place": f"{site.compound.name}东门"}
            shift = world.rows.add(Shift, team=team, **values, **secret)
            for person in chance.sample(people, min(len(people), max(1, needed - chance.randint(0, 3)))):
                _sign_up(world, chance, shift, person, came=day < world.today)


def _sign_up(world: World, chance: Any, shift: Any, person: Any, came: bool) -> None:
    begins = clock.stored(datetime.combine(shift.day, shift.starts))
    times = {"came_at": begins - timedelta(minutes=chance.randint(0, 15)), "left_at": begins + timedelta(minutes=chance.choice((90, 120, 125)))} if came else {}
    world.rows.add(SignUp, shift=shift, volunteer=person, name=person.name, telephone=person.telephone, **times)
