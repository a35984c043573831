"""Recording an activity, with its helpers' hours and its pictures, and what becomes of it."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.hours import ServiceHours, Sheet, total_minutes
from models.pictures import Picture
from models.programmes import Programme
from models.visits import Draft
from tests.cast import TODAY
from tests.images import photograph


@pytest.fixture
def kind(cast):
    return ActivityKind.add(None, name="邻里节", cell=1)


@pytest.fixture
def carol(client, cast, login, kind):
    """The community's browser."""
    return login(client, cast.carol)


def form(cast, **changes):
    """An activity filled in; None takes a field out."""
    kind = ActivityKind.select().first()
    filled = {"form_id": str(uuid4()), "name": "重阳百家宴", "kind": kind and kind.id, "day": TODAY.isoformat(), "length": "120", "headcount": "45"}
    blank = dict.fromkeys(("starts", "minutes", "place", "host", "programme", "team", "note", "reason"), "")
    return {name: value for name, value in {**blank, **filled, "compound": cast.heping.id, **changes}.items() if value is not None}


def helped(cast, **changes):
    """The same with two members of the team."""
    return form(cast, team=cast.team.id, members=[cast.member_0.id, cast.member_1.id], **changes)


def place_of(page):
    """The choice of a compound, without an empty first line that is chosen."""
    return re.search(r'(?s)<select[^>]*name="compound".*?</select>', page).group().replace('<option selected value="">', "")


def held(cast, by=None, **values):
    """An activity made by its model."""
    usual = {"name": "重阳百家宴", "kind": ActivityKind.select().first(), "community": cast.inside, "compound": cast.heping, "headcount": 45}
    return Activity.hold(by or cast.carol, **{**usual, **values})[0]


def upload(content=None, name="a.jpg"):
    return (BytesIO(photograph() if content is None else content), name)


# recording


def test_a_name_a_kind_and_a_headcount_are_enough(carol, cast):
    answer = carol.post("/activities", data=form(cast))
    activity = Activity.get()
    assert answer.location == f"/activities/{activity.id}"
    assert (activity.name, activity.headcount, activity.minutes, activity.community_id, activity.day) == ("重阳百家宴", 45, 120, cast.inside.id, TODAY)
    page = carol.get(answer.location).text
    assert "45 人到场" in page and "和平小区" in page and "2 小时" in page and "记好了" in page


def test_everything_that_can_be_said(carol, cast):
    programme = Programme.add(None, name="好邻居议事厅", community=cast.inside)
    said = {"programme": programme.id, "place": "中心花园", "starts": "15:30", "host": "和平路社区", "note": "第一行\n第二行", "minutes": "75"}
    page = carol.get(carol.post("/activities", data=form(cast, **said)).location).text
    for text in ("好邻居议事厅", "中心花园", "15:30", "和平路社区", "第一行\n第二行", "1 小时 15 分", "邻里节"):
        assert text in page


def test_the_helpers_hours_come_with_it(carol, cast):
    page = carol.get(carol.post("/activities", data=helped(cast)).location).text
    assert total_minutes(by=ServiceHours.volunteer) == {cast.member_0.id: 120, cast.member_1.id: 120}
    assert "4 小时" in page and "2 位志愿者" in page and f"/sheets/{Sheet.get().id}" in page


def test_choosing_a_team_brings_its_members_ticked(carol, cast):
    piece = carol.get(f"/activities/members?team={cast.team.id}", headers={"HX-Request": "true"}).text
    assert piece.count(" checked") == 4 and "<html" not in piece
    assert "checkbox" not in carol.get("/activities/members?team=").text
    for n in range(17):
        cast.team.enrol_new(cast.carol, f"队员{n}")
    piece = carol.get(f"/activities/members?team={cast.team.id}", headers={"HX-Request": "true"}).text
    assert piece.count("checkbox") == 21 and " checked" not in piece
    assert "checkbox" not in carol.get(f"/activities/members?team={cast.outside_team.id}").text


def test_where_it_was_has_to_be_said_where_there_are_several_compounds(carol, cast):
    assert "selected" not in place_of(carol.get("/activities/new").text)
    answer = carol.post("/activities", data=form(cast, compound=""))
    assert answer.status_code == 422 and "这一项要填" in answer.text and Activity.select().count() == 0
    assert carol.post("/activities", data=form(cast, compound="0")).status_code == 303
    activity = Activity.get()
    assert (activity.compound_id, activity.community_id) == (None, cast.inside.id)
    for address in (f"/activities/{activity.id}/edit", f"/activities/new?like={activity.id}"):
        assert re.search(r'<option selected value="0">整个社区（不算进任何小区的一页纸）', place_of(carol.get(address).text)), address


