"""The leader's sheet: one form for a whole team, all or nothing, and what happens to a sheet afterwards."""

import re
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.activities import Activity, ActivityKind
from models.hours import ServiceHours, Sheet, total_minutes
from models.programmes import Programme
from models.visits import Draft
from models.volunteers import Membership, Team, Volunteer
from tests.cast import TODAY


@pytest.fixture
def bob(client, cast, login):
    """The leader's browser."""
    return login(client, cast.bob)


def form(cast, **changes):
    """A sheet filled in: everybody, two hours, counted at once; None takes a field out."""
    members = [getattr(cast, f"member_{n}").id for n in range(4)]
    filled = {
        "form_id": str(uuid4()),
        "team": cast.team.id,
        "purpose": "清扫楼道",
        "length": "120",
        "day": TODAY.isoformat(),
        "members": members,
        "then": "confirm",
    }
    blank = {**dict.fromkeys(("minutes", "programme", "activity"), ""), **{f"minutes-{pk}": "" for pk in members}}
    return {name: value for name, value in {**blank, **filled, **changes}.items() if value is not None}


def minutes(cast, n):
    """The name of a member's own minutes in the form."""
    return f"minutes-{getattr(cast, f'member_{n}').id}"


def member_row(page, person):
    """The line of a member in the form."""
    return re.search(rf'(?s)<li id="row-{person.id}".*?</li>', page).group()


def ticked(page):
    """The keys of those who are ticked."""
    return [int(key) for key in re.findall(r'name="members" value="(\d+)" checked', page)]


def logged(cast, lines=None, **values):
    """A sheet of the team, made by its model."""
    lines = lines or {cast.member_0.id: 120, cast.member_1.id: 90}
    return Sheet.log(cast.bob, lines, **{"team": cast.team, "purpose": "夜间巡逻", "day": TODAY, **values})[0]


# logging


def test_two_hours_for_twelve_in_one_sheet(bob, cast):
    for n in range(8):
        cast.team.enrol_new(cast.carol, f"队员{n}")
    everybody = [person.id for person in cast.team.members]
    answer = bob.post("/sheets", data=form(cast, members=everybody))
    assert answer.status_code == 303
    assert (total_minutes(), len(everybody), Sheet.get().state) == (12 * 120, 12, "已确认")
    page = bob.get(answer.location).text
    assert "12 人 · 24 小时" in page and "清扫楼道：已计入时长" in page


def test_a_team_without_a_sheet_comes_with_nobody_ticked(bob, cast):
    page = bob.get(f"/teams/{cast.team.id}/sheets/new").text
    assert ticked(page) == [] and page.count(" checked") == 1  # the length
    assert "陈桂兰" in page and "登记时长" in page and "全部 4 人" in page and "都不选" in page


def test_a_small_team_comes_with_those_of_the_last_sheet_ticked_in_a_big_one_they_stand_first(bob, cast):
    logged(cast, {cast.member_2.id: 60, cast.member_0.id: 60})
    for n in range(16):
        cast.team.enrol_new(cast.carol, f"队员{n}")
    address = f"/teams/{cast.team.id}/sheets/new"
    assert ticked(bob.get(address).text) == [cast.member_0.id, cast.member_2.id]
    cast.team.enrol_new(cast.carol, "第二十一")
    page = bob.get(address).text
    assert ticked(page) == [cast.member_0.id, cast.member_2.id] == [int(key) for key in re.findall(r'<li id="row-(\d+)"', page)][:2]
    assert ticked(bob.get(f"{address}?members=none").text) == [] and len(ticked(bob.get(f"{address}?members=all").text)) == 21
    assert ticked(bob.get(f"{address}?members=last").text) == [cast.member_0.id, cast.member_2.id]


