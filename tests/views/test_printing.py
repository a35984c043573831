"""One A4 page whatever the data, with its own fonts and nothing fetched."""

import io
import random
import re
import subprocess
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pypdf
import pytest
from weasyprint.urls import URLFetcherResponse

from models import clock
from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.concerns import Concern
from models.grids import Grid
from models.hours import Sheet
from models.organizations import Organization, Post
from models.periods import Period
from models.programmes import Programme
from models.reports.summary import Summary
from models.stations import Station
from models.steps import Step
from models.urgencies import Category
from models.visits import Visit
from models.volunteers import Membership, Team, Volunteer
from views import fitting, one_page
from views.one_page import print_page
from views.printing import OwnFiles, Press, qr_code, readable
from views.spreading import Space, Spreading

pytestmark = [pytest.mark.whole, pytest.mark.paper]

A4 = (595, 842)
CELLS = ["邻里节", "百家宴", "义诊", "书画课", "儿童课堂", "法律援助", "跳蚤市集", "文艺晚会"]


@pytest.fixture
def request_context(app):
    with app.test_request_context():
        yield


def printed(compound, key="2026-09"):
    """The one page of a compound, read back."""
    reader = pypdf.PdfReader(io.BytesIO(print_page(Summary(Compound.get_by_id(compound.id), Period.parse(key)), "https://honglin.example/1")))
    assert len(reader.pages) == 1, "more than one page"
    assert "打印·" in words(reader.pages[0]), "the foot is missing"
    return reader.pages[0], reader