@pytest.mark.parametrize(("who", "where"), [("charlie", "shuguang"), ("alice", "heping")])  # all that there is; all of one's grids
def test_the_only_compound_is_chosen_already(client, cast, login, kind, who, where):
    chosen = getattr(cast, where)
    Compound.add(None, name="金马小区", community=cast.inside, mode="commercial", doors=9)
    page = login(client, getattr(cast, who)).get("/activities/new").text
    assert re.search(rf'<option selected value="{chosen.id}">', place_of(page))


def test_a_day_long_ago_is_a_slip(carol, cast):
    answer = carol.post("/activities", data=form(cast, day="1900-01-01"))
    assert answer.status_code == 422 and 'id="day-error"' in answer.text and Activity.select().count() == 0
    assert carol.post("/activities", data=form(cast, day=(TODAY - timedelta(days=700)).isoformat())).status_code == 303


def test_without_javascript_a_second_step_brings_them(carol, cast):
    page = carol.post("/activities", data=form(cast, team=cast.team.id, then="team", name="半场"))
    assert page.status_code == 200 and page.text.count('name="members"') == 4 and 'value="半场"' in page.text
    assert page.text.count('name="members"') == page.text.count(" checked") - 2  # kind and length
    assert Activity.select().count() == 0


def test_hours_can_be_logged_later_from_its_page(carol, cast):
    activity = held(cast, minutes=75)
    assert "还没有计入的时长" in carol.get(f"/activities/{activity.id}").text
    to_sheet = carol.get(f"/sheets/new?team={cast.team.id}&activity={activity.id}").location
    assert 'value="75"' in carol.get(to_sheet).text


def test_the_same_again_next_week(carol, cast):
    activity = held(cast, place="中心花园", team=cast.team, day=TODAY - timedelta(days=7), note="上次的话")
    page = carol.get(f"/activities/new?like={activity.id}").text
    assert "重阳百家宴" in page and "中心花园" in page and "陈桂兰" in page and TODAY.isoformat() in page
    assert "上次的话" not in page and 'value="45"' not in page
    assert "重阳百家宴" not in carol.get(f"/activities/new?like={uuid4()}").text and carol.get("/activities/new?like=x&compound=y").status_code == 200


def test_sent_twice_it_is_one_activity(carol, cast):
    filled = helped(cast)
    answers = [carol.post("/activities", data={**filled, "pictures": [upload()]}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert (Activity.select().count(), Sheet.select().count(), Picture.select().count(), total_minutes()) == (1, 1, 1, 240)
    assert "刚才已经记过了" in carol.get(answers[1].location).text


def test_what_is_typed_is_kept_until_it_is_sent(carol, cast):
    filled = helped(cast, name="半句话")
    carol.post("/drafts", data={**filled, "draft_path": "/activities/new", "draft_title": "一场活动"})
    page = carol.get("/activities/new").text
    assert "半句话" in page and f'value="{cast.member_0.id}" checked' in page and filled["form_id"] in page
    carol.post("/activities", data=filled)
    assert Draft.select().count() == 0


# what is wrong is said beside it, and nothing is lost


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "这一项要填"),
        ({"name": "宴" * 61}, "最多 60 个字"),
        ({"kind": None}, "这一项要填"),
        ({"kind": "9999"}, "没有这个选项"),
        ({"day": ""}, "这一项要填"),
        ({"day": "2026-02-30"}, "没有这一天"),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "不能是以后的日子"),
        ({"starts": "25:00"}, "要写成 15:30 这样"),
        ({"length": None}, "选一个时长"),
        ({"minutes": "4"}, "要在 5 到 1440 之间"),
        ({"minutes": "-60"}, "要在 5 到 1440 之间"),
        ({"headcount": ""}, "请填到场多少人，没有人来填 0"),
        ({"headcount": "-1"}, "要在 0 到 100000 之间"),
        ({"headcount": "9" * 12}, "要在 0 到 100000 之间"),
        ({"headcount": "许多"}, "请填整数"),
        ({"place": "园" * 61}, "最多 60 个字"),
        ({"note": "好" * 4001}, "最多 4000 个字"),
        ({"members": ["1"]}, "有人不在这个队里"),
    ],
)
def test_refused_beside_the_field(carol, cast, changes, message):
    answer = carol.post("/activities", data=form(cast, **changes))
    assert answer.status_code == 422 and message in answer.text
    assert Activity.select().count() == 0


