"""Volunteers from a spreadsheet: known by their number, else by name and telephone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from models.imports import cells
from models.imports.kinds import MISSING, Column, Kind
from models.records import Invalid
from models.volunteers import Volunteer


class Volunteers(Kind):
    """The volunteers of a community."""

    key = "volunteers"
    model = Volunteer
    watched = (Volunteer,)
    apart = ("name", "telephone", "number")
    columns = (
        Column("name", "姓名", ("志愿者姓名", "志愿者", "名字"), required=True, example="张三"),
        Column("telephone", "电话", ("手机", "联系电话", "手机号", "手机号码", "电话号码", "联系方式"), cells.code, example="13800000000"),
        Column("number", "志愿者编号", ("编号", "志愿者号", "注册编号"), cells.code, hint="有编号的按编号认人，没有的按姓名加电话", example="5301000001"),
        Column("birth_year", "出生年份", ("出生年", "出生日期", "出生年月", "生日"), cells.birth_year, hint="写到年就够，如 1960", example="1960"),
        Column("publishes_name", "同意公开姓名", ("公开姓名", "是否公开姓名"), cells.yes, hint="是、否；空着就是否", example="否"),
    )

    def load(self) -> None:
        """The people by number and by name."""
        self.by_number: dict[str, list[Volunteer]] = defaultdict(list)
        self.by_name: dict[str, list[Volunteer]] = defaultdict(list)
        for person in Volunteer.select().where(Volunteer.community == self.community.id):
            person.__rel__["community"] = self.community
            self.by_name[person.name].append(person)
            if person.number:
                self.by_number[person.number].append(person)

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        if "name" not in given:
            raise Invalid(name=MISSING)
        return given

    def known_as(self, values: dict[str, Any]) -> Hashable:
        return (values["number"],) if "number" in values else (values["name"], values.get("telephone"))

    def find(self, values: dict[str, Any]) -> Volunteer | None:
        number, telephone = values.get("number"), values.get("telephone")
        if number and number in self.by_number:
            return self._only(self.by_number[number], "number", "编号")
        namesakes = [p for p in self.by_name[values["name"]] if not number or not p.number]
        same = [p for p in namesakes if p.telephone == telephone]
        if not same and namesakes and not telephone and not number:
            raise Invalid(name=f"册里已有“{values['name']}”，请写电话或编号，好分清是不是同一个人")
        return self._only(same, "telephone", "姓名和电话") if same else None

    def _only(self, people: list[Volunteer], name: str, what: str) -> Volunteer:
        if len(people) > 1:
            raise Invalid(**{name: f"册里有 {len(people)} 个人的{what}一样，分不清是谁，请先在“志愿者”里改好"})
        return people[0]

    def label(self, record: Volunteer) -> str:
        return " ".join(filter(None, (record.name, record.telephone, record.number)))
