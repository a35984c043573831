"""What the source tells of old compounds without a property company, 红色服务 (26–47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reports.named import named
from models.reports.programmes import meals, pioneer_teams, redeemed, works
from models.reports.systems.framework import in_place as ticked
from models.reports.systems.framework import lists, sessions
from models.reports.systems.governed import courtyard, incubated, sealed
from models.reports.systems.line import Group, System
from models.reports.systems.met import forum, three
from models.reports.systems.quality import in_place
from models.reports.wording import counted, hours

if TYPE_CHECKING:
    from models.reports.summary import Summary


def orders(page: Summary) -> str:
    """Services ordered, and how many were to the resident's liking."""
    found, liked = page.raised_by.orders.concerns, page.raised_by.orders.satisfied.percent
    return f"{counted(found)} 单" + (f" · 满意 {liked}%" if liked is not None else "") if found else ""


def income(page: Summary) -> str:
    """What the stations earned, in yuan."""
    return f"{page.raised_by.fen / 100:,.2f} 元".replace(".00", "") if page.raised_by.fen else ""


def one_stop(page: Summary) -> str:
    """Concerns taken in at a station, and those handled."""
    found = page.raised_by.of("station")
    return f"{counted(found.count)} 件 · 办了 {counted(found.handled)} 件" if found.count else ""


def settled(page: Summary) -> str:
    """Mediations that ended well. Where the community ever mediated it stands in any case, so that its line gives nothing away."""
    return f"{page.raised_by.settled} 件" if page.raised_by.mediates else ""


def eight(page: Summary) -> str:
    """Each of the eight neighbour activities."""
    return "、".join(f"{cell.name} {counted(cell.times)}" for cell in page.activities.cells if cell.times)


def promise(page: Summary) -> str:
    """Ticks, and how many residents are satisfied."""
    told, liked = ticked(page.of(lists)["promise"]), page.rates.satisfied.percent
    return told + (f" · 满意 {liked}%" if told and liked is not None else "")


def methods(page: Summary) -> str:
    """The names of the methods."""
    return "、".join(str(point) for point, _ in page.of(lists)["methods"].rows)


def canteen(page: Summary) -> str:
    """Meals served."""
    served = page.of(meals)
    return f"{counted(served)} 份" if served else ""


def shop(page: Summary) -> str:
    """What volunteers took for their points."""
    times, points = page.of(redeemed)
    return f"兑换 {counted(times)} 次 · {counted(points)} 分" if times else ""


def four(page: Summary) -> str:
    """Names and vacancies of the four in each courtyard."""
    return in_place(page, "grid4")


def pioneers(page: Summary) -> str:
    """Teams, and how many people."""
    teams, people = page.of(pioneer_teams)
    return f"{counted(teams)} 支 · {counted(people)} 人" if teams else ""


def micro_works(page: Summary) -> str:
    """Finished, of all."""
    found = [page.of(works)[kind] for kind in ("micro", "landscape") if kind in page.of(works)]
    return f"完工 {sum(row.finished for row in found)} / {sum(row.count for row in found)} 个" if found else ""


def welfare(page: Summary) -> str:
    """People served."""
    return sessions(page, "welfare", lambda done: f"{counted(done.times)} 场 · 服务 {counted(done.people)} 人次")


def self_run(page: Summary) -> str:
    """Hours that the volunteers gave."""
    done = page.of(named).get("self_run")
    return f"{hours(done.service)} 小时" if done and done.service else ""


def care_hall(page: Summary) -> str:
    """Sessions alone: nobody's name."""
    return sessions(page, "children", lambda done: f"{counted(done.times)} 场")


def troupe(page: Summary) -> str:
    """Events of the arts troupe."""
    return sessions(page, "arts", lambda done: f"演出、排练 {counted(done.times)} 场")


def micro_grids(page: Summary) -> str:
    """How many, and how far the visits went."""
    count = sum(walker.grids.count("、") + 1 for walker in page.charge.walkers)
    return f"{count} 个 · 走到 {page.coverage.percent}%" if count and page.coverage.whole else ""


SYSTEMS = [
    line._replace(group=Group.SERVICES)
    for line in (
        System(26, "四员红色网格", "four-member grid", "四员红色网格", four),
        System(27, "一承诺两评议三满意四联动", "1-2-3-4 guarantee", "一承诺两评议三满意四联动", promise),
        System(28, "命名的工作法", "named methods", "工作法", methods),
        System(29, "爱心超市", "charity shop", "爱心超市", shop),
        System(30, "爱心食堂 · 3块3伙食团", "canteen, meal group", "爱心食堂", canteen, code="meals"),
        System(31, "家电维修、管道疏通 · 点单式服务", "services on order", "点单式服务", orders),
        System(32, "企业自身造血", "self-funding", "驿站收入", income),
        System(33, "“先锋管家”服务中心、先锋小组", "pioneer stewards", "先锋小组", pioneers),
        System(34, "社区为民服务站 · 一站式服务", "one-stop service", "驿站受理", one_stop),
        System(35, "社区社会组织孵化工作站", "incubator", "社会组织", incubated),
        System(36, "好邻居议事厅 · 协商民主室", "forum", "议事厅", forum),
        System(37, "家门口福利社", "doorstep welfare", "家门口福利社", welfare, code="welfare"),
        System(38, "志愿者自管网", "self-run volunteers", "志愿者自管网", self_run, code="self_run"),
        System(39, "和事佬调解室", "mediation room", "调解成功", settled),
        System(40, "小太阳关爱堂", "Little Sun care hall", "小太阳关爱堂", care_hall, code="children"),
        System(41, "百花园文娱队", "arts troupe", "百花园文娱队", troupe, code="arts"),
        System(42, "红色楼院共同体 · 红邻党支部 · 乐居街坊荟 · 院落自治委员会", "courtyard bodies", "院落组织", courtyard),
        System(43, "“三三”联席会议", "3-3 meeting", "三三会议", three),
        System(44, "院落公章", "courtyard seal", "院落公章", sealed),
        System(45, "微改造、微景观", "micro-works", "微改造", micro_works),
        System(46, "八大邻里活动", "eight neighbour activities", "八大邻里活动", eight, "cells"),
        System(47, "微网格", "micro-grid", "微网格", micro_grids),
    )
]
