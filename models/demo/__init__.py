"""The demonstration district: Guandu at the figures of the source, with an invented population and a year of ledgers."""

from __future__ import annotations

from models import clock
from models.areas import Area
from models.database import db
from models.demo import (
    bodies,
    bulletins,
    calendars,
    concerns,
    departments,
    doors,
    governance,
    kinds,
    ledgers,
    marks,
    meetings,
    merits,
    offers,
    oversight,
    people,
    seats,
    shifts,
    shop,
    teams,
    territory,
    walks,
    works,
    yards,
)
from models.demo.people import PASSWORD, Login, log_ins
from models.demo.rows import Rows
from models.demo.world import World

PARTS = (
    *(kinds.install, territory.lay, bodies.found, departments.found, people.employ, doors.number, teams.equip, walks.walk, ledgers.write),
    *(offers.lay_out, concerns.collect, marks.answer, bulletins.write, oversight.oversee),
    *(seats.count, merits.note, shifts.call),
    *(yards.post, calendars.fill, shop.trade, works.improve),
    *(governance.lay_out, meetings.hold),
)
__all__ = ["PASSWORD", "Login", "NotEmpty", "build", "log_ins"]


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
        for part in PARTS:
            part(world)
        world.rows.write()
    return log_ins()
