"""What the source tells of commercial compounds, 红色品质 (18–25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reports.programmes import booked, courtyards, pledges, works
from models.reports.systems.line import Group, System
from models.reports.systems.met import observed
from models.reports.wording import counted, few, in_wan

if TYPE_CHECKING:
    from models.reports.summary import Summary


def adopted(page: Summary) -> str:
    """Suggestions of quality observers, and how many were handled."""
    rate = page.raised_by.adopted
    return " · ".join(filter(None, (observed(page), f"采纳 {rate.part} / {rate.whole} 条" if rate.whole else "")))


def paired(page: Summary) -> str:
    """Doors with a steward."""
    return f"{page.paired.percent}%" if page.paired.part else ""


def care(page: Summary) -> str:
    """Counts only."""
    return f"应访 {few(page.care.whole)} 户，走到 {few(page.care.part)} 户" if page.care.whole else ""


def visits(page: Summary) -> str:
    """Visits and coverage."""
    return f"{counted(page.visits)} 次，走到 {page.coverage.percent}%" if page.visits else ""


def stations(page: Summary) -> str:
    """Sessions of services at the stations, and who came."""
    found = page.of(booked)
    return (f"{counted(found.sessions)} 场" + (f" · {counted(found.people)} 人次" if found.people else "")) if found.sessions else ""


def investment(page: Summary) -> str:
    """Spent, of the budget."""
    found = page.of(works).get("investment")
    return f"花了 {in_wan(found.spent)}，预算 {in_wan(found.budget)}" if found else ""


def staff(page: Summary) -> str:
    """Names and vacancies of the three staff in each courtyard."""
    return in_place(page, "staff3")


def in_place(page: Summary, kind: str) -> str:
    """Which places are vacant, who stands for each courtyard, and how many do not show who they are."""
    yards = page.of(courtyards).get(kind, [])
    names = [(yard.name, [place.person for _, place in yard.slots if place and place.public]) for yard in yards]
    hidden = sum(place is not None and not place.public for yard in yards for _, place in yard.slots)
    vacant = [f"{yard.name}{slot}" for yard in yards for slot in yard.vacant]
    told = [f"{yard} {'、'.join(people)}" for yard, people in names if people]
    told += [f"另有 {hidden} 人在岗"] if hidden else []
    lacking = f"空缺 {len(vacant)}：{'、'.join(vacant[:3])}{' 等' if len(vacant) > 3 else ''}" if vacant else "没有空缺"
    return "；".join([lacking, *told]) if told else ""


def promised(page: Summary) -> str:
    """Pledges kept, of all; and one of them in words."""
    kept, count = page.of(pledges)
    return f"兑现 {kept} / {count} 条" if count else ""


SYSTEMS = [
    line._replace(group=Group.QUALITY)
    for line in (
        System(18, "物业党群活动服务驿站 · 业主党群活动驿站", "stations", "驿站服务", stations),
        System(19, "软硬件改造", "Century City works", "软硬件改造", investment),
        System(20, "三员进苑区", "three staff into courts", "三员进苑区", staff),
        System(21, "亮身份、亮承诺", "identity and pledge shown", "亮承诺", promised),
        System(22, "品质观察员—业主交流会", "quality observers' meeting", "品质观察员建议", adopted),
        System(23, "“小樱花”红色管家志愿服务队；1 : 10 结对", "steward team, pairing", "红色管家结对", paired, "headline"),
        System(24, "特殊困难群体重点关注", "priority residents", "重点关爱", care, "headline"),
        System(25, "入户帮扶、询问需求", "home visits", "入户走访", visits, "headline"),
    )
]
