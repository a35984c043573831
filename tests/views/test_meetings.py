"""Meetings from the notice to the minutes, through the client."""

import re
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models.concerns import Concern
from models.meetings import Meeting, MeetingKind, Motion
from models.periods import Period
from models.programmes import Programme
from models.projects import Project
from models.reports.summary import Summary
from models.reports.systems.met import joint
from models.resolutions import Resolution
from models.urgencies import Category
from tests.cast import TODAY

OWNERS = {"way": "owners", "matter": "rules", "owners": "90", "area": "9000", "owners_present": "60", "area_present": "6,000.50", "owners_agreed": "31"}


def filled(cast, **changes):
    kind = MeetingKind.get(MeetingKind.code == "forum").id
    form = {"form_id": str(uuid4()), "kind": kind, "name": "好邻居议事", "day": TODAY.isoformat(), "starts": "19:00", "place": "议事亭"}
    return {**form, "compound": cast.heping.id, "attended": "业委会 3 张主任\n物业 2", "note": "大家都到了", "agenda": "停车\n\n 绿化 ", **changes}


@pytest.fixture
def carol(client, cast, login):
    return login(client, cast.carol)


@pytest.fixture
def meeting(carol, cast):
    """The address of a meeting that was held today."""
    return carol.post("/meetings", data=filled(cast)).location


def motion_of(address):
    return Motion.select().where(Motion.meeting == address.rsplit("/", 1)[1]).order_by(Motion.position)


def test_entered_once_with_its_agenda_and_shown(carol, cast):
    hall = Programme.add(None, name="好邻居议事厅", community=cast.inside)
    form = filled(cast, programme=hall.id)
    address = carol.post("/meetings", data=form).location
    assert carol.post("/meetings", data=form).location == address and Motion.select().count() == 2
    page = carol.get(address).text
    assert all(words in page for words in ("1. 停车", "2. 绿化", "业委会 3 人", "张主任", "好邻居议事厅", "大家都到了", "19:00"))
    assert "好邻居议事" in carol.get("/meetings?q=hlj").text and "还没有会议" in carol.get(f"/meetings?compound={cast.heleju.id}").text
    assert load_workbook(BytesIO(carol.get("/meetings.xlsx").data)).active.max_row == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "这一项要填"),
        ({"attended": "业委会"}, "第 1 行看不出人数"),
        ({"day": "2028-01-01"}, "最多提前 366 天"),
        ({"noticed": "2026-10-15"}, "通知在开会以前"),
        ({"starts": "25:00"}, "没有这个时间"),
        ({"compound": "999"}, "没有这个选项"),
    ],
)
def test_bad_input_is_refused_beside_the_field_and_nothing_is_lost(carol, cast, changes, message):
    answer = carol.post("/meetings", data=filled(cast, **changes))
    assert answer.status_code == 422 and message in answer.text and "大家都到了" in answer.text and "绿化" in answer.text
    assert not Meeting.select().exists()


def test_a_planned_meeting_has_a_notice_and_no_resolutions_yet(carol, cast):
    kind = MeetingKind.get(MeetingKind.code == "owners").id
    day = (TODAY + timedelta(days=10)).isoformat()
    page = carol.get(carol.post("/meetings", data=filled(cast, kind=kind, day=day, noticed=TODAY.isoformat(), attended="")).location).text
    assert "还没开" in page and "这次只提前了 10 天" in page and "加一条决议" not in page


def test_a_vote_of_owners_says_why(carol, meeting):
    motion = motion_of(meeting)[0]
    assert carol.get(f"/motions/{motion.id}/edit").status_code == 200
    lacking = carol.post(f"/motions/{motion.id}", data={"form_id": str(uuid4()), "name": "停车", **OWNERS})
    assert lacking.status_code == 422 and "这一项要填" in lacking.text and "6,000.50" in lacking.text
    answer = carol.post(f"/motions/{motion.id}", data={"form_id": str(uuid4()), "name": "停车", **OWNERS, "area_agreed": "3000.25"})
    assert answer.status_code == 303 and answer.location == f"{meeting}#motion-{motion.id}"
    assert "同意的没过半数" in carol.get(meeting).text  # 3,000.25 of 6,000.50 is a half
    carol.post(f"/motions/{motion.id}", data={"form_id": str(uuid4()), "name": "停车", **OWNERS, "area_agreed": "3000.26"})
    assert ">通过<" in carol.get(meeting).text and "面积 3,000.26 / 6,000.50 平方米" in carol.get(meeting).text


