"""Imports: files, headings, cells, which row is meant, what is refused, and writing all of it or nothing."""

import csv
import io
import re
import uuid
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models.areas import Area
from models.households import Care, CareKind, Household, Reading
from models.imports import KINDS, Import, cells, reading, uploads
from models.imports.households import Households, door
from models.imports.kinds import NO_VALUE, REASON, REMARK, untold
from models.imports.plans import Plan, Stale
from models.imports.users import Users, first_password
from models.imports.volunteers import Volunteers
from models.records import Change, Invalid
from models.users import Role, User
from models.volunteers import Volunteer
from tests.cast import TODAY
from views.registers import REGISTERS

HEAD = ["小区", "楼栋", "单元", "房号", "联系人", "电话"]


def book(*rows, title=None):
    """An .xlsx file with these rows."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text(*rows, separator=",", encoding="utf-8"):
    """The same as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def check(kind, community, content):
    """The plan of a file."""
    table = kind(community)
    return table.check(table.table(content))


def plan_of(cast, *rows, head=HEAD, kind=Households):
    return check(kind, cast.inside, book(head, *rows))


def refusals(plan):
    return [(r.number, r.heading, r.reason) for r in plan.refused]


def counts(plan):
    return len(plan.added), len(plan.changed), plan.unchanged, len(plan.refused)


def problem(kind, community, content):
    with pytest.raises(Invalid) as caught:
        check(kind, community, content)
    return caught.value.errors["file"]


# files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_every_encoding_with_every_separator(cast, encoding, separator):
    content = text(HEAD, ["和平小区", "9", "1", "101", "𠮷田䶮", "13900000000"], separator=separator, encoding=encoding)
    (row,) = check(Households, cast.inside, content).added
    assert (row.record.door, row.record.contact, row.record.telephone) == ("9-1-101", "𠮷田䶮", "13900000000")