def test_names_stand_by_pinyin_and_namesakes_are_told_apart(bob, cast):
    cast.team.enrol(cast.bob, Volunteer.add(None, name="刘洋", community=cast.inside, telephone="13800003267"))
    cast.member_1.amend(cast.bob, birth_year=1960)
    cast.member_0.amend(cast.bob, telephone="13800009999")
    page = bob.get(f"/teams/{cast.team.id}/sheets/new").text
    assert re.findall(r'aria-label="([^"]+?)的分钟数', page)[:5] == ["陈桂兰", "刘洋（1960 年生）", "刘洋（尾号 3267）", "孙丽", "周明"]
    assert re.findall(r'data-initials="(\w+)"', page) == ["cgl", "ly", "ly", "sl", "zm"] and "9999" not in page
    sheet = logged(cast, {cast.member_1.id: 60})
    assert "1960 年生" in bob.get(f"/sheets/{sheet.id}").text


def test_what_was_ticked_adds_up_when_the_form_comes_back(bob, cast):
    address = f"/teams/{cast.team.id}/sheets/new"
    assert '<small id="total"></small>' in bob.get(address).text and "js/roster.js" in bob.get(address).text
    page = bob.post("/sheets", data=form(cast, purpose="", **{minutes(cast, 1): "45"})).text
    assert '<small id="total">4 人 · 6.8 小时</small>' in page
    assert '<small id="total">4 人</small>' in bob.post("/sheets", data=form(cast, length=None)).text


def test_ticked_as_last_time_or_not_at_all(bob, cast):
    logged(cast, {cast.member_2.id: 60})
    address = f"/teams/{cast.team.id}/sheets/new"
    for members, came in (("last", [cast.member_2.id]), ("none", []), ("all", [getattr(cast, f"member_{n}").id for n in range(4)])):
        page = bob.get(f"{address}?members={members}", headers={"HX-Request": "true"}).text
        assert "<html" not in page
        assert [n for n in range(1, 20) if f'value="{n}" checked' in page] == came


def test_minutes_of_ones_own_go_before_the_default(bob, cast):
    bob.post("/sheets", data=form(cast, **{minutes(cast, 1): "45", minutes(cast, 2): "１８０"}))
    assert total_minutes(by=ServiceHours.volunteer) == dict(zip([getattr(cast, f"member_{n}").id for n in range(4)], [120, 45, 180, 120], strict=True))


def test_minutes_typed_go_before_a_length_tapped(bob, cast):
    bob.post("/sheets", data=form(cast, minutes="50"))
    assert (total_minutes(), Sheet.get().minutes) == (200, 50)


@pytest.mark.parametrize(("typed", "tapped", "purpose"), [("", "夜巡", "夜巡"), ("种花", "夜巡", "种花")])
def test_a_purpose_tapped_unless_one_is_typed(bob, cast, typed, tapped, purpose):
    bob.post("/sheets", data=form(cast, purpose=typed, recent=tapped))
    assert Sheet.get().purpose == purpose


def test_what_the_team_did_lately_is_one_tap(bob, cast):
    logged(cast, purpose="看望独居老人")
    logged(cast, purpose="反诈宣传").reverse(cast.bob, "记重了")
    page = bob.get(f"/teams/{cast.team.id}/sheets/new").text
    assert 'value="看望独居老人"' in page and 'value="抵掉' not in page


def test_an_activity_gives_its_day_length_and_name(bob, cast):
    kind = ActivityKind.add(None, name="义诊")
    activity, _ = Activity.enter(cast.carol, name="重阳义诊", kind=kind, community=cast.inside, compound=cast.heleju, day=TODAY - timedelta(days=3), minutes=75)
    page = bob.get(f"/teams/{cast.team.id}/sheets/new?activity={activity.id}").text
    assert (TODAY - timedelta(days=3)).isoformat() in page and 'value="75"' in page and "重阳义诊" in page
    bob.post("/sheets", data=form(cast, purpose="", minutes="75", activity=str(activity.id)))
    assert (Sheet.get().purpose, Sheet.get().compound_id, Sheet.get().activity_id) == ("重阳义诊", cast.heleju.id, activity.id)


