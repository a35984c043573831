"""Volunteer hours: one sheet for many, a total that adds up whatever happens, and a closed month that changes by a correction alone."""

import threading
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.activities import Activity, ActivityKind
from models.database import db
from models.hours import ServiceHours, Sheet, total_minutes
from models.locks import Lock
from models.records import Invalid
from models.sheets import counted
from models.volunteers import Membership, Team
from tests.cast import TODAY

LAST_MONTH = TODAY - timedelta(days=30)


def refused(make, *args, **values):
    with pytest.raises(Invalid) as caught:
        make(*args, **values)
    return caught.value.errors


@pytest.fixture
def log(cast):
    """log(120, 90): a confirmed sheet of 120 minutes for the first member and 90 for the second."""

    def make(*minutes, by=cast.bob, **values):
        lines = {getattr(cast, f"member_{n}").id: length for n, length in enumerate(minutes)}
        return Sheet.log(by, lines, **{"team": cast.team, "purpose": "巡楼", "day": TODAY, **values})[0]

    return make


# one sheet for many


def test_a_sheet_has_a_line_for_each_with_its_own_minutes(cast, log):
    sheet = log(120, 90, 120, 45)
    assert [(line.volunteer.name, line.minutes) for line in sheet.lines] == [("刘洋", 90), ("周明", 45), ("孙丽", 120), ("陈桂兰", 120)]
    line = ServiceHours.select().first()
    assert (line.team_id, line.compound_id, line.community_id, line.day) == (cast.team.id, cast.heping.id, cast.inside.id, TODAY)
    assert (line.recorder_id, line.source, sheet.confirmed_by_id, sheet.state) == (cast.bob.id, "leader", cast.bob.id, "已确认")


def test_sent_twice_it_counts_once(log):
    key = uuid.uuid4()
    log(120, 90, id=key)
    log(120, 90, id=key)
    assert (total_minutes(), ServiceHours.select().count(), Sheet.select().count()) == (210, 2, 1)


def test_somebody_elses_key_is_refused(cast, log):
    key = uuid.uuid4()
    log(120, id=key)
    assert "id" in refused(log, 60, id=key, by=cast.carol)
    assert total_minutes() == 120


@pytest.mark.parametrize(
    ("lines", "values", "error"),
    [
        ([], {}, {"members": "还没有勾选队员"}),
        ([0], {}, {"members": "每人 1 到 720 分钟"}),
        ([721], {}, {"members": "每人 1 到 720 分钟"}),
        ([-5], {}, {"members": "每人 1 到 720 分钟"}),
        ([60], {"purpose": " "}, {"purpose": "这一项要填"}),
        ([60], {"day": TODAY + timedelta(days=1)}, {"day": "不能是以后的日子"}),
        ([60], {"minutes": 0}, {"minutes": "要在 1 到 720 之间"}),
    ],
)
def test_all_or_nothing(log, lines, values, error):
    assert refused(log, *lines, **values) == error
    assert (Sheet.select().count(), ServiceHours.select().count()) == (0, 0)


def test_only_members_of_the_team(cast):
    lines = {cast.member_0.id: 60, cast.outside_member.id: 60}
    assert refused(Sheet.log, cast.bob, lines, team=cast.team, purpose="巡楼") == {"members": "有人不在这个队里"}
    assert Sheet.select().count() == 0


def test_a_member_who_left_is_logged_no_more(cast, log):
    Membership.get(Membership.volunteer == cast.member_1).amend(cast.bob, until=TODAY - timedelta(days=1))
    assert refused(log, 60, 60) == {"members": "刘洋那天不在队里"}


