"""The framework of the whole district: one core, three modes, six mechanisms, four integrations, five guarantees (1–17, 52)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.areas import Compound
from models.assessments import Assessment, scores
from models.checklists import Listed, checklists
from models.periods import Period
from models.programmes import INTEGRATIONS
from models.reports.charge import THREE
from models.reports.named import Done, integrations, named
from models.reports.programmes import works
from models.reports.supervision import supervision
from models.reports.systems.governed import contract, documents, joint_building
from models.reports.systems.line import System
from models.reports.systems.met import joint
from models.reports.wording import counted, hours, in_wan

if TYPE_CHECKING:
    from models.reports.summary import Summary


def core(page: Summary) -> str:
    """The five tiers, from the top."""
    return " → ".join(page.charge.tiers)


def mode(page: Summary) -> str:
    """The mode and what it stands for."""
    return page.badges[0]


def committee(page: Summary) -> str:
    """Members and days left."""
    body = page.charge.bodies["committee"]
    left = body.days_left(page.charge.day)
    term = "" if left is None else f"，任期还有 {counted(left)} 天" if left >= 0 else f"，任期已过 {counted(-left)} 天"
    return f"{len(body.sitting)} 名委员{term}" if body.name else ""


def trinity(page: Summary) -> str:
    """The three contacts."""
    heads = [page.charge.bodies[kind].head for kind in THREE]
    return " · ".join(f"{head.person}（{head.duty}）" for head in heads if head)


def crossing(page: Summary) -> str:
    """How many sit in two of the three bodies."""
    return f"{page.charge.crossing} 人" if page.charge.crossing else ""


def demonstration(page: Summary) -> str:
    """Level of the demonstration project, and since when it is a pilot."""
    return " · ".join(badge for badge in page.badges[1:] if badge != "三位一体")


def centres(page: Summary) -> str:
    """Names and hours of the service centres."""
    return "；".join(f"{s.name} {s.hours or ''}".strip() for s in page.stations if s.kind in ("centre", "industry_centre"))


def problems(page: Summary) -> str:
    """The three most frequent kinds of concerns."""
    return "、".join(f"{name} {counted(count)}" for name, count, _ in page.raised.top)


def urgencies(page: Summary) -> str:
    """How many of each urgency."""
    return "、".join(f"{name} {counted(count)}" for name, count, _ in page.raised.urgencies) if page.raised.count else ""


def training(page: Summary) -> str:
    """Training sessions and their hours."""
    return sessions(page, "training", lambda done: f"{done.times} 场 · {hours(done.minutes)} 小时")


def assessment(page: Summary) -> str:
    """The last score, and how it moved since the one before."""
    found = page.of(last_scores)
    if not found:
        return ""
    moved = found[0].score - found[1].score if found[1:] else 0
    change = f"，{'高' if moved > 0 else '低'} {abs(moved) / 10:g}" if moved else "，持平" if found[1:] else ""
    return f"{found[0].points:g} 分{change}"


def supervised(page: Summary) -> str:
    """Concerns with departments, open and closed."""
    rate = page.of(supervision)
    return f"在办 {rate.whole - rate.part} · 办结 {rate.part}" if rate.whole else ""


def integrated(page: Summary) -> str:
    """The four counts."""
    found = page.of(integrations)
    return " · ".join(f"{name.split('×')[0]} {counted(found[key])}" for key, name in INTEGRATIONS) if any(found.values()) else ""


def guaranteed(page: Summary) -> str:
    """Which of the five are in place, and the money spent on projects."""
    spent = sum(kind.spent for kind in page.of(works).values())
    return " · ".join(filter(None, (in_place(page.of(lists)["guarantees"]), f"项目花了 {in_wan(spent)}" if spent else "")))


def in_place(listed: Listed) -> str:
    """4/5 项, and which one is missing when it is one alone."""
    missing = [str(point) for point, tick in listed.rows if tick is None]
    return f"{listed.done}/{len(listed.rows)} 项" + (f"，缺{missing[0].removesuffix('保障')}" if len(missing) == 1 else "") if listed.done else ""


def sessions(page: Summary, code: str, told: Callable[[Done], str]) -> str:
    """What is told of the activities of a code, nothing without any."""
    done = page.of(named).get(code)
    return told(done) if done and done.times else ""


def five(page: Summary) -> list[tuple[str, str, str]]:
    """“13645” in five: number, name and how it stands here; nothing while neither a list is ticked nor an entry carries an integration."""
    found, entries = page.of(lists), sum(page.of(integrations).values())
    if not (entries or found["mechanisms"].done or found["guarantees"].done):
        return []
    done = {key: f"做到 {found[key].done} 项" for key in ("mechanisms", "guarantees")}
    tiers = f"{len(page.charge.tiers)} 级" if page.charge.tiers else "没有登记"
    told = (tiers, page.compound.shown("mode"), done["mechanisms"], f"{counted(entries)} 次", done["guarantees"])
    return [(number, name, words) for (number, name), words in zip(FIVE, told, strict=True)]


def lists(compound: Compound, period: Period) -> dict[str, Listed]:
    """The checklists as they stood at the period's end."""
    return checklists(compound, period.last_day)


def last_scores(compound: Compound, period: Period) -> list[Assessment]:
    """The last two assessments by the period's end."""
    return scores(compound, period.last_day)


FIVE = [("1", "个核心"), ("3", "类模式"), ("6", "项机制"), ("4", "个融合"), ("5", "大保障")]
SYSTEMS = [
    System(1, "一个核心", "five-tier core; industry committee", "一个核心", core, "foot"),
    System(2, "三类模式", "three modes", "三类模式", mode, "head"),
    System(3, "党建联建", "joint Party building", "党建联建", joint_building),
    System(4, "物业服务标准；企业制度建设", "service standards, exit, replacement; company rules", "物业合同", contract, "people"),
    System(5, "业委会规范化", "owners' committee", "业委会", committee, "people"),
    System(6, "人才队伍", "talent", "人才培训", training, code="training"),
    System(7, "监督考评", "assessment", "监督考评", assessment),
    System(8, "监管联动", "joint supervision", "监管联动", supervised),
    System(9, "三位一体", "trinity", "三位一体", trinity, "people"),
    System(10, "双向进入、交叉任职", "cross-appointment", "交叉任职", crossing, "people"),
    System(11, "联席会议制度", "joint meeting", "联席会议", joint),
    System(12, "四个融合", "four integrations", "四个融合", integrated),
    System(13, "五大保障", "five guarantees", "五大保障", guaranteed),
    System(14, "示范项目和试点", "demonstration projects, pilots", "示范", demonstration, "head"),
    System(15, "物业党群服务中心", "service centres", "服务中心", centres, "stations"),
    System(16, "矛盾类型", "problems", "矛盾类型", problems, "promises"),
    System(17, "小事、急事、难事", "small, urgent, hard", "小急难", urgencies, "promises"),
    System(52, "实施方案和规范文件", "plan and rules", "文件", documents, "foot"),
]