def test_the_place_is_the_teams_and_can_be_given_for_a_team_without_one(client, cast, login):
    login(client, cast.carol)
    team = Team.add(None, name="文娱队", kind="arts", community=cast.inside)
    person = team.enrol_new(cast.carol, "余音").volunteer
    filled = form(cast, team=team.id, members=[person.id])
    assert client.post("/sheets", data={**filled, "compound": cast.shuguang.id}).status_code == 422
    client.post("/sheets", data={**filled, "compound": cast.heleju.id})
    assert Sheet.get().compound_id == cast.heleju.id
    client.post("/sheets", data=form(cast, compound=cast.heleju.id))
    assert Sheet.select().order_by(Sheet.recorded_at.desc()).where(Sheet.team == cast.team).get().compound_id == cast.heping.id


def test_sent_twice_it_is_one_sheet(bob, cast):
    filled = form(cast)
    assert bob.post("/sheets", data=filled).location == bob.post("/sheets", data=filled).location
    assert (Sheet.select().count(), total_minutes()) == (1, 480)


def test_gone_back_to_a_draft_and_sent_again_changed(bob, cast):
    filled = form(cast, then="draft")
    bob.post("/sheets", data=filled)
    assert total_minutes() == 0
    bob.post("/sheets", data={**filled, "purpose": "种花", "then": "confirm"})
    assert (Sheet.select().count(), Sheet.get().purpose, total_minutes()) == (1, "种花", 480)


def test_what_is_typed_is_kept_until_it_is_sent(bob, cast):
    address = f"/teams/{cast.team.id}/sheets/new"
    filled = form(cast, purpose="半句话", members=[cast.member_3.id], **{minutes(cast, 3): "35"})
    bob.post("/drafts", data={**filled, "draft_path": address, "draft_title": "时长"})
    page = bob.get(address).text
    assert "半句话" in page and 'value="35"' in page and f'value="{cast.member_3.id}" checked' in page and filled["form_id"] in page
    assert "没写完" in bob.get("/sheets").text
    bob.post("/sheets", data=filled)
    assert Draft.select().count() == 0 and "没写完" not in bob.get("/sheets").text


@pytest.mark.parametrize("late", [True, False], ids=["kept late", "there already"])
def test_a_key_that_has_been_used_never_comes_back_to_a_form(bob, cast, late):
    address, filled = f"/teams/{cast.team.id}/sheets/new", form(cast)
    autosaved = {**filled, "draft_path": address, "draft_title": "时长"}
    bob.post("/sheets", data=filled)
    if late:
        assert bob.post("/drafts", data=autosaved).status_code == 204 and Draft.select().count() == 0
    else:
        Draft.create(id=filled["form_id"], user=cast.bob, path=address, title="时长", fields="{}")
    assert filled["form_id"] not in bob.get(address).text and "没写完" not in bob.get("/sheets").text
    answer = bob.post("/sheets", data={**filled, "purpose": "第二天的事"})
    assert answer.status_code == 422 and "内容不一样" in answer.text and Sheet.select().count() == 1


# what is wrong is said beside it, and nothing is lost


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"purpose": ""}, "写一句做了什么"),
        ({"purpose": "很" * 61}, "最多 60 个字"),
        ({"recent": "很" * 61, "purpose": ""}, "最多 60 个字"),
        ({"length": None}, "选一个时长"),
        ({"length": "7"}, "没有这个选项"),
        ({"minutes": "0"}, "要在 1 到 720 之间"),
        ({"minutes": "-30"}, "要在 1 到 720 之间"),
        ({"minutes": "99999999999"}, "要在 1 到 720 之间"),
        ({"minutes": "9" * 5000}, "请填整数"),
        ({"minutes": "一小时"}, "请填整数"),
        ({"day": ""}, "这一项要填"),
        ({"day": "2026-02-30"}, "没有这一天"),
        ({"day": "0001-01-01"}, "日期不对"),
        ({"day": (TODAY + timedelta(days=1)).isoformat()}, "不能是以后的日子"),
        ({"members": []}, "还没有勾选队员"),
        ({"members": ["abc"]}, "有人不在这个队里"),
        ({"programme": "999"}, "没有这个选项"),
        ({"activity": str(uuid4())}, "没有这个选项"),
    ],
)
def test_refused_beside_the_field(bob, cast, changes, message):
    answer = bob.post("/sheets", data=form(cast, **changes))
    assert answer.status_code == 422 and message in answer.text
    assert (Sheet.select().count(), ServiceHours.select().count()) == (0, 0)