def test_members_are_those_of_the_day(cast, log):
    left, came = Membership.get(Membership.volunteer == cast.member_1), Membership.get(Membership.volunteer == cast.member_2)
    left.amend(cast.bob, until=TODAY - timedelta(days=4))
    came.amend(cast.bob, since=TODAY - timedelta(days=2))
    assert log(60, 60, day=TODAY - timedelta(days=6)).state == "已确认"
    assert refused(log, 60, 60, 60, day=TODAY - timedelta(days=3)) == {"members": "刘洋那天不在队里"}
    early = {cast.member_0.id: 60, cast.member_2.id: 60}  # served before being written into the team
    assert Sheet.log(cast.bob, early, team=cast.team, purpose="清扫", day=TODAY - timedelta(days=3))[0].state == "已确认"
    draft = log(60, day=TODAY - timedelta(days=6), confirm=False)
    lines = {cast.member_0.id: 60, cast.member_1.id: 60}
    draft.rewrite(cast.bob, lines)
    assert refused(draft.rewrite, cast.bob, lines, day=TODAY) == {"members": "刘洋那天不在队里"}


def test_a_confirmed_sheet_sent_again_with_other_content_is_refused_not_dropped(cast, log):
    key = uuid.uuid4()
    log(120, 90, id=key)
    different = {"id": "这张表单已经存过了，内容不一样，请重新打开"}
    assert refused(log, 120, id=key) == refused(log, 120, 60, id=key) == refused(log, 120, 90, id=key, purpose="夜巡") == different
    assert refused(log, 120, 90, id=key, day=LAST_MONTH) == different
    assert total_minutes() == 210
    Sheet.get_by_id(key).reverse(cast.bob, "记重了")
    assert refused(log, 120, 60, id=key) == different
    assert log(120, 90, id=key).id == key


def test_a_sheet_sent_again_after_its_draft_was_corrected_is_still_the_same_sheet(cast, log):
    key = uuid.uuid4()
    log(60, id=key, confirm=False).rewrite(cast.bob, {cast.member_0.id: 90}, confirm=True)
    assert log(60, id=key, confirm=False).lines.get().minutes == 90


def test_a_draft_sent_again_is_for_the_same_team(cast, log):
    key, other = uuid.uuid4(), Team.add(None, name="夜巡队", community=cast.inside, leader=cast.bob)
    other.enrol(cast.bob, cast.member_0)
    log(120, id=key, confirm=False)
    assert log(90, id=key, confirm=False).lines.get().minutes == 90
    assert list(refused(log, 90, id=key, team=other, confirm=False)) == ["id"]


def test_a_sheet_sent_again_after_a_member_left_is_still_the_same_sheet(cast, log):
    key = uuid.uuid4()
    log(60, 60, id=key)
    Membership.get(Membership.volunteer == cast.member_1).amend(cast.bob, until=TODAY - timedelta(days=1))
    assert log(60, 60, id=key).id == key
    assert total_minutes() == 120


def test_hours_of_an_activity_stand_where_it_was(cast, log):
    kind = ActivityKind.add(None, name="邻里节", cell=1)
    activity = Activity.enter(cast.carol, name="百家宴", kind=kind, compound=cast.heleju)[0]
    assert log(60, activity=activity).compound_id == cast.heleju.id
    assert ServiceHours.get().compound_id == cast.heleju.id


# draft, confirmed, locked


def test_a_draft_counts_nowhere_until_it_is_confirmed(cast, log):
    sheet = log(60, 60, confirm=False)
    assert (sheet.state, total_minutes()) == ("草稿", 0)
    sheet.confirm(cast.carol)
    assert (sheet.state, total_minutes(), Sheet.get().confirmed_by_id) == ("已确认", 120, cast.carol.id)


def test_confirming_again_changes_nothing(cast, log, clock):
    sheet = log(60)
    clock.forward(days=1)
    sheet.confirm(cast.carol)
    assert (Sheet.get().confirmed_by_id, Sheet.get().confirmed_at) == (cast.bob.id, clock() - timedelta(days=1))