def test_the_calculator_alone(carol):
    assert carol.get("/votes").status_code == 200
    asked = "/votes?matter=common&owners=90&area=9000&owners_present=60&area_present=6000&owners_agreed=45&area_agreed="
    assert "通过：参加表决的够三分之二，同意的到四分之三" in carol.get(asked + "4500").text
    assert "没通过" in carol.get(asked + "4499.99").text
    for wrong, message in (("x", "请写成 12000"), ("7000", "同意的不能比参加的多"), ("", "这一项要填")):
        answer = carol.get(asked + wrong)
        assert answer.status_code == 422 and message in answer.text


def test_from_resolution_to_concern_project_and_done(carol, cast, meeting):
    carol.post(f"{meeting}/resolutions", data={"form_id": str(uuid4()), "name": "三栋装灯", "owner": "物业", "due": "2026-10-20"})
    carol.post(f"{meeting}/resolutions", data={"form_id": str(uuid4()), "name": "修花坛", "owner": "业委会", "due": "2026-10-20"})
    wrong = carol.post(f"{meeting}/resolutions", data={"form_id": str(uuid4()), "name": "早了", "owner": "物业", "due": "2026-10-01"})
    assert wrong.status_code == 422 and "不能早于开会那天" in wrong.text and "早了" in wrong.text
    lamp, bed = Resolution.select().order_by(Resolution.id)
    category = Category.get(Category.name == "楼道照明")
    form = {"form_id": str(uuid4()), "category": category.id, "urgency": "", "compound": cast.heping.id}
    assert "三栋装灯" in carol.get(f"/resolutions/{lamp.id}/concern").text
    answer = carol.post(f"/resolutions/{lamp.id}/concern", data=form)
    assert answer.location == f"/concerns/{Concern.get().id}" and Concern.get().channel == "meeting"
    assert carol.post(f"/resolutions/{lamp.id}/concern", data={**form, "form_id": str(uuid4())}).status_code == 422 and Concern.select().count() == 1
    made = {"form_id": str(uuid4()), "kind": "micro", "budget": "5000", "compound": cast.heping.id}
    assert carol.post(f"/resolutions/{bed.id}/project", data=made).status_code == 303 and Project.get().budget == 500_000
    assert carol.post(f"/resolutions/{bed.id}/completion").status_code == 303
    assert "办完了" in carol.get(meeting).text and f"诉求 {Concern.get().number}" in carol.get(meeting).text
    assert "修花坛" in carol.get("/resolutions?state=done").text and "三栋装灯" not in carol.get("/resolutions?state=done").text
    assert "修改记录" in carol.get(f"/resolutions/{bed.id}").text


def test_a_correction_asks_why_and_a_void_meeting_counts_no_more(carol, cast, meeting):
    assert carol.post(meeting, data=filled(cast, name="改名")).status_code == 422
    assert carol.post(meeting, data=filled(cast, name="改名", reason="打错了")).status_code == 303
    assert "改名" in carol.get(meeting).text and "打错了" in carol.get(meeting).text
    carol.post(f"{meeting}/void", data={"reason": "没开成"})
    page = carol.get(meeting).text
    assert "已作废" in page and "再加一个议题" not in page
    assert carol.post(f"{meeting}/motions", data={"form_id": str(uuid4()), "name": "再议"}).status_code == 403


