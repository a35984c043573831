"""社区公报: begun once a month, written with the page beside, published as it is, printed on one side or two, larger, and in black."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest

from models.areas import Area, Compound
from models.batches import Batch
from models.bulletins import LIMITS, Bulletin
from models.concerns import Concern
from models.hours import Sheet
from models.periods import Period
from models.records import Invalid
from models.reports.gazette import gazette
from models.urgencies import Category
from views.bulletin_print import print_bulletin, side_html
from views.jobs import _begin_month, print_batch

SEPTEMBER = Period.parse("2026-09")
WORDS = {"headline": "秋天来了", "greeting": "各位邻居：", "notices": "停水\n九点到四点。\n\n缴费", "coming": "10月18日 9:00 义诊", "sides": "1"}


@pytest.fixture
def draft(cast):
    return Bulletin.begin(cast.carol, cast.inside, SEPTEMBER)


def words(pdf, page=0):
    return re.sub(r"\s", "", pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text())


def test_a_month_is_begun_once(client, cast, login):
    login(client, cast.carol)
    first = client.post("/bulletins", data={"period": "2026-09"}).headers["Location"]
    assert client.post("/bulletins", data={"period": "2026-09"}).headers["Location"] == first
    assert client.post("/bulletins", data={"period": "2026-Q3"}).status_code == 422 and Bulletin.select().count() == 1
    assert "9月，咱们一起做成的事" in client.get(first).text


def test_the_draft_is_saved_and_both_versions_are_kept(client, cast, login, draft):
    login(client, cast.carol)
    assert client.post(f"/bulletins/{draft.id}", data=WORDS).status_code == 303
    text = client.get(f"/bulletins/{draft.id}").text
    assert "秋天来了" in text and "九点到四点" in text and "10.18" in text and "周日" in text
    assert [line for change in draft.changes for line in change.lines if line[0] == "大标题"] == [
        ("大标题", "9月，咱们一起做成的事", "秋天来了"),
        ("大标题", "", "9月，咱们一起做成的事"),
    ]


def test_the_preview_shows_what_is_typed_and_saves_nothing(client, cast, login, draft):
    login(client, cast.carol)
    fragment = client.post(f"/bulletins/{draft.id}/preview", data=WORDS, headers={"HX-Request": "true"})
    assert fragment.status_code == 200 and "秋天来了" in fragment.text and "<html" not in fragment.text and "停水" in fragment.text
    whole = client.post(f"/bulletins/{draft.id}/preview", data={**WORDS, "headline": "长" * 31})
    assert whole.status_code == 200 and "<textarea" in whole.text and "最多 30 个字" in whole.text and "停水" in whole.text
    assert Bulletin.get_by_id(draft.id).headline == "9月，咱们一起做成的事"


def test_more_than_a_page_holds_is_refused_beside_the_field(client, cast, login, draft):
    login(client, cast.carol)
    for name, (signs, lines) in LIMITS.items():
        for text in ("长" * (signs + 1), "\n".join("行" * (lines + 1))):
            answer = client.post(f"/bulletins/{draft.id}", data={**WORDS, name: text})
            assert answer.status_code == 422 and f"最多 {signs} 个字" in answer.text and text[:50] in answer.text


def test_a_published_version_stays_as_it_was(client, cast, login, draft):
    login(client, cast.carol)
    client.post(f"/bulletins/{draft.id}", data=WORDS)
    client.post(f"/bulletins/{draft.id}/editions")
    client.post(f"/bulletins/{draft.id}/editions")  # nothing has changed: the same version
    client.post(f"/bulletins/{draft.id}", data={**WORDS, "headline": "冬天来了"})
    client.post(f"/bulletins/{draft.id}/editions")
    text = client.get(f"/bulletins/{draft.id}").text
    assert "第 1 版" in text and "第 2 版" in text and "第 3 版" not in text
    old, new = (words(client.get(f"/bulletins/{draft.id}.pdf?edition={number}").data) for number in (1, 2))
    assert "秋天来了" in old and "冬天来了" in new
    assert client.get(f"/bulletins/{draft.id}.pdf?edition=3").status_code == 404


def test_paper_and_ink(client, cast, login, draft):
    login(client, cast.carol)
    sizes = {}
    for paper in ("a4", "a3"):
        page = pypdf.PdfReader(io.BytesIO(client.get(f"/bulletins/{draft.id}.pdf?paper={paper}").data)).pages[0]
        sizes[paper] = [round(float(side)) for side in page.mediabox[2:]]
    assert sizes == {"a4": [595, 842], "a3": [842, 1191]}
    black = pypdf.PdfReader(io.BytesIO(client.get(f"/bulletins/{draft.id}.pdf?ink=black").data)).pages[0].get_contents().get_data().decode("latin-1")
    colours = {found.split()[:3].__str__() for found in re.findall(r"[\d.]+ [\d.]+ [\d.]+ (?:rg|RG)\b", black)}
    assert all(len(set(colour)) <= 14 for colour in colours)
    assert not re.search(r"0\.7\d* 0\.1\d* 0\.1\d* (rg|RG)", black)
    assert client.get(f"/bulletins/{draft.id}.pdf?ink=green").status_code == 422


@pytest.mark.whole
@pytest.mark.parametrize("sides", ["1", "2"])
def test_as_much_as_may_be_written_fits(app, cast, draft, sides):
    category = Category.get(Category.name == "设施维修")
    for number in range(30):
        values = {"category": category, "urgency": category.urgency, "text": "话", "day": date(2026, 9, 1)}
        Concern.enter(cast.carol, compound=cast.heping, number=f"{number:06}", gist="长" * 38, **values)
    full = {name: "\n".join(["字" * (signs // lines - 1)] * lines) for name, (signs, lines) in LIMITS.items()}
    draft.amend(None, **full, headline="大" * 30, sides=sides)
    with app.test_request_context():
        pdf = print_bulletin(gazette(draft))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == int(sides) and "编印" in words(pdf, -1) and words(pdf).count("字") >= 1100


def test_no_name_of_a_resident_or_volunteer(app, cast, draft):
    category = Category.get(Category.name == "电梯")
    Concern.enter(
        cast.alice, household=cast.home, category=category, urgency=category.urgency, text="张建国家门口的灯不亮", contact="张建国", telephone="13888892501"
    )
    Sheet.log(cast.bob, {cast.member_0.id: 90}, team=cast.team, purpose="清扫", day=date(2026, 9, 3))
    told = gazette(Bulletin.begin(None, cast.inside, Period.parse("2026-10")))
    with app.test_request_context():
        text = words(print_bulletin(told))
    assert told["progress"]["raised"] == 1 and not any(secret in text for secret in ("张建国", "13888892501", "陈桂兰"))
    thanks = gazette(draft)["thanks"]
    assert (thanks["people"], thanks["hours"], thanks["teams"], thanks["names"]) == ("1", "1.5", ["小樱花红色管家队"], [])


def test_what_the_lines_mean(cast, draft):
    draft.amend(None, coming="1月3日 9:00 体检\n13/40 没有这一天\n每天值班", menu="周一：饺子\n随便", calls="修锁 0871-1\n问社区", notices="一\n\n\n二\n话")
    told = gazette(draft)
    assert [(one["day"], one["weekday"], one["what"]) for one in told["coming"]] == [
        ("1.3", "周日", "9:00 体检"),  # of the next year
        ("", "", "13/40 没有这一天"),
        ("", "", "每天值班"),
    ]
    assert told["menu"] == [["周一", "饺子"], ["", "随便"]] and told["calls"][:2] == [["修锁", "0871-1"], ["问社区", ""]]  # before what a full page leaves out
    assert [notice["title"] for notice in told["notices"]] == ["一", "二"]


def test_a_day_that_there_is_not_is_refused(draft):
    with pytest.raises(Invalid) as refused:
        draft.amend(None, coming="11月1日 体检\n2月30日 义诊")
    assert refused.value.errors == {"coming": "没有这一天：2月30日 义诊"}


def test_every_compound_has_its_code_and_its_lines_their_compound(app, cast, draft):
    category = Category.get(Category.name == "设施维修")
    Concern.enter(cast.carol, compound=cast.heping, category=category, urgency=category.urgency, text="漏", gist="外墙渗水", day=date(2026, 9, 1))
    for number in range(5):
        Compound.add(None, name=f"第{number}小区", community=cast.inside, mode="commercial", doors=9)
    with app.test_request_context():
        told = gazette(draft)
        html = side_html(told, 0, "colour")
    assert told["progress"]["lines"][0]["compound"] == "和平小区" and "<small>和平</small> 外墙渗水" in html
    del told["progress"]["lines"][0]["compound"], told["uncoded"]  # as an edition of an earlier release was kept
    with app.test_request_context():
        assert "<small>和平</small>" not in side_html(told, 0, "colour")
    assert len(told["codes"]) == Compound.select().where(Compound.community == cast.inside).count() > 4
    assert html.count('class="codes many"') == 1 and html.count("<svg") == len(told["codes"])


def test_the_first_night_of_a_month_makes_drafts_and_orders_the_pages(app, cast, clock, monkeypatch):
    monkeypatch.setattr(print_batch, "work", lambda key: None)
    Area.add(None, name="空社区", level="community", parent=cast.taihe)
    with app.app_context():
        _begin_month()
        _begin_month()
    assert {(row.community.name, row.period) for row in Bulletin.select()} == {("和平路社区", "2026-09"), ("曙光社区", "2026-09")}
    assert [batch.area.name for batch in Batch.select().order_by(Batch.at, Batch.area)] == ["官渡区", "太和街道", "和平路社区", "曙光社区"]
    assert {user.username for user in cast.people.values() if Batch.visible_to(user).exists()} == {"carol", "charlie", "sam", "dora"}
    clock.forward(days=timedelta(days=18).days)
    with app.app_context():
        _begin_month()
    assert Bulletin.select().where(Bulletin.period == "2026-10").count() == 2
