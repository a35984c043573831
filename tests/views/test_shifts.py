"""Calls for volunteers: the list, signing in and out by the code on the wall, and the sheet that the leader makes of it."""

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from models.hours import ServiceHours, Sheet, total_minutes
from models.shifts import Shift, SignUp
from models.volunteers import Volunteer
from tests.cast import TODAY
from tests.views.test_sheets import form

SATURDAY = date(2026, 10, 17)


@pytest.fixture
def shift(cast):
    """Two hours on Saturday morning, three people needed."""
    return Shift.add(cast.bob, team=cast.team, purpose="清扫楼道", day=SATURDAY, starts=time(9), minutes=120, needed=3, place="东门")


def arrive(client, shift, name, what="come", telephone="", **changes):
    """What a volunteer's own telephone sends."""
    sent = {"form_id": str(uuid4()), "name": name, "telephone": telephone, "code": shift.code, "homepage": "", "what": what, **changes}
    return client.post(f"/arrivals/{shift.token}", data=sent)


def test_a_leader_calls_and_puts_members_and_others_on_the_list(client, cast, login):
    login(client, cast.bob)
    filled = {"team": cast.team.id, "purpose": "清扫楼道", "day": SATURDAY.isoformat(), "starts": "09:00", "minutes": "120", "needed": "3", "place": "东门"}
    address = client.post("/shifts", data={"form_id": str(uuid4()), **filled}).location
    row = Shift.get()
    assert client.post("/shifts", data={"form_id": str(uuid4()), **filled, "starts": "", "team": cast.outside_team.id}).status_code == 422
    assert "还要 3 人" in client.get(address).text
    for _ in range(2):
        client.post(f"{address}/sign-ups", data={"members": [cast.member_0.id, cast.member_1.id, cast.outside_member.id]})
        client.post(f"{address}/sign-ups", data={"form_id": str(uuid4()), "name": "吴芳", "telephone": "13900001234"})
    assert {one.name for one in row.people} == {"陈桂兰", "刘洋", "吴芳"} and row.people.count() == 3
    page = client.get(address).text
    assert "还要" not in page and 'href="tel:13900001234"' in page and "扫码报名" in page and row.code not in page
    assert "3 / 3 人" in client.get("/shifts").text
    assert client.post(f"{address}/sign-ups", data={"form_id": str(uuid4()), "name": "", "telephone": "1"}).status_code == 422
    client.post(f"/sign-ups/{row.people[2].id}/delete")
    assert row.people.count() == 2


def test_signing_up_from_ones_own_telephone(client, cast, shift):
    page = client.get(f"/arrivals/{shift.token}").text
    assert "还要 3 人" in page and "我报名" in page and shift.code not in page
    assert arrive(client, shift, "陈桂兰", code="").status_code == 422  # by which number is she reminded?
    answer = arrive(client, shift, "陈桂兰", telephone="13800001111", code="")
    assert "报上名了" in client.get(answer.location).text and "Set-Cookie" not in answer.headers
    arrive(client, shift, "陈桂兰", telephone="13800001111", code="")
    assert SignUp.select().count() == 1 and SignUp.get().volunteer_id == cast.member_0.id


def test_in_and_out_by_the_short_code_within_the_time_and_never_longer_than_the_shift(client, cast, login, shift, clock):
    clock.set(SATURDAY, time(8, 50))
    assert "四位数不对" in arrive(client, shift, "陈桂兰", code="xxxx").text and not SignUp.select().exists()
    for name in ("陈桂兰", "刘洋", "吴芳"):
        answer = arrive(client, shift, name)
        assert "签到好了" in client.get(answer.location).text
    assert "还没签到" in arrive(client, shift, "孙丽", "leave").text
    clock.set(SATURDAY, time(10, 30))
    arrive(client, shift, "刘洋", "leave")
    clock.set(SATURDAY, time(11, 40))
    arrive(client, shift, "陈桂兰", "leave")
    assert {one.name: one.served for one in shift.people if one.came_at} == {"陈桂兰": 120, "刘洋": 90, "吴芳": 120}
    assert total_minutes() == 0  # a proposal
    login(client, cast.bob)
    page = client.get(f"/shifts/{shift.id}").text
    assert "没签退" in page and "照签到登记时长" in page and shift.code in page
    page = client.get(f"/teams/{cast.team.id}/sheets/new?shift={shift.id}").text
    assert f'name="minutes-{cast.member_1.id}" value="90"' in page and 'value="吴芳"' in page and f'name="shift" value="{shift.id}"' in page
    members = [cast.member_0.id, cast.member_1.id, cast.member_2.id]
    sent = form(cast, shift=shift.id, day=SATURDAY.isoformat(), members=members, **{f"minutes-{cast.member_1.id}": "90"})
    assert client.post("/sheets", data=sent).status_code == 303
    sources = {line.volunteer.name: line.source for line in ServiceHours.select()}
    assert sources == {"陈桂兰": "sign_in", "刘洋": "sign_in", "孙丽": "leader"} and total_minutes() == 330
    assert "时长登记过了" in client.get(f"/shifts/{shift.id}").text and Sheet.get().starts == time(9)
    clock.set(SATURDAY, time(14))
    assert "签到时间过了" in client.get(f"/arrivals/{shift.token}").text and arrive(client, shift, "周明").status_code == 422