@pytest.mark.parametrize(("typed", "message"), [("x", "1 到 720 分钟"), ("0", "1 到 720 分钟"), ("721", "1 到 720 分钟"), ("-5", "1 到 720 分钟")])
def test_minutes_of_one_member_are_refused_beside_the_name(bob, cast, typed, message):
    answer = bob.post("/sheets", data=form(cast, **{minutes(cast, 2): typed}))
    assert answer.status_code == 422 and message in answer.text and "1 位的分钟数要改：孙丽" in answer.text
    row = member_row(answer.text, cast.member_2)
    assert row.count("aria-invalid") == 1 and re.search(r'<input name="minutes-[^>]*aria-invalid', row)
    assert answer.text.count(f'href="#row-{cast.member_2.id}"') == 2
    assert Sheet.select().count() == 0


def test_minutes_without_a_tick_are_asked_about(bob, cast):
    answer = bob.post("/sheets", data=form(cast, members=[cast.member_0.id], **{minutes(cast, 2): "30"}))
    assert answer.status_code == 422 and "填了分钟，还没打勾" in answer.text
    row = member_row(answer.text, cast.member_2)
    assert row.count("aria-invalid") == 1 and re.search(r'<input type="checkbox"[^>]*aria-invalid', row)


def test_all_that_is_wrong_is_said_at_once(bob, cast):
    page = bob.post("/sheets", data=form(cast, members=[], minutes="721", **{minutes(cast, 2): "9999"})).text
    assert "填了分钟，还没打勾；只能填 1 到 720 分钟" in page and "还没有勾选队员；1 位的分钟数要改：孙丽" in page and "要在 1 到 720 之间" in page
    assert member_row(page, cast.member_2).count("aria-invalid") == 2 and "aria-invalid" not in member_row(page, cast.member_0)


def test_ticks_minutes_and_words_are_all_still_there(bob, cast):
    filled = form(cast, day="2026-02-30", members=[cast.member_1.id], minutes="95", **{minutes(cast, 1): "40"})
    page = bob.post("/sheets", data=filled).text
    assert f'value="{cast.member_1.id}" checked' in page and f'value="{cast.member_0.id}" checked' not in page
    for kept in ('value="95"', 'value="40"', 'value="清扫楼道"', 'value="2026-02-30"', filled["form_id"]):
        assert kept in page


def test_another_places_rows_are_no_choice(bob, cast):
    programme = Programme.add(None, name="曙光议事", community=cast.outside)
    kind = ActivityKind.add(None, name="义诊")
    activity, _ = Activity.enter(cast.charlie, name="曙光义诊", kind=kind, community=cast.outside)
    for changes in ({"members": [cast.outside_member.id]}, {"programme": programme.id}, {"activity": str(activity.id)}):
        assert bob.post("/sheets", data=form(cast, **changes)).status_code == 422
    for team in (cast.outside_team.id, "x", "", "9" * 30):
        assert bob.post("/sheets", data=form(cast, team=team)).status_code == 404
    assert Sheet.select().count() == 0


def test_a_key_of_somebody_else_makes_nothing(client, cast, login):
    filled = form(cast)
    login(client, cast.carol).post("/sheets", data=filled)
    answer = login(client.application.test_client(), cast.bob).post("/sheets", data=filled)
    assert answer.status_code == 422 and "编号已被占用" in answer.text
    assert Sheet.select().count() == 1


# the list


def test_the_first_page_offers_the_sheet_of_each_own_team(bob, cast):
    assert bob.get("/").location == "/sheets"
    page = bob.get("/sheets").text
    assert f"/teams/{cast.team.id}/sheets/new" in page and f"/teams/{cast.outside_team.id}/" not in page


def test_many_teams_are_chosen_from_a_list(client, cast, login):
    login(client, cast.carol)
    for n in range(5):
        Team.add(None, name=f"{n}队", kind="service", community=cast.inside)
    assert '<select name="team">' in client.get("/sheets").text
    assert client.get(f"/sheets/new?team={cast.team.id}").location == f"/teams/{cast.team.id}/sheets/new"
    assert client.get(f"/sheets/new?team={cast.outside_team.id}").status_code == 404


