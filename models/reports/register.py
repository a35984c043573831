"""The register of volunteers in the five groups that the national system takes: identity, service, training, commendation, evaluation (志愿服务条例 19)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.hours import ServiceHours, Sheet
from models.merits import KINDS, Merit
from models.volunteers import Team, Volunteer

IDENTITY = ("姓名", "志愿者编号", "电话", "出生年份", "会什么", "什么时候有空", "同意公开姓名", "哪天同意的", "哪天收回的", "监护人", "监护人哪天同意的")
SERVICE = ("姓名", "志愿者编号", "日期", "做什么", "志愿队", "分钟", "来源")
MERITS = ("姓名", "志愿者编号", "日期", "内容", "单位", "分钟")
FIELDS = (
    *("name", "number", "telephone", "birth_year", "skills", "availability"),
    *("publishes_name", "published_since", "published_until", "guardian", "guardian_agreed"),
)


def five_groups(people: list[Volunteer], teams: Any) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """(title, head, rows) of each group, over the hours in these teams; what was merged stands under whom it was merged into."""
    by_key = {person.id: person for person in people}
    yield "基本身份", IDENTITY, ([person.shown(name) for name in FIELDS] for person in people)
    yield "服务", SERVICE, _service(by_key, teams)
    for kind, title in KINDS:
        yield title, MERITS, _merits(by_key, kind)


def _service(people: dict[int, Volunteer], teams: Any) -> Iterator[list[Any]]:
    rows = ServiceHours.select(ServiceHours, Sheet, Team, Volunteer).join(Sheet).switch(ServiceHours).join(Team).switch(ServiceHours).join(Volunteer)
    rows = rows.where(Sheet.confirmed_at.is_null(False), ServiceHours.team.in_(teams)).order_by(ServiceHours.day, ServiceHours.id)
    for line in rows.iterator():
        person = people.get(line.volunteer.merged_into_id or line.volunteer_id)
        if person:
            yield [person.name, person.number, line.day.isoformat(), line.sheet.purpose, line.team.name, line.minutes, line.shown("source")]


def _merits(people: dict[int, Volunteer], kind: str) -> Iterator[list[Any]]:
    for row in Merit.select(Merit, Volunteer).join(Volunteer).where(Merit.kind == kind).order_by(Merit.day, Merit.id).iterator():
        person = people.get(row.volunteer.merged_into_id or row.volunteer_id)
        if person:
            yield [person.name, person.number, row.day.isoformat(), row.text, row.issuer, row.minutes]
