"""What is on at the stations week by week, a year back and five weeks ahead; rooms of the square; meals and their price."""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from models.activities import Activity
from models.bookings import Booking
from models.demo.days import YEAR, happened, moment
from models.demo.named_old import HALL
from models.demo.rows import dice
from models.demo.world import World
from models.stations import Station


class Weekly(NamedTuple):
    """A service on a weekday (0 is Monday) every so many weeks, and how many come."""

    what: str
    weekday: int
    starts: int
    ends: int
    every: int
    people: tuple[int, int]
    host: str = ""


CALENDAR = {
    "业主党群活动驿站": (
        *(Weekly("医疗", 5, 9, 11, 2, (20, 45), "社区医院"), Weekly("法律援助", 2, 19, 21, 4, (4, 10), "律师")),
        *(Weekly("书法", 6, 9, 11, 1, (8, 18)), Weekly("绘画", 6, 14, 16, 1, (8, 16))),
    ),
    "小区业主党群活动驿站": (
        *(Weekly("社区医疗", 3, 9, 11, 1, (15, 30), "家庭医生"), Weekly("法律援助", 1, 19, 21, 2, (3, 9), "律师")),
        *(Weekly("书法", 5, 9, 11, 1, (8, 16)), Weekly("绘画", 5, 14, 16, 1, (6, 14))),
    ),
    "世纪城物业党群服务中心": (Weekly("意见收集", 2, 18, 20, 1, (3, 12)), Weekly("党员咨询", 5, 9, 11, 2, (2, 8))),
    "红色物业党群活动服务驿站": (
        *(Weekly("医疗健康", 1, 9, 11, 1, (15, 35), "社区医院"), Weekly("社会事务", 4, 14, 17, 1, (5, 15))),
        Weekly("党群活动", 6, 9, 11, 2, (10, 25)),
    ),
    "社区为民服务站": (Weekly("社会事务", 2, 14, 17, 1, (6, 18)),),
    "院落议事亭": (Weekly("院落议事", 5, 19, 21, 2, (12, 25)), Weekly("“三三”联席会议", 3, 15, 17, 4, (8, 14))),
    HALL: (Weekly("居家养老", 1, 9, 11, 1, (12, 28)), Weekly("党群活动", 5, 15, 17, 1, (15, 40)), Weekly("医疗", 3, 9, 11, 2, (18, 40), "社区医院")),
    "协商民主室": (Weekly("协商议事", 2, 19, 21, 1, (8, 18)), Weekly("矛盾调处", 3, 14, 16, 1, (2, 6)), Weekly("租户恳谈", 5, 9, 11, 2, (8, 20))),
    "党员活动室": (Weekly("党课", 4, 19, 21, 2, (12, 26)), Weekly("租户党小组会", 1, 19, 21, 2, (6, 12)), Weekly("读书会", 6, 14, 16, 1, (6, 14))),
}
ROOMS = ("协商民主室", "党员活动室")  # of the square
PRICES = {"3块3伙食团午餐": 330, "爱心食堂午餐": 800, "幸福邻里爱心食堂": 1000}  # fen a meal; the source gives the first alone
AHEAD, SHORT = 35, 70  # days


def fill(world: World) -> None:
    """Rooms in their place, then the bookings, then the meals of the canteens."""
    stations = {row.name: row for row in world.rows.of(Station) if row.name in CALENDAR}
    for name in ROOMS:
        stations[name].within = stations[HALL]
    for name, weeklies in CALENDAR.items():
        for weekly in weeklies:
            _book(world, stations[name], weekly, dice("booking", name, weekly.what))
    for activity in world.rows.of(Activity):
        if activity.name in PRICES:
            activity.meals, activity.price = activity.headcount, PRICES[activity.name]


def _book(world: World, station: Any, weekly: Weekly, chance: random.Random) -> None:
    day = world.today + timedelta(days=AHEAD)
    day -= timedelta(days=(day.weekday() - weekly.weekday) % 7)
    first = world.today - timedelta(days=SHORT if world.small else YEAR)
    while day > first:
        came = chance.randint(*weekly.people)
        if day >= world.today or happened(chance, day, world.today):
            _enter(world, station, weekly, day, came if day < world.today else None)
        day -= timedelta(weeks=weekly.every)


def _enter(world: World, station: Any, weekly: Weekly, day: date, came: int | None) -> None:
    written = moment(min(day, world.today) - timedelta(days=7), 10)
    who = {"recorder": world.officers[station.area.id], "recorded_at": written}
    times = {"starts": time(weekly.starts), "ends": time(weekly.ends)}
    world.rows.add(Booking, station=station, what=weekly.what, day=day, host=weekly.host or None, headcount=came, **times, **who)
