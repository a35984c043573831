"""The household card: restricted tags, stewards, the door's history."""

from io import BytesIO
from uuid import uuid4

from openpyxl import load_workbook

from models.concerns import Concern
from models.households import Care, Household, Reading
from models.pairings import Pairing
from models.urgencies import Category
from models.visits import Visit


def household(cast, **changes):
    """A filled form."""
    typed = {"compound": cast.heping.id, "grid": cast.east.id, "building": "5", "unit": "1", "floor": "2", "room": "202", "tenure": "owner"}
    return {"form_id": str(uuid4()), **typed, **changes}


def test_search_by_one_character_room_tail_and_initials(client, cast, login):
    login(client, cast.alice)
    for words in ("张", "3-2-501", "2501", "zjg", "张 501"):
        assert "张建国" in client.get("/households", query_string={"q": words}).text, words
    assert "张建国" not in client.get("/households?q=%25").text


def test_care_tags_are_shown_and_the_reading_is_logged_for_the_community(client, cast, app, login):
    assert "独居老人" in login(client, cast.alice).get(f"/households/{cast.home.id}").text
    assert "独居老人" not in client.get("/households").text
    cells = load_workbook(BytesIO(client.get("/households.xlsx").data)).active.iter_rows(values_only=True)
    assert "独居老人" not in str(list(cells))
    assert Reading.select().count() == 1
    assert "艾丽 看了 3-2-501" in login(app.test_client(), cast.carol).get("/readings").text
    assert "艾丽" not in login(app.test_client(), cast.charlie).get("/readings").text


def test_a_tag_begins_and_ends_and_is_not_given_twice(client, cast, login):
    login(client, cast.alice)
    tag = {"form_id": str(uuid4()), "kind": cast.high_risk.id, "since": "2026-10-01", "basis": "本人同意"}
    assert client.post(f"/households/{cast.home.id}/cares", data=tag).status_code == 303
    assert client.post(f"/households/{cast.home.id}/cares", data=tag).status_code == 303
    assert Care.select().where(Care.household == cast.home).count() == 2
    again = client.post(f"/households/{cast.home.id}/cares", data={**tag, "form_id": str(uuid4())})
    assert again.status_code == 422 and "已经有这个标签" in again.text
    assert "没有这一天" in client.post(f"/households/{cast.home.id}/cares", data={**tag, "form_id": str(uuid4()), "since": "2026-02-31"}).text
    future = client.post(f"/households/{cast.home.id}/cares", data={**tag, "form_id": str(uuid4()), "kind": cast.elderly.id, "since": "2031-01-01"})
    assert "不能是以后的日子" in future.text
    care = Care.get(Care.kind == cast.high_risk)
    client.post(f"/cares/{care.id}/end")
    assert "7 天一访" not in client.get(f"/households/{cast.home.id}").text


def test_a_steward_is_paired_replaced_and_stepped_back(client, cast, login):
    login(client, cast.alice)
    address = f"/households/{cast.home.id}/pairings"
    for member in (cast.member_0, cast.member_1):
        assert client.post(address, data={"form_id": str(uuid4()), "steward": member.id}).status_code == 303
    page = client.get(f"/households/{cast.home.id}")
    assert cast.member_1.name in page.text and Pairing.select().count() == 2
    assert "已经是这位管家" in client.post(address, data={"form_id": str(uuid4()), "steward": cast.member_1.id}).text
    assert client.post(address, data={"form_id": str(uuid4()), "steward": cast.outside_member.id}).status_code == 422
    client.post(f"/pairings/{Pairing.get(Pairing.steward == cast.member_1).id}/end")
    assert "还没结对" in client.get(f"/households/{cast.home.id}").text


def test_a_new_door_and_the_same_door_again(client, cast, login):
    login(client, cast.alice)
    address = client.post("/households", data=household(cast)).location
    assert "5-1-202" in client.get(address).text
    again = client.post("/households", data=household(cast))
    assert again.status_code == 422 and "5-1-202 已经在册" in again.text


def test_bad_input(client, cast, login):
    login(client, cast.carol)
    for changes, message in (
        ({"floor": "151"}, "要在 -5 到 150 之间"),
        ({"floor": "三"}, "请填整数"),
        ({"room": ""}, "这一项要填"),
        ({"compound": cast.shuguang.id}, "没有这个选项"),
        ({"grid": cast.shuguang_grid.id}, "没有这个选项"),
        ({"compound": cast.heleju.id}, "不在所选的小区里"),
        ({"contact": "长" * 41}, "最多 40 个字"),
    ):
        answer = client.post("/households", data=household(cast, **changes))
        assert answer.status_code == 422 and message in answer.text, changes
    assert not Household.select().where(Household.building == "5").exists()


def test_the_card_shows_due_day_and_visits_but_not_others_households(client, cast, login):
    Visit.enter(cast.alice, household=cast.home, note="膝盖疼")
    login(client, cast.alice)
    page = client.get(f"/households/{cast.home.id}")
    assert "膝盖疼" in page.text and "11月13日" in page.text  # thirty days after 14 October
    assert client.get(f"/households/{cast.west_home.id}").status_code == 404


def test_the_card_lists_the_concerns_newest_first_with_their_state(client, cast, login, clock):
    category = Category.get(Category.name == "楼道照明")
    for channel, gist in (("visit", "楼道灯"), ("mediation", "和楼上吵架"), ("telephone", "单元门")):
        Concern.enter(cast.alice, household=cast.home, channel=channel, category=category, urgency=category.urgency, text="详情", gist=gist)
        clock.forward(minutes=1)
    page = login(client, cast.alice).get(f"/households/{cast.home.id}").text
    assert page.index("单元门") < page.index("楼道灯") and page.count("待受理") == 2
    assert "和楼上吵架" not in page and f"/concerns/new?household={cast.home.id}" in page
    assert Concern.get(Concern.gist == "单元门").number in page


def test_a_grid_worker_adds_doors_to_own_grids_only_and_cannot_give_one_away(client, cast, login):
    login(client, cast.alice)
    page = client.get("/households/new")
    assert "和乐居" not in page.text and "西院" not in page.text and f'selected value="{cast.east.id}"' in page.text
    for grid in ("", cast.west.id):
        assert client.post("/households", data=household(cast, grid=grid)).status_code == 422
        assert client.post(f"/households/{cast.home.id}", data=household(cast, grid=grid)).status_code == 422
    assert client.get(client.post("/households", data=household(cast)).location).status_code == 200


def test_doors_without_a_grid_are_found_and_a_grid_says_of_which_compound(client, cast, login):
    login(client, cast.carol)
    cast.doors[1].amend(None, grid=None)
    page = client.get("/households?grid=0").text
    assert f"/households/{cast.doors[1].id}" in page and f"/households/{cast.home.id}" not in page
    assert f">{cast.heping} {cast.east}</option>" in page and ">没分网格</option>" in page