def test_minutes_are_a_paper_of_as_many_pages_as_they_need(carol, cast, meeting):
    paper = PdfReader(BytesIO(carol.get(f"{meeting}/minutes.pdf").data))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in paper.pages))
    assert len(paper.pages) == 1 and all(words in text for words in ("好邻居议事", "会议纪要", "业委会3人张主任", "没有议定", "第1页，共1页"))
    long = carol.post("/meetings", data=filled(cast, agenda="\n".join(f"第{n}件事" for n in range(90)))).location
    paper = PdfReader(BytesIO(carol.get(f"{long}/minutes.pdf").data))
    assert len(paper.pages) > 1 and f"共{len(paper.pages)}页" in re.sub(r"\s+", "", paper.pages[-1].extract_text())


def test_how_often_is_a_setting_and_the_page_says_last_next_and_overdue(app, carol, cast, login, clock):
    kind = MeetingKind.get(MeetingKind.code == "joint")
    carol.post("/meetings", data=filled(cast, kind=kind.id, day="2026-09-10", noticed="", agenda=""))
    address = Meeting.get()
    carol.post(f"/meetings/{address.id}/resolutions", data={"form_id": str(uuid4()), "name": "装灯", "owner": "物业", "due": "2026-09-20"})
    page = f"/compounds/{cast.heping.id}/summary?period=2026-10"
    assert "上次 9月10日 · 下次 12月10日前 · 决议超期 1" in carol.get(page).text
    adam = login(app.test_client(), cast.adam)
    assert adam.post(f"/meeting-kinds/{kind.id}", data={"form_id": str(uuid4()), "name": "联席会议", "months": "1", "position": "0"}).status_code == 303
    assert "上次 9月10日 · 该开没开 4 天 · 决议超期 1" in carol.get(page).text


def test_the_next_meeting_of_a_past_month_is_one_that_is_still_to_come(cast, clock):
    kind = MeetingKind.get(MeetingKind.code == "joint")

    def told():
        return joint(Summary(cast.heping, Period.parse("2026-09")))

    Meeting.enter(cast.carol, kind=kind, compound=cast.heping, name="联席会议", day=date(2026, 9, 10))
    assert told() == "上次 9月10日 · 下次 12月10日前"
    clock.set(date(2026, 12, 14))
    assert told() == "上次 9月10日 · 该开没开 4 天"
    Meeting.enter(cast.carol, kind=kind, compound=cast.heping, name="联席会议", day=date(2026, 11, 20))
    Meeting.enter(cast.carol, kind=kind, compound=cast.heping, name="联席会议", day=date(2026, 12, 20))
    assert told() == "上次 9月10日 · 下次 12月20日"


def test_more_hands_than_people_are_refused(carol, cast, meeting):
    Meeting.get().amend(None, attended="业委会 3\n物业 2")
    motion = motion_of(meeting)[0]
    voted = {"form_id": str(uuid4()), "name": "停车", "way": "hands", "yes": "4", "no": "1", "abstained": "1"}
    answer = carol.post(f"/motions/{motion.id}", data=voted)
    assert answer.status_code == 422 and "到会 5 人，举手的加起来有 6 人" in answer.text and motion_of(meeting)[0].way == "none"
    assert carol.post(f"/motions/{motion.id}", data={**voted, "yes": "3"}).status_code == 303
    Meeting.get().amend(cast.carol, "少写了", attended="业委会 3")
    kept = carol.post(f"/motions/{motion.id}", data={**voted, "yes": "3", "conclusion": "划线"})
    assert kept.status_code == 303 and motion_of(meeting)[0].conclusion == "划线"


def test_minutes_with_resolutions_do_not_say_that_nothing_was_agreed(carol, cast):
    meeting = carol.post("/meetings", data=filled(cast, agenda="大门")).location
    Resolution.add(None, meeting=Meeting.get(), name="修大门", owner="物业", due=TODAY)
    paper = PdfReader(BytesIO(carol.get(f"{meeting}/minutes.pdf").data))
    text = re.sub(r"\s+", "", paper.pages[0].extract_text())
    assert "修大门" in text and "议定的见后面的决议" in text and "没有议定" not in text
