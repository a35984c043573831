"""What is odd about a sheet and may be right all the same: who confirms it is asked, not forbidden."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from models.rules import Rule
from models.volunteers import Volunteer

if TYPE_CHECKING:
    from models.hours import Sheet


def doubts(sheet: Any, lines: dict[int, int]) -> list[str]:
    """A sentence for each: more than the activity took, more than so many hours in a day, two stretches at the same time."""
    found = []
    names = {person.id: person.name for person in Volunteer.select(Volunteer.id, Volunteer.name).where(Volunteer.id.in_(list(lines)))}
    longest = sheet.length
    if longest and (over := [names[key] for key, minutes in lines.items() if minutes > longest]):
        found.append(f"{_some(over)}比活动本身（{longest} 分钟）还长")
    most, others = Rule.value_of("day_most"), _same_day(sheet, lines)
    total = {key: minutes + sum(line.minutes for line in others if line.volunteer_id == key) for key, minutes in lines.items()}
    if over := [names[key] for key, minutes in total.items() if minutes > most]:
        found.append(f"{_some(over)}这一天合起来超过 {most / 60:g} 小时")
    if both := sorted({names[line.volunteer_id] for line in others if _meet(sheet, lines[line.volunteer_id], line)}):
        found.append(f"{_some(both)}同一时间还在别的登记表上")
    return found


def _same_day(sheet: Sheet, lines: dict[int, int]) -> list[Any]:
    """The lines of the same people on the same day on other sheets that count or may yet count."""
    from models.hours import ServiceHours, Sheet

    rows = ServiceHours.select(ServiceHours, Sheet).join(Sheet).where(ServiceHours.volunteer.in_(list(lines)), Sheet.day == sheet.day)
    return list(rows.where(Sheet.id != sheet.id, Sheet.standing()))


def _meet(sheet: Sheet, minutes: int, line: Any) -> bool:
    if not sheet.starts or not line.sheet.starts or line.minutes <= 0:
        return False
    mine, other = (datetime.combine(sheet.day, at) for at in (sheet.starts, line.sheet.starts))
    return mine < other + timedelta(minutes=line.minutes) and other < mine + timedelta(minutes=minutes)


def _some(names: list[str]) -> str:
    return "、".join(names[:3]) + (f"等 {len(names)} 人" if len(names) > 3 else "")
