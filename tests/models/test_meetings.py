"""Meetings: who came, motions and votes, what was resolved and became of it; the arithmetic of article 278."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.concerns import Concern
from models.meetings import Attendance, Meeting, MeetingKind, Motion, next_day
from models.projects import Project
from models.records import Invalid
from models.resolutions import Resolution
from models.urgencies import Category
from models.votes import HEAVY, MATTERS, Tally, Vote, hands, square
from tests.cast import TODAY

FIGURES = {"owners": 90, "area": 900_000, "owners_present": 60, "area_present": 600_000, "owners_agreed": 31, "area_agreed": 300_001}


def kind(code="joint"):
    return MeetingKind.get(MeetingKind.code == code)


def meeting(cast, agenda=(), **values):
    usual = {"kind": kind(), "name": "十月联席会", "community": cast.inside, "compound": cast.heping, "day": TODAY}
    return Meeting.call(cast.carol, list(agenda), **usual | values)[0]


def resolved(cast, of=None, **values):
    return Resolution.add(cast.carol, **{"meeting": of or meeting(cast), "name": "三栋装灯", "owner": "物业", "due": TODAY, **values})


# article 278


@st.composite
def votes(draw):
    whole, present, agreed = [], [], []
    for high in (2000, 20_000_000):
        whole.append(draw(st.integers(1, high)))
        near = whole[-1] * 2 // 3
        present.append(draw(st.integers(0, whole[-1]) | st.sampled_from([n for n in (near - 1, near, near + 1) if 0 <= n <= whole[-1]])))
        edges = [n for part in (present[-1] // 2, present[-1] * 3 // 4) for n in (part - 1, part, part + 1) if 0 <= n <= present[-1]]
        agreed.append(draw(st.integers(0, present[-1]) | st.sampled_from(edges)))
    return Vote(draw(st.sampled_from([key for key, _ in MATTERS])), Tally(*whole), Tally(*present), Tally(*agreed))


@given(votes())
def test_the_calculator_is_the_law_in_fractions(vote):
    pairs = list(zip(vote.all, vote.present, vote.agreed, strict=True))
    quorate = all(Fraction(present, whole) >= Fraction(2, 3) for whole, present, _ in pairs)
    share = [Fraction(agreed, present) if present else Fraction(0) for _, present, agreed in pairs]
    enough = all(part >= Fraction(3, 4) for part in share) if vote.matter in HEAVY else all(part > Fraction(1, 2) for part in share)
    assert vote.possible and vote.passed == (quorate and enough) and vote.quorate == quorate
    assert vote.reason.startswith("通过" if vote.passed else "没通过") and ("没到三分之二" in vote.reason) == (not quorate)


@given(votes(), st.integers(0, 1))
def test_more_who_agree_never_undo_a_decision_and_a_heavy_matter_is_never_easier(vote, at):
    agreed = list(vote.agreed)
    agreed[at] = min(vote.present[at], agreed[at] + 1)
    assert Vote(vote.matter, vote.all, vote.present, Tally(*agreed)).passed >= vote.passed
    assert Vote("common", vote.all, vote.present, vote.agreed).passed <= Vote("rules", vote.all, vote.present, vote.agreed).passed


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_show_of_hands_needs_more_than_half_of_those_there(yes, no, abstained):
    assert hands(yes, no, abstained)[0] == (Fraction(yes) > Fraction(yes + no + abstained, 2))


def test_the_reason_is_told_with_its_figures():
    whole, two_thirds = Tally(90, 900_000), Tally(60, 600_000)
    assert Vote("rules", whole, two_thirds, Tally(30, 400_000)).reason == (
        "没通过：参加表决的够三分之二，同意的没过半数（人数 30 / 60，50%；面积 4,000 / 6,000 平方米，66.6%）"
    )
    assert Vote("common", whole, two_thirds, Tally(45, 450_000)).reason.startswith("通过：参加表决的够三分之二，同意的到四分之三（人数 45 / 60，75%")
    assert Vote("rules", whole, Tally(59, 600_000), Tally(59, 600_000)).reason.startswith("没通过：参加表决的没到三分之二（人数 59 / 90，65.5%")
    assert (square(8953), square(90_00), square(5)) == ("89.53", "90", "0.05")
    assert not Vote("rules", whole, two_thirds, Tally(61, 1)).possible and not Vote("rules", Tally(0, 0), Tally(0, 0), Tally(0, 0)).possible


# meetings


def test_a_meeting_is_planned_then_held_and_its_agenda_are_its_motions(cast, clock):
    planned = meeting(cast, ["停车", "绿化"], day=TODAY + timedelta(days=7), noticed=TODAY)
    assert not planned.held and [motion.name for motion in planned.motions.order_by(Motion.position)] == ["停车", "绿化"]
    again, new = Meeting.call(cast.carol, ["停车", "绿化"], **{n: v for n, v in planned.__data__.items() if n not in ("recorder", "recorded_at", "search")})
    assert (again, new, Motion.select().count()) == (planned, False, 2)
    motion = planned.motions.first()
    with pytest.raises(Invalid, match="还没开"):
        motion.amend(cast.carol, way="hands", yes=3)
    with pytest.raises(Invalid, match="还没开"):
        resolved(cast, planned)
    clock.forward(days=7)
    motion.amend(cast.carol, way="hands", yes=3, no=1)
    assert motion.closed and motion.verdict == (True, "通过：4 人里 3 人同意，过半数") and not planned.motions[1].closed
    for wrong in ({"day": TODAY + timedelta(days=400)}, {"noticed": TODAY + timedelta(days=9)}, {"attended": "业委会"}, {"attended": "业委会 3\n三人"}):
        with pytest.raises(Invalid):
            meeting(cast, **wrong)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("业委会 3 张主任、李委员", ("业委会", 3, "张主任、李委员")),
        ("和平路28号院：5人", ("和平路28号院", 5, "")),
        ("物业 2 名（王经理）", ("物业", 2, "王经理")),
        ("居民代表，12", ("居民代表", 12, "")),
    ],
)
def test_attendance_is_read_line_by_line(line, told):
    assert Meeting(attended=f"\n{line}\n").attendance == [Attendance(*told)]


def test_owners_are_told_fifteen_days_before(cast):
    assert meeting(cast, kind=kind("owners"), noticed=TODAY - timedelta(days=14)).short_notice
    assert not meeting(cast, kind=kind("owners"), noticed=TODAY - timedelta(days=15)).short_notice and not meeting(cast).short_notice


def test_the_vote_of_a_motion_has_all_its_figures_and_none_too_many(cast):
    motion = Motion.add(cast.carol, meeting=meeting(cast), name="车位")
    with pytest.raises(Invalid) as lacking:
        motion.amend(cast.carol, way="owners", matter="rules", owners=90)
    assert set(lacking.value.errors) == {"area", "owners_present", "area_present", "owners_agreed", "area_agreed"}
    motion = Motion.get_by_id(motion.id)
    with pytest.raises(Invalid, match="不能比上面"):
        motion.amend(cast.carol, way="owners", matter="rules", **FIGURES | {"owners_agreed": 61})
    motion = Motion.get_by_id(motion.id)
    motion.amend(cast.carol, way="owners", matter="rules", **FIGURES)
    assert motion.verdict[0] and ("同意的面积（平方米）", "", "3,000.01") in motion.changes.first().lines
    motion.amend(cast.carol, matter="common")
    assert not motion.verdict[0]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_the_next_one_is_in_the_month_it_should_be(last, months):
    following = next_day(last, months)
    assert (following.year * 12 + following.month) - (last.year * 12 + last.month) == months and following.day <= last.day


# resolutions


def test_a_resolution_is_open_then_overdue_then_done(cast, clock):
    own = resolved(cast)
    states = lambda: [name for name in ("open", "overdue", "done") if Resolution.select().where(Resolution.standing(name)).exists()]  # noqa: E731
    assert (own.state, states(), own.community, own.compound) == ("在办", ["open"], cast.inside, cast.heping)
    clock.forward(days=1)
    assert (own.state, states()) == ("超期", ["overdue"])
    own.amend(cast.carol, done=TODAY)
    assert (own.state, states()) == ("办完了", ["done"])
    for wrong in ({"due": TODAY - timedelta(days=1)}, {"done": TODAY + timedelta(days=5)}):
        with pytest.raises(Invalid):
            resolved(cast, **wrong)


@pytest.mark.parametrize(("code", "channel"), [("joint", "meeting"), ("observers", "observer"), ("forum", "meeting")])
def test_what_needs_work_becomes_a_concern_once_by_the_channel_of_its_meeting(cast, code, channel):
    own = resolved(cast, meeting(cast, kind=kind(code)))
    category = Category.get(Category.name == "楼道照明")
    concern = own.raise_concern(cast.carol, uuid4(), category, category.urgency, cast.heping)
    assert (concern.channel, concern.gist, concern.compound, own.concern) == (channel, "三栋装灯", cast.heping, concern)
    with pytest.raises(Invalid, match="已经转成"):
        own.raise_concern(cast.carol, uuid4(), category, category.urgency, cast.heping)
    assert Concern.select().count() == 1


def test_works_become_a_project(cast):
    own = resolved(cast)
    project = own.begin_project(cast.carol, cast.heping, "micro", 500_000)
    assert (project.name, project.budget, own.project, Project.select().count()) == ("三栋装灯", 500_000, project, 1)
    with pytest.raises(Invalid, match="已经转成"):
        own.begin_project(cast.carol, cast.heping, "micro", 1)


def test_whose_meetings_are_seen(cast):
    own = meeting(cast)
    resolved(cast, own)
    Motion.add(None, meeting=own, name="停车")
    for model in (Meeting, Motion, Resolution):
        seen = {name: model.visible_to(user).count() for name, user in cast.people.items()}
        assert seen == {"paula": 0, "oscar": 0, "charlie": 0, **dict.fromkeys(("alice", "bob", "carol", "sam", "dora", "adam"), 1)}, model
