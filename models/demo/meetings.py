"""Meetings of the named compounds by the names that the source gives them, and a quarterly joint meeting of every community."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from models import clock
from models.concerns import Concern
from models.demo.days import moment, typed
from models.demo.named import LIXIANG, SHIJICHENG, YINGHUAYU
from models.demo.named_old import DONGHUA, HELEJU, SHUGUANG, XINGFU
from models.demo.places import Place
from models.demo.rows import dice
from models.demo.world import Site, World
from models.meetings import Meeting, MeetingKind, Motion
from models.resolutions import Resolution
from models.steps import ANSWERED, Step

COMMON = ("电动车充电点放哪里", "楼道杂物清理", "垃圾桶换个地方", "夜里噪声怎么管", "公共收益公示", "消防通道画线", "快递柜选址", "老人休息座椅")


@dataclass(frozen=True)
class Series:
    """Meetings of one kind that come again every so many days. `bodies`: who comes, by kind of organization."""

    place: Place
    code: str
    name: str
    every: int
    where: str
    programme: str = ""
    topics: tuple[str, ...] = COMMON
    bodies: tuple[str, ...] = ("branch", "company", "committee")
    next_in: int = 0  # days until one that is planned


SERIES = (
    Series(LIXIANG, "joint", "党建联建联席会议", 60, "物业党群活动服务驿站", "“三位一体”党建联建", next_in=9),
    Series(YINGHUAYU, "joint", "物业管理联席会议", 80, "银海樱花语物业党群服务中心"),
    Series(SHIJICHENG, "joint", "物业管理联席会议", 75, "世纪城物业党群服务中心", topics=("软硬件改造进度", "苑区门禁更换", "地下车库照明", *COMMON[:4])),
    Series(SHIJICHENG, "observers", "品质观察员—业主交流会", 35, "世纪城物业党群服务中心", "品质观察员—业主交流会", bodies=("company", "committee")),
    Series(SHUGUANG, "courtyard", "院坝会", 60, "一号院坝", topics=("院坝晾衣绳", "爱心食堂菜价", *COMMON[:4])),
    Series(DONGHUA, "forum", "好邻居议事厅", 30, "好邻居议事厅", "好邻居议事厅", bodies=("committee",)),
    Series(HELEJU, "three", "“三三”联席会议", 40, "院落议事亭", "“三三”联席会议制度", bodies=("branch", "courtyard", "committee"), next_in=6),
    Series(HELEJU, "courtyard", "院落自治委员会议事", 45, "院落议事亭", "红色楼院共同体", ("微景观浇水排班", "院门口停车公约", *COMMON[:4]), ("courtyard",)),
    Series(XINGFU, "forum", "协商民主室议事", 45, "协商民主室", "红旗广场", ("租户搬家通道", "公共厨房卫生", *COMMON[:4]), ("branch", "company", "tenants")),
)


def hold(world: World) -> None:
    """All of them, a year back; a quarter in the small district."""
    kinds = {kind.code: kind for kind in MeetingKind.select()}
    for series in SERIES:
        _repeat(world, kinds[series.code], series)
    _assembly(world, kinds["owners"])
    for community in world.communities:
        _quarterly(world, kinds["joint"], community)
    _raise(world)


def _raise(world: World) -> None:
    """What was resolved and raised as a concern: each that came from a meeting belongs to the one last held there before it was told."""
    sources = {"meeting": ("joint", "forum", "courtyard", "three"), "observer": ("observers",)}
    last = {step.concern_id: step for step in world.rows.of(Step)}
    for concern in world.rows.of(Concern):
        kinds = sources.get(concern.channel, ())
        held = [m for m in world.rows.of(Meeting) if m.compound_id == concern.compound_id and m.kind.code in kinds and m.day <= concern.day]
        if held and not concern.void:
            meeting, due = max(held, key=lambda m: m.day), clock.in_china(concern.due).date()
            done = clock.in_china(last[concern.id].at).date() if concern.stage in ANSWERED else None
            values = {"name": concern.gist, "owner": meeting.community.name, "due": due, "done": done, "compound": meeting.compound}
            world.rows.add(Resolution, meeting=meeting, concern=concern, **values)


def _repeat(world: World, kind: Any, series: Series) -> None:
    site = world.site(series.place)
    chance = dice("meetings", site.place.name, series.name)
    day = world.today - timedelta(days=chance.randint(4, min(28, series.every)))
    while day > world.today - timedelta(days=100 if world.small else 365):
        meeting = _meeting(world, chance, kind, site.compound.community, day, site=site, series=series)
        _decide(world, chance, meeting, series.topics, site)
        day -= timedelta(days=series.every)
    if series.next_in:
        _meeting(world, chance, kind, site.compound.community, world.today + timedelta(days=series.next_in), site=site, series=series)


def _meeting(world: World, chance: random.Random, kind: Any, community: Any, day: date, site: Site | None = None, series: Any = None) -> Any:
    ahead = chance.randint(3, 8)
    recorded = typed(chance, day, world.today) if day < world.today else moment(world.today - timedelta(days=1), 16)
    where: dict[str, Any] = {"name": f"{community.name}物业管理联席会议", "place": "社区会议室"}
    if site:
        there = _came(world, chance, site, series.bodies) if day < world.today else ""
        where = {"name": series.name, "place": series.where, "attended": there, "programme": site.programmes.get(series.programme)}
    values = {"kind": kind, "community": community, "compound": site and site.compound, "starts": time(chance.choice((9, 15, 19)), 0)}
    values |= {"recorder": world.officers[community.id], "recorded_at": recorded, "noticed": min(day, world.today - timedelta(days=1)) - timedelta(days=ahead)}
    return world.rows.add(Meeting, day=day, **values, **where)


def _came(world: World, chance: random.Random, site: Site, kinds: tuple[str, ...]) -> str:
    """A line for each body, with up to three of those who sit in it, and one for residents."""
    lines = []
    for body in (site.bodies[kind] for kind in kinds if kind in site.bodies):
        people = world.people[body.id][: chance.randint(1, 3)]
        lines.append(f"{body.name} {len(people)} {'、'.join(people)}")
    return "\n".join([*lines, f"居民代表 {chance.randint(5, 14)}"])


def _decide(world: World, chance: random.Random, meeting: Any, topics: tuple[str, ...], site: Site | None) -> None:
    """Two or three topics, most voted on; what passed is somebody's to do."""
    for position, topic in enumerate(chance.sample(topics, chance.randint(2, 3))):
        came = sum(row.number for row in meeting.attendance) or 16
        no, abstained = chance.randint(0, came // 2), chance.randint(0, min(2, came // 6))
        voted = chance.random() < 0.75
        votes = {"way": "hands", "yes": came - no - abstained, "no": no, "abstained": abstained} if voted else {}
        motion = world.rows.add(Motion, meeting=meeting, position=position, name=topic, **votes)
        if voted and motion.verdict and motion.verdict[0]:
            _resolve(world, chance, meeting, topic, site)


def _resolve(world: World, chance: random.Random, meeting: Any, topic: str, site: Site | None) -> None:
    due = meeting.day + timedelta(days=chance.choice((14, 30, 45)))
    done = meeting.day + timedelta(days=chance.randint(5, 50))
    done = done if done < world.today and chance.random() < 0.85 else None
    owner = site.bodies["company"].name if site and "company" in site.bodies else meeting.community.name
    world.rows.add(Resolution, meeting=meeting, name=f"{topic}：照议定的办", owner=owner, due=due, done=done, compound=meeting.compound)


def _assembly(world: World, kind: Any) -> None:
    """One owners' assembly with a vote by area and number (民法典 278)."""
    site, chance = world.site(YINGHUAYU), dice("assembly")
    day = world.today - timedelta(days=58)
    series = Series(YINGHUAYU, "owners", "业主大会（使用维修资金）", 365, "中心花园", bodies=("branch", "company", "committee"))
    meeting = _meeting(world, chance, kind, site.compound.community, day, site=site, series=series)
    meeting.noticed = day - timedelta(days=18)
    owners, area = 1204, 12_640_050
    figures = {"owners": owners, "area": area, "owners_present": 871, "area_present": 9_020_000, "owners_agreed": 702, "area_agreed": 7_310_500}
    world.rows.add(
        Motion, meeting=meeting, name="用维修资金更换三部电梯钢丝绳", way="owners", matter="use_fund", conclusion="物业三个月内换好，账目上墙", **figures
    )
    raising = figures | {"owners_agreed": 610, "area_agreed": 6_402_000}
    world.rows.add(Motion, meeting=meeting, position=1, name="筹集外墙维修资金", way="owners", matter="raise_fund", **raising)
    company, due = site.bodies["company"].name, day + timedelta(days=92)
    world.rows.add(Resolution, meeting=meeting, name="三个月内换好三部电梯钢丝绳", owner=company, due=due, compound=site.compound)


def _quarterly(world: World, kind: Any, community: Any) -> None:
    """A joint meeting of the whole community every quarter, the last one lately; few are late."""
    chance = dice("joint", community.name)
    day = world.today - timedelta(days=chance.randint(5, 100))
    for _ in range(1 if world.small else 4):
        _decide(world, chance, _meeting(world, chance, kind, community, day), COMMON, None)
        day -= timedelta(days=91)
