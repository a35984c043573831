"""What is in place in each compound, and how it was assessed quarter by quarter. The criteria are the demonstration's own: the source has none."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from models.areas import Compound, Mode
from models.assessments import Assessment, Criterion, Mark, mean
from models.checklists import Point, Tick
from models.demo.rows import dice
from models.demo.world import World
from models.periods import Period

METHODS = {  # names alone, as the source has them
    "曙光社区": (("methods", "“U循环”"), *(("promise", name) for name in ("一承诺", "两评议", "三满意", "四联动"))),
    "东华路社区": (("methods", "一核多维立体式自治模式"),),
    "和平路社区": tuple(("methods", name) for name in ("一线工作法", "“二三六八十”党建工作法", "1236工作机制")),
}
CRITERIA: dict[Mode | None, tuple[tuple[str, int], ...]] = {
    None: (("公共部位保洁", 20), ("诉求按时回应", 25)),
    Mode.COMMERCIAL: (("合同约定的服务到位", 30), ("收支公开", 15), ("公共设施完好", 10)),
    Mode.UNMANAGED: (("院落有人管", 30), ("议事有结果", 15), ("楼道照明完好", 10)),
    Mode.SUBSIDISED: (("租户呼声办结", 30), ("公共空间开放", 15), ("电梯运行", 10)),
}
EVIDENCE = ("抽查三个楼道", "看了台账和照片", "问了六户居民", "和物业一起走了一遍", "看了公示栏", "查了工单")
DONE = ("会议纪要", "公示照片", "签到册", "制度上墙", "合同复印件", "活动记录")
USUAL = {Mode.COMMERCIAL: 0.72, Mode.UNMANAGED: 0.5, Mode.SUBSIDISED: 0.64}  # how many points are usually in place
QUARTERS, LEAST, SPREAD = 4, 68, 24


def oversee(world: World) -> None:
    """Points of the named communities; ticks everywhere; assessments of the named compounds, and of all in the whole district."""
    named = [site.compound for site in world.sites]
    points = list(Point.select().order_by(Point.id))
    for community in world.communities:
        for position, (checklist, name) in enumerate(METHODS.get(community.name, ())):
            points.append(world.rows.add(Point, name=name, checklist=checklist, community=community, position=position))
    for compound in [*named, *world.others]:
        _tick(world, compound, points, 0.93 if compound in named else USUAL[Mode(compound.mode)])
    criteria = [
        world.rows.add(Criterion, name=name, mode=mode, weight=weight, position=n) for mode, row in CRITERIA.items() for n, (name, weight) in enumerate(row)
    ]
    for compound in named if world.small else [*named, *world.others]:
        _assess(world, compound, [c for c in criteria if c.mode in (None, compound.mode)])


def _tick(world: World, compound: Compound, points: list[Any], share: float) -> None:
    chance = dice("ticks", compound.name, compound.id)
    for point in points:
        if point.community_id in (None, compound.community_id) and chance.random() < share:
            since = world.today - timedelta(days=chance.randint(40, 900))
            world.rows.add(Tick, compound=compound, point=point, since=since, evidence=chance.choice(DONE))


def _assess(world: World, compound: Compound, criteria: list[Any]) -> None:
    chance = dice("assessments", compound.name, compound.id)
    level = LEAST + chance.random() * SPREAD
    for period in _quarters(world.today):
        level = min(97.0, max(60.0, level + chance.uniform(-2.5, 3.5)))
        marks = [(criterion, _points(chance, level)) for criterion in criteria]
        score = round(10 * mean([(points, criterion.weight) for criterion, points in marks]))
        row = world.rows.add(Assessment, compound=compound, period=period.key, score=score)
        for criterion, points in marks:
            world.rows.add_settled(Mark, assessment=row, criterion=criterion, weight=criterion.weight, points=points, evidence=chance.choice(EVIDENCE))


def _points(chance: random.Random, level: float) -> int:
    return round(min(100, max(40, chance.gauss(level, 4))))


def _quarters(today: date) -> list[Period]:
    """The last quarters that are over, oldest first."""
    period, found = Period(today.replace(day=1), 1).of(3), []
    for _ in range(QUARTERS):
        period = period.previous
        found.append(period)
    return found[::-1]
