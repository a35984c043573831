"""Works: the ¥8,000,000 of 世纪城, the micro-renovation of 和平路, with stages, money, and pictures drawn by the computer."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from typing import Any, NamedTuple
from uuid import uuid5

from PIL import Image, ImageDraw

from models.demo.days import moment
from models.demo.named import SHIJICHENG
from models.demo.named_old import HELEJU, YARD28
from models.demo.rows import NAMESPACE, dice
from models.demo.world import Site, World
from models.pictures import Picture
from models.projects import Expense, Project, Stage


class Plan(NamedTuple):
    """A project: budget in yuan; stages as (name, planned so many days ago, done so many days after that or not yet)."""

    name: str
    kind: str
    programme: str
    budget: int
    stages: tuple[tuple[str, int, int | None], ...]
    note: str = ""


PLANS = {
    SHIJICHENG: (
        Plan(
            "小区软硬件改造",
            "investment",
            "软硬件改造",
            8_000_000,
            (("楼道和单元门", 420, 8), ("绿化和亮化", 300, -5), ("门禁和监控", 160, 12), ("电动车棚", 40, 6), ("党群服务中心", -60, None)),
            "投入 800 万元用于小区软硬件设施建设改造。",
        ),
    ),
    HELEJU: (
        Plan("和乐一院微景观", "landscape", "微改造", 36_000, (("清杂物", 150, 0), ("砌花池", 120, 4), ("种花", 100, -2))),
        Plan("楼道见光", "micro", "微改造", 52_000, (("换灯", 90, 3), ("刷墙", 60, 6))),
        Plan("晾衣场改造", "micro", "微改造", 28_000, (("量尺寸", 30, 0), ("搭架子", -20, None))),
    ),
    YARD28: (Plan("28号院车棚", "micro", "", 18_000, (("看地方", 9, None), ("搭棚", -40, None))),),
}
WIDE, HIGH = 640, 480


def improve(world: World) -> None:
    """Every project with what has been done of it by today."""
    for place, plans in PLANS.items():
        site = world.site(place)
        for plan in plans:
            _project(world, site, plan, dice("works", plan.name))


def _project(world: World, site: Site, plan: Plan, chance: random.Random) -> None:
    values = {"programme": site.programmes.get(plan.programme), "budget": 100 * plan.budget, "note": plan.note}
    project = world.rows.add(Project, name=plan.name, kind=plan.kind, compound=site.compound, **values)
    officer, share = world.officers[site.compound.community_id], plan.budget * 94 // len(plan.stages)
    done = [_stage(world, project, *stage) for stage in plan.stages]
    for stage in done:
        if stage.done:
            for part in (3, 5):  # three eighths before, five after
                day = stage.done - timedelta(days=chance.randint(2, 9) if part == 3 else 0)
                values = {"fen": share * part // 8 // 100 * 100, "what": f"{stage.name}{'首付' if part == 3 else '尾款'}"}
                world.rows.add(Expense, project=project, day=day, recorder=officer, recorded_at=moment(day, 16), **values)
    if done[0].done and plan.kind != "investment":
        _pictures(world, project, officer, ("before", "after") if done[-1].done else ("before",))


def _stage(world: World, project: Any, name: str, ago: int, late: int | None) -> Any:
    planned = world.today - timedelta(days=ago)
    done = None if late is None else planned + timedelta(days=late)
    return world.rows.add(Stage, project=project, name=name, planned=planned, done=done)


def _pictures(world: World, project: Any, officer: Any, moments: Iterable[str]) -> None:
    for n, at in enumerate(moments):
        key = uuid5(NAMESPACE, f"{project.name} {at}")
        values = {"project": project, "moment": at, "jpeg": _drawn(at, dice("picture", project.name)), "added_by": officer}
        world.rows.add_settled(Picture, id=key, at=moment(world.today - timedelta(days=60 - n), 15), **values)


def _drawn(at: str, chance: random.Random) -> bytes:
    """A courtyard as a child would draw it: bare before, planted after."""
    bare = at == "before"
    picture = Image.new("RGB", (WIDE, HIGH), (206, 214, 219) if bare else (190, 222, 240))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 300, WIDE, HIGH), (150, 145, 138) if bare else (203, 184, 152))
    for x in range(20, WIDE, 200):
        pen.rectangle((x, 90, x + 150, 300), (176, 166, 154) if bare else (226, 205, 180))
        for window in range(6):
            left, top = x + 18 + window % 3 * 44, 115 + window // 3 * 80
            pen.rectangle((left, top, left + 26, top + 42), (120, 128, 134) if bare else (250, 236, 190))
    for _ in range(9):
        x, y, size = chance.randint(20, WIDE - 60), chance.randint(320, HIGH - 60), chance.randint(16, 34)
        if bare:
            pen.line((x, y, x + 2 * size, y + size // 2), (96, 92, 88), 3)
        else:
            pen.ellipse((x, y, x + 2 * size, y + size), (74, 132, 72))
            pen.ellipse((x + size // 2, y, x + size, y + size // 2), chance.choice(((214, 84, 78), (236, 190, 78), (240, 240, 240))))
    out = BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()