def test_narrowed_by_team_days_and_state_with_the_total_of_what_is_left(client, cast, login):
    login(client, cast.carol)
    other = Team.add(None, name="先锋小组", kind="pioneer", community=cast.inside)
    person = other.enrol_new(cast.carol, "辛勤").volunteer
    logged(cast, purpose="巡楼", day=date(2026, 9, 30))
    logged(cast, purpose="种花", confirm=False)
    Sheet.log(cast.carol, {person.id: 30}, team=other, purpose="扫雪", day=TODAY)
    seen = {
        "": ["巡楼", "种花", "扫雪"],
        f"?team={other.id}": ["扫雪"],
        "?until=2026-09-30": ["巡楼"],
        "?since=2026-10-01&state=confirmed": ["扫雪"],
        "?state=draft": ["种花"],
        "?state=nonsense&team=999999999999&since=2026-99-99": ["巡楼", "种花", "扫雪"],
    }
    for query, purposes in seen.items():
        page = client.get(f"/sheets{query}").text
        assert [p for p in ("巡楼", "种花", "扫雪") if p in page] == purposes, query
    assert '<b class="number">4</b>' in client.get("/sheets").text  # 210 and 30 minutes; the draft counts nowhere
    assert '<b class="number">0.5</b>' in client.get(f"/sheets?team={other.id}").text


