"""曙光爱心超市: points given month by month, goods taken for them week by week, and what has expired."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from models.demo.days import moment, past, scattered
from models.demo.named_old import SHUGUANG
from models.demo.rows import dice
from models.demo.world import World
from models.goods import Good
from models.points import Posting, Transfer
from models.stations import Station

SHOP = "曙光爱心超市"
GOODS = (("肥皂", 5), ("抽纸", 6), ("毛巾", 8), ("洗衣粉", 12), ("大米五斤", 30), ("菜油一桶", 45))
REASONS = ("院坝巡查", "食堂帮厨", "便民维修", "看望老人")
STOCK = (12, 60)
A_MONTH = 26  # redemptions
EXPIRY = 300  # days after which points that were not spent are taken back


def trade(world: World) -> None:
    """In the order of days, so that nobody spends what was not given yet."""
    site, chance = world.site(SHUGUANG), dice("shop")
    station = next(row for row in world.rows.of(Station) if row.name == SHOP)
    goods = [world.rows.add(Good, station=station, name=name, points=points, stock=chance.randint(*STOCK)) for name, points in GOODS]
    people = [person for _, members in site.teams.values() for person in members]
    held, spent, old = defaultdict[int, int](int), defaultdict[int, int](int), defaultdict[int, int](int)
    for day, points, person in _gifts(world, chance, people):
        old[person.id] += points if (world.today - day).days > EXPIRY else 0
        held[person.id] += points
        _move(world, "issue", person, day, points, what=chance.choice(REASONS))
        wanted = [good for good in goods if good.points <= held[person.id]]
        if wanted and chance.random() < 0.75 and past(later := day + timedelta(days=chance.randint(1, 20)), world.today):
            good = chance.choice(wanted)
            quantity = 1 + (chance.random() < 0.3 and 2 * good.points <= held[person.id])
            held[person.id] -= good.points * quantity
            spent[person.id] += good.points * quantity
            _move(world, "redeem", person, later, good.points * quantity, good=good, quantity=int(quantity))
    for person in people:
        if (left := old[person.id] - spent[person.id]) > 0:
            _move(world, "expire", person, world.today - timedelta(days=6), left, what=f"{world.today - timedelta(days=EXPIRY)} 以前发的")


def _gifts(world: World, chance: random.Random, people: list[Any]) -> list[tuple[date, int, Any]]:
    days = sorted(scattered(chance, A_MONTH / (5 if world.small else 1), world.today))
    return [(day, chance.choice((6, 8, 10, 12, 15, 20)), chance.choice(people)) for day in days]


def _move(world: World, kind: str, person: Any, day: date, points: int, **values: Any) -> None:
    who = {"recorder": world.officers[person.community_id], "recorded_at": moment(day, 17, 20)}
    row = world.rows.add(Transfer, kind=kind, volunteer=person, day=day, points=points, **values, **who)
    given = points if kind == "issue" else -points
    sides = ((person.id, given), (None, -given))
    for owner, amount in sides:
        key = uuid5(row.id, "volunteer" if owner else "community")
        world.rows.add_settled(Posting, id=key, transfer=row.id, community=row.community_id, volunteer=owner, points=amount)
