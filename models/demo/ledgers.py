"""A year of activities, and of volunteer hours on weekly sheets."""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from typing import Any

from models.activities import Activity
from models.areas import Area
from models.demo.days import YEAR, closing, happened, moment, months, past, scattered, typed
from models.demo.places import Happening, Troop
from models.demo.rows import dice
from models.demo.world import Site, World
from models.hours import ServiceHours, Sheet
from models.locks import Lock

LIGHT_KINDS = ("邻里节", "义诊", "垃圾分类宣讲", "儿童课堂", "书画课", "便民维修", "法律援助", "志愿服务", "防疫服务", "跳蚤市集")
LIGHT_PURPOSES = ("清扫楼道", "看望独居老人", "垃圾分类值守", "夜间巡逻", "帮邻居搬东西")


def write(world: World) -> None:
    """The activities and the sheets of every compound, and what is closed of them."""
    for site in world.sites:
        for happening in site.place.happenings:
            _happen(world, site, happening)
        for troop in site.place.troops:
            _serve(world, site, troop)
    for compound in world.others:
        _light(world, compound, dice("ledgers", compound.id))
    for community in world.communities:
        _close(world, community)


def _happen(world: World, site: Site, plan: Happening) -> None:
    """So many a month, fewer in February; a team's hours come with its activity."""
    chance = dice("happening", site.place.name, plan.name)
    for day in scattered(chance, plan.monthly, world.today):
        values = {"starts": time(plan.starts, chance.choice((0, 0, 30))), "minutes": plan.minutes, "place": plan.where, "host": _host(site)}
        people, programme = chance.randint(*plan.people), site.programmes.get(plan.programme)
        team = site.teams.get(plan.team)
        activity = _activity(world, chance, site.compound, day, plan, headcount=people, programme=programme, team=team and team[0], **values)
        if team:
            helpers = chance.sample(team[1], min(len(team[1]), chance.randint(4, 9)))
            _sheet(world, chance, team[0], day, plan.name, plan.minutes, helpers, programme=programme, activity=activity)


def _host(site: Site) -> str:
    company = site.bodies.get("company")
    return company.name if company else site.compound.community.name


def _activity(world: World, chance: random.Random, compound: Any, day: date, plan: Happening, **values: Any) -> Any:
    recorder = world.officers[compound.community_id]
    values |= {"day": day, "recorder": recorder, "recorded_at": typed(chance, day, world.today)}
    return world.rows.add(Activity, name=plan.name, kind=world.kinds[plan.kind], compound=compound, **values)


def _serve(world: World, site: Site, troop: Troop) -> None:
    """A sheet every so many days, each confirmed by the leader."""
    chance = dice("service", site.place.name, troop.name)
    team, people = site.teams[troop.name]
    day = world.today - timedelta(days=chance.randint(1, min(troop.every, 7)))
    programme, confirmed = site.programmes.get(troop.programme), not troop.draft
    while past(day, world.today):
        if happened(chance, day, world.today) or troop.every > 7:
            came = chance.sample(people, min(len(people), chance.randint(*troop.turnout)))
            _sheet(world, chance, team, day, chance.choice(troop.purposes), troop.minutes, came, confirmed, programme=programme)
            confirmed = True
        day -= timedelta(days=troop.every)


def _sheet(
    world: World, chance: random.Random, team: Any, day: date, purpose: str, minutes: int, people: list[Any], confirmed: bool = True, **more: Any
) -> None:
    """A sheet with a line for everybody who came, locked once the month after it is over."""
    recorder, at = team.leader or world.officers[team.community_id], typed(chance, day, world.today)
    place = {"compound": more.pop("compound", None) or team.compound, "community": team.community, "team": team}
    entry = {"day": day, "recorder": recorder, "recorded_at": at}
    if confirmed:
        more |= {"confirmed_at": at, "confirmed_by": recorder, **_lock(world, team, day)}
    sheet = world.rows.add_settled(Sheet, purpose=purpose, minutes=minutes, **place, **entry, **more)
    source = "leader" if (at - moment(day, 0)).days == 0 else "back_filled"
    for person in people:
        length = minutes if sheet.activity else minutes + chance.choice((0, 0, 0, 0, 0, -30, 30, 60))
        world.rows.add_settled(ServiceHours, sheet=sheet, volunteer=person, minutes=length, source=source, **place, **entry)


def _lock(world: World, team: Any, day: date) -> dict[str, Any]:
    """By whom and when the sheets of a day were locked; nothing for a month still open."""
    closed = closing(day)
    return {"locked_at": moment(closed, 17), "locked_by": world.officers[team.community_id]} if closed < world.today else {}


def _close(world: World, community: Area) -> None:
    """The months that a community has closed."""
    for first in months(world.today):
        if closing(first) < world.today:
            until = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            world.rows.add(Lock, community=community, until=until, locked_by=world.officers[community.id], locked_at=moment(closing(first), 17))


def _light(world: World, compound: Any, chance: random.Random) -> None:
    """Now and then an activity, and now and then a sheet of the community's team."""
    team, people = world.teams[compound.community_id]
    span = 45 if world.small else YEAR
    for _ in range(1 if world.small else chance.randint(4, 9)):
        kind = chance.choice(LIGHT_KINDS)
        plan = Happening(kind, f"{kind}进小区", 1, (12, 70), "院内")
        day = world.today - timedelta(days=1 + int(span * chance.random() ** 1.7))  # more of late
        _activity(world, chance, compound, day, plan, headcount=chance.randint(*plan.people), place=plan.where, host=compound.community.name)
    for _ in range(1 if world.small else chance.randint(4, 8)):
        day = world.today - timedelta(days=1 + int(span * chance.random() ** 1.7))  # more of late
        came = chance.sample(people, chance.randint(3, 5))
        _sheet(world, chance, team, day, chance.choice(LIGHT_PURPOSES), 120, came, compound=compound)