def test_a_draft_can_be_rewritten(cast, log):
    sheet = log(60, 60, confirm=False)
    sheet.rewrite(cast.bob, {cast.member_2.id: 30}, purpose="夜巡", day=LAST_MONTH)
    sheet.confirm(cast.bob)
    kept = [(line.volunteer.name, line.minutes, line.day) for line in Sheet.get().lines]
    assert (kept, Sheet.get().purpose, total_minutes()) == ([("孙丽", 30, LAST_MONTH)], "夜巡", 30)
    assert ("做什么", "巡楼", "夜巡") in sheet.changes.first().lines


def test_a_rewrite_that_breaks_a_rule_leaves_the_draft_as_it_was(cast, log):
    sheet = log(60, 60, confirm=False)
    assert refused(sheet.rewrite, cast.bob, {cast.member_2.id: 30}, purpose="") == {"purpose": "这一项要填"}
    assert (Sheet.get().purpose, ServiceHours.select().count()) == ("巡楼", 2)


def test_a_confirmed_sheet_is_not_rewritten(cast, log):
    sheet = log(60)
    assert refused(sheet.rewrite, cast.bob, {cast.member_0.id: 600}) == {"purpose": "已经确认的不能改，记错了就抵掉重记"}
    assert total_minutes() == 60


def test_a_confirmed_sheet_is_taken_back_and_not_struck_out(cast, log):
    sheet = log(60)
    assert refused(sheet.strike, cast.bob, "错了") == {"reason": "已经确认的不能作废，记错了就抵掉重记"}
    assert total_minutes() == 60


def test_a_draft_struck_out_is_never_confirmed(cast, log):
    sheet = log(60, confirm=False)
    sheet.strike(cast.bob, "没去成")
    assert refused(sheet.confirm, cast.bob) == {"reason": "已经作废"}
    assert total_minutes() == 0


def test_locking_closes_what_is_confirmed_up_to_the_day_in_ones_own_community(cast, log):
    early, late, draft = log(60, day=LAST_MONTH), log(60), log(60, day=LAST_MONTH, confirm=False)
    assert Sheet.lock(cast.charlie, TODAY) == 0
    assert Sheet.lock(cast.carol, LAST_MONTH) == 1
    assert Sheet.lock(cast.carol, LAST_MONTH) == 0
    assert [Sheet.get_by_id(sheet.id).state for sheet in (early, late, draft)] == ["已锁定", "已确认", "草稿"]
    assert Sheet.get_by_id(early.id).locked_by_id == cast.carol.id


# taking back


def test_a_reversal_takes_back_every_line_on_the_same_day(cast, log):
    sheet = log(120, 90, day=LAST_MONTH)
    back = sheet.reverse(cast.bob, "记重了")
    assert [(line.minutes, line.day, line.reverses.minutes) for line in back.lines] == [(-90, LAST_MONTH, 90), (-120, LAST_MONTH, 120)]
    assert (total_minutes(), back.purpose, sheet.reversed, back.reversal) == (0, "抵掉：巡楼", True, True)
    assert (sheet.changes.first().action, sheet.changes.first().reason) == ("reverse", "记重了")


def test_a_locked_month_changes_by_a_recorded_correction_of_the_community_alone(cast, log, clock):
    sheet, kept = log(120, day=LAST_MONTH), log(60, day=LAST_MONTH)
    Sheet.lock(cast.carol, LAST_MONTH)
    clock.forward(days=800)  # however long ago
    sheet = Sheet.get_by_id(sheet.id)
    assert refused(sheet.reverse, cast.bob, "记重了") == {"reason": "已经锁定，请社区来抵掉"}
    assert list(refused(sheet.reverse, cast.carol, " ")) == ["reason"]
    back = sheet.reverse(cast.carol, "记重了")
    assert (back.day, back.state, back.locked_by_id) == (LAST_MONTH, "已锁定", cast.carol.id)
    assert (total_minutes(ServiceHours.day <= LAST_MONTH), total_minutes(ServiceHours.day > LAST_MONTH)) == (60, 0)
    assert [row.corrected for row in counted([sheet, kept, back])] == [clock(), None, None]
    assert (sheet.changes.first().user_name, sheet.changes.first().reason) == (cast.carol.name, "记重了")


