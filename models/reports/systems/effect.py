"""What the source tells of subsidised housing, 红色效应, and of all compounds together (48–51)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reports.named import named
from models.reports.programmes import booked
from models.reports.systems.line import Group, System
from models.reports.wording import counted

if TYPE_CHECKING:
    from models.reports.summary import Summary


def tenants(page: Summary) -> str:
    """What tenants raised, and how much of it was answered."""
    rate = page.raised_by.tenants
    return f"{counted(rate.whole)} 件 · 办结 {rate.percent}%" if rate.whole else ""


def belonging(page: Summary) -> str:
    """The marks that residents gave, out of five."""
    score = page.score
    return f"满意 {score.satisfied} · 像家 {score.belonging}（{counted(score.count)} 人评，满分 5）" if score else ""


def kinds(page: Summary) -> str:
    """Talks, service and epidemic work: how many of each."""
    done = page.of(named)
    told = [(name, done[key].times) for key, name in (("talk", "宣讲"), ("service", "志愿"), ("epidemic", "防疫")) if key in done]
    return " · ".join(f"{name} {counted(times)} 场" for name, times in told if times)


def rooms(page: Summary) -> str:
    """How often the rooms were used."""
    uses = page.of(booked).uses
    return f"活动室用了 {counted(uses)} 次" if uses else ""


SYSTEMS = [
    line._replace(group=Group.EFFECT)
    for line in (
        System(48, "幸福邻里：租户呼声", "tenants", "租户呼声", tenants),
        System(49, "红旗广场", "Red Flag Square", "红旗广场", rooms),
        System(50, "认同感、归属感", "belonging", "居民打分", belonging),
        System(51, "垃圾分类宣讲、志愿服务、疫情防控", "talks, service, epidemic work", "宣讲和防疫", kinds),
    )
]
