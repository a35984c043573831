"""Certificates: hours frozen at the publicity, a week before the issue, a serial that holds, and nobody without consent."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from models.certificates import Certificate, confirmed, described, issue_all, of_team
from models.hours import Sheet
from models.merges import merge, undo
from models.minors import check_minors
from models.records import Change, Invalid
from models.rules import Rule
from models.volunteers import Volunteer
from tests.cast import TODAY
from tests.models.test_hours import refused

ANSWERING = {"issuer": "和平路社区居委会", "head": "高荣", "handler": "包强", "contact": "0871-63330001"}


@pytest.fixture
def served(cast):
    """The first member agreed to be named and served three hours in two kinds of service; a third sheet was taken back."""
    cast.member_0.amend(cast.bob, publishes_name=True)
    for purpose, minutes in (("清扫楼道", 120), ("夜间巡逻", 60), ("看望老人", 90)):
        sheet = Sheet.log(cast.bob, {cast.member_0.id: minutes, cast.member_1.id: 30}, team=cast.team, purpose=purpose, day=TODAY - timedelta(days=3))[0]
    sheet.reverse(cast.bob, "记错了")
    return cast.member_0


def announce(cast, person, **values):
    """A certificate over the last month."""
    return Certificate.announce(cast.bob, person, **{"since": TODAY - timedelta(days=30), "until": TODAY, "team": cast.team, **ANSWERING, **values})


def test_from_publicity_to_issue_and_withdrawal(cast, served, clock):
    row = announce(cast, served, paper_number="530111195801011234")
    assert (row.minutes, row.content, row.serial, row.state) == (180, "清扫楼道 2 小时\n夜间巡逻 1 小时", f"2026-{cast.inside.id:05}-00001", "announced")
    assert row.masked == "530*************34" and row.masked_name == "陈*兰" and len(row.code) == 8
    assert "5301" not in "".join(change.after for change in Change.select())
    clock.forward(days=6)
    assert refused(row.issue, cast.carol) == {"state": "公示还没满"}
    clock.forward(days=1)
    assert row.state == "ready" and confirmed(row.serial, row.code, "x") is None
    row.issue(cast.carol)
    assert confirmed(row.serial, row.code, "x") == row and confirmed(row.serial, "00000000", "x") is None
    assert list(refused(row.withdraw, cast.carol, " ")) == ["reason"]
    row.withdraw(cast.carol, "名字写错了")
    kept = Certificate.get()
    assert (kept.state, kept.paper_number, confirmed(row.serial, row.code, "x").withdrawn_on) == ("withdrawn", None, clock_day(clock))


def clock_day(clock):
    return TODAY + timedelta(days=7)


def test_who_can_have_one(cast, served, clock):
    assert "还没有同意公开姓名" in refused(announce, cast, cast.member_1)["volunteer"]
    cast.member_2.amend(cast.bob, publishes_name=True)
    assert "没有确认过的时长" in refused(announce, cast, cast.member_2)["volunteer"]
    assert list(refused(announce, cast, served, until=TODAY + timedelta(days=1))) == ["until"]
    assert of_team(cast.team, TODAY - timedelta(days=30), TODAY) == {served: 180}
    row = announce(cast, served)
    assert of_team(cast.team, row.since, row.until) == {}
    clock.forward(days=7)
    served.amend(cast.bob, publishes_name=False)
    assert "收回了公开姓名的同意" in refused(Certificate.get().issue, cast.carol)["state"] and issue_all(cast.carol, cast.team) == (0, 1)
    assert (served.published_since, served.published_until) == (TODAY, TODAY + timedelta(days=7))


def test_hours_that_changed_during_the_publicity_keep_it_from_being_issued(cast, served, clock):
    row = announce(cast, served)
    clock.forward(days=7)
    Sheet.get(Sheet.purpose == "清扫楼道").reverse(cast.bob, "记错了")
    assert "时长变了" in refused(row.issue, cast.carol)["state"]


def test_the_small_kinds_of_service_stand_together():
    assert described({f"事{n}": 90 - n * 10 for n in range(8)}).splitlines()[-1] == "其他 1.5 小时"


def test_publicity_is_never_under_a_week(cast):
    assert refused(Rule.get(Rule.code == "publicity").amend, cast.adam, value=6) == {"value": "要在 7 到 90 之间"}


# minors


def test_the_young_are_not_credited_accompanied_and_their_guardians_agree(cast):
    def log(person, **values):
        return Sheet.log(cast.bob, {person.id: 60}, team=cast.team, purpose="捡垃圾", day=TODAY, **values)[0]

    child = cast.member_0
    child.amend(cast.bob, birthday=date(2021, 1, 1))
    assert "不满 6 岁，不计时长" in refused(log, child)["members"]
    child.amend(cast.bob, birthday=date(2017, 10, 15))  # nine years old until tomorrow
    told = refused(log, child)["members"]
    assert "要有大人陪着" in told and "还没有记下监护人同意" in told and child.birth_year == 2017
    assert list(refused(child.amend, cast.bob, guardian_agreed=TODAY)) == ["guardian"]
    Volunteer.get_by_id(child.id).amend(cast.bob, guardian="陈父", guardian_agreed=TODAY)
    assert log(child, companions=1).confirmed_at
    Rule.get(Rule.code == "accompanied_age").amend(cast.adam, value=8)
    assert log(child).confirmed_at
    check_minors(log(cast.member_1), [cast.member_1.id])  # nobody knows how old


# doubles


def test_a_double_is_merged_and_taken_apart_without_losing_an_hour(cast, served):
    other = Volunteer.add(None, name="陈桂兰", community=cast.inside)
    cast.team.enrol(cast.bob, other)
    Sheet.log(cast.bob, {other.id: 60}, team=cast.team, purpose="清扫楼道", day=TODAY)
    merge(cast.carol, other, served, "同一个人")
    assert [person.name for person in cast.team.members].count("陈桂兰") == 1
    assert announce(cast, served).minutes == 240
    assert "已经并成一个人" in refused(Sheet.log, cast.bob, {other.id: 60, served.id: 60}, team=cast.team, purpose="巡楼", day=TODAY)["members"]
    assert Sheet.log(cast.bob, {other.id: 30}, team=cast.team, purpose="巡楼", day=TODAY)[0].lines.get().volunteer_id == served.id
    assert list(refused(merge, cast.carol, served, cast.member_1, "")) == ["kept"]
    undo(cast.carol, Volunteer.get_by_id(other.id), "弄错了")
    with pytest.raises(Invalid):
        undo(cast.carol, Volunteer.get_by_id(other.id), "")
    assert announce(cast, served).minutes == 210


def test_a_sheet_sent_again_after_a_merger_is_the_same_sheet(cast):
    key = "6f0d9a2e-1111-4222-8333-944445555661"
    values = {"id": UUID(key), "team": cast.team, "purpose": "巡楼", "day": TODAY}
    Sheet.log(cast.bob, {cast.member_0.id: 60, cast.member_1.id: 30}, **values)
    merge(cast.carol, cast.member_0, cast.member_2, "")
    assert not Sheet.log(cast.bob, {cast.member_0.id: 60, cast.member_1.id: 30}, **values)[1]
    assert not Sheet.log(cast.bob, {cast.member_2.id: 60, cast.member_1.id: 30}, **values)[1]
    assert list(refused(Sheet.log, cast.bob, {cast.member_2.id: 60, cast.member_1.id: 60}, **values)) == ["id"]