def test_what_was_taken_back_before_the_lock_was_not_corrected_after_it(cast, log, clock):
    sheet = log(120, day=LAST_MONTH)
    sheet.reverse(cast.bob, "记重了")
    clock.forward(minutes=1)
    assert Sheet.lock(cast.carol, LAST_MONTH) == 2
    assert counted([Sheet.get_by_id(sheet.id)])[0].corrected is None


@pytest.mark.parametrize("person", ["bob", "carol"])
def test_nothing_begins_to_count_in_a_closed_month(cast, log, person):
    by = getattr(cast, person)
    draft = log(60, day=LAST_MONTH, confirm=False)
    assert [sheet.id for sheet in Sheet.drafts_until(cast.carol, LAST_MONTH)] == [draft.id]
    assert not Sheet.drafts_until(cast.charlie, TODAY).count() and not Sheet.drafts_until(cast.carol, LAST_MONTH - timedelta(days=1)).count()
    Sheet.lock(cast.carol, LAST_MONTH)
    message = {"day": f"{LAST_MONTH} 以前的已经锁了，请改成今天的日期再确认"}
    assert refused(draft.confirm, by) == refused(log, 60, by=by, day=LAST_MONTH) == message
    assert refused(draft.rewrite, by, {cast.member_0.id: 60}, True, day=LAST_MONTH - timedelta(days=3)) == message
    assert (total_minutes(), Sheet.get_by_id(draft.id).state, Sheet.select().count()) == (0, "草稿", 1)
    Sheet.get_by_id(draft.id).rewrite(by, {cast.member_0.id: 60}, True, day=TODAY)
    assert (total_minutes(ServiceHours.day <= LAST_MONTH), total_minutes(), Sheet.get().state) == (0, 60, "已确认")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reversal_needs_a_reason(cast, log, reason):
    assert refused(log(60).reverse, cast.bob, reason) == {"reason": "请写明为什么要抵掉"}
    assert total_minutes() == 60


def test_only_once_and_neither_a_draft_nor_a_reversal(cast, log):
    sheet = log(60)
    back = sheet.reverse(cast.bob, "记重了")
    for wrong in (sheet, back, log(60, confirm=False)):
        assert refused(wrong.reverse, cast.bob, "再来") == {"reason": "这一张不能再抵"}
    assert total_minutes() == 0


def test_a_reversal_stands_in_the_compound_where_the_hours_were_given(cast):
    moving = Team.add(None, name="夜巡队", community=cast.inside, leader=cast.bob)
    moving.enrol(cast.bob, cast.member_0)
    sheet, _ = Sheet.log(cast.bob, {cast.member_0.id: 60}, team=moving, purpose="巡楼")
    moving.amend(None, compound=cast.heleju.id)
    back = Sheet.get_by_id(sheet.id).reverse(cast.bob, "记重了")
    assert (back.compound_id, total_minutes(ServiceHours.compound == cast.heleju.id), total_minutes(ServiceHours.compound.is_null())) == (None, 0, 0)


def test_a_reversal_is_known_by_what_it_reverses_and_not_by_a_key_that_anybody_may_choose(cast, log):
    sheet = log(60)
    forged = log(10, id=uuid.uuid5(sheet.id, "reversal"), confirm=False)
    assert counted([sheet, forged])[0].taken_back is None
    back = sheet.reverse(cast.carol, "记重了")
    assert ([row.taken_back for row in counted([sheet, back, forged])], back.reverses_id, forged.reversal) == ([back.id, None, None], sheet.id, False)
    assert total_minutes() == 0


# two at once: each holds the sheet as it read it


def test_struck_out_while_another_confirms_it_counts(cast, log):
    sheet = log(60, confirm=False)
    Sheet.get_by_id(sheet.id).confirm(cast.bob)
    assert "reason" in refused(sheet.strike, cast.bob, "不要了")
    assert (Sheet.get().state, total_minutes()) == ("已确认", 60)


