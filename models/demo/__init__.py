"""The demonstration district: Guandu at the figures of the source, with an invented population and a year of ledgers."""

from __future__ import annotations

from models import clock
from models.areas import Area
from models.database import db
from models.demo import bodies, doors, kinds, ledgers, people, teams, territory, walks
from models.demo.people import PASSWORD, Login
from models.demo.rows import Rows
from models.demo.world import World

__all__ = ["PASSWORD", "Login", "NotEmpty", "build"]


class NotEmpty(RuntimeError):
    """The database holds a district already: invented people never stand beside real ones."""


def build(small: bool = False) -> list[Login]:
    """Build the district in one transaction, the same on every run of a day; gives a log-in for each role.

    With `small` everything is there, but with few doors and a short history. Raises NotEmpty when there are areas already.
    """
    with db.atomic():
        if Area.select().exists():
            raise NotEmpty("这个库里已经有区域，演示数据只能放进空库")
        world = World(Rows(), clock.today(), small)
        logins = _fill(world)
        world.rows.write()
    return logins


def _fill(world: World) -> list[Login]:
    world.kinds, world.frequencies = kinds.kinds(world.rows), kinds.frequencies(world.rows)
    kinds.topics(world.rows)
    territory.lay(world)
    bodies.found(world)
    logins = people.employ(world)
    doors.number(world)
    teams.equip(world)
    walks.walk(world)
    ledgers.write(world)
    return logins
