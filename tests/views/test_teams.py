"""Teams: the register, members in and out, and hours that rank nobody."""

import re
from uuid import uuid4

import pytest

from models.hours import Sheet
from models.programmes import Programme
from models.records import Change
from models.rosters import Place
from models.volunteers import Membership, Team, Volunteer
from tests.cast import MEMBERS, TODAY


def team_form(**changes):
    return {"form_id": str(uuid4()), "name": "夜间巡逻队", "kind": "patrol", "compound": "", "leader": "", "programme": "", **changes}


def member_form(**changes):
    return {"form_id": str(uuid4()), "name": "吴桂芳", "telephone": "13877770000", **changes}


def names(team):
    return [person.name for person in team.members]


# the register


def test_added_and_changed_by_the_community(client, cast, login):
    login(client, cast.carol)
    programme = Programme.add(None, name="志愿者自管网", community=cast.inside)
    address = client.post("/teams", data=team_form(compound=cast.heping.id, leader=cast.bob.id, programme=programme.id)).location
    page = client.get(address).text
    assert all(text in page for text in ("夜间巡逻队", "和平小区", "包强", "志愿者自管网", "还没有人"))
    client.post(address, data=team_form(name="夜巡队", leader=cast.bob.id))
    team = Team.get(Team.name == "夜巡队")
    assert (team.community_id, team.leader_id, [c.action for c in team.changes]) == (cast.inside.id, cast.bob.id, ["amend", "add"])


def test_the_same_form_twice_is_one_team(client, cast, login):
    login(client, cast.carol)
    filled = team_form()
    assert client.post("/teams", data=filled).location == client.post("/teams", data=filled).location
    assert Team.select().where(Team.name == "夜间巡逻队").count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"name": ""}, "这一项要填"), ({"name": "队" * 41}, "最多 40 个字"), ({"kind": "army"}, "没有这个选项"), ({"leader": "99999"}, "没有这个选项")],
)
def test_refused_beside_the_field(client, cast, login, changes, message):
    answer = login(client, cast.carol).post("/teams", data=team_form(**changes))
    assert answer.status_code == 422 and message in answer.text
    assert Team.select().count() == 2


def test_another_places_people_and_places_are_no_choice(client, cast, login):
    login(client, cast.carol)
    outside = Programme.add(None, name="曙光议事", community=cast.outside)
    for changes in ({"compound": cast.shuguang.id}, {"leader": cast.oscar.id}, {"leader": cast.paula.id}, {"programme": outside.id}):
        assert client.post("/teams", data=team_form(**changes)).status_code == 422, changes
    assert Team.select().count() == 2


def test_found_by_pinyin_initials(client, cast, login):
    login(client, cast.carol)
    assert "小樱花" in client.get("/teams?q=xyh").text and "小樱花" not in client.get("/teams?q=zzz").text


# the page


def test_members_stand_by_name_with_their_hours_and_nobody_is_ranked(client, cast, login):
    Sheet.log(cast.bob, {cast.member_0.id: 60, cast.member_3.id: 690}, team=cast.team, purpose="巡楼", day=TODAY)
    Sheet.log(cast.bob, {cast.member_1.id: 600}, False, team=cast.team, purpose="还没确认", day=TODAY)
    page = login(client, cast.bob).get(f"/teams/{cast.team.id}").text
    shown = re.findall(r"(?s)<a class=\"person\"[^>]*>([^<]+)</a>\s*<span class=\"sum\">([^<]+)<", page)
    assert shown == [(name, {"陈桂兰": "1 小时", "周明": "11.5 小时"}.get(name, "0 小时")) for name in MEMBERS]  # by pinyin
    assert "4 人 · 12.5 小时" in page and "登记时长" in page


