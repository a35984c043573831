"""Volunteers from a spreadsheet: known by their number, else by name and telephone."""

from __future__ import annotations

from collections import defaultdict
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
        Column("telephone", "电话", ("手机", "联系电话", "手机号", "手机号码", "电话号码", "联系方式"), cells.telephone, example="13800000000"),
        Column("number", "志愿者编号", ("编号", "志愿者号", "注册编号"), cells.code, hint="有编号的按编号认人，没有的按姓名加电话", example="5301000001"),
        Column("birth_year", "出生年份", ("出生年", "出生日期", "出生年月", "生日"), cells.birth_year, hint="写到年就够，如 1960", example="1960"),
        Column("publishes_name", "同意公开姓名", ("公开姓名", "是否公开姓名"), cells.yes, hint="是、否；空着就是否", example="否"),
    )

    def load(self) -> None:
        """The people by number and by name."""
        self.by_number: dict[str, Volunteer] = {}
        self.by_name: dict[str, list[Volunteer]] = defaultdict(list)
        for person in Volunteer.select().where(Volunteer.community == self.community.id):
            person.__rel__["community"] = self.community
            self.know(person)
            self.by_name[person.name].append(person)
            if person.number:
                self.by_number[cells.narrow(person.number)] = person

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        if "name" not in given:
            raise Invalid(name=MISSING)
        return given

    def find(self, values: dict[str, Any]) -> Volunteer | None:
        """By number; else by name and telephone, where two numbers are two people."""
        number, telephone = values.get("number"), values.get("telephone")
        if number in self.by_number:
            return self.by_number[number]
        namesakes = [p for p in self.by_name[values["name"]] if not number or not p.number]
        same = [p for p in namesakes if cells.narrow(p.telephone or "") == (telephone or "")]
        if not number and not telephone and (len(same) > 1 or namesakes and not same):
            raise Invalid(name=f"册里已有“{values['name']}”，请写电话或编号，好分清是不是同一个人")
        return same[0] if same else None

    def known_by(self, record: Volunteer) -> list[Any]:
        """Of two of one name without number and telephone nobody can tell whether they are one."""
        bare = [] if record.number or record.telephone else [(("name",), (record.name,))]
        return super().known_by(record) + bare

    def label(self, record: Volunteer) -> str:
        return " ".join(filter(None, (record.name, record.telephone, record.number)))
