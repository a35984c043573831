"""The one mechanism of the registers, on every register that is declared."""

import re
from datetime import datetime
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.activities import Activity, ActivityKind
from models.areas import Area, Compound, Level, Mode
from models.programmes import Programme
from models.records import Change
from models.services import Service
from models.urgencies import Urgency
from models.users import Role
from models.visits import Topic
from models.workdays import Workday
from tests.cast import NOW
from views import accounts, teams, volunteers
from views.registers import REGISTERS

FROM_ELSEWHERE = {"handover-steps", "motions", "resolutions"}  # added where they arise: on the page of a contract, a meeting
EVERY = [*(register for register in REGISTERS if register.name not in FROM_ELSEWHERE), teams.bp, volunteers.bp, accounts.bp]
OFFICE = [register.name for register in EVERY if Role.COMMUNITY in register.model.editors]
SETTINGS = [register.name for register in EVERY if Role.COMMUNITY not in register.model.editors]
ADDRESSES = OFFICE + SETTINGS


def programme(cast, **changes):
    """A filled form."""
    return {"form_id": str(uuid4()), "name": "好邻居议事厅", "community": cast.inside.id, "text": "", "active": "y", **changes}


@pytest.mark.parametrize("address", ADDRESSES)
def test_list_form_and_spreadsheet_open(client, cast, login, address):
    login(client, cast.adam if address in SETTINGS else cast.carol)
    for path in (f"/{address}", f"/{address}?q=李&page=2", f"/{address}/new", f"/{address}.xlsx"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_form_is_refused_beside_the_fields(client, cast, login, address):
    login(client, cast.adam if address in SETTINGS else cast.carol)
    answer = client.post(f"/{address}", data={"form_id": str(uuid4())})
    assert answer.status_code == 422 and "这一项要填" in answer.text


def test_added_changed_and_both_remembered(client, cast, login):
    login(client, cast.carol)
    address = client.post("/programmes", data=programme(cast)).location
    assert client.post(address, data=programme(cast, name="好邻居议事会")).location == address
    page = client.get(address)
    assert "好邻居议事厅" in page.text and "好邻居议事会" in page.text and "高荣" in page.text
    assert [c.action for c in Change.select().where(Change.record == "programme").order_by(Change.id)] == ["add", "amend"]


def test_the_same_form_twice_is_one_record(client, cast, login):
    login(client, cast.carol)
    form = programme(cast)
    assert client.post("/programmes", data=form).location == client.post("/programmes", data=form).location
    assert Programme.select().count() == 1


def test_somebody_elses_form_key_is_refused(client, cast, app, login):
    form = programme(cast)
    login(client, cast.carol).post("/programmes", data=form)
    answer = login(app.test_client(), cast.charlie).post("/programmes", data={**form, "community": cast.outside.id})
    assert answer.status_code == 422 and "编号已被占用" in answer.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "长" * 61}, "最多 60 个字"),
        ({"text": "长" * 4001}, "最多 4000 个字"),
        ({"community": "x"}, "没有这个选项"),
        ({"name": " \x00 "}, "这一项要填"),
    ],
)
def test_bad_input(client, cast, login, changes, message):
    answer = login(client, cast.carol).post("/programmes", data=programme(cast, **changes))
    assert answer.status_code == 422 and message in answer.text
    assert not Programme.select().exists()


def test_another_places_key_is_not_an_option(client, cast, login):
    login(client, cast.carol)
    for changes in ({"community": cast.outside.id}, {"compound": cast.shuguang.id}):
        assert client.post("/programmes", data=programme(cast, **changes)).status_code == 422


def test_odd_words_in_an_address_are_no_accident(client, cast, login):
    login(client, cast.carol)
    for path in ("/households?endpoint=x&_method=PUT&_external=1", "/posts/new?since=x", "/compounds/new?pilot_since=x", "/programmes/new?community=x"):
        assert client.get(path).status_code == 200, path