def test_two_of_one_name_are_told_apart_and_nobody_elses_telephone_is_shown(client, cast, login):
    for telephone, born in (("13800003267", 1950), (None, 1985)):
        cast.team.enrol(cast.bob, Volunteer.add(None, name="吴桂芳", community=cast.inside, telephone=telephone, birth_year=born))
    cast.member_0.amend(cast.bob, telephone="13800009999")
    page = login(client, cast.bob).get(f"/teams/{cast.team.id}").text
    assert page.count("尾号 3267") == page.count("1985 年生") == 1 and "1950" not in page and "9999" not in page
    assert page.index("加队员") < page.index("陈桂兰")


@pytest.mark.parametrize("person", ["sam", "dora", "adam"])
def test_those_above_see_the_figures_and_no_names(client, cast, login, person):
    Sheet.log(cast.bob, {cast.member_0.id: 60}, team=cast.team, purpose="巡楼", day=TODAY)
    page = login(client, getattr(cast, person)).get(f"/teams/{cast.team.id}").text
    assert "4 人 · 1 小时" in page and "陈桂兰" not in page and "加队员" not in page and "登记时长" not in page
    for path, filled in ((f"/teams/{cast.team.id}/memberships", member_form()), ("/teams", team_form()), (f"/teams/{cast.team.id}", team_form())):
        assert client.post(path, data=filled).status_code == 403
    assert Volunteer.select().where(Volunteer.name == "吴桂芳").count() == 0


def test_the_page_takes_as_many_queries_for_forty_members_as_for_four(client, cast, login, count_queries):
    login(client, cast.bob).get(f"/teams/{cast.team.id}")
    few = count_queries(lambda: client.get(f"/teams/{cast.team.id}"))
    for n in range(36):
        cast.team.enrol_new(cast.carol, f"队员{n}")
    assert count_queries(lambda: client.get(f"/teams/{cast.team.id}")) == few


# members


def test_somebody_new_comes_in_by_name(client, cast, login):
    login(client, cast.bob)
    answer = client.post(f"/teams/{cast.team.id}/memberships", data=member_form())
    assert answer.location == f"/teams/{cast.team.id}"
    person = Volunteer.get(Volunteer.name == "吴桂芳")
    assert (person.community_id, person.telephone, "吴桂芳" in names(cast.team)) == (cast.inside.id, "13877770000", True)
    assert client.get(f"/volunteers/{person.id}").status_code == 200


def test_sent_twice_it_is_one_person(client, cast, login):
    login(client, cast.bob)
    filled = member_form()
    for _ in range(2):
        assert client.post(f"/teams/{cast.team.id}/memberships", data=filled).status_code == 303
    assert Volunteer.select().where(Volunteer.name == "吴桂芳").count() == 1


def test_a_name_that_the_community_knows_is_asked_about(client, cast, login):
    known = Volunteer.add(None, name="吴桂芳", community=cast.inside, telephone="13800001234")
    Volunteer.add(None, name="吴桂芳", community=cast.outside, telephone="13800009999")
    login(client, cast.bob)
    answer = client.post(f"/teams/{cast.team.id}/memberships", data=member_form())
    assert answer.status_code == 422 and "是同一位吗" in answer.text and "尾号 1234" in answer.text and "9999" not in answer.text
    assert "13800001234" not in answer.text and 'value="13877770000"' in answer.text
    assert client.post(f"/teams/{cast.team.id}/memberships", data=member_form(who=known.id)).status_code == 303
    assert Volunteer.select().where(Volunteer.name == "吴桂芳", Volunteer.community == cast.inside).count() == 1
    assert "吴桂芳" in names(cast.team)


def test_a_namesake_can_be_somebody_else(client, cast, login):
    login(client, cast.bob)
    assert "队里已经有叫这个名字的了" in client.post(f"/teams/{cast.team.id}/memberships", data=member_form(name="刘洋")).text
    assert client.post(f"/teams/{cast.team.id}/memberships", data=member_form(name="刘洋", who="new")).status_code == 303
    assert names(cast.team).count("刘洋") == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"name": ""}, "这一项要填"), ({"name": " \x00 "}, "这一项要填"), ({"name": "名" * 300}, "最多 40 个字"), ({"telephone": "1" * 41}, "最多 40 个字")]
    + [({"telephone": "不是电话"}, "电话里只能有数字"), ({"telephone": "123"}, "至少要有 5 位数字")],
)
def test_a_bad_member_is_refused_beside_the_field(client, cast, login, changes, message):
    answer = login(client, cast.bob).post(f"/teams/{cast.team.id}/memberships", data=member_form(**changes))
    assert answer.status_code == 422 and message in answer.text
    assert Volunteer.select().count() == 5


