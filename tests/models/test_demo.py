"""The demonstration district: the source's figures, its named places, a round worth walking, the same rows on every run of a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import fn

from models import TABLES, clock, demo, schema
from models.activities import Activity, ActivityKind
from models.areas import Area, Compound, Level, Mode
from models.bookings import Booking
from models.bulletins import Bulletin
from models.concerns import Concern
from models.contracts import HandoverStep
from models.database import connect, db
from models.documents import Document
from models.goods import Good
from models.grids import Grid
from models.hours import ServiceHours, Sheet, total_minutes
from models.households import Care, CareKind, Household
from models.locks import Lock
from models.meetings import Meeting, MeetingKind, Motion
from models.organizations import Contract, Organization, Post
from models.pairings import Pairing
from models.partners import PartnerTask
from models.periods import Period
from models.points import Posting, Transfer, balances
from models.programmes import Programme
from models.projects import Expense, Project, Stage, progress
from models.records import Invalid
from models.reports.gazette import gazette
from models.resolutions import Resolution
from models.rosters import Place, Pledge, rosters
from models.rounds import Round
from models.seal_uses import SealUse
from models.services import Income, Service
from models.stations import Station
from models.steps import Step
from models.users import ROLES, User
from models.visits import Topic, Visit
from models.volunteers import Membership, Team, Volunteer
from tests import backends
from tests.cast import TODAY
from tests.conftest import Clock

pytestmark = pytest.mark.whole

PROGRAMMES = {
    "永平路社区": ["“小樱花”红色管家志愿服务队", "特殊困难群体重点关注", "入户帮扶"],
    "世纪城社区": ["三员进苑区", "亮身份、亮承诺", "品质观察员—业主交流会", "软硬件改造"],
    "国贸路社区": ["“三位一体”党建联建", "小区业主党群活动驿站"],
    "曙光社区": ["四员红色网格", "一承诺两评议三满意四联动", "爱心超市", "爱心食堂", "家电维修、管道疏通", "“U循环”"],
    "东华路社区": [
        *("一核多维立体式自治模式", "“先锋管家”服务中心"),
        *("好邻居议事厅", "家门口福利社", "3块3伙食团", "志愿者自管网", "和事佬调解室", "小太阳关爱堂", "百花园文娱队"),
    ],
    "和平路社区": [
        *("和乐居", "院落公章", "微改造", "红色楼院共同体", "一线工作法", "“二三六八十”党建工作法", "1236工作机制", "“三三”联席会议制度"),
        *("八大邻里活动", "微网格", "一站式服务", "点单式服务", "乐居街坊荟"),
    ],
    "幸福邻里社区": ["红旗广场", "租户呼声", "红色社区文化", "矛盾纠纷调处", "爱心食堂", "居家养老"],
}
ONLY_NAMED = [  # the source does not say what they are
    *("一承诺两评议三满意四联动", "“U循环”", "和乐居", "一核多维立体式自治模式", "一线工作法"),
    *("“二三六八十”党建工作法", "1236工作机制", "“三三”联席会议制度", "八大邻里活动"),
]
COMPOUNDS = {
    "银海樱花语小区": ("太和街道", "永平路社区", Mode.COMMERCIAL),
    "世纪城小区": ("官渡街道", "世纪城社区", Mode.COMMERCIAL),
    "百大城市理想小区": ("关上街道", "国贸路社区", Mode.COMMERCIAL),
    "曙光小区": ("金马街道", "曙光社区", Mode.UNMANAGED),
    "东华小区": ("吴井街道", "东华路社区", Mode.UNMANAGED),
    "和乐居": ("太和街道", "和平路社区", Mode.UNMANAGED),
    "幸福邻里项目": ("矣六街道", "幸福邻里社区", Mode.SUBSIDISED),
}
FILLED = [
    *(Area, Compound, Organization, Contract, Post, User, Grid, CareKind, Household, Care, Programme, Topic, Visit),
    *(Team, Volunteer, Membership, Pairing, ActivityKind, Activity, Sheet, ServiceHours, Lock, Station),
    *(Service, Income, Concern),
    *(Place, Pledge, Booking, Good, Transfer, Project, Stage, Expense),
    *(PartnerTask, SealUse, HandoverStep, Document, Meeting, Motion, Resolution),
]


@pytest.fixture
def worker(district: list[demo.Login]) -> User:
    """The grid worker whose log-in is shown."""
    return User.get(User.username == district[0].username)


def count(model: Any, *where: Any) -> int:
    return model.select().where(True, *where).count()


def test_the_figures_are_those_of_the_source(district: Any) -> None:
    assert [count(Area, Area.level == level) for level in Level] == [1, 10, 99]
    assert [area.name for area in Area.select().where(Area.demonstration_data)] == ["官渡区"]
    assert count(Compound) == 806
    assert count(Organization, Organization.kind == "branch") == 240
    assert [count(Compound, Compound.demonstration == level) for level in ("district", "municipal")] == [13, 6]
    assert [count(Station, Station.kind == kind) for kind in ("industry_centre", "centre")] == [1, 11]
    industry = Organization.get(Organization.kind == "industry")
    assert (industry.name, industry.area.level, industry.since.year) == ("官渡区物业行业党委", Level.DISTRICT, 2019)


def test_every_tier_has_its_leading_body(district: Any) -> None:
    rows = Organization.select(Area.level, fn.COUNT(Organization.id)).join(Area).where(Organization.kind == "core")
    assert dict(rows.group_by(Area.level).tuples()) == {Level.DISTRICT: 3, Level.STREET: 10, Level.COMMUNITY: 99}


def test_pilots_began_in_september_2018_in_two_streets(district: Any) -> None:
    pilots = list(Compound.select().where(Compound.pilot_since.is_null(False)))
    assert {compound.community.parent.name for compound in pilots} == {"太和街道", "金马街道"}
    assert {(compound.pilot_since.year, compound.pilot_since.month) for compound in pilots} == {(2018, 9)}


def test_paths_lead_from_the_district_down(district: Any) -> None:
    for compound in Compound.select().where(Compound.name.in_(list(COMPOUNDS))):
        street, community, mode = COMPOUNDS[compound.name]
        assert [area.name for area in compound.community.chain()] == ["官渡区", street, community]
        assert compound.mode == mode
        assert count(Household, Household.compound == compound) == compound.doors


def test_named_compounds_are_there_once(district: Any) -> None:
    assert count(Compound, Compound.name.in_(list(COMPOUNDS))) == len(COMPOUNDS)


@pytest.mark.parametrize("community", PROGRAMMES)
def test_programmes_belong_to_their_community(district: Any, community: str) -> None:
    rows = Programme.select().join(Area).where(Area.name == community)
    assert {programme.name for programme in rows} == set(PROGRAMMES[community])


def test_nothing_is_invented_for_a_method_that_is_only_named(district: Any) -> None:
    rows = list(Programme.select().where(Programme.name.in_(ONLY_NAMED)))
    assert sorted(programme.name for programme in rows) == sorted(ONLY_NAMED)
    assert {programme.text for programme in rows} == {""}


def test_bodies_of_the_courtyard_and_the_tenants_are_there(district: Any) -> None:
    names = ["红邻党支部", "院落自治委员会", "乐居街坊荟", "巨和物业党支部", "租户党小组", "区住房保障局"]
    kinds = dict(Organization.select(Organization.name, Organization.kind).where(Organization.name.in_(names)).tuples())
    assert [kinds[name] for name in names] == ["branch", "courtyard", "social", "branch", "tenants", "department"]


def test_somebody_sits_in_two_bodies_of_every_compound(district: Any) -> None:
    people = defaultdict(set)
    for body, person in Post.current().select(Post.organization_id, Post.person).tuples():
        people[body].add(person)
    own, common, serving = defaultdict(list), defaultdict(list), defaultdict(list)
    for body in Organization.select().where(Organization.kind.in_(["branch", "committee"])):
        (own[body.compound_id] if body.compound_id else common[body.area_id]).append(body.id)
    for contract in Contract.current():
        serving[contract.compound_id].append(contract.company_id)
    for compound in Compound.select():
        bodies = [people[body] for body in own[compound.id] + common[compound.community_id] + serving[compound.id]]
        assert any(sum(person in seats for seats in bodies) > 1 for person in set().union(*bodies)), compound.name


def test_bodies_have_their_seats_and_the_named_committees_keep_the_rules(district: Any) -> None:
    committees = list(Organization.select().where(Organization.kind == "committee"))
    named = [body for body in committees if body.compound.name in COMPOUNDS]
    assert named and all(finding.good or "换届" in finding.words for body in named for finding in body.findings())
    assert 0 < sum(body.filed is None for body in committees) < len(committees) / 10
    assert any(body.seats > len(body.sitting) for body in committees)
    stages = dict(Organization.select(Organization.name, Organization.stage).where(Organization.kind == "social").tuples())
    assert stages == {"乐居街坊荟": "registered", "百花园文娱队": "incubating"}


def test_the_seal_the_partners_and_the_plan_are_where_the_source_has_them(district: Any) -> None:
    assert {use.compound.name for use in SealUse.select()} == {"和乐居"}
    assert {task.compound.name for task in PartnerTask.select()} == {"百大城市理想小区", "银海樱花语小区", "世纪城小区"}
    plan = Document.get(Document.name.contains("实施方案（试行）"))
    assert plan.community_id is None and {document.note for document in Document.select()} == {""}
    assert Contract.select().where(Contract.standard.is_null()).count() == 0


def test_meetings_carry_the_names_that_the_source_gives_them(district: Any) -> None:
    rows = Meeting.select(Compound.name, MeetingKind.code, Programme.name).join(Compound).switch(Meeting).join(MeetingKind).switch(Meeting).join(Programme)
    assert set(rows.tuples()) == {
        ("百大城市理想小区", "joint", "“三位一体”党建联建"),
        ("世纪城小区", "observers", "品质观察员—业主交流会"),
        ("东华小区", "forum", "好邻居议事厅"),
        ("和乐居", "three", "“三三”联席会议制度"),
        ("和乐居", "courtyard", "红色楼院共同体"),
        ("幸福邻里项目", "forum", "红旗广场"),
    }
    joint = Meeting.select(Meeting.community).join(MeetingKind).where(MeetingKind.code == "joint", Meeting.day < TODAY)
    assert joint.distinct().count() == 99 and count(Meeting, Meeting.day > TODAY) == 2
    votes = [motion.verdict[0] for motion in Motion.select().where(Motion.way == "owners").order_by(Motion.position)]
    assert votes == [True, False]
    assert all(count(Resolution, Resolution.standing(state)) for state in ("open", "overdue", "done"))


def test_a_company_serves_where_the_mode_has_one(district: Any) -> None:
    served = Contract.current().select(Contract.compound)
    assert count(Compound, Compound.mode != Mode.UNMANAGED, Compound.id.not_in(served)) == 0
    companies = Contract.select(Contract.company).distinct().count()
    assert 12 <= companies <= 20


def test_the_round_of_today_is_worth_walking(worker: User) -> None:
    counts = Round.of(worker).counts()
    assert all(counts[kind] for kind in ("late", "care", "agreed", "new")), counts
    assert {door.household.compound.name for door in Round.of(worker).doors} == {"银海樱花语小区"}
    doors = Household.visible_to(worker).count()
    assert counts[""] < doors / 2


def test_every_account_shown_opens(district: list[demo.Login]) -> None:
    shown = {"物业": "物业或部门", "部门": "物业或部门"}
    assert list(dict.fromkeys(shown.get(login.role, login.role) for login in district)) == [label for _, label in ROLES]
    for login in district:
        user = User.log_in(login.username, login.password)
        assert (user.shown("role"), user.must_change) == (shown.get(login.role, login.role), False)
        assert not demo.PASSWORD.isalpha() and len(demo.PASSWORD) >= 10


def test_a_changed_password_is_no_longer_shown(district: list[demo.Login]) -> None:
    assert demo.log_ins() == district
    with db.atomic() as here:
        User.get(User.username == "qu").change_password("another-way-in-26")
        assert [login.role for login in demo.log_ins()] == [login.role for login in district if login.username != "qu"]
        here.rollback()


def test_accounts_see_their_place(district: list[demo.Login]) -> None:
    users = {login.role: User.get(User.username == login.username) for login in district}
    home = Compound.get(Compound.name == "银海樱花语小区")
    assert list(Compound.visible_to(users["物业"])) == [home]
    assert users["社区"].area_id == users["网格员"].area_id == users["志愿队队长"].area_id == home.community_id
    assert "“小樱花”红色管家志愿服务队" in [team.name for team in Team.visible_to(users["志愿队队长"])]
    assert (users["部门"].organization.name, users["部门"].area.level) == ("区住建局", Level.DISTRICT)
    assert count(Compound, Compound.id.in_(Compound.visible_to(users["区"]).select(Compound.id))) == 806


def test_no_deed_is_of_today_or_typed_before_it_was_done(district: Any) -> None:
    for visit in Visit.select(Visit.day, Visit.recorded_at).iterator():
        assert visit.day < TODAY
        assert visit.day <= clock.in_china(visit.recorded_at).date() < TODAY


def test_every_door_keeps_when_somebody_was_last_met(district: Any) -> None:
    met = Visit.select(Visit.household, fn.MAX(Visit.day)).where(Visit.outcome == "met", Visit.standing()).group_by(Visit.household)
    assert dict(met.tuples()) == dict(Household.select(Household.id, Household.met_on).where(Household.met_on.is_null(False)).tuples())


def test_february_is_quiet(district: Any) -> None:
    compounds = Compound.select(Compound.id).where(Compound.name.in_(list(COMPOUNDS)))
    january, february, march = (
        count(Visit, Visit.compound.in_(compounds), Visit.day.between(date(2026, month, 1), date(2026, month, 28))) for month in (1, 2, 3)
    )
    assert 0 < february < 0.8 * min(january, march)


def test_hours_are_of_members_and_count_once_confirmed(district: Any) -> None:
    members = set(Membership.select(Membership.team_id, Membership.volunteer_id).tuples())
    assert set(ServiceHours.select(ServiceHours.team_id, ServiceHours.volunteer_id).tuples()) <= members
    drafts = Sheet.select().where(Sheet.confirmed_at.is_null())
    assert [sheet.team.name for sheet in drafts] == ["垃圾分类宣讲队"]
    cherry = Team.get(Team.kind == "steward")
    last_month = ServiceHours.day.between(date(2026, 9, 1), date(2026, 9, 30))
    assert total_minutes(ServiceHours.team == cherry.id, last_month) > 0


def test_a_steward_has_ten_households_at_most(district: Any) -> None:
    rows = Pairing.select(fn.COUNT(Pairing.id)).group_by(Pairing.steward).tuples()
    assert {pairs for (pairs,) in rows} == {10}
    home = Compound.get(Compound.name == "银海樱花语小区")
    assert round(count(Pairing) / home.doors, 2) == 0.92


def test_no_room_is_used_by_two_and_no_account_is_overdrawn(district: Any) -> None:
    rooms = list(Booking.select().join(Station).where(Station.kind == "room").order_by(Booking.station, Booking.day, Booking.starts))
    assert rooms and not any(a.station == b.station and a.day == b.day and a.ends > b.starts for a, b in zip(rooms, rooms[1:], strict=False))
    assert {room.within.name for room in Station.select().where(Station.name.in_(["协商民主室", "党员活动室"]))} == {"红旗广场"}
    held = balances(Volunteer.select(Volunteer.id))
    assert held and min(held.values()) >= 0 and Posting.select(fn.SUM(Posting.points)).scalar() == 0
    assert {kind for (kind,) in Transfer.select(Transfer.kind).distinct().tuples()} >= {"issue", "redeem"}


def test_the_courtyards_and_the_works_of_the_source(district: Any) -> None:
    kinds = {"世纪城小区": ("staff3", 6, 3), "曙光小区": ("grid4", 3, 4)}
    for name, (kind, courts, places) in kinds.items():
        yards = rosters(Team.select().join(Compound).where(Compound.name == name, Team.kind == kind))
        assert (len(yards), len(yards[0].slots)) == (courts, places) and sum(bool(yard.vacant) for yard in yards) < courts
    works = Project.get(Project.kind == "investment")
    assert works.compound.name == "世纪城小区" and works.shown("budget") == "8,000,000.00" and 0 < progress([works.id])[works.id].spent < works.budget
    assert {far.finished for far in progress(row.id for row in Project.select().join(Compound).where(Compound.name == "和乐居")).values()} == {True, False}


def test_the_eight_cells_the_frequencies_and_the_topics(district: Any) -> None:
    cells = [kind.name for kind in ActivityKind.select().where(ActivityKind.cell.is_null(False)).order_by(ActivityKind.cell)]
    assert cells == ["邻里节", "百家宴", "义诊", "书画课", "儿童课堂", "法律援助", "跳蚤市集", "文艺晚会"]
    days = dict(CareKind.select(CareKind.name, CareKind.days).tuples())
    assert (CareKind.general_days(), days["独居老人"], days["残疾人"], days["高风险"], days["严重精神障碍随访"]) == (90, 30, 30, 7, 90)
    assert {kind.name for kind in CareKind.select().where(CareKind.minors)} == {"留守儿童", "困境儿童"}
    topics = Topic.of(Compound(mode=Mode.UNMANAGED))
    assert (topics[0], topics[-1], "楼道灯" in topics, "停车" in topics) == ("身体", "其他", True, False)


@pytest.mark.parametrize("model", FILLED, ids=lambda model: model.__name__)
def test_rows_keep_the_rules_and_hold_what_follows_from_their_values(district: Any, model: Any) -> None:
    rows = list(model.select())
    assert rows
    for row in rows[:: max(1, len(rows) // 60)]:
        before = dict(row.__data__)
        row.check()
        assert row.__data__ == before


def test_no_row_points_nowhere(district: Any) -> None:
    schema.check_foreign_keys()
    assert count(Care, Care.household.not_in(Household.select(Household.id))) == 0


def test_new_rows_come_after_the_built_ones(worker: User) -> None:
    for area in (Area.add(None, name="新街道", level=Level.STREET, parent=1) for _ in range(2)):
        area.remove(None)
    door = Round.of(worker).doors[0].household
    visit, new = Visit.enter(worker, household=door)
    assert new and visit.community_id == door.community_id
    visit.delete_instance()


def test_a_base_with_areas_is_refused(district: Any) -> None:
    before = count(Area)
    with pytest.raises(demo.NotEmpty, match="空库"):
        demo.build(small=True)
    assert count(Area) == before


@pytest.mark.once
def test_the_same_day_gives_the_same_rows(backend: Any, clock: Clock, tmp_path: Path) -> None:
    """On the leap day, because counting back a year from it is where dates break."""
    clock.set(date(2028, 2, 29))
    runs = []
    for name in ("one", "two"):
        clock.forward(hours=1)
        (tmp_path / name).mkdir()
        url = backend.copy("empty", tmp_path / name, True)
        opened = connect(url)
        demo.build(small=True)
        runs.append({model: list(model.select().order_by(model._meta.primary_key).tuples()) for model in TABLES})
        backends.close(opened)
        backend.drop(url)
    assert runs[0] == runs[1]


@pytest.mark.once
def test_in_full_every_door_of_the_named_compounds_is_real(database: str) -> None:
    demo.build()
    home = Compound.get(Compound.name == "银海樱花语小区")
    assert home.doors == count(Household, Household.compound == home) == 1204
    worker = User.get(User.username == "wangge")
    assert 15 <= Round.of(worker).counts()[""] <= 30
    assert count(Pairing) == 1108
    first = Visit.select(fn.MIN(Visit.day)).where(Visit.compound == home).scalar()
    assert date(2025, 10, 1) <= first <= date(2025, 10, 7)
    month = TODAY.replace(day=1) - timedelta(days=1)
    met = Visit.select().where(Visit.compound == home, Visit.outcome == "met", Visit.day.between(month.replace(day=1), month)).count()
    assert 350 <= met <= 480
    a_month = count(Concern, Concern.compound == home, Concern.day.between(month.replace(day=1), month))
    assert 20 <= a_month <= 35, a_month
    assert 5500 <= count(Concern) <= 8000
    assert 4 <= count(Step) / count(Concern) <= 7
    with pytest.raises(Invalid):
        Household.add(worker, compound=home, building="1", unit="1", floor=1, room="101")


def test_the_named_communities_have_a_bulletin_of_last_month(district: Any) -> None:
    rows = list(Bulletin.select(Bulletin, Area).join(Area))
    assert {row.community.name for row in rows} >= {"永平路社区", "世纪城社区", "曙光社区", "东华路社区", "和平路社区", "幸福邻里社区"}
    for row in rows:
        row.check()
        assert row.period == Period.last_month().key and row.notices.count("\n\n") == 2 and gazette(row)["coming"][0]["day"]