def test_a_cell_may_hold_the_separator_and_a_line_break(cast):
    content = text([*HEAD, "备注"], ["和平小区", "9", "1", "101", "张三", "12345", "钥匙在邻居家,\n不急"])
    assert check(Households, cast.inside, content).added[0].record.note == "钥匙在邻居家, 不急"


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_part(name, change, content=None):
    """A workbook one of whose parts has been changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or book(HEAD, ["和平小区", 9, 1, 101, "张三", "1"]))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in good.namelist():
            bad.writestr(part, change(good.read(part)) if part == name else good.read(part))
    return out.getvalue()


def encrypted(content):
    """The same archive with the bit of encryption set everywhere."""
    marked = bytearray(content)
    for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(sign), content):
            marked[found.start() + offset] |= 1
    return bytes(marked)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)) + b"]>"
SHEET = "xl/worksheets/sheet1.xml"
BAD_FILES = {
    "empty": (b"", "空的"),
    "blank": (b" \r\n ", "空的"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "不是表格"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01", "不是表格"),
    "old xls": (reading.OLE + b"\x00" * 512, "旧版 .xls"),
    "xlsx under a password": (reading.OLE + b"\x00" * 64 + reading.ENCRYPTED, "密码"),
    "zip under a password": (encrypted(book(HEAD)), "密码"),
    "half a zip": (book(HEAD)[:400], "打不开"),
    "a zip of something else": (zipped(word__document="<w/>"), "打不开"),
    "no sheet": (with_part("xl/workbook.xml", lambda _: b"<workbook/>"), "打不开"),
    "broken sheet": (with_part(SHEET, lambda good: good[: len(good) // 2]), "打不开"),
    "billion laughs": (with_part(SHEET, lambda good: LAUGHS + b"<x>&a11;</x>"), "打不开"),
    "zip bomb": (zipped(xl__workbook=b"0" * (reading.UNPACKED + 1)), "展开后太大"),
    "millions of cells": (with_part(SHEET, lambda good: b"<x><row>" + b"<c/>" * reading.MOST_TAGS + b"</row></x>"), "展开后太大"),
    "millions of fonts": (with_part("xl/styles.xml", lambda good: b"<x>" + b"<font/>" * reading.MOST_OTHER_TAGS + b"</x>"), "展开后太大"),
    "row two milliards": (with_part(SHEET, lambda good: good.replace(b'<row r="2"', b'<row r="2000000000"').replace(b'"A2"', b'"A2000000000"')), "打不开"),
    "no headings": (text(["a", "b"], ["1", "2"]), "第一行要有列名"),
    "no room": (text(["小区", "楼栋"], ["和平小区", "1"]), "没有“房号”这一列"),
    "no rows": (text(HEAD), "没有内容"),
    "control characters": (b"\x01\x02\x03\x04", "不是表格"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_says_why(cast, name):
    content, reason = BAD_FILES[name]
    assert reason in problem(Households, cast.inside, content)


def test_too_many_rows_are_refused(cast, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    rows = [["和平小区", "9", "1", str(n), "", ""] for n in range(101, 130)]
    assert "一次最多 3 行" in problem(Households, cast.inside, book(HEAD, *rows))


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b) | st.text(max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_no_file_breaks_the_reader(content):
    try:
        for sheet in reading.sheets(content):
            sheet.all()
    except Invalid as error:
        assert error.errors["file"]


# headings


def test_headings_in_any_order_under_other_names_below_a_title(cast):
    rows = [
        ["2026年住户登记表"],
        [],
        ["联系电话*", "户主（姓名）", " 室 ", "幢", "单元号", "所在小区：", "身高"],
        [13900000000, "张三", 101, "9栋", "1单元", "和平小区", 170],
    ]
    table = Households(cast.inside)
    found = table.table(book(*rows))
    (row,) = table.check(found).added
    assert row.number == 4 and found.unused == ["身高"]
    assert (row.record.door, row.record.contact, row.record.telephone, row.record.floor) == ("9-1-101", "张三", "13900000000", 1)


def test_of_two_columns_of_one_name_the_left_one_counts(cast):
    table = Households(cast.inside)
    found = table.table(book([*HEAD, "手机"], ["和平小区", "9", "1", "101", "张三", "12345", "2"]))
    assert found.unused == ["手机"] and table.check(found).added[0].record.telephone == "12345"


def test_the_sheet_with_the_headings_is_found(cast):
    made = Workbook()
    made.active.append(["说明：请填第二张表"])
    for row in (HEAD, ["和平小区", "9", "1", "101", "张三", "12345"]):
        made.create_sheet("住户").append(row) if len(made.worksheets) == 1 else made["住户"].append(row)
    out = io.BytesIO()
    made.save(out)
    assert counts(check(Households, cast.inside, out.getvalue())) == (1, 0, 0, 0)


def test_a_note_that_speaks_of_a_sample_is_no_sample_row(cast):
    assert counts(plan_of(cast, ["和平小区", "9", "1", "101", "", "", "示例，不会导入"], head=[*HEAD, "备注"])) == (1, 0, 0, 0)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if REGISTERS])  # which declare theirs when they are read
def test_the_sample_row_of_a_template_is_left_out(cast, kind):
    table = KINDS[kind](cast.inside)
    head, sample = [*(c.heading for c in table.columns), REMARK], [*(table.sample(c) for c in table.columns), "示例，不会导入"]
    assert "没有内容" in problem(KINDS[kind], cast.inside, book(head, sample))
    filled = check(KINDS[kind], cast.inside, book(head, [*sample[:-1], ""]))
    unnamed = any(c.required and not table.sample(c) for c in table.columns)  # of goods, say, where there is no station yet
    strange = kind == "places"  # the first post is none of the first team's
    assert counts(filled) == ((0, 0, 0, 1) if unnamed or strange else (1, 0, 0, 0))  # and it would be a good row


def test_a_door_in_one_column_and_a_community_of_one_compound(cast):
    (row,) = check(Households, cast.outside, book(["门牌", "姓名"], ["3-2-501", "张三"])).added
    assert (row.record.compound, row.record.building, row.record.unit, row.record.room, row.record.floor) == (cast.shuguang, "3", "2", "501", 5)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("3-2-501", ("3", "2", "501")),
        ("３－２－５０１", ("3", "2", "501")),
        ("3栋2单元501室", ("3", "2", "501")),
        ("3幢501号", ("3", "", "501")),
        ("12号楼 1单元 1201", ("12", "1", "1201")),
        ("A座-1203", ("A", "", "1203")),
        ("3-501", ("3", "", "501")),
        ("", None),
    ],
)
def test_doors(written, parts):
    assert door(written) == parts


# cells


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(501, "501"), (501.0, "501"), ("501.0", "501"), ("501.00 ", "501"), ("５０１", "501"), (13800000000.0, "13800000000"), ("+86 138", "+86 138"), (None, "")],
)
def test_numbers_that_are_names(cell, shown):
    assert cells.code(cell) == shown


def test_what_excel_has_made_of_a_door_or_a_telephone_is_refused(cast):
    plan = plan_of(cast, ["和平小区", datetime(2026, 3, 2), "", "501", "", ""], ["和平小区", "9", "1", "101", "", "1.38E+10"])
    assert refusals(plan) == [
        (2, "楼栋", "Excel 把它当成了日期，请把这一列的格式设成“文本”再填"),
        (3, "电话", "Excel 把它变成了 1.38E+10，后几位已经丢了，请把这一列的格式设成“文本”再填"),
    ]


@pytest.mark.parametrize(
    "cell",
    [date(2026, 3, 2), datetime(2026, 3, 2, 8), "2026-03-02", "2026/3/2", "2026.3.2", "2026年3月2日", "20260302", 46083, "46083.0", "2026-03-02 00:00:00"],
)
def test_days(cell):
    assert cells.day(cell if cell != "46083.0" else 46083.0) == date(2026, 3, 2)


@pytest.mark.parametrize("cell", ["2026-02-30", "2月3日", "昨天", "20261399", "0000-01-01"])
def test_impossible_days(cell):
    with pytest.raises(ValueError, match="不是日期"):
        cells.day(cell)


def test_birth_years_and_yes_and_no():
    assert [cells.birth_year(c) for c in (1960, "1960年", "1960-05-01", date(1960, 5, 1), "1960.5", "")] == [1960, 1960, 1960, 1960, 1960, None]
    assert [cells.yes(c) for c in ("是", True, "否", False, "√", "", None)] == [True, True, False, False, True, None, None]
    with pytest.raises(ValueError, match="是"):
        cells.yes("也许")


def test_text_that_begins_like_a_formula_is_text(cast):
    plan = check(Households, cast.inside, text([*HEAD, "备注"], ["和平小区", "9", "1", "101", "=cmd|' /C calc'!A0", "+8613800000000", "'@SUM(A1)"]))
    record = plan.added[0].record
    assert (record.contact, record.telephone, record.note) == ("=cmd|' /C calc'!A0", "+8613800000000", "@SUM(A1)")


# which row is meant, and what is refused


def test_added_changed_unchanged_refused(cast):
    plan = plan_of(
        cast,
        ["和平小区", 3, 2, 501, "张建国", "13888892501"],
        ["和平小区", 3, 2, 502, "赵敏", "13900009999"],
        ["和平小区", 3, 2, 601, "新来的", ""],
        ["和平小区", 3, 2, "", "无门", ""],
    )
    assert counts(plan) == (1, 1, 1, 1)
    assert [(c.number, c.label, c.lines()) for c in plan.changed] == [(3, "和平小区 3-2-502 赵敏", [("电话", "13800002502", "13900009999")])]
    assert refusals(plan) == [(5, "房号", "这一项要填")]
    assert Household.select().where(Household.room == "601", Household.unit == "2").count() == 0  # nothing is written


def test_an_empty_cell_leaves_what_is_there(cast):
    assert counts(plan_of(cast, ["和平小区", "3", "2", "501", "", ""])) == (0, 0, 1, 0)


def test_a_door_typed_otherwise_is_the_same_door(cast):
    Household.add(None, compound=cast.heping, building="５栋", unit="1单元", room="101室")
    Household.add(None, compound=cast.heping, building="a", room="101")
    assert counts(plan_of(cast, ["和平小区", "5", "1", "101", "", ""], ["和平小区", "A座", "", "101", "", ""])) == (0, 0, 2, 0)


def test_the_same_door_twice_in_one_file_is_refused(cast):
    rows = [
        ["和平小区", "9", "1", "101", "甲", ""],
        ["和平小区", "9栋", "1", "101", "乙", ""],
        ["和平小区", "3", "2", "501", "", ""],
        ["和平小区", "3", "2", "501", "", ""],
    ]
    assert refusals(plan_of(cast, *rows)) == [(3, "房号", "和第 2 行是同一个"), (5, "房号", "和第 4 行是同一个")]


def test_another_communitys_compound_and_grid_are_out_of_reach(cast):
    plan = plan_of(
        cast,
        ["曙光小区", "1", "", "201", ""],
        ["和平小区", "9", "", "101", "一号院"],
        ["和平小区", "9", "", "102", "西院"],
        head=["小区", "楼栋", "单元", "房号", "网格"],
    )
    assert refusals(plan) == [(2, "小区", "本社区没有“曙光小区”这个小区"), (3, "网格", "和平小区没有“一号院”这个网格，请先在“网格”里添加")]
    assert plan.added[0].record.grid == cast.west


def test_the_rules_of_the_register_hold(cast):
    head = ["小区", "楼栋", "房号", "联系人", "楼层", "居住情况", "登记日期", "备注"]
    plan = plan_of(
        cast,
        ["和平小区", "9", "101", "长" * 41, "", "", "", ""],
        ["和平小区", "9", "102", "", 200, "", "", ""],
        ["和平小区", "9", "103", "", "六楼", "", "", ""],
        ["和平小区", "9", "104", "", "", "借住", "", ""],
        ["和平小区", "9", "105", "", "", "", "1899-01-01", ""],
        ["和平小区", "12345678901", "106", "", "", "", "2026-13-01", "长" * 201],
        head=head,
    )
    assert refusals(plan) == [
        (2, "联系人", "最多 40 个字，现在是 41 个"),
        (3, "楼层", "要在 -5 到 150 之间"),
        (4, "楼层", "“六楼”不是整数"),
        (5, "居住情况", "没有“借住”这个选项，可以填：自住、租住、空户、还不清楚"),
        (6, "登记日期", "日期不对"),
        (7, "楼栋", "最多 10 个字，现在是 11 个；备注：最多 200 个字，现在是 201 个；登记日期：“2026-13-01”不是日期，请写成 2026-10-24 这样"),
    ]


def test_all_that_is_wrong_with_a_row_is_said_at_once_and_each_reason_once(cast):
    head = ["小区", "楼栋", "房号", "门牌", "网格", "电话", "关爱标签"]
    plan = plan_of(
        cast,
        ["和平小区", "9", "101", "", "南院", "1" * 50, "高风险、有钱人、富人"],
        ["曙光小区", "", "", "", "一号院", "", "有钱人"],
        ["和平小区", "", "", "九栋", "东院", "", ""],
        head=head,
    )
    assert refusals(plan) == [
        (
            2,
            "网格",
            "和平小区没有“南院”这个网格，请先在“网格”里添加；电话：最多 40 个字，现在是 50 个；关爱标签：没有“有钱人”“富人”这个标签，可以填：高风险、独居老人",
        ),
        (3, "小区", "本社区没有“曙光小区”这个小区；楼栋、房号：这一项要填；关爱标签：没有“有钱人”这个标签，可以填：高风险、独居老人"),
        (4, "门牌", "“九栋”看不出是哪一户，请写成 3-2-501，没有单元的写 3-501"),
    ]


def test_a_formula_whose_value_is_not_in_the_file_is_refused_and_one_with_a_value_is_read(cast):
    rows = ([*HEAD, "身高"], ["和平小区", "9", "1", "101", '="张"&"三"', "12345", "=1"], ["和平小区", "9", "1", "102", "李四", "12346", "=1+1"])
    plan = check(Households, cast.inside, book(*rows))
    assert refusals(plan) == [(2, "联系人", NO_VALUE)] and plan.refused[0].cells[4] == '="张"&"三"'
    assert [row.record.contact for row in plan.added] == ["李四"]  # a formula in a column that is not used is in nobody's way
    name = "张三".encode()
    for value, contact in ((b"<v>" + name + b"</v>", "张三"), (b"<v></v>", None)):  # worked out: once to a name, once to no letters
        worked_out = with_part(SHEET, lambda good, v=value: re.sub(rb'<c r="E2">(.*?)<v ?(/>|></v>)', rb'<c r="E2" t="str">\1' + v, good), book(*rows))
        assert [row.record.contact for row in check(Households, cast.inside, worked_out).added] == [contact, "李四"]


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>", "a.pdf"), (b"%PDF-1.4\n1 0 obj", "a.xlsx"), ("今天, 天气很好".encode(), "住户.XLSX")]
)
def test_a_file_that_is_not_what_its_name_says_is_no_table(cast, content, name):
    with pytest.raises(Invalid, match="这不是表格文件"):
        Import.receive(cast.carol, uuid.uuid4(), "households", name, content)
    with pytest.raises(Invalid, match="第一行要有列名"):
        Import.receive(cast.carol, uuid.uuid4(), "households", "a.csv", "今天, 天气很好".encode())


@pytest.mark.parametrize("name", ["张 三", "张三", "zhang san", "zhang/san", "x；"])
def test_a_login_name_of_other_signs_is_refused_with_all_else_that_is_wrong(cast, name):
    assert refusals(accounts(cast, [name, "张三", "网格员"], [name, "", "社区"])) == [
        (2, "登录名", "登录名只能用字母、数字和 - _ . @"),
        (3, "登录名", "登录名只能用字母、数字和 - _ . @；姓名：这一项要填；角色：没有“社区”这个选项，可以填：网格员、志愿队队长"),
    ]
    assert counts(accounts(cast, ["Zhang-san_3.x@qq", "张三", "网格员"])) == (1, 0, 0, 0)
    with pytest.raises(Invalid, match="登录名只能用"):
        User.open_account(None, username=name, name="张三", role="grid_worker", area=cast.inside)


def test_an_amended_row_that_breaks_a_rule_is_refused_and_nothing_sticks(cast):
    plan = plan_of(cast, ["和平小区", "3", "2", "501", "长" * 41, ""], ["和平小区", "3", "2", "501", "张建国", ""])
    assert counts(plan) == (0, 0, 1, 1)


# care tags


def test_care_tags_are_added_and_none_is_taken_away(cast):
    head = ["小区", "楼栋", "单元", "房号", "关爱标签"]
    plan = plan_of(
        cast, ["和平小区", "3", "2", "501", "独居老人、高风险"], ["和平小区", "3", "2", "502", "独居老人"], ["和平小区", "9", "1", "101", "高风险"], head=head
    )
    assert [c.lines() for c in plan.changed] == [[("关爱标签", "", "高风险")], [("关爱标签", "", "独居老人")]]
    plan.apply(cast.carol, "导入 a.xlsx")
    tags = Care.current().select(Household.room, CareKind.name).join(Household).switch(Care).join(CareKind).where(Household.community == cast.inside)
    assert set(tags.tuples()) == {("501", "独居老人"), ("501", "高风险"), ("502", "独居老人"), ("101", "高风险")}
    assert Care.select().where(Care.since == TODAY).count() == 3
    line = Care.get(Care.household == cast.home, Care.kind == cast.high_risk).changes.get()
    assert (line.action, line.user_name, line.reason) == ("add", "高荣", "导入 a.xlsx")
    assert line.lines[:2] == [("住户", "", "3-2-501 张建国"), ("类别", "", "高风险")]
    assert counts(plan_of(cast, ["和平小区", "3", "2", "501", "高风险"], head=head)) == (0, 0, 1, 0)


def test_an_unknown_care_tag_is_refused_and_the_general_kind_is_none(cast):
    plan = plan_of(cast, ["和平小区", "9", "1", "101", "有钱人"], ["和平小区", "9", "1", "102", "一般住户"], head=["小区", "楼栋", "单元", "房号", "关爱标签"])
    assert [r[2] for r in refusals(plan)] == ["没有“有钱人”这个标签，可以填：高风险、独居老人", "没有“一般住户”这个标签，可以填：高风险、独居老人"]


# volunteers


VOLUNTEER = ["姓名", "手机", "编号"]


def volunteers(cast, *rows):
    return plan_of(cast, *rows, head=VOLUNTEER, kind=Volunteers)


def test_a_volunteer_is_known_by_number_else_by_name_and_telephone(cast):
    Volunteer.add(None, name="王一", community=cast.inside, telephone="13800000001", number="N1")
    Volunteer.add(None, name="王二", community=cast.inside, telephone="13800000002")
    plan = volunteers(cast, ["王壹", "", "Ｎ１"], ["王二", "13800000002", "N2"], ["王二", "13800000003", "N3"], ["王三", "13800000003", ""], ["王三", "", "N4"])
    assert [(c.number, c.lines()) for c in plan.changed] == [(2, [("姓名", "王一", "王壹")]), (3, [("志愿者编号", "", "N2")])]
    assert [a.number for a in plan.added] == [4, 5, 6] and refusals(plan) == []


def test_volunteers_who_cannot_be_told_apart_are_refused(cast):
    Volunteer.add(None, name="王一", community=cast.inside, telephone="13800000001", number="N1")
    Volunteer.add(None, name="王二", community=cast.inside, telephone="13800000002", number="N2")
    rows = [["王一", "", ""], ["王一", "13800000001", "N9"], ["", "13800000005", ""], ["王二", "13800000001", "N1"], ["王一", "13800000001", "N2"]]
    rows += [["甲", "13800000006", ""], ["甲", "13800000006", "N6"], ["乙", "", ""], ["乙", "", ""]]
    assert refusals(volunteers(cast, *rows)) == [
        (2, "姓名", "册里已有“王一”，请写电话或编号，好分清是不是同一个人"),
        (3, "电话", "同名同电话的已经在册"),
        (4, "姓名", "这一项要填"),
        (6, "电话", "同名同电话的已经在册"),
        (8, "电话", "和第 7 行是同一个"),
        (10, "姓名", "和第 9 行是同一个"),
    ]


def test_a_volunteer_of_another_community_is_another_person(cast):
    Volunteer.add(None, name="王一", community=cast.outside, telephone="13800000001", number="N1")
    plan = volunteers(cast, ["王一", "13800000001", "N1"])
    plan.apply(None, "导入")
    assert {v.community_id for v in Volunteer.select().where(Volunteer.number == "N1")} == {cast.inside.id, cast.outside.id}


def test_volunteers_of_one_name_get_their_own_lines_of_the_audit(cast):
    volunteers(cast, ["王一", "13800000001", ""], ["王一", "13800000002", ""]).apply(cast.carol, "导入")
    for person in Volunteer.select().where(Volunteer.name == "王一"):
        assert ("电话", "", person.telephone) in person.changes.get().lines


# accounts


def accounts(cast, *rows):
    return plan_of(cast, *rows, head=["登录名", "姓名", "角色"], kind=Users)


def test_accounts_of_two_roles_in_ones_own_community(cast):
    plan = accounts(
        cast,
        ["new", "新人", "网格员"],
        ["lead", "领队", "队长"],
        ["alice", "艾丽", "志愿队队长"],
        ["boss", "老板", "社区"],
        ["carol", "高荣", "网格员"],
        ["oscar", "邱勇", "网格员"],
        ["x", "", ""],
    )
    assert [(a.record.username, a.record.role, a.record.area) for a in plan.added] == [
        ("new", Role.GRID_WORKER, cast.inside),
        ("lead", Role.TEAM_LEADER, cast.inside),
    ]
    assert [c.lines() for c in plan.changed] == [[("角色", "网格员", "志愿队队长")]]
    assert refusals(plan) == [
        (5, "角色", "没有“社区”这个选项，可以填：网格员、志愿队队长"),
        (6, "登录名", "这是社区的账号，请在“账号”里改"),
        (7, "登录名", "这个登录名已经有人用了"),
        (8, "姓名、角色", "这一项要填"),
    ]


@pytest.mark.parametrize("word", ["物业企业", "物业或部门"])
def test_a_receivers_account_is_not_imported_and_the_row_says_where_it_is_opened(cast, word):
    assert refusals(accounts(cast, ["wuye", "吴业", word])) == [(2, "角色", "物业和部门的账号要选单位，请在“更多 › 账号”里开")]


def test_first_passwords_work_once_prepared_and_not_before(cast):
    table = Users(cast.inside)
    plan = table.check(table.table(book(["登录名", "姓名", "角色"], ["new", "新人", "网格员"])))
    table.prepare(plan, b"secret", untold)
    plan.apply(cast.carol, "导入")
    user = User.log_in("new", first_password(b"secret", "new"))
    assert user.must_change and user.name == "新人"
    assert first_password(b"secret", "new") != first_password(b"other", "new") != first_password(b"other", "newer")
    assert re.fullmatch(r"([a-km-np-z2-9]{4}-){2}[a-km-np-z2-9]{4}", first_password(b"x", "y"))


def test_too_many_accounts_are_refused_as_a_whole(cast, monkeypatch):
    monkeypatch.setattr(Users, "most_added", 1)
    content = book(["登录名", "姓名", "角色"], *([f"u{n}", "某", "网格员"] for n in range(2)))
    assert "一次最多新添 1 个" in problem(Users, cast.inside, content)


# writing


def test_applying_writes_rows_search_and_audit(cast):
    plan = plan_of(cast, ["和平小区", "9", "1", "1201", "新来的", "13900000001"], ["和平小区", "3", "2", "502", "赵小敏", ""])
    plan.apply(cast.carol, "导入 住户.xlsx")
    new = Household.get(Household.building == "9")
    assert (new.floor, new.community, new.since, new.door_key) == (12, cast.inside, TODAY, "00009.00001.01201")
    assert "xld" in new.search
    change = new.changes.get()
    assert (change.action, change.user_id, change.reason) == ("add", cast.carol.id, "导入 住户.xlsx")
    assert ("联系人", "", "新来的") in change.lines
    changed = Household.get_by_id(cast.door_3.id)
    assert (changed.contact, changed.telephone, "zxm" in changed.search) == ("赵小敏", "13800002502", True)
    assert changed.changes.first().lines == [("联系人", "赵敏", "赵小敏")]


def test_the_same_file_again_changes_nothing(cast):
    rows = [["和平小区", "9", str(u), f"{f}0{r}", f"住户{u}{f}{r}", 13900000000 + u] for u in range(1, 4) for f in range(1, 6) for r in range(1, 5)]
    plan_of(cast, *rows).apply(cast.carol, "导入")
    lines = Change.select().count()
    again = plan_of(cast, *rows)
    assert counts(again) == (0, 0, 60, 0)
    again.apply(cast.carol, "导入")
    assert Change.select().count() == lines and Household.select().where(Household.building == "9").count() == 60


def test_all_or_nothing(cast):
    plan = plan_of(cast, ["和平小区", "9", "1", "101", "", ""], ["和平小区", "3", "2", "502", "改了", ""])

    def fail():
        raise RuntimeError("the lights go out")

    with pytest.raises(RuntimeError):
        plan.apply(cast.carol, "导入", fail)
    assert not Household.select().where(Household.building == "9").exists()
    assert Household.get_by_id(cast.door_3.id).contact == "赵敏"
    assert not Change.select().where(Change.reason == "导入").exists()


def test_a_plan_made_before_somebody_elses_change_is_stale(cast):
    plan = plan_of(cast, ["和平小区", "3", "2", "502", "", "1"])
    Household.get_by_id(cast.door_3.id).amend(cast.alice, contact="赵敏敏")
    with pytest.raises(Stale):
        plan.apply(cast.carol, "导入")
    assert Household.get_by_id(cast.door_3.id).telephone == "13800002502"


def test_a_door_added_meanwhile_makes_the_plan_stale_too(cast):
    plan = plan_of(cast, ["和平小区", "9", "1", "101", "", ""])
    plan.watched = ()  # as if the other's line of the audit were not to be seen yet
    Household.add(None, compound=cast.heping, building="9", unit="1", room="101")
    with pytest.raises(Stale):
        plan.apply(cast.carol, "导入")


# an import from the first to the last


def upload(cast, *rows, by="carol", key=None, kind="households", head=HEAD, name="住户.xlsx"):
    return Import.receive(getattr(cast, by), key or uuid.uuid4(), kind, name, book(head, *rows))[0]


def test_from_the_file_to_the_register(cast):
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""], ["和平小区", "3", "2", "502", "赵小敏", ""])
    assert row.running and Household.select().where(Household.building == "9").count() == 0
    row.check_now()
    assert (row.state, row.added, row.changed, row.unchanged, row.refused) == ("checked", 1, 1, 0, 0)
    assert row.details()["changed"] == [[3, "和平小区 3-2-502 赵敏", [["联系人", "赵敏", "赵小敏"]]]]
    assert row.confirm(cast.carol, partial=False) and not row.confirm(cast.carol, partial=False)
    row.apply_now(b"")
    kept = Import.get_by_id(row.id)
    assert (kept.state, kept.content, kept.applied_at is not None) == ("applied", None, True)
    assert Household.get(Household.building == "9").changes.get().reason == "导入 住户.xlsx"


def test_the_same_key_twice_is_one_import_and_anothers_key_is_refused(cast):
    key = uuid.uuid4()
    assert Import.receive(cast.carol, key, "households", "a.xlsx", book(HEAD))[1]
    assert not Import.receive(cast.carol, key, "households", "a.xlsx", book(HEAD))[1]
    with pytest.raises(Invalid, match="已被占用"):
        Import.receive(cast.charlie, key, "households", "a.xlsx", book(HEAD))
    assert Import.select().count() == 1


def test_refused_rows_need_a_decision(cast):
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""], ["曙光小区", "9", "1", "102", "乙", ""])
    row.check_now()
    with pytest.raises(Invalid, match="有 1 行没通过"):
        row.confirm(cast.carol, partial=False)
    row.confirm(cast.carol, partial=True)
    row.apply_now(b"")
    assert row.state == "applied" and Household.select().where(Household.building == "9").count() == 1
    assert [cells[0] for _, _, _, cells in row.details()["refused"]] == ["曙光小区"]  # still to be downloaded


def test_nothing_to_write_cannot_be_confirmed(cast):
    row = upload(cast, ["和平小区", "3", "2", "501", "", ""])
    row.check_now()
    with pytest.raises(Invalid, match="没有要写入的"):
        row.confirm(cast.carol, partial=True)


def test_what_changed_after_the_preview_is_shown_again_and_not_written(cast):
    row = upload(cast, ["和平小区", "3", "2", "502", "赵小敏", ""])
    row.check_now()
    Household.get_by_id(cast.door_3.id).amend(cast.alice, contact="赵敏敏")
    row.confirm(cast.carol, partial=False)
    row.apply_now(b"")
    assert (row.state, row.problem) == ("checked", "检查之后有人改过资料，请再看一遍")
    assert row.details()["changed"][0][2] == [["联系人", "赵敏敏", "赵小敏"]]
    assert Household.get_by_id(cast.door_3.id).contact == "赵敏敏"


def test_an_accident_while_checking_or_writing_is_said_and_leaves_nothing(cast, monkeypatch):
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""])
    with monkeypatch.context() as patch:
        patch.setattr(Households, "find", lambda self, values: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            row.check_now()
    assert (row.state, row.problem) == ("failed", "检查时出了意外，没有写入任何内容")
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""])
    row.check_now()
    row.confirm(cast.carol, partial=False)
    with monkeypatch.context() as patch:
        patch.setattr(Plan, "_tie", lambda self, by, reason: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            row.apply_now(b"")
    assert (row.state, Household.select().where(Household.building == "9").count()) == ("checked", 0)
    row.confirm(cast.carol, partial=False)
    row.apply_now(b"")
    assert row.state == "applied"


def test_a_file_with_a_fault_deep_inside_fails_in_words(cast, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    row = upload(cast, *(["和平小区", "9", "1", str(n), "", ""] for n in range(101, 130)))
    row.check_now()
    assert (row.state, row.problem, Import.get_by_id(row.id).content) == ("failed", "一次最多 3 行，请分成几份", None)


def test_a_job_that_died_can_be_started_again(cast, clock):
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""])
    assert not row.stuck and not row.recheck()
    clock.forward(minutes=2)
    assert row.stuck and row.recheck() and not row.stuck
    row.check_now()
    row.confirm(cast.carol, partial=False)
    clock.forward(minutes=2)
    assert row.recheck()
    row.apply_now(b"")  # the late job finds its import given back
    assert row.state == "waiting" and not Household.select().where(Household.building == "9").exists()


def test_files_are_forgotten_after_seven_days(cast, clock):
    waiting, written = upload(cast, ["和平小区", "9", "1", "101", "甲", ""]), upload(cast, ["和平小区", "9", "1", "102", "乙", ""])
    for row in (waiting, written):
        row.check_now()
    written.confirm(cast.carol, partial=False)
    written.apply_now(b"")
    clock.forward(days=6)
    Import.prune()
    assert Import.get_by_id(waiting.id).content is not None
    clock.forward(days=2)
    Import.prune()
    kept = {row.id: row for row in Import.select()}
    assert [(kept[row.id].content, kept[row.id].report) for row in (waiting, written)] == [(None, "{}")] * 2
    assert (kept[waiting.id].state, kept[written.id].state, kept[written.id].added) == ("failed", "applied", 1)


def test_an_import_is_thrown_away_before_it_is_written_and_not_after(cast):
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""])
    row.check_now()
    assert row.discard() and not Import.select().exists()
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""])
    row.check_now()
    row.confirm(cast.carol, partial=False)
    assert not row.discard()


def test_first_passwords_are_told_for_an_hour_and_until_they_are_used(cast, clock):
    row = upload(cast, ["new", "新人", "网格员"], ["two", "二号", "网格员"], head=["登录名", "姓名", "角色"], kind="users")
    row.check_now()
    row.confirm(cast.carol, partial=False)
    assert row.first_passwords(b"secret") == []
    row.apply_now(b"secret")
    told = {user.username: password for user, password in row.first_passwords(b"secret")}
    assert set(told) == {"new", "two"} and b"secret".hex() not in Import.get_by_id(row.id).report
    User.log_in("new", told["new"]).change_password("autumn-rain-2026")
    assert [user.username for user, _ in row.first_passwords(b"secret")] == ["two"]
    clock.forward(hours=1, minutes=1)
    assert row.first_passwords(b"secret") == []


def test_that_tags_were_looked_up_is_logged(cast):
    row = upload(cast, ["和平小区", "3", "2", "501", "独居老人"], ["和平小区", "3", "2", "502", ""], head=["小区", "楼栋", "单元", "房号", "关爱标签"])
    row.check_now()
    assert [(r.user, r.household, r.what) for r in Reading.select()] == [(cast.carol, cast.home, "关爱标签（导入核对）")]


def test_progress_is_written_down(cast, monkeypatch):
    monkeypatch.setattr(uploads.time, "monotonic", iter(range(1000)).__next__)
    seen = []
    monkeypatch.setattr(uploads.Import, "_show", lambda self, plan, table: seen.append((Import.get_by_id(self.id).done, Import.get_by_id(self.id).total)))
    row = upload(cast, *(["和平小区", "9", "1", str(n), "", ""] for n in range(101, 401)))
    assert row.percent is None
    row.check_now()
    assert seen == [(200, 300)] and Import.get_by_id(row.id).percent == 66


# out and in again

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12)
TELEPHONES = st.from_regex(r"(\+?[0-9]{5,13}([-转、][0-9]{3,11})?)?", fullmatch=True)
DOORS = st.tuples(st.integers(1, 30).map(str), st.sampled_from(["", "1", "2"]), st.integers(1, 40).map(lambda n: f"{n}01"))


@given(st.dictionaries(DOORS, st.tuples(WORDS, TELEPHONES, st.sampled_from(["owner", "tenant", "vacant", "unknown"]), WORDS), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_exported_comes_back_unchanged(cast, rows):
    from models.database import db
    from views.households import bp as households
    from views.spreadsheets import workbook

    with db.atomic() as transaction:
        for n, ((building, unit, room), (contact, telephone, tenure, note)) in enumerate(rows.items()):
            values = {"contact": contact or None, "telephone": telephone or None, "note": note or None, "grid": cast.west if n % 2 else None}
            Household.add(None, compound=cast.heping, building=f"{building}x", unit=unit, room=room, tenure=tenure, floor=n - 1, **values)
        head = [label for _, label in households.exported]
        body = [[household.shown(name) for name, _ in households.exported] for household in Household.visible_to(cast.carol)]
        plan = check(Households, cast.inside, workbook([("住户", head, body)]))
        assert (counts(plan), [c.lines() for c in plan.changed]) == ((0, 0, len(body), 0), [])
        transaction.rollback()


def test_the_refused_rows_can_be_sent_again(cast):
    plan = plan_of(cast, ["曙光小区", "9", "1", "101", "甲", ""])
    again = plan_of(cast, [*plan.refused[0].cells, "小区：本社区没有"], head=[*HEAD, REASON])
    assert again.refused[0].cells == plan.refused[0].cells
    assert counts(plan_of(cast, ["和平小区", *plan.refused[0].cells[1:], "小区：本社区没有"], head=[*HEAD, REASON])) == (1, 0, 0, 0)


def test_only_the_community_sees_its_imports(cast):
    row = upload(cast, ["和平小区", "9", "1", "101", "甲", ""])
    seen = {name for name, user in cast.people.items() if Import.visible_to(user).where(Import.id == row.id).exists()}
    assert seen == {"carol"} and Area.select().exists()