def test_a_name_too_long_is_not_cut_by_the_browser(client, cast, login):
    login(client, cast.carol)
    for address in (f"/teams/{cast.team.id}", "/volunteers/new"):
        field = re.search(r'<input[^>]*name="name"[^>]*>', client.get(address).text).group()
        assert "maxlength" not in field, address


def test_leaving_keeps_the_hours_and_coming_back_is_possible(client, cast, login):
    Sheet.log(cast.bob, {cast.member_1.id: 90}, team=cast.team, purpose="巡楼", day=TODAY)
    login(client, cast.bob)
    place = Membership.get(Membership.volunteer == cast.member_1)
    assert client.post(f"/memberships/{place.id}/delete").location == f"/teams/{cast.team.id}"
    assert "刘洋" not in names(cast.team) and "1.5 小时" in client.get(f"/volunteers/{cast.member_1.id}").text
    assert client.post(f"/teams/{cast.team.id}/memberships", data=member_form(name="刘洋", who=cast.member_1.id)).status_code == 303
    assert "刘洋" in names(cast.team) and Membership.select().where(Membership.volunteer == cast.member_1).count() == 1
    assert [c.action for c in place.changes] == ["amend", "amend", "add"]


def test_taken_in_by_mistake_today_leaves_no_membership(client, cast, login):
    login(client, cast.bob)
    place = cast.team.enrol_new(cast.bob, "错字")
    client.post(f"/memberships/{place.id}/delete")
    assert Membership.select().where(Membership.id == place.id).count() == 0
    assert Change.select().where(Change.record == "membership", Change.key == str(place.id), Change.action == "remove").count() == 1


def test_strangers_stay_outside(client, cast, login):
    place = Membership.get(Membership.volunteer == cast.member_0)
    assert client.get("/teams").status_code == 303
    assert client.post(f"/teams/{cast.team.id}/memberships", data=member_form()).status_code == 401
    for person in ("alice", "charlie", "paula"):
        login(client, getattr(cast, person))
        assert client.get(f"/teams/{cast.team.id}").status_code == 404, person
        assert client.post(f"/teams/{cast.team.id}/memberships", data=member_form()).status_code == 404, person
        assert client.post(f"/memberships/{place.id}/delete").status_code == 404, person
        client.post("/session/delete")
    assert names(cast.team) == sorted(MEMBERS)


def test_a_team_with_named_places_shows_them_courtyard_by_courtyard_with_what_is_vacant(client, cast, login, app):
    team = Team.add(None, name="四员", kind="grid4", community=cast.inside, compound=cast.heping, leader=cast.bob)
    Place.add(None, team=team, grid=cast.east, slot="院坝", person="李四", public=True)
    page = login(client, cast.carol).get(f"/teams/{team.id}").text
    assert "东院" in page and "李四" in page and "亮身份" in page and page.count("空缺") == 7
    form = client.get(f"/places/new?team={team.id}&grid={cast.west.id}&slot=社区").text
    assert all(f'<option selected value="{value}">' in form for value in (team.id, cast.west.id, "社区"))
    read = login(app.test_client(), cast.bob).get(f"/teams/{team.id}").text
    assert "空缺" in read and "填上" not in read
    Place.add(None, team=team, grid=cast.west, slot="院坝", person="王五")
    above = login(app.test_client(), cast.sam).get(f"/teams/{team.id}").text
    assert "李四" in above and "王五" not in above and "有人" in above and "/places/" not in above
