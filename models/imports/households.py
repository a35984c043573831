"""Households from a spreadsheet: which columns, which door is meant, which care tags come to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from peewee import chunked

from models import clock
from models.areas import Area, Compound
from models.grids import Grid
from models.households import TENURES, Care, CareKind, Household, Reading
from models.imports import cells
from models.imports.kinds import MISSING, Column, Kind
from models.records import Invalid
from models.users import User

TENURE = cells.choice(TENURES, 自有="owner", 业主="owner", 租户="tenant", 出租="tenant", 空置="vacant", 不清楚="unknown")
DOOR = Household.identities[0]
BETWEEN = re.compile(r"[-—–_/#\s]+|号楼|栋|幢|座|单元")
AFTER = re.compile(r"(?<=.)(号楼|[栋幢座楼#]|单元|[室号])$")
NUMBERED = re.compile(r"(\d{1,2})\d\d", re.ASCII)  # 501 and 1201 are on the 5th and 12th floor


def part(cell: Any) -> str:
    """Building, unit or room without its word: 3栋 is 3."""
    return bare(cells.code(cell))


def bare(shown: str) -> str:
    """The same of what is in the register already, where somebody may have typed ３栋."""
    return AFTER.sub("", cells.narrow(shown))


def door(cell: Any) -> tuple[str, str, str] | None:
    """Building, unit and room of 3-2-501, 3-501 or 3栋2单元501室; raises ValueError for anything else."""
    shown = cells.code(cell)
    parts = [part(piece) for piece in BETWEEN.split(shown) if piece]
    if not shown:
        return None
    if len(parts) not in (2, 3):
        raise ValueError(f"“{shown[:20]}”看不出是哪一户，请写成 3-2-501，没有单元的写 3-501")
    return (parts[0], parts[1] if len(parts) == 3 else "", parts[-1])


class Households(Kind):
    """The doors of a community's compounds, known by compound, building, unit and room."""

    key = "households"
    model = Household
    watched = (Household, Compound, Grid, Care, CareKind)
    apart = DOOR
    columns = (
        Column("compound", "小区", ("小区名称", "所在小区"), required=True, hint="本社区的小区名称"),
        Column("building", "楼栋", ("栋", "幢", "楼号", "栋号", "幢号", "楼栋号", "座"), part, True, "3 或 3栋", "3"),
        Column("unit", "单元", ("单元号",), part, hint="没有单元就空着", example="2"),
        Column("floor", "楼层", ("层", "所在楼层"), cells.number, hint="空着就按房号推：501 是 5 层", example="5"),
        Column("room", "房号", ("室", "室号", "房间", "房间号", "房间号码"), part, True, "501 或 501室", "501"),
        Column("door", "门牌", ("门牌号", "房屋", "地址"), door, hint="可以代替楼栋、单元、房号三列，写成 3-2-501", example="", covers=DOOR[1:]),
        Column("grid", "网格", ("院落", "微网格", "网格名称"), hint="小区里已有的网格名称"),
        Column("contact", "联系人", ("户主", "姓名", "住户", "户主姓名"), example="张三"),
        Column("telephone", "电话", ("手机", "联系电话", "手机号", "手机号码", "电话号码", "联系方式"), cells.telephone, example="13800000000"),
        Column("tenure", "居住情况", ("居住状态", "居住类型", "住房情况"), TENURE, hint="、".join(label for _, label in TENURES), example="自住"),
        Column("cares", "关爱标签", ("标签", "重点人群", "关爱类别"), cells.names, hint="几个标签用顿号隔开；只添加，不会取消已有的"),
        Column("note", "备注", example=""),
        Column("since", "登记日期", ("登记时间", "登记日"), cells.day, hint="空着就是今天"),
    )

    def __init__(self, community: Area) -> None:
        super().__init__(community)
        self.compounds = {c.name: c for c in Compound.select().where(Compound.community == community.id).order_by(Compound.name)}
        self.grids = {g.id: g for g in Grid.select().where(Grid.compound.in_([c.id for c in self.compounds.values()])).order_by(Grid.name)}
        self.kinds = {kind.name: kind for kind in CareKind.select().where(CareKind.code.is_null()).order_by(CareKind.days)}
        self.looked_up: set[int] = set()

    def load(self) -> None:
        """The doors by name, each with its compound and grid, and the tags that they have."""
        compounds = {c.id: c for c in self.compounds.values()}
        self.doors: dict[Hashable, Household] = {}
        for household in Household.select().where(Household.community == self.community.id):
            household.__rel__["compound"] = compounds[household.compound_id]
            if household.grid_id:
                household.__rel__["grid"] = self.grids[household.grid_id]
            self.doors[self._name(household.__data__)] = household
            self.know(household)
        for household in list(self.doors.values()):  # 3栋 as somebody typed it is found by 3 too, unless there is a 3
            self.doors.setdefault(self._plain_name(household.__data__), household)
        self.cares = self._present_cares()

    def _present_cares(self) -> dict[int, set[int]]:
        present: dict[int, set[int]] = defaultdict(set)
        rows = Care.current().join(Household).where(Household.community == self.community.id)
        for household, kind in rows.select(Care.household, Care.kind).tuples():
            present[household].add(kind)
        return present

    def lacking(self, names: set[str]) -> list[str]:
        """A door column stands for three; a community of one compound need not name it."""
        known = {"building", "room"} if "door" in names else set()
        return super().lacking(names | known | ({"compound"} if len(self.compounds) == 1 else set()))

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """The compound, the grid and the tags by name, in this community alone; the door in its three parts."""
        values = {name: value for name, value in given.items() if name not in ("door", "cares")}
        if "door" in given and "room" not in given:
            values |= dict(zip(("building", "unit", "room"), given["door"], strict=True))
        values["compound"] = self._compound(given.get("compound"))
        if "grid" in given:
            values["grid"] = self._grid(values["compound"], given["grid"])
        values["cares"] = [self.kinds[name] for name in given.get("cares", []) if name in self.kinds]
        errors = {name: MISSING for name in ("building", "room") if not values.get(name)} | self._unknown(given, values)
        if errors:
            raise Invalid(**errors)
        return values

    def _compound(self, name: str | None) -> Compound | None:
        if name is None and len(self.compounds) == 1:
            return next(iter(self.compounds.values()))
        return self.compounds.get(name or "")

    def _grid(self, compound: Compound | None, name: str) -> Grid | None:
        return next((grid for grid in self.grids.values() if compound and grid.compound_id == compound.id and grid.name == name), None)

    def _unknown(self, given: dict[str, Any], values: dict[str, Any]) -> dict[str, str]:
        """What is named in the row and not to be found; of an unknown compound nobody knows the grids."""
        errors, compound = {}, values["compound"]
        strange = [name for name in given.get("cares", []) if name not in self.kinds]
        if compound is None:
            errors["compound"] = f"本社区没有“{given['compound']}”这个小区" if "compound" in given else MISSING
        elif "grid" in given and values["grid"] is None:
            errors["grid"] = f"{compound.name}没有“{given['grid']}”这个网格，请先在“网格”里添加"
        if strange:
            errors["cares"] = f"没有“{'”“'.join(strange)}”这个标签，可以填：{'、'.join(self.kinds)}"
        return errors

    def find(self, values: dict[str, Any]) -> Household | None:
        named = {**values, "compound": values["compound"].id}
        return self.doors.get(self._name(named)) or self.doors.get(self._plain_name(named))

    def new(self, values: dict[str, Any]) -> Household:
        """A new door; its floor follows from its room when nobody says."""
        numbered = NUMBERED.fullmatch(values["room"])
        floor = {"floor": int(numbered[1])} if numbered else {}
        return Household(**{**floor, **values})

    def changes(self, record: Household, values: dict[str, Any]) -> dict[str, Any]:
        """The door itself stays as it is written: it is how the row was found."""
        return super().changes(record, {k: v for k, v in values.items() if k not in DOOR})

    def tied(self, record: Household, values: dict[str, Any]) -> list[Any]:
        """The care tags that the door has not got."""
        if values["cares"] and record.id:
            self.looked_up.add(record.id)
        present = self.cares[record.id] if record.id else set()
        return [Care(household=record, kind=kind, since=clock.today()) for kind in values["cares"] if kind.id not in present]

    def write_down_readings(self, by: User) -> None:
        """That a plan tells which of these doors have a tag is a reading of their tags, and logged as one."""
        shared = {"user": by.id, "community": self.community.id, "at": clock.now(), "what": "关爱标签（导入核对）"}
        for chunk in chunked(sorted(self.looked_up), 500):
            Reading.insert_many([{**shared, "household": key} for key in chunk]).execute()

    def label(self, record: Household) -> str:
        return f"{record.compound.name} {record}"

    def explained(self, column: Column) -> str:
        """The names that this community knows."""
        grids = dict.fromkeys(g.name for g in self.grids.values())
        known = {"compound": list(self.compounds), "grid": list(grids), "cares": list(self.kinds)}
        return f"{column.hint}：{'、'.join(known[column.name]) or '（还没有）'}" if column.name in known else column.hint

    def sample(self, column: Column) -> str:
        return next(iter(self.compounds), "某某小区") if column.name == "compound" else column.example

    @staticmethod
    def _name(values: dict[str, Any]) -> Hashable:
        return tuple(values.get(name) or "" for name in DOOR)

    @staticmethod
    def _plain_name(values: dict[str, Any]) -> Hashable:
        compound, *parts = (values.get(name) or "" for name in DOOR)
        return (compound, *(bare(piece).upper() for piece in parts))