def test_everything_typed_and_ticked_is_still_there(carol, cast):
    filled = helped(cast, day="2026-02-30", minutes="95", place="中心花园", host="社区", starts="09:30", note="很热闹")
    page = carol.post("/activities", data=filled).text
    for kept in ("重阳百家宴", 'value="95"', "中心花园", 'value="社区"', 'value="09:30"', "很热闹", 'value="45"', filled["form_id"]):
        assert kept in page
    assert f'value="{cast.member_0.id}" checked' in page and f'value="{cast.member_2.id}" checked' not in page


def test_another_places_rows_are_no_choice(carol, cast):
    outside = Programme.add(None, name="曙光议事", community=cast.outside)
    wrong = [
        {"compound": cast.shuguang.id},
        {"programme": outside.id},
        {"team": cast.outside_team.id},
        {"team": cast.team.id, "members": [cast.outside_member.id]},
    ]
    for changes in wrong:
        assert carol.post("/activities", data=form(cast, **changes)).status_code == 422, changes
    assert (Activity.select().count(), Sheet.select().count()) == (0, 0)


def test_a_key_of_somebody_else_makes_nothing(client, carol, cast, login):
    filled = form(cast)
    carol.post("/activities", data=filled)
    answer = login(client.application.test_client(), cast.bob).post("/activities", data=filled)
    assert answer.status_code == 422 and "编号已被占用" in answer.text


# the list


def test_narrowed_by_days_kind_place_programme_and_words(carol, cast):
    talk = ActivityKind.add(None, name="宣讲")
    programme = Programme.add(None, name="议事厅", community=cast.inside)
    held(cast, name="百家宴", day=TODAY - timedelta(days=40))
    held(cast, name="反诈讲座", kind=talk, compound=cast.heleju)
    held(cast, name="义务诊疗", programme=programme, place="中心花园", compound=None)
    names = ["百家宴", "反诈讲座", "义务诊疗"]
    seen = {
        "": names,
        f"?kind={talk.id}": names[1:2],
        f"?compound={cast.heping.id}": names[:1],
        f"?programme={programme.id}": names[2:],
        f"?since={TODAY}": names[1:],
        "?q=fzjz": names[1:2],
        "?q=花园": names[2:],
        "?kind=x&compound=2147483648&since=abc&q=%00": names,
    }
    for query, left in seen.items():
        page = carol.get(f"/activities{query}").text
        assert [name for name in names if name in page] == left, query


