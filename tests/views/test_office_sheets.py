"""A higher office's own spreadsheet: kept once, filled for any place and period, and nothing in it that the office did not mean."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font

from models.activities import Activity, ActivityKind
from models.concerns import Concern
from models.hours import Sheet
from models.office_sheets import OfficeSheet
from models.periods import Period
from models.records import Invalid
from models.reports.named_figures import FIGURES, LISTS, Figures
from models.urgencies import Category
from models.visits import Visit
from tests.views.office_forms import form_of_an_office

SEPTEMBER = Period.parse("2026-09")


def upload(client, content, filename="月报.xlsx", **more):
    return client.post("/office-sheets", data={"file": (io.BytesIO(content), filename), "form_id": "6f0d9a2e-1111-4222-8333-944455555661", **more})


def filled(client, cast, content, place="", period="2026-09"):
    """The sheet as it comes back, read with its formulas."""
    row = OfficeSheet.keep(cast.carol, "月报", "月报.xlsx", content)
    answer = client.get(f"/office-sheets/{row.id}.xlsx?place={place}&period={period}")
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def deeds(cast):
    """Two visits of one door, an hour and a half, an activity of twenty, and three concerns."""
    for day in (2, 9):
        Visit.enter(cast.alice, household=cast.home, day=date(2026, 9, day))
    Sheet.log(cast.bob, {cast.member_0.id: 90}, team=cast.team, purpose="清扫", day=date(2026, 9, 3))
    Activity.enter(
        cast.carol, name="=cmd|'/c calc'!A1", kind=ActivityKind.get_or_create(name="义诊")[0], compound=cast.heping, day=date(2026, 9, 4), headcount=20
    )
    category = Category.get(Category.name == "设施维修")
    for number in range(3):
        values = {"category": category, "urgency": category.urgency, "text": "张建国家漏水", "day": date(2026, 9, 1 + number)}
        Concern.enter(cast.carol, compound=cast.heping, number=f"00000{number}", gist=f"漏水{number}", **values)


def test_figures_lists_formulas_and_styles(client, cast, login):
    deeds(cast)
    login(client, cast.carol)
    rows = [["{{place.name}} {{period.label}} 报表"], ["走访", "{{visits.count}}"], ["小时", "{{ hours.total }}"], ["合计", "=B2+B3"]]
    rows += [["{{#concerns}}{{number}}", "{{what}}", 2, "=C5*2"], ["共", None, "=SUM(C5:C5)", "=D5+B2"], ["场次", "{{activities.count}}"]]

    def change(book):
        sheet = book["月报"]
        sheet["B5"].font = Font(bold=True)
        sheet.merge_cells("A7:A8")
        sheet.row_dimensions[6].height = 33

    book = filled(client, cast, form_of_an_office(rows, {"汇总": [["=月报!C6", "=SUM(月报!C5:C5)"]]}, change), f"c{cast.heping.id}")
    sheet = book["月报"]
    assert sheet["A1"].value == "和平小区 2026年9月 报表" and [sheet["B2"].value, sheet["B3"].value, sheet["B4"].value] == [2, 1.5, "=B2+B3"]
    assert [[cell.value for cell in row] for row in sheet["A5:D7"]] == [[f"00000{n}", f"漏水{n}", 2, f"=C{5 + n}*2"] for n in range(3)]
    assert [cell.value for cell in sheet[8]][:4] == ["共", None, "=SUM(C5:C7)", "=D5+B2"] and sheet["B9"].value == 1
    assert sheet["B7"].font.bold and "A9:A10" in [str(area) for area in sheet.merged_cells.ranges] and sheet.row_dimensions[8].height == 33
    assert [cell.value for cell in book["汇总"][1]] == ["=月报!C8", "=SUM(月报!C5:C7)"]


def test_what_is_filled_in_begins_no_formula_and_names_nobody(client, cast, login):
    deeds(cast)
    login(client, cast.carol)
    book = filled(client, cast, form_of_an_office([["{{#activities}}{{name}}", "{{people}}"], ["{{#concerns}}", "{{what}}"]]))
    assert book["月报"]["A1"].value == "'=cmd|'/c calc'!A1" and book["月报"]["A1"].data_type == "s" and book["月报"]["B1"].value == 20
    assert not any("张建国" in str(cell.value) for row in book["月报"].iter_rows() for cell in row)


def test_names_may_be_written_as_they_are_said_and_in_wide_braces(client, cast, login):
    deeds(cast)
    login(client, cast.carol)
    rows = [["{{入户走访次数}}", "｛｛visits.count｝｝", "｛｛ 邻里活动场次 ｝｝ 场", "{{入户走访次数（见到人的）}}"]]
    rows += [["{{＃诉求}}{{编号}}", "｛{什么事}｝"], ["月报：{{visits.count}}"]]
    book = filled(client, cast, form_of_an_office(rows))
    values = [tuple(cell for cell in row if cell is not None) for row in book.active.values]
    assert values[0] == (2, 2, "1 场", 2) and values[-1] == ("月报：2",) and [row[0] for row in values[1:4]] == ["000000", "000001", "000002"]


def test_a_list_of_nothing_leaves_one_empty_row(client, cast, login):
    login(client, cast.carol)
    sheet = filled(client, cast, form_of_an_office([["{{#teams}}{{name}}", "{{hours}}", "元"], ["=SUM(B1:B1)"]]))["月报"]
    assert [cell.value for cell in sheet[1]] == [None, None, "元"] and sheet["A2"].value == "=SUM(B1:B1)"


def test_an_unknown_name_is_told_with_its_cell(client, cast, login):
    login(client, cast.carol)
    answer = upload(client, form_of_an_office([["{{visit.count}}", "{{#people}}"], ["=SUM({{visits.count}})"], ["{{number}}"]]))
    assert answer.status_code == 422 and not OfficeSheet.select().exists()
    for part in (
        "月报 的 A1：没有 {{visit.count}} 这个名字，是不是 {{visits.count}}",
        "月报 的 B1：没有 {{#people}}",
        "A2：公式里不能写",
        "A3：没有 {{number}}",
    ):
        assert part in answer.text


@pytest.mark.parametrize("content", [b"", b"name\n1", b"\xd0\xcf\x11\xe0" + b"x" * 600, b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_bad_files_are_refused_in_words(client, cast, login, content):
    login(client, cast.carol)
    answer = upload(client, content)
    assert answer.status_code == 422 and "xlsx" in answer.text and not OfficeSheet.select().exists()


def test_a_file_that_unpacks_to_too_much_is_refused(client, cast, login):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" * 30_000_000)
    login(client, cast.carol)
    assert upload(client, out.getvalue()).status_code == 422
    assert upload(client, form_of_an_office([["没有名字"]])).status_code == 422


def test_kept_once_and_shown_before_it_is_taken(client, cast, login):
    deeds(cast)
    login(client, cast.carol)
    content = form_of_an_office([["{{visits.count}}", "{{concerns.raised}}"], ["{{#concerns}}{{what}}"]])
    first, second = (upload(client, content, "区里月报.xlsx").headers["Location"] for _ in range(2))
    page = client.get(f"{first}?period=2026-09")
    assert first == second and OfficeSheet.get().name == "区里月报"
    assert all(f"<td>{told}</td>" in page.text for told in ("月报 A1", "2", "3", "3 行", "入户走访次数（见到人的）"))
    assert client.get(f"{first}?period=2031-01").status_code == 422


def test_only_places_of_ones_own(client, app, cast, login):
    row = OfficeSheet.keep(cast.dora, "全区", "x.xlsx", form_of_an_office([["{{place.name}}"]]))
    login(client, cast.carol)
    assert client.get(f"/office-sheets/{row.id}").status_code == 200  # the district's form is for everybody below
    for place in (f"c{cast.shuguang.id}", f"a{cast.outside.id}", f"a{cast.guandu.id}", "x1", "c"):
        assert client.get(f"/office-sheets/{row.id}?place={place}").status_code == 404
    assert client.post(f"/office-sheets/{row.id}/delete").status_code == 403
    other = OfficeSheet.keep(cast.charlie, "曙光", "x.xlsx", form_of_an_office([["{{today}}"]]))
    assert client.get(f"/office-sheets/{other.id}").status_code == 404
    assert login(app.test_client(), cast.charlie).post(f"/office-sheets/{other.id}/delete").status_code == 303


def test_every_name_has_a_value_at_every_tier_and_the_tiers_add_up(cast):
    deeds(cast)
    compound, community, district = (Figures(place, SEPTEMBER) for place in (cast.heping, cast.inside, cast.guandu))
    for figures in (compound, community, district):
        assert [name for name in FIGURES if name not in figures.known and figures.value(name) is NotImplemented] == []
        for name, (_, columns) in LISTS.items():
            assert all(set(line) == set(columns) for line in figures.lines(name))
    for name, value in {
        "visits.count": 2,
        "visits.households": 1,
        "hours.total": 1.5,
        "activities.people": 20,
        "concerns.raised": 3,
        "volunteers.count": 1,
    }.items():
        assert [figures.value(name) for figures in (compound, community, district)] == [value] * 3
    assert (compound.value("compounds.count"), community.value("compounds.count"), district.value("compounds.count")) == (1, 2, 3)
    with pytest.raises(Invalid, match="没有一个"):
        OfficeSheet.keep(cast.carol, "", "x.xlsx", form_of_an_office([["什么都没有"]]))