def test_names_that_look_like_markup_or_formulas_are_text(client, cast, login):
    login(client, cast.carol)
    client.post("/programmes", data=programme(cast, name="<script>alert(1)</script>"))
    client.post("/programmes", data=programme(cast, name="=1+1"))
    assert "<script>alert" not in client.get("/programmes").text
    cells = [row[0] for row in load_workbook(BytesIO(client.get("/programmes.xlsx").data)).active.iter_rows(values_only=True)]
    assert "'=1+1" in cells


def test_search_and_filter_narrow_list_and_spreadsheet(client, cast, login):
    Programme.add(None, name="好邻居议事厅", community=cast.inside)
    Programme.add(None, name="百花队", community=cast.inside)
    login(client, cast.carol)
    rows = client.get("/programmes?q=hsl", headers={"HX-Request": "true"})
    assert "没有找到" in rows.text and "<html" not in rows.text
    assert "好邻居" in client.get("/programmes?q=hljys").text and "百花队" not in client.get("/programmes?q=厅").text
    assert load_workbook(BytesIO(client.get("/programmes.xlsx?q=百").data)).active.max_row == 2


def test_removed_only_when_nothing_refers_to_it(client, cast, login):
    topic = Topic.add(None, name="临时")
    login(client, cast.adam)
    assert client.post(f"/topics/{topic.id}/delete").status_code == 303
    assert not Topic.select().where(Topic.name == "临时").exists()
    client.post(f"/care-kinds/{cast.elderly.id}/delete")
    assert "还有记录在用" in client.get(f"/care-kinds/{cast.elderly.id}").text


def test_the_number_of_queries_does_not_grow_with_rows(client, cast, login, count_queries):
    login(client, cast.carol)
    client.get("/programmes")
    Programme.add(None, name="一", community=cast.inside)
    few = count_queries(lambda: client.get("/programmes"))
    for n in range(30):
        Programme.add(None, name=f"机制{n}", community=cast.inside, compound=cast.heping)
    assert count_queries(lambda: client.get("/programmes")) <= few + 1  # compounds are looked up once there are any


def test_what_belongs_to_no_compound_stands_in_a_line_of_its_own(client, cast, login):
    Activity.enter(cast.carol, name="义诊", kind=ActivityKind.add(None, name="义诊"), community=cast.inside)
    page = login(client, cast.sam).get(f"/areas/{cast.inside.id}?period=2026-10").text
    assert "不属于某个小区" in page and 'data-head="活动">1</td>' in page.partition("<tfoot>")[2]


@pytest.mark.parametrize("place", ["", "outside"])
def test_a_community_makes_no_programme_for_others(client, cast, login, place):
    own = Programme.add(None, name="旧", community=cast.inside)
    login(client, cast.carol)
    for path in ("/programmes", f"/programmes/{own.id}"):
        answer = client.post(path, data=programme(cast, community=place and cast.outside.id))
        assert answer.status_code == 422 and "请" in answer.text, path
    assert [row.community_id for row in Programme.select()] == [cast.inside.id]


@pytest.mark.parametrize("address", ["programmes", "compounds"])
def test_a_community_is_filled_in_for_the_community_alone(client, cast, login, app, address):
    assert f'<option selected value="{cast.inside.id}">' in login(client, cast.carol).get(f"/{address}/new").text
    assert not re.search(r'<option selected value="\d+">', login(app.test_client(), cast.adam).get(f"/{address}/new").text)


def test_a_district_is_no_community(client, cast, login):
    login(client, cast.adam)
    filled = {"form_id": str(uuid4()), "name": "新小区", "community": cast.guandu.id, "mode": "commercial", "demonstration": "none", "doors": 0}
    for path, form in (("/programmes", programme(cast, community=cast.guandu.id)), ("/compounds", filled)):
        answer = client.post(path, data=form)
        assert answer.status_code == 422 and "这里要选到社区" in answer.text


def test_promised_times_are_told_in_days_where_days_count(client, cast, login):
    page = login(client, cast.carol).get("/urgencies").text
    for words in (">7 个工作日内办完", ">15 个工作日内办完", ">24 小时内办完", "超期 5 个工作日报到区里", ">1 个工作日内回应", ">2 小时内回应"):
        assert words in page, words


