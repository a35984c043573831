"""The five big figures at the head of the page, worded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.areas import Mode
from models.reports.wording import FEW, counted, few, hours

if TYPE_CHECKING:
    from models.reports.summary import Summary

# What a mode puts first, on the page as in the work: 红色品质 the doors reached, 红色服务 the service given, 红色效应 those who need it most.
LEADING = {
    Mode.COMMERCIAL: ["visits", "care", "hours", "activities", "pairing"],
    Mode.UNMANAGED: ["hours", "activities", "visits", "care", "pairing"],
    Mode.SUBSIDISED: ["care", "visits", "activities", "hours", "pairing"],
}


@dataclass(frozen=True)
class Figure:
    """One big figure: `value` and `unit` as printed, up to two lines of detail, the change since the period before."""

    label: str
    value: str
    unit: str
    details: list[str]
    change: str = ""
    direction: int = 0


def headline(summary: Summary) -> list[Figure]:
    """The five figures in the order of the compound's mode."""
    figures = {"visits": _visits(summary), "care": _care(summary), "hours": _hours(summary), "activities": _activities(summary), "pairing": _pairing(summary)}
    return [figures[key] for key in LEADING[Mode(summary.compound.mode)]]


def _visits(summary: Summary) -> Figure:
    reached = summary.coverage
    covered = f"{_within(summary)}走到 {counted(reached.part)} 户，占 {reached.percent}%" if reached.whole else "还没有登记住户"
    missed = f"另有 {counted(summary.attempts)} 次没见到人" if summary.attempts else "每次都见到了人" if summary.visits else f"{summary.period.this}还没走访"
    details = [covered, missed]
    return Figure("入户走访", counted(summary.visits), "次", details, *_change(summary, summary.visits, summary.visits_before, "次"))


def _within(summary: Summary) -> str:
    """In which days the doors were reached: a month's visits alone reach few of them. Names the day while more days are to come."""
    period, days = summary.period, summary.coverage.days
    if days is None:
        return period.this
    return f"截至 {period.last_day.month} 月 {period.last_day.day} 日，近 {days} 天" if period.running else f"近 {days} 天"


def _care(summary: Summary) -> Figure:
    care, before = summary.care, summary.care_before
    if care.percent is None:
        details = [f"应访 {few(care.whole)} 户", f"不足 {FEW} 户，不写比例"]
        return Figure("重点关爱走访", few(care.part), "户", details)
    details = [f"应访 {counted(care.whole)} 户", f"已访 {counted(care.part)} 户"]
    return Figure("重点关爱走访", str(care.percent), "%", details, *_change_of_share(summary, care.percent, before.percent))


def _hours(summary: Summary) -> Figure:
    service = summary.service
    details = [f"{counted(service.volunteers)} 人 · {len(service.teams)} 支队伍"]
    details += [f"平均每人 {hours(round(service.minutes / service.volunteers))} 小时"] if service.volunteers else [f"{summary.period.this}还没有人服务"]
    change, direction = _change(summary, service.minutes, summary.minutes_before)
    change = f"{hours(abs(service.minutes - summary.minutes_before))} 小时" if direction else change
    whole = service.minutes >= 60_000  # from a thousand hours on, tenths say nothing
    return Figure("志愿服务", counted(round(service.minutes / 60)) if whole else hours(service.minutes), "小时", details, change, direction)


def _activities(summary: Summary) -> Figure:
    held = summary.activities
    cells = sum(cell.times > 0 for cell in held.cells)
    details = [f"{counted(held.people)} 人次参加", f"八大活动办了 {cells} 种" if cells else "八大活动还没办"]
    return Figure("邻里活动", counted(held.times), "场", details, *_change(summary, held.times, summary.activities_before, "场"))


def _pairing(summary: Summary) -> Figure:
    paired = summary.paired
    details = [f"{counted(paired.part)} 户 · {counted(paired.stewards)} 名管家"]
    details += [f"每名管家约 {round(paired.part / paired.stewards)} 户"] if paired.stewards else ["还没有管家结对"]
    value, unit = ("—", "") if paired.percent is None else (str(paired.percent), "%")
    return Figure("红色管家结对", value, unit, details, *_change_of_share(summary, paired.percent, summary.paired_before.percent))


def _change(summary: Summary, now: int, before: int, unit: str = "") -> tuple[str, int]:
    """How it moved since the period before, and which way; nothing while the period still runs, when it would mislead."""
    if summary.period.running:
        return "", 0
    if now == before:
        return f"和{summary.period.before}一样" if now else "", 0
    return f"{counted(abs(now - before))} {unit}", 1 if now > before else -1


def _change_of_share(summary: Summary, now: int | None, before: int | None) -> tuple[str, int]:
    """The same for per cents, in points."""
    if now is None or before is None or summary.period.running:
        return "", 0
    if now == before:
        return f"和{summary.period.before}一样" if now else "", 0
    return f"{abs(now - before)} 个点", 1 if now > before else -1