def test_confirmed_while_another_strikes_it_out_it_stays_void(cast, log):
    sheet = log(60, confirm=False)
    Sheet.get_by_id(sheet.id).strike(cast.bob, "不要了")
    assert "reason" in refused(sheet.confirm, cast.bob)
    assert (Sheet.get().state, Sheet.get().confirmed_at, total_minutes()) == ("作废", None, 0)


def test_taken_back_while_another_locks_the_month_it_is_the_communitys(cast, log):
    sheet, again = log(60, day=LAST_MONTH), log(60, day=LAST_MONTH)
    Sheet.lock(cast.carol, LAST_MONTH)
    assert "reason" in refused(sheet.reverse, cast.bob, "记重了")
    assert again.reverse(cast.carol, "记重了").day == LAST_MONTH
    assert total_minutes(ServiceHours.day == LAST_MONTH) == 60


def test_a_month_is_closed_before_or_after_a_confirmation_never_in_between(cast, log, monkeypatch):
    sheet, carol, last_day = log(60, day=LAST_MONTH, confirm=False), cast.carol, Lock.last_day

    def close():
        with db.connection_context():
            Sheet.lock(carol, LAST_MONTH)

    other = threading.Thread(target=close)

    def looked(community):
        day = last_day(community)
        monkeypatch.undo()  # for the other
        other.start()
        other.join(0.5)
        return day

    monkeypatch.setattr(Lock, "last_day", looked)
    sheet.confirm(cast.bob)
    other.join(15)
    assert (Lock.last_day(cast.inside.id), Sheet.get().state, total_minutes()) == (LAST_MONTH, "已锁定", 60)


# the total


def test_totals_by_team_and_by_person_are_the_same_minutes(cast, log):
    log(120, 90)
    log(30, day=LAST_MONTH)
    Sheet.log(cast.charlie, {cast.outside_member.id: 200}, team=cast.outside_team, purpose="巡楼")
    assert total_minutes(by=ServiceHours.team) == {cast.team.id: 240, cast.outside_team.id: 200}
    assert total_minutes(by=ServiceHours.volunteer) == {cast.member_0.id: 150, cast.member_1.id: 90, cast.outside_member.id: 200}
    assert total_minutes(ServiceHours.community == cast.inside.id, ServiceHours.day == TODAY) == 210
    assert total_minutes(ServiceHours.day < LAST_MONTH) == 0


steps = st.lists(
    st.tuples(st.sampled_from(["log", "draft", "confirm", "reverse", "lock"]), st.integers(0, 9), st.lists(st.integers(1, 720), min_size=1, max_size=4))
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_happens_the_lines_add_up_and_nobody_falls_below_nothing(cast, log, steps):
    """Against a plain list of what should count: sheet -> (minutes, counts)."""
    with db.atomic() as transaction:
        sheets, expected = [], []
        for step, n, minutes in steps:
            _take(step, n, minutes, cast, log, sheets, expected)
            by_person = total_minutes(by=ServiceHours.volunteer)
            assert total_minutes() == sum(expected) == sum(by_person.values())
            assert all(minutes >= 0 for minutes in by_person.values())
        transaction.rollback()


def _take(step, n, minutes, cast, log, sheets, expected):
    """One step on the database and on the plain list."""
    if step in ("log", "draft"):
        sheets.append(log(*minutes, confirm=step == "log"))
        expected.append(sum(minutes) if step == "log" else 0)
    elif step == "lock":
        Sheet.lock(cast.carol, TODAY)
    elif sheets:
        at = n % len(sheets)
        sheet = Sheet.get_by_id(sheets[at].id)
        if step == "confirm" and not sheet.confirmed_at:
            sheet.confirm(cast.bob)
            expected[at] = sum(line.minutes for line in sheet.lines)
        elif step == "reverse" and sheet.confirmed_at and not sheet.reversed:
            sheet.reverse(cast.carol, "记错了")
            expected[at] = 0