def test_the_spreadsheet_says_it_all_with_the_filter_of_the_moment(carol, cast):
    held(cast, name="=HYPERLINK()", team=cast.team, members=[cast.member_0.id], minutes=90, programme=Programme.add(None, name="议事厅", community=cast.inside))
    held(cast, name="别的", day=TODAY - timedelta(days=40))
    sheet = load_workbook(BytesIO(carol.get(f"/activities.xlsx?since={TODAY}").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 1
    assert rows[0][2:4] + rows[0][4:7] + rows[0][8:9] + rows[0][10:11] + rows[0][13:15] == [
        "'=HYPERLINK()",
        "邻里节",
        "议事厅",
        "和平小区",
        "和平路社区",
        90,
        45,
        "小樱花红色管家队",
        1.5,
    ]


def test_above_the_community_one_narrows_by_community(client, carol, cast, login):
    held(cast, name="里面的")
    held(cast, by=cast.charlie, name="外面的", community=cast.outside, compound=cast.shuguang)
    sam = login(client.application.test_client(), cast.sam)
    page = sam.get("/activities").text
    assert "里面的" in page and "外面的" in page and 'name="community"' in page and 'name="compound"' not in page and "记一场活动" not in page
    assert "里面的" not in sam.get(f"/activities?community={cast.outside.id}").text
    assert "外面的" not in sam.get(f"/activities?compound={cast.heping.id}").text


# afterwards


def test_changed_with_both_versions_kept(carol, cast):
    activity = held(cast, place="中心花园", headcount=40)
    page = carol.get(f"/activities/{activity.id}/edit").text
    assert "中心花园" in page and 'value="40"' in page and 'name="pictures"' not in page
    answer = carol.post(f"/activities/{activity.id}", data=form(cast, place="三栋楼下", headcount="52", reason="数错了"))
    page = carol.get(answer.location).text
    assert answer.status_code == 303 and "52 人到场" in page and "数错了" in page and "中心花园" in page
    assert "重阳" in carol.get("/activities?q=sdlx").text  # found by its new place


def test_a_bad_change_changes_nothing(carol, cast):
    activity = held(cast)
    answer = carol.post(f"/activities/{activity.id}", data=form(cast, name="改过的", headcount="-3"))
    assert answer.status_code == 422 and "改过的" in answer.text
    assert Activity.get().name == "重阳百家宴"


def test_a_closed_programme_stays_on_it(carol, cast):
    programme = Programme.add(None, name="旧机制", community=cast.inside)
    activity = held(cast, programme=programme)
    programme.amend(cast.carol, active=False)
    assert carol.post(f"/activities/{activity.id}", data=form(cast, programme=programme.id, place="新地方")).status_code == 303
    assert Activity.get().programme_id == programme.id


def test_void_with_a_reason_takes_the_hours_back(carol, cast):
    carol.post("/activities", data=helped(cast))
    address = f"/activities/{Activity.get().id}"
    assert "请写明为什么作废" in carol.post(f"{address}/void", data={"reason": ""}).text and total_minutes() == 240
    assert carol.post(f"{address}/void", data={"reason": "记重了"}).location == address
    page = carol.get(address).text
    assert "已作废" in page and "记重了" in page and total_minutes() == 0
    assert carol.get(f"{address}/edit").status_code == 403 and carol.post(f"{address}/void", data={"reason": "x"}).status_code == 403


# who


def test_a_stranger_is_asked_to_log_in_and_keeps_the_form(client, cast, kind):
    assert "/session/new" in client.get("/activities").location
    answer = client.post("/activities", data=form(cast))
    assert answer.status_code == 401 and Activity.select().count() == 0


@pytest.mark.parametrize(("person", "status"), [("paula", 404), ("charlie", 404), ("sam", 403), ("dora", 403), ("adam", 403), ("alice", 403), ("bob", 403)])
def test_nobody_else_changes_it(client, cast, login, kind, person, status):
    activity = held(cast, pictures=[photograph()])
    login(client, getattr(cast, person))
    assert client.get(f"/activities/{activity.id}").status_code == (404 if status == 404 else 200)
    for path in (
        f"/activities/{activity.id}",
        f"/activities/{activity.id}/void",
        f"/activities/{activity.id}/pictures",
        f"/pictures/{Picture.get().id}/delete",
    ):
        assert client.post(path, data=form(cast, reason="x")).status_code == status, path
    assert (Activity.get().void, Picture.select().count()) == (False, 1)


def test_those_above_read_and_do_not_record(client, cast, login, kind):
    held(cast, team=cast.team, members=[cast.member_0.id])
    page = login(client, cast.dora).get(f"/activities/{Activity.get().id}").text
    assert "2 小时" in page and "陈桂兰" not in page and "登记表" not in page
    assert client.get("/activities/new").status_code == 403 and client.post("/activities", data=form(cast)).status_code == 403
    assert client.get(f"/activities/members?team={cast.team.id}").status_code == 404


@pytest.mark.parametrize("person", ["alice", "bob"])
def test_a_grid_worker_or_leader_records_and_changes_the_own(client, cast, login, kind, person):
    login(client, getattr(cast, person))
    assert client.post("/activities", data=form(cast)).status_code == 303
    assert client.post(f"/activities/{Activity.get().id}", data=form(cast, name="改了名")).status_code == 303
    assert Activity.get().name == "改了名"


def test_what_is_wrong_stands_at_the_top_with_a_way_to_each_field(carol, cast):
    page = carol.post("/activities", data=form(cast, name="", kind="", headcount="")).text
    (top,) = re.findall(r'(?s)<div class="problem" tabindex="-1" autofocus>(.*?)</div>', page)
    ways = re.findall(r'href="#([^"]+)"', top)
    assert "有 3 处要改，已填的都还在，文件要再选一次" in top and ways == ["name-error", "headcount-error", "kind-error"]
    assert all(f'id="{way}"' in page for way in ways)
