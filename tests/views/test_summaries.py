"""小区一页纸 on the screen, as PDF and as spreadsheet."""

import html
import io
import re
from datetime import date, timedelta
from itertools import product

import openpyxl
import pypdf
import pytest

from models.concerns import Concern
from models.hours import Sheet
from models.programmes import Programme
from models.steps import Step
from models.surveys import Survey
from models.urgencies import Category
from models.visits import Visit

SUMMARY = "/compounds/{}/summary"


@pytest.fixture
def address(cast):
    return SUMMARY.format(cast.heping.id)


@pytest.fixture
def carol(client, login, cast):
    """Logged in as the community, with three visits, two and a half hours and a programme in September."""
    forum = Programme.add(None, name="=好邻居议事厅", community=cast.inside)
    for door in cast.doors[:3]:
        Visit.enter(cast.alice, household=door, day=date(2026, 9, 8), programme=forum)
    Visit.enter(cast.alice, household=cast.doors[3], day=date(2026, 9, 9), outcome="absent")
    Sheet.log(cast.bob, {cast.member_0.id: 150}, team=cast.team, purpose="巡楼", day=date(2026, 9, 10))
    return login(client, cast.carol)


def sheets(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def text_of(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return re.sub(r"\s", "", reader.pages[0].extract_text())


def test_it_shows_last_month(carol, address):
    page = carol.get(address)
    assert page.status_code == 200
    for words in (
        "和平小区",
        "2026年9月",
        "官渡区 · 太和街道 · 和平路社区",
        "成熟商品房 · 红色品质",
        "近 90 天走到 3 户，占 43%",
        "另有 1 次没见到人",
        "小樱花红色管家队",
    ):
        assert words in page.text


def test_no_inline_style_stands_in_the_way_of_the_policy(carol, address):
    assert "style=" not in carol.get(address).text and "<style" not in carol.get(address).text


def test_a_form_without_javascript_picks_the_period(carol, address):
    page = carol.get(address, query_string={"period": "2026-Q3"}).text
    assert '<option value="2026-Q3" selected>' in page and 'method="get"' in page
    assert f'href="{address}?period=2026-Q2"' in page and f'href="{address}?period=2026-Q4"' in page
    assert "比上季度" in page


def test_the_newest_period_has_no_next(carol, address):
    assert "下月" not in carol.get(address, query_string={"period": "2026-10"}).text


@pytest.mark.parametrize("period", ["2026-13", "9999", "1500-01", "' or 1", "2026-12", "<script>"])
def test_an_impossible_period_says_so_and_shows_last_month(carol, address, period):
    page = carol.get(address, query_string={"period": period})
    assert page.status_code == 422
    assert 'role="alert"' in page.text and "下面是2026年9月的" in page.text and "<script>alert" not in page.text
    for ending in (".pdf", ".xlsx"):
        assert carol.get(address + ending, query_string={"period": period}).status_code == 422


@pytest.mark.parametrize("ending", ["", ".pdf", ".xlsx"])
def test_another_place_is_not_found(carol, cast, ending):
    assert carol.get(SUMMARY.format(cast.shuguang.id) + ending).status_code == 404
    assert carol.get(SUMMARY.format(99_999_999) + ending).status_code == 404


@pytest.mark.parametrize("ending", ["", ".pdf", ".xlsx"])
def test_a_stranger_is_asked_to_log_in(client, cast, address, ending):
    answer = client.get(address + ending)
    assert answer.status_code in (302, 303, 401) and "和平小区" not in answer.text


def test_the_property_company_sees_its_own_compound_alone(client, login, cast, address):
    paula = login(client, cast.paula)
    assert paula.get(address).status_code == 200
    assert paula.get(SUMMARY.format(cast.heleju.id)).status_code == 404


def test_the_pdf_holds_what_the_screen_shows(carol, address):
    answer = carol.get(address + ".pdf")
    assert answer.mimetype == "application/pdf" and answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Cache-Control"] == "no-store"
    text = text_of(answer.data)
    for words in ("和平小区", "2026年9月", "近90天走到3户，占43%", "走访3次", "2.5小时", "少于3"):
        assert words in text


def test_the_qr_code_leads_to_the_board_under_the_public_address(app, carol, cast, address, monkeypatch):
    codes = []
    monkeypatch.setattr("views.one_page.qr_code", lambda text: codes.append(text) or "")
    carol.get(address + ".pdf")
    app.config["SETTINGS"].__dict__["public_url"] = "https://honglin.example/"
    carol.get(address + ".pdf", query_string={"period": "2026"})
    assert codes == [f"http://localhost/boards/{cast.heping.id}", f"https://honglin.example/boards/{cast.heping.id}"]
    assert app.test_client().get(f"/boards/{cast.heping.id}").status_code == 200  # for whoever scans it


def test_nobody_s_name_is_on_it(carol, cast, address):
    names = {door.contact for door in cast.doors if door.contact} | {member.name for member in cast.team.members}
    names |= {door.telephone for door in cast.doors if door.telephone}
    pages = [carol.get(address).text.replace(cast.carol.name, ""), text_of(carol.get(address + ".pdf").data), str(sheets(carol.get(address + ".xlsx").data))]
    assert not [name for name in names for page in pages if name in page]


def test_the_spreadsheet_has_the_screen_s_figures(carol, address):
    found = sheets(carol.get(address + ".xlsx").data)
    figures = {row[0]: row[1:] for row in found["小区一页纸"][1:]}
    assert figures["入户走访"] == [3, "次", "近 90 天走到 3 户，占 43%", "另有 1 次没见到人", "比上月多 3 次"]
    assert figures["志愿服务"][:2] == [2.5, "小时"]
    assert figures["重点关爱走访"][:2] == ["少于3", "户"]
    assert found["十二个月"][-1] == ["2026年9月", 3, 2.5]
    assert found["志愿服务"][1] == ["小樱花红色管家队", 2.5]
    page = re.sub(r"\s+", " ", carol.get(address).text)
    assert "<b>3</b> 次" in page and "<b>2.5</b> 小时" in page and "<b>少于3</b> 户" in page


def test_a_name_that_looks_like_a_formula_is_none(carol, address):
    assert sheets(carol.get(address + ".xlsx").data)["机制"][1][:2] == ["'=好邻居议事厅", 3]


def test_names_are_escaped(carol, cast, address):
    cast.heping.amend(None, name="<b>小区</b> & Co")
    assert "<b>小区</b>" not in carol.get(address).text
    assert "<b>小区</b>&Co" in text_of(carol.get(address + ".pdf").data)


@pytest.fixture
def concern(cast):
    """One of 8 September with all that may not leave the community, and a mediation."""
    kind = Category.get(Category.name == "设施维修")
    values = {"category": kind, "urgency": kind.urgency, "household": cast.home, "day": date(2026, 9, 8), "contact": "张建国", "telephone": "13888892501"}
    Concern.enter(cast.carol, text="楼上的吵架", gist="不许上墙", channel="mediation", **values)
    return Concern.enter(cast.carol, text="我家孩子摔了", gist="=滑梯松了", place="3 栋 501", **values)[0]


@pytest.mark.parametrize("ending", ["", ".pdf", ".xlsx"])
def test_the_promise_tells_number_line_and_state_and_nothing_of_the_resident(carol, address, concern, ending):
    answer = carol.get(address + ending)
    told = {"": lambda: answer.text, ".pdf": lambda: text_of(answer.data), ".xlsx": lambda: str(sheets(answer.data))}[ending]()
    assert concern.number in told and "滑梯松了" in told and "收到了" in told
    assert not any(word in told for word in ("张建国", "1388889", "501", "孩子", "吵架", "不许上墙"))


def test_the_screen_leads_to_the_list_of_those_who_may_read_it(client, carol, address, concern, cast, login):
    link = f"/concerns?compound={cast.heping.id}"
    assert link in carol.get(address).text and carol.get(link).status_code == 200
    assert link not in login(client, cast.bob).get(address).text


def test_the_screen_leads_to_what_residents_see(carol, address, cast):
    board = f"/boards/{cast.heping.id}"
    assert f'href="{board}"' in carol.get(address).text and carol.get(board).status_code == 200


@pytest.fixture
def stories(cast, clock):
    """In both compounds of 和平路社区: told on many days, in every state that a figure counts; some in 曙光小区."""
    kinds = [Category.get(Category.name == name) for name in ("电梯", "设施维修", "物业费")]
    ends = [(), ("handling",), ("handling", "answer"), ("handling", "answer", "verdict"), ("referral",), ("handling", "answer", "reopening")]
    words = {"verdict": {"solved": True, "satisfied": True}}
    days = [date(2026, 8, 30), date(2026, 9, 1), date(2026, 9, 30), *(date(2026, 10, 14) - timedelta(days=n) for n in (0, 3, 4, 7, 8, 15, 16))]
    for number, (day, steps) in enumerate(product(days, ends)):
        kind, compound = kinds[number % 3], (cast.heping, cast.heping, cast.heleju, cast.shuguang)[number % 4]
        by = cast.charlie if compound == cast.shuguang else cast.carol
        concern, _ = Concern.enter(by, category=kind, urgency=kind.urgency, compound=compound, day=day, text="坏了")
        for step in steps:
            Step.take(concern, step, by, **words.get(step, {"text": "办了"}))
        if number % 9 == 0:
            concern.strike(by, "记重了")


LINK = re.compile(r'<a href="(/concerns\?[^"]+)">([^<]*?)(?:<b>)?([\d,]+)(?:</b>)?</a>')


def links_of(page):
    """(what it is called, the figure, the address) of each figure that leads to concerns."""
    return [(name.strip(), int(figure.replace(",", "")), html.unescape(address)) for address, name, figure in LINK.findall(page.text)]


def listed_at(client, address):
    """How many concerns the spreadsheet of a list has."""
    (rows,) = sheets(client.get(address.replace("/concerns?", "/concerns.xlsx?")).data).values()
    return len(rows) - 1


@pytest.mark.parametrize("who", ["carol", "sam", "dora"])
def test_every_figure_of_the_page_is_the_length_of_the_list_that_it_leads_to(client, login, cast, address, stories, who):
    reader = login(client, getattr(cast, who))
    for period in ("2026-09", "2026-10", "2026"):
        found = links_of(reader.get(address, query_string={"period": period}))
        assert {"还没办完", "其中超期", "小事", "急事", "答复了还没问居民的", "告知去别处办的", "作废的", "电梯"} <= {name for name, *_ in found}
        assert any(name.startswith("其中提了") for name, *_ in found)
        assert [(name, listed_at(reader, link)) for name, _, link in found] == [(name, figure) for name, figure, _ in found], period


@pytest.mark.parametrize(("who", "lines"), [("sam", {"inside": 3, "taihe": 3}), ("dora", {"inside": 3, "taihe": 2, "guandu": 1})])
def test_every_figure_of_the_roll_up_is_the_length_of_the_list_that_it_leads_to(client, login, cast, stories, who, lines):
    """A street has no list of its own for the district: its line leads to its page."""
    reader = login(client, getattr(cast, who))
    for (area, count), period in product(lines.items(), ("2026-09", "2026-10")):
        found = links_of(reader.get(f"/areas/{getattr(cast, area).id}", query_string={"period": period}))
        assert len(found) == 3 * count
        assert [listed_at(reader, link) for _, _, link in found] == [figure for _, figure, _ in found], (area, period)


def test_who_may_not_read_concerns_sees_the_figures_without_a_way_to_them(client, login, cast, address, stories):
    for who in (cast.bob, cast.paula, cast.alice):
        page = login(client, who).get(address)
        assert re.search(r"还没办完 <b>\d", page.text) and not links_of(page)
    administrator = login(client, cast.adam).get(f"/areas/{cast.taihe.id}?period=2026-10")
    assert administrator.status_code == 200 and not links_of(administrator)


def test_what_residents_think_stands_on_screen_and_paper(carol, cast, address):
    for _ in range(3):
        Survey.create(compound=cast.heping, day=date(2026, 9, 15), satisfied=4, belonging=5)
    for page in (re.sub(r"\s", "", carol.get(address).text).replace("&nbsp;", ""), text_of(carol.get(address + ".pdf").data)):
        assert "居民打分满意4.0·像家5.0（3人评，满分5）" in re.sub(r"<[^>]+>", "", page)
    assert "居民打分" not in carol.get(address, query_string={"period": "2026-08"}).text