def test_a_row_for_each_line_in_the_spreadsheet(bob, cast):
    cast.member_0.amend(cast.carol, name="=1+1")
    logged(cast, purpose="@巡楼")
    logged(cast, purpose="种花", confirm=False)
    sheet = load_workbook(BytesIO(bob.get("/sheets.xlsx?state=confirmed").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert sorted((row[2], row[4], row[5], row[6], row[10]) for row in rows) == [("'=1+1", 120, 2, "'@巡楼", "已确认"), ("刘洋", 90, 1.5, "'@巡楼", "已确认")]
    assert all(row[0] == TODAY.isoformat() and row[1] == "小樱花红色管家队" and row[9] == "和平小区" and row[15] == "包强" for row in rows)


def test_the_list_takes_as_many_queries_for_forty_sheets_as_for_one(bob, cast, count_queries):
    logged(cast)
    bob.get("/sheets")
    one = count_queries(lambda: bob.get("/sheets"))
    for n in range(39):
        logged(cast, purpose=f"第 {n} 次")
    assert count_queries(lambda: bob.get("/sheets")) == one


# afterwards


def test_a_draft_is_changed_and_remembers(bob, cast):
    sheet = logged(cast, confirm=False)
    page = bob.get(f"/sheets/{sheet.id}/edit").text
    assert 'value="90"' in page and "夜间巡逻" in page
    answer = bob.post(f"/sheets/{sheet.id}", data=form(cast, members=[cast.member_0.id], then="draft"))
    assert answer.location == f"/sheets/{sheet.id}"
    page = bob.get(answer.location).text
    assert "1 人 · 2 小时" in page and "草稿" in page and "修改记录" in page and "夜间巡逻" in page
    assert total_minutes() == 0
    bob.post(f"/sheets/{sheet.id}", data=form(cast, then="confirm"))
    assert total_minutes() == 480


def test_a_member_who_has_left_stays_on_the_draft(bob, cast):
    sheet = logged(cast, confirm=False)
    Membership.get(Membership.volunteer == cast.member_1).end(cast.bob)
    assert "刘洋" in bob.get(f"/sheets/{sheet.id}/edit").text
    assert bob.post(f"/sheets/{sheet.id}", data=form(cast, members=[cast.member_1.id])).status_code == 303


def test_a_closed_programme_stays_on_the_draft(bob, cast):
    programme = Programme.add(None, name="旧机制", community=cast.inside)
    sheet = logged(cast, confirm=False, programme=programme)
    programme.amend(cast.carol, active=False)
    assert "旧机制" in bob.get(f"/sheets/{sheet.id}/edit").text
    assert bob.post(f"/sheets/{sheet.id}", data=form(cast, programme=programme.id)).status_code == 303


def test_a_bad_change_leaves_the_draft(bob, cast):
    sheet = logged(cast, confirm=False)
    answer = bob.post(f"/sheets/{sheet.id}", data=form(cast, minutes="0", purpose="改过的"))
    assert answer.status_code == 422 and "改过的" in answer.text
    assert (Sheet.get().purpose, ServiceHours.select().count()) == ("夜间巡逻", 2)


def test_confirmed_in_between_the_change_is_refused_and_kept_on_the_screen(bob, cast):
    sheet = logged(cast)
    assert bob.get(f"/sheets/{sheet.id}/edit").status_code == 403
    answer = bob.post(f"/sheets/{sheet.id}", data=form(cast, purpose="来晚了"))
    assert answer.status_code == 422 and "抵掉重记" in answer.text and "来晚了" in answer.text
    assert total_minutes() == 210


def test_a_correction_after_the_lock_is_seen_in_the_list_and_on_the_sheet(bob, cast, login):
    sheet = logged(cast, day=TODAY - timedelta(days=30))
    Sheet.lock(cast.carol, TODAY - timedelta(days=1))
    assert bob.post(f"/sheets/{sheet.id}/reversals", data={"reason": "记重了"}).status_code == 422
    carol = login(bob.application.test_client(), cast.carol)
    assert "这个月已经锁定" in carol.get(f"/sheets/{sheet.id}").text
    assert carol.post(f"/sheets/{sheet.id}/reversals", data={"reason": "记重了"}).status_code == 303
    page = bob.get(f"/sheets/{sheet.id}").text
    assert "锁定以后更正过" in page and "原因：记重了" in page and cast.carol.name in page
    assert bob.get("/sheets").text.count("锁定以后抵掉") == 1


def test_confirming_says_who_and_when(bob, cast):
    sheet = logged(cast, confirm=False)
    assert bob.post(f"/sheets/{sheet.id}/confirmations").status_code == 303
    assert bob.post(f"/sheets/{sheet.id}/confirmations").status_code == 303
    page = bob.get(f"/sheets/{sheet.id}").text
    assert total_minutes() == 210 and "确认人" in page and "包强" in page and "确认时间" in page


def test_a_reversal_needs_a_reason_and_shows_on_both_sheets(bob, cast):
    sheet = logged(cast)
    page = bob.get(f"/sheets/{sheet.id}").text
    assert "记错了，抵掉重记" in page and "为什么要抵掉" in page and page.count("冲正") == 1
    assert "请写明为什么要抵掉" in bob.post(f"/sheets/{sheet.id}/reversals", data={"reason": " "}).text
    assert bob.post(f"/sheets/{sheet.id}/reversals", data={"reason": "记重了"}).status_code == 303
    assert total_minutes() == 0
    page = bob.get(f"/sheets/{sheet.id}").text
    assert "已经抵掉" in page and "原因：记重了" in page
    back = Sheet.get(Sheet.purpose.startswith("抵掉"))
    assert "这一张是用来抵数的" in bob.get(f"/sheets/{back.id}").text
    for again in (sheet, back):
        assert bob.post(f"/sheets/{again.id}/reversals", data={"reason": "再来"}).status_code == 422
    assert total_minutes() == 0


def test_a_draft_is_thrown_away_with_a_reason(bob, cast):
    sheet = logged(cast, confirm=False)
    assert bob.post(f"/sheets/{sheet.id}/void").status_code == 422
    assert bob.post(f"/sheets/{sheet.id}/void", data={"reason": "没去成"}).status_code == 303
    assert bob.post(f"/sheets/{sheet.id}/confirmations").status_code == 422
    assert (total_minutes(), Sheet.get().state) == (0, "作废")


# who


def test_a_stranger_is_asked_to_log_in_and_keeps_the_form(client, cast):
    assert "/session/new" in client.get("/sheets").location
    answer = client.post("/sheets", data=form(cast))
    assert answer.status_code == 401 and "登录" in answer.text
    assert Sheet.select().count() == 0


@pytest.mark.parametrize("person", ["paula", "sam", "dora", "adam", "charlie", "oscar", "alice"])
def test_others_do_not_find_it(client, cast, login, person):
    sheet = logged(cast, confirm=False)
    login(client, getattr(cast, person))
    for path in (f"/sheets/{sheet.id}", f"/sheets/{sheet.id}/edit", f"/teams/{cast.team.id}/sheets/new"):
        assert client.get(path).status_code == 404, path
    for path in ("/sheets", f"/sheets/{sheet.id}", f"/sheets/{sheet.id}/confirmations", f"/sheets/{sheet.id}/reversals", f"/sheets/{sheet.id}/void"):
        assert client.post(path, data=form(cast, reason="x")).status_code == 404, path
    assert (total_minutes(), Sheet.get().state) == (0, "草稿")


def test_a_sheet_of_a_team_that_was_handed_over_stays_on_the_tablet_and_says_why(bob, cast):
    cast.team.amend(cast.carol, leader=None)
    for more in ({}, {"team": cast.outside_team.id}, {"team": "x"}):
        answer = bob.post("/sheets", data=form(cast, **more), headers={"Honglin-Capture": "1"})
        assert answer.status_code == 403 and set(answer.json) == {"why"} and "这支队现在不归您带了" in answer.json["why"]
    assert bob.post("/sheets", data=form(cast)).status_code in (403, 404) and not Sheet.select().exists()


def test_a_sheet_taken_back_is_written_again_from_itself(bob, cast):
    guest = {"guest-0": "吴芳", "guest-telephone-0": "13900001234", "guest-minutes-0": "60"}
    first = bob.post("/sheets", data=form(cast, purpose="铲雪", day="2026-10-11", companions="2", **{minutes(cast, 1): "90"}, **guest)).location
    sheet = Sheet.get()
    assert "照这张再登记" not in bob.get(first).text
    bob.post(f"{first}/reversals", data={"reason": "少来了一位"})
    (again,) = re.findall(r'href="([^"]+)">照这张再登记一张', bob.get(first).text)
    page = bob.get(again).text
    assert sorted(ticked(page)) == sorted(getattr(cast, f"member_{n}").id for n in range(4))
    assert 'value="铲雪"' in page and 'value="2026-10-11"' in page and 'value="吴芳"' in page and 'value="13900001234"' in page
    assert 'value="90"' in member_row(page, cast.member_1) and f'name="form_id" value="{sheet.id}"' not in page
    Membership.get(Membership.team == cast.team, Membership.volunteer == cast.member_1).amend(None, until=date(2026, 10, 12))
    page = bob.get(again).text
    assert cast.member_1.id in ticked(page) and f'name="instead" value="{sheet.id}"' in page  # who was in the team on that day
    sent = form(cast, purpose="铲雪", day="2026-10-11", members=ticked(page), instead=sheet.id)
    assert bob.post("/sheets", data=sent).status_code == 303 and total_minutes(by=ServiceHours.volunteer)[cast.member_1.id] == 120
    standing = Sheet.get_by_id(sent["form_id"])
    assert bob.get(f"/teams/{cast.team.id}/sheets/new?instead={standing.id}").status_code == 404  # it has not been taken back
    other = Sheet.log(cast.charlie, {cast.outside_member.id: 60}, team=cast.outside_team, purpose="x", day=TODAY)[0]
    assert bob.get(f"/teams/{cast.team.id}/sheets/new?instead={other.id}").status_code == 404


def test_a_tablet_is_told_of_each_line_what_is_wrong_with_it(bob, cast):
    told = bob.post("/sheets", data=form(cast, **{minutes(cast, 2): "x", "guest-3": "老周", "guest-telephone-3": "139"}), headers={"Honglin-Capture": "1"}).json
    assert set(told["errors"]) == {"guest-3", minutes(cast, 2)}
    assert told["errors"]["guest-3"] == ["电话至少要有 5 位数字"]
    assert told["errors"][minutes(cast, 2)] == ["只能填 1 到 720 分钟"]