def test_a_day_off_moves_what_is_promised_from_then_on(client, cast, login):
    friday, monday = datetime(2026, 10, 23, 2), datetime(2026, 10, 26, 2)
    assert Urgency.get(Urgency.name == "小事").promise(NOW).due == friday
    form = {"form_id": str(uuid4()), "day": "2026-10-16", "name": "停电检修"}
    assert login(client, cast.adam).post("/workdays", data=form).status_code == 303
    assert Urgency.get(Urgency.name == "小事").promise(NOW).due == monday
    again = client.post("/workdays", data={**form, "form_id": str(uuid4())})
    assert again.status_code == 422 and "已经有了" in again.text
    client.post(f"/workdays/{Workday.get().id}/delete")
    assert Urgency.get(Urgency.name == "小事").promise(NOW).due == friday


def test_times_that_cannot_be_are_refused(client, cast, login):
    login(client, cast.adam)
    small = Urgency.get(Urgency.name == "小事")
    form = {"form_id": str(uuid4()), "name": "小事", "respond": "0", "hours": "9000", "climb": "x", "working": "y", "position": "0"}
    answer = client.post(f"/urgencies/{small.id}", data=form)
    assert answer.status_code == 422 and all(words in answer.text for words in ("要在 1 到 720 之间", "要在 1 到 8760 之间", "请填整数"))
    assert Urgency.get_by_id(small.id).hours == 168


def test_every_figure_below_an_area_carries_its_heading_for_a_phone(client, cast, login):
    page = login(client, cast.sam).get(f"/areas/{cast.taihe.id}").text
    heads = re.findall(r'<th scope="col" class="figure">(\S+)', page)
    rows = [re.findall(r'data-head="(\S+?)"', row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]]
    assert len(heads) == 10 and len(rows) == 3 and all(row == heads for row in rows)


def test_yes_and_no_say_of_what_where_a_row_stands_without_its_heads(client, cast, login):
    for name, active in (("理发", True), ("磨刀", False)):
        Service.add(None, name=name, community=cast.inside, active=active)
    page = login(client, cast.carol).get("/services").text
    assert ">理发</a>" in page and 'data-head="在用" class="usual">是<' in page and 'data-head="在用">否<' in page


def test_a_compound_names_the_company_of_its_contract_and_adds_to_each_part(client, cast, login):
    page = login(client, cast.carol).get(f"/compounds/{cast.heping.id}").text
    assert f'href="/contracts/{cast.contract.id}">和平物业公司</a>' in page
    assert page.count("添加<span") == 9 and f'href="/grids/new?compound={cast.heping.id}"' in page


def test_a_district_finds_compounds_and_concerns_by_street_and_by_community(client, cast, login):
    other = Area.add(None, name="金马街道", level=Level.STREET, parent=cast.guandu)
    far = Area.add(None, name="曙光里社区", level=Level.COMMUNITY, parent=other)
    Compound.add(None, name="远院", community=far, mode=Mode.UNMANAGED, doors=3)
    for person, offered in (("dora", {"太和街道", "\u3000和平路社区", "\u3000曙光社区", "金马街道", "\u3000曙光里社区"}), ("sam", {"和平路社区", "曙光社区"})):
        browser = login(client.application.test_client(), getattr(cast, person))
        text = browser.get("/compounds").text
        options = dict(re.findall(r'<option[^>]* value="(\d+)">(\u3000?\S+?(?:街道|社区))</option>', text))
        assert set(options.values()) == offered
        names = {
            label.strip(): set(re.findall("和平小区|和乐居|曙光小区|远院", browser.get(f"/compounds?community={key}").text)) for key, label in options.items()
        }
        assert names["和平路社区"] == {"和平小区", "和乐居"}
        assert person == "sam" or (names["太和街道"], names["金马街道"]) == ({"和平小区", "和乐居", "曙光小区"}, {"远院"})
        assert ("远院" in browser.get(f"/compounds?community={far.id}").text) == (person == "dora")
    assert 'name="community"' not in login(client.application.test_client(), cast.carol).get("/compounds").text