def test_the_leaders_tablet_signs_in_and_out_too(client, cast, login, shift, clock):
    row = shift.sign_up(None, "陈桂兰")
    clock.set(SATURDAY, time(9))
    login(client, cast.bob)
    client.post(f"/sign-ups/{row.id}/departures")
    client.post(f"/sign-ups/{row.id}/arrivals")
    clock.set(SATURDAY, time(10))
    client.post(f"/sign-ups/{row.id}/departures")
    client.post(f"/sign-ups/{row.id}/delete")
    assert SignUp.get().served == 60


def test_who_guesses_the_code_too_often_has_to_wait(client, cast, shift, clock):
    clock.set(SATURDAY, time(9))
    statuses = {arrive(client, shift, "陈桂兰", code="xxxx").status_code for _ in range(21)}
    assert statuses == {422, 429}
    assert client.get("/arrivals/000000000000").status_code == 404


def test_what_is_odd_is_asked_about_and_can_be_meant(client, cast, login, clock):
    def shift_at(hour, minutes):
        return Shift.add(None, team=cast.team, purpose="巡楼", day=TODAY, starts=time(hour), minutes=minutes)

    login(client, cast.bob)
    client.post("/sheets", data=form(cast, shift=shift_at(8, 120).id))
    for changes, said in (
        ({"shift": shift_at(9, 120).id}, "同一时间还在别的登记表上"),
        ({"shift": shift_at(18, 60).id}, "比活动本身（60 分钟）还长"),
        ({"minutes": "601", "length": None}, "这一天合起来超过 12 小时"),
    ):
        sent = form(cast, members=[cast.member_0.id], **changes)
        answer = client.post("/sheets", data=sent)
        assert answer.status_code == 422 and said in answer.text and "没错，就是这样" in answer.text, said
        assert client.post("/sheets", data={**sent, "sure": "y"}).status_code == 303
    assert Sheet.select().count() == 4


def test_a_drafts_own_page_asks_before_it_counts(client, cast, login):
    long = {"minutes": "601", "length": None}
    login(client, cast.bob)
    for sent in (form(cast, members=[cast.member_0.id]), form(cast, members=[cast.member_0.id], then="draft", **long)):
        assert client.post("/sheets", data=sent).status_code == 303  # a draft counts nowhere, and is asked about when it is to count
    draft = Sheet.get(Sheet.confirmed_at.is_null())
    asked = client.post(f"/sheets/{draft.id}/confirmations")
    assert asked.status_code == 422 and "陈桂兰这一天合起来超过 12 小时" in asked.text and 'name="sure"' in asked.text
    assert asked.text.count("确认，计入时长") == 1 and Sheet.get_by_id(draft.id).state == "草稿"
    assert client.post(f"/sheets/{draft.id}/confirmations", data={"sure": "y"}).status_code == 303
    assert Sheet.get_by_id(draft.id).state == "已确认"


def test_what_comes_late_is_back_filled(client, cast, login):
    login(client, cast.bob)
    client.post("/sheets", data=form(cast, day=(TODAY - timedelta(days=9)).isoformat()))
    assert {line.source for line in ServiceHours.select()} == {"back_filled"} and Volunteer.select().count() == 5


@pytest.mark.parametrize("emptied", ["day", "minutes", "needed"])
def test_what_is_proposed_cannot_be_emptied_without_a_word(client, cast, login, emptied):
    login(client, cast.bob)
    filled = {"team": cast.team.id, "purpose": "清扫楼道", "day": SATURDAY.isoformat(), "starts": "09:00", "minutes": "120", "needed": "3", emptied: ""}
    answer = client.post("/shifts", data={"form_id": str(uuid4()), **filled})
    assert answer.status_code == 422 and f'id="{emptied}-error"' in answer.text and not Shift.select().exists()


def test_what_is_printed_for_the_wall_names_nobody(client, cast, login, shift):
    shift.sign_up(cast.bob, "吴芳", "13900001234")
    page = login(client, cast.bob).get(f"/shifts/{shift.id}").text
    on_paper = re.sub(r'(?s)<(section|details|div|nav) class="[^"]*no-print".*?</\1>', "", page)
    assert "吴芳" in page and "13900001234" in page and "吴芳" not in on_paper and "13900001234" not in on_paper
    assert "扫码报名" in on_paper and "data-print" in page
