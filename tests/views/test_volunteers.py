"""The register of volunteers: by name, never by hours; telephone numbers where they are needed."""

from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.hours import Sheet
from models.volunteers import Volunteer
from tests.cast import TODAY


def form(**changes):
    filled = {"form_id": str(uuid4()), "name": "黄志强", "number": "5301110042", "telephone": "13912345678", "birth_year": "1958", "publishes_name": "y"}
    return {**filled, **changes}


def test_added_and_changed(client, cast, login):
    login(client, cast.carol)
    address = client.post("/volunteers", data=form()).location
    page = client.get(address).text
    assert all(text in page for text in ("黄志强", "5301110042", "13912345678", "1958", "还没有加入志愿队"))
    assert client.post(address, data=form(telephone="13900001111")).status_code == 303
    person = Volunteer.get(Volunteer.number == "5301110042")
    assert (person.community_id, person.telephone, person.changes.count()) == (cast.inside.id, "13900001111", 2)


def test_the_same_form_twice_is_one_volunteer(client, cast, login):
    login(client, cast.carol)
    filled = form()
    assert client.post("/volunteers", data=filled).location == client.post("/volunteers", data=filled).location
    assert Volunteer.select().where(Volunteer.name == "黄志强").count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "这一项要填"),
        ({"name": "名" * 41}, "最多 40 个字"),
        ({"birth_year": "1800"}, "要在 1900 到 2100 之间"),
        ({"birth_year": "-1"}, "要在 1900 到 2100 之间"),
        ({"birth_year": "五八年"}, "请填整数"),
        ({"telephone": "1" * 41}, "最多 40 个字"),
        ({"telephone": "不是电话"}, "电话里只能有数字"),
        ({"telephone": "123"}, "至少要有 5 位数字"),
    ],
)
def test_refused_beside_the_field_with_everything_kept(client, cast, login, changes, message):
    answer = login(client, cast.carol).post("/volunteers", data=form(**{"number": "留着", **changes}))
    assert answer.status_code == 422 and message in answer.text and "留着" in answer.text
    assert Volunteer.select().count() == 5


def test_the_same_person_is_not_added_again(client, cast, login):
    login(client, cast.carol).post("/volunteers", data=form())
    assert "同名同电话的已经在册" in client.post("/volunteers", data=form(number="")).text
    assert "这个编号已经有人用了" in client.post("/volunteers", data=form(name="另一位")).text
    assert login(client.application.test_client(), cast.charlie).post("/volunteers", data=form()).status_code == 303


def test_found_by_one_character_initials_and_telephone_tail(client, cast, login):
    login(client, cast.carol)
    cast.member_0.amend(cast.carol, telephone="13877776543")
    for query, found in (("陈", True), ("cgl", True), ("6543", True), ("陈 6543", True), ("孙", False), ("\x00", True)):
        assert ("陈桂兰" in client.get("/volunteers", query_string={"q": query}).text) is found, query


def test_the_list_shows_the_tail_of_a_telephone_and_the_spreadsheet_all_of_it(client, cast, login):
    cast.member_0.amend(cast.carol, telephone="13877776543", name="=陈")
    Sheet.log(cast.bob, {cast.member_0.id: 90}, team=cast.team, purpose="巡楼", day=TODAY)
    page = login(client, cast.carol).get("/volunteers").text
    assert "尾号 6543" in page and "13877776543" not in page
    sheet = load_workbook(BytesIO(client.get("/volunteers.xlsx").data)).active
    assert [cell.value for cell in sheet[2]][:1] + [cell.value for cell in sheet[2]][2:3] + [cell.value for cell in sheet[2]][5:6] == [
        "'=陈",
        "13877776543",
        1.5,
    ]


def test_the_page_adds_up_teams_and_lists_what_was_done(client, cast, login):
    Sheet.log(cast.bob, {cast.member_0.id: 90}, team=cast.team, purpose="巡楼", day=TODAY)
    Sheet.log(cast.bob, {cast.member_0.id: 60}, team=cast.team, purpose="扫雪", day=TODAY)[0].reverse(cast.bob, "没去")
    Sheet.log(cast.bob, {cast.member_0.id: 600}, False, team=cast.team, purpose="还没确认", day=TODAY)
    page = login(client, cast.bob).get(f"/volunteers/{cast.member_0.id}").text
    assert '<span class="number">1.5 小时</span>' in page and "小樱花红色管家队" in page
    assert "巡楼" in page and "抵掉：扫雪" in page and "−1 小时" in page and "草稿" in page


def test_a_leader_sees_and_corrects_own_members_and_adds_them_in_the_team(client, cast, login):
    login(client, cast.bob)
    page = client.get("/volunteers").text
    assert "陈桂兰" in page and "钱进" not in page and "添加志愿者" not in page
    assert client.get("/volunteers/new").status_code == 403 and client.post("/volunteers", data=form()).status_code == 403
    assert client.post(f"/volunteers/{cast.member_0.id}", data=form(name="陈桂兰")).status_code == 303


def test_strangers_stay_outside(client, cast, login):
    assert client.get("/volunteers").status_code == 303 and client.post("/volunteers", data=form()).status_code == 401
    for person, index in (("alice", 200), ("charlie", 200), ("paula", 404), ("sam", 404), ("adam", 404)):
        login(client, getattr(cast, person))
        assert client.get("/volunteers").status_code == index, person
        for method, path in (("GET", ""), ("GET", "/edit"), ("POST", "")):
            assert client.open(f"/volunteers/{cast.member_0.id}{path}", method=method, data=form()).status_code == 404, person
        client.post("/session/delete")
    assert Volunteer.get_by_id(cast.member_0.id).name == "陈桂兰"


def test_many_have_neither_number_nor_telephone(client, cast, login):
    login(client, cast.carol)
    for name in ("黄志强", "吴桂芳", "黄志强"):
        assert client.post("/volunteers", data=form(name=name, number="", telephone="")).status_code == 303
    assert Volunteer.select().where(Volunteer.community == cast.inside).count() == 4 + 3