@dataclass(frozen=True)
class Line:
    """A line of text on paper, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def lines(pdf):
    """The lines of the first page, as poppler reads them from the file."""
    made = subprocess.run(["pdftotext", "-bbox-layout", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'<line xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</line>', made, re.DOTALL)
    return [Line("".join(re.findall(r">([^<]*)</word>", inside)), *map(float, box)) for *box, inside in found]


def words(page):
    return re.sub(r"\s", "", page.extract_text())


def programmes(cast, count):
    for number in range(count):
        name = f"名字一共有三十个字的机制是用来看看一页纸会不会撑破的啊啊{number:02}"
        assert len(name) == 30
        made = Programme.add(None, name=name, community=cast.inside)
        Visit.enter(cast.alice, household=cast.home, day=date(2026, 9, 2), programme=made, id=uuid.uuid4())


def visits(cast, count):
    """That many visits over the last year, in bulk."""
    chance = random.Random(1)
    doors = [door.id for door in cast.doors]
    common = {"community": cast.inside, "compound": cast.heping, "recorder": cast.alice, "worker": cast.alice}
    rows = [{**common, "id": uuid.UUID(int=n), "household": chance.choice(doors), "day": date(2026, 9, 30) - timedelta(days=n % 360)} for n in range(count)]
    for first in range(0, count, 500):
        Visit.insert_many(rows[first : first + 500]).execute()


def teams(cast, count):
    for number in range(count):
        team = Team.add(None, name=f"第{number}志愿服务队的名字也不算短", community=cast.inside, compound=cast.heping, leader=cast.bob)
        person = Volunteer.add(None, name=f"志愿者{number}", community=cast.inside)
        Membership.add(None, team=team, volunteer=person, since=date(2026, 9, 1))
        Sheet.log(cast.bob, {person.id: 60 + number}, team=team, purpose="值守", day=date(2026, 9, 3))


def activities(cast):
    for cell, name in enumerate(CELLS, 1):
        kind = ActivityKind.add(None, name=name, cell=cell)
        Activity.enter(cast.carol, name=name, kind=kind, compound=cast.heping, day=date(2026, 9, cell), headcount=cell * 7)


def concerns(cast, count, gist="外墙渗水（6 栋）", kind="设施维修", to=None):
    """That many open ones of the first of September, sent to `to`."""
    category = Category.get(Category.name == kind)
    values = {"compound": cast.heping, "category": category, "urgency": category.urgency, "text": "话不上墙", "day": date(2026, 9, 1)}
    for number in range(count):
        concern, _ = Concern.enter(cast.carol, number=f"{number:06}", gist=f"{gist}{number:02}", **values)
        if to:
            Step.take(concern, "dispatch", cast.carol, to=to, text="请去修")


def longest_names(cast):
    """Everything as long as its column allows."""
    cast.heping.amend(None, name="长" * 60, telephone="0" * 40, supervision="9" * 40, demonstration="municipal", pilot_since=date(2018, 9, 1))
    for area, name in [(cast.guandu, "区"), (cast.taihe, "街"), (cast.inside, "社")]:
        area.amend(None, name=name * 40)
        Organization.add(None, name=name * 60, kind="core", area=area)
    for kind in ("branch", "committee"):
        body = Organization.add(None, name="某" * 60, kind=kind, area=cast.inside, compound=cast.heping)
        Post.add(None, organization=body, person="姓" * 40, duty="职" * 40, until=date(2027, 1, 1))
    cast.company.amend(None, name="企" * 60)
    Post.add(None, organization=cast.company, person="人" * 40, duty="务" * 40)
    for number in range(6):
        Grid.add(None, name=f"{number}" + "院" * 39, compound=cast.heping, worker=cast.alice, telephone="1" * 39 + str(number))
        Station.add(None, name="站" * 60, kind="service", area=cast.inside, hours="时" * 60)


def sizes(page):
    """The sizes of all text on the page in points."""
    found = set()

    def note(text, matrix, text_matrix, font, size):
        if text.strip():
            found.add(round(abs(matrix[3] * text_matrix[3] * size) ** 1, 2))

    page.extract_text(visitor_text=note)
    return found


def test_an_empty_compound_fills_a_page(cast, request_context):
    page, _ = printed(Compound.add(None, name="新小区", community=cast.outside, mode="unmanaged"))
    text = words(page)
    assert "这十二个月还没有走访和志愿服务的记录" in text and "这个小区还没有登记机制" in text and "另有" not in text


@pytest.mark.parametrize("mode", ["commercial", "unmanaged", "subsidised"])
def test_twenty_programmes_forty_teams_and_five_thousand_visits(cast, request_context, mode):
    cast.heping.amend(None, mode=mode)
    programmes(cast, 20)
    visits(cast, 5000)
    teams(cast, 40)
    activities(cast)
    page, _ = printed(cast.heping)
    text = words(page)
    assert re.search(r"另有\d+项", text) and all(name in text for name in CELLS)
    shown = len(re.findall(r"第\d+志愿服务队", text))
    assert f"另有{40 - shown}项" in text and shown >= 1
    assert min(sizes(page)) >= 8.99


def test_the_longest_names(cast, request_context):
    longest_names(cast)
    programmes(cast, 20)
    teams(cast, 10)
    page, _ = printed(cast.heping)
    assert min(sizes(page)) >= 8.99
    assert "长" * 20 in words(page)


def test_sixty_open_concerns_with_lines_as_long_as_they_may_be(cast, request_context):
    concerns(cast, 60, gist="长" * 38, to=cast.company)
    page, _ = printed(cast.heping)
    text = words(page)
    shown = len(re.findall(r"0000\d\d(?=长)", text))
    assert shown >= 3 and f"另有{60 - shown}件还在办" in text and "没办完60件，超期60件" in text
    assert "话不上墙" not in text and min(sizes(page)) >= 8.99


def test_sixty_open_concerns_beside_everything_else(cast, request_context):
    longest_names(cast)
    concerns(cast, 60, gist="长" * 38)
    programmes(cast, 20)
    teams(cast, 40)
    activities(cast)
    page, _ = printed(cast.heping)
    assert min(sizes(page)) >= 8.99
    assert len(re.findall(r"0000\d\d(?=长)", words(page))) >= 3


def test_what_a_cut_list_says_of_the_rest_can_be_set(cast, request_context):
    """Every sign of it is in the faces, though it is said only after the page was laid out."""
    concerns(cast, 60)
    summary = Summary(cast.heping, Period.parse("2026-09"))
    said = "".join(one_page.rest(summary, section, shown) for section in fitting.ROWS for shown in range(20))
    assert set(said) - set(" ") <= set(one_page.ALSO) and "另有" in said
    assert "另有" in words(printed(cast.heping)[0])


def test_a_month_with_no_concern_says_so(cast, request_context):
    activities(cast)
    text = words(printed(cast.heping)[0])
    assert "您反映的问题，办到哪一步" in text and "本月没有人反映问题" in text
    assert text.count("还没有") >= 3 and "响应率还没有" in text


def test_a_line_of_the_promise_has_number_urgency_day_receiver_and_state(cast, request_context):
    concerns(cast, 1, to=cast.company)
    text = words(printed(cast.heping)[0])
    assert "000000" in text and "外墙渗水（6栋）00" in text and "小事09-01物业" in text and "派出了·超了34天" in text
    assert "本月新增1件：小事1、急事0、难事0" in text


def test_a_state_stays_on_its_line_however_long_it_is_overdue(cast, request_context):
    concerns(cast, 1, to=cast.company)
    Concern.update(due=clock.now() - timedelta(days=1000)).execute()
    page, _ = printed(cast.heping)
    row = page.extract_text().partition("派出了")[2].splitlines()[0]
    assert re.sub(r"\s", "", row) == "·超了1000天"


def test_rare_characters_have_a_glyph(cast, request_context):
    cast.heping.amend(None, name="䶮𠮷小区")
    Programme.add(None, name="𰻝面社 🎉", community=cast.inside)
    page, reader = printed(cast.heping)
    text = words(page)
    assert "䶮𠮷小区" in text
    assert "𰻝" not in text and "🎉" not in text and "面社" in text
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].get_object().values()}
    assert any("Rare" in font for font in fonts) and all("Honglin" in font for font in fonts)


def test_a_character_that_no_face_has_is_spelt_or_marked():
    assert readable("王䶮吉𠮷") == "王䶮吉𠮷"
    assert readable("㐀a🎉b\u200d") == "㐀ab"
    assert re.fullmatch(r"〔\w+〕|〓", readable("𰻝"))
    assert readable("\U000313af") == "〓"


def test_the_page_is_a4_with_title_language_and_embedded_fonts(cast, request_context):
    activities(cast)
    page, reader = printed(cast.heping)
    assert tuple(round(float(side)) for side in page.mediabox[2:]) == A4
    assert reader.metadata.title == "和平小区 2026年9月 · 小区一页纸"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    assert len(fonts) == 2
    for font in fonts:
        assert "Honglin" in font["/BaseFont"]
        assert "/FontFile3" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_it_is_small(cast, request_context):
    activities(cast)
    teams(cast, 8)
    pdf = print_page(Summary(cast.heping, Period.parse("2026-09")), "https://honglin.example/1")
    assert len(pdf) < 150 * 1024


def test_both_columns_reach_the_foot(cast, request_context):
    """Nothing half empty: the last line of each column stands near the foot, and the foot near the margin."""
    for compound in (cast.heping, cast.heleju):
        boxes = lines(print_page(Summary(compound, Period.parse("2026-09")), "https://honglin.example/1"))
        rule = min(box.top for box in boxes if box.text.startswith(("一个核心", "2026年10月14日")))
        wide = max(box.bottom for box in boxes if box.bottom < rule and box.left < 300)
        narrow = max(box.bottom for box in boxes if box.bottom < rule and box.left > 370)
        assert rule - min(wide, narrow) < 17 / fitting.POINT and max(box.bottom for box in boxes) > 842 - 14 / fitting.POINT


def test_the_same_data_on_the_same_day_makes_the_same_bytes(cast, request_context):
    activities(cast)
    first = print_page(Summary(cast.heping, Period.parse("2026-09")), "https://honglin.example/1")
    print_page(Summary(cast.heleju, Period.parse("2026-09")), "https://honglin.example/1")
    assert print_page(Summary(Compound.get_by_id(cast.heping.id), Period.parse("2026-09")), "https://honglin.example/1") == first


def test_a_page_is_laid_out_once_however_full_and_twice_where_lines_must_be_shortened(cast, request_context, monkeypatch):
    set_, laid_out = Press.set, []
    monkeypatch.setattr(Press, "set", lambda self, *args, **kwargs: laid_out.append(1) or set_(self, *args, **kwargs))
    printed(cast.heping)
    programmes(cast, 40)
    printed(cast.heping)
    assert len(laid_out) == 2
    longest_names(cast)
    concerns(cast, 60, gist="长" * 38)
    teams(cast, 40)
    activities(cast)
    printed(cast.heping)
    assert len(laid_out) == 4


def test_demonstration_data_says_so(cast, request_context):
    assert "演示数据" not in words(printed(cast.heping)[0])
    cast.guandu.demonstration_data = True
    cast.guandu.save()
    text = words(printed(cast.heping)[0])
    assert "演示数据" in text and "2026年10月14日打印" in text and "不足3的数字写作“少于3”" in text


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/x.png", "https://example.com/", "data:text/css,*{}", "ftp://x/", "own:other", "/etc/passwd"]
)
def test_the_fetcher_gives_its_own_files_alone(address):
    own = OwnFiles({"own:face": b"font"})
    with pytest.raises(ValueError, match="not a file of this page"):
        own.fetch(address)
    given = own.fetch("own:face")
    assert isinstance(given, URLFetcherResponse) and given.read() == b"font"


def test_a_page_that_asks_for_a_file_does_not_get_it(app, request_context, tmp_path):
    """An image and a style sheet on disk: the page comes out without them."""
    (tmp_path / "x.css").write_text("body { color: red }")
    (tmp_path / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    asked = []
    press = Press("秘密", "print")
    fetch = press.fetcher.fetch
    press.fetcher.fetch = lambda url, headers=None: asked.append(url) or fetch(url, headers)
    html = f'<html><link rel="stylesheet" href="file://{tmp_path}/x.css"><img src="file://{tmp_path}/x.svg"><p>秘密</p></html>'
    reader = pypdf.PdfReader(io.BytesIO(press.set(html).write_pdf()))
    assert len(asked) == 2 and "秘密" in reader.pages[0].extract_text()
    assert not reader.pages[0]["/Resources"]["/XObject"]


def test_the_qr_code_is_an_svg_of_paths():
    svg = qr_code("https://honglin.example/compounds/1/summary?period=2026-09&x=<>")
    assert svg.startswith("<svg") and svg.count("<path") == 1 and "<>" not in svg


def test_room_is_put_in_where_it_is_asked_for(cast, request_context):
    """What the spreading relies on in WeasyPrint's boxes: in a wider column every line stands lower, in the same order, and none is torn from its row."""
    html = "<article><div id=columns style='display: table'><div id=wide style='display: table-cell'>"
    html += "".join(f"<section id=section-{n}><h2>节{n}</h2><table class=rows><tr><th>甲<td>乙</table></section>" for n in range(3))
    press = Press("节甲乙脚012", "print")
    document = press.set(f"<html>{html}</div></div><p id=foot>脚</p></article></html>", fitting.ENDLESS)
    before = [(box.text, box.top) for box in lines(document.write_pdf())]
    page = Spreading(document, ["wide"])
    page.widen("wide", Space(0, 10, 2, 0, 0))
    after = [(box.text, box.top) for box in lines(page.on_a4(200).write_pdf())]
    moved = [round((low - high) * fitting.POINT) for (_, high), (_, low) in zip(before, after, strict=True)]
    assert [text for text, _ in after] == [text for text, _ in before] and moved[:-1] == [0, 2, 14, 16, 28, 30]
