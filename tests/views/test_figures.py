"""Street and district: what is in place, what ends soon, what is overdue, and the compounds behind each figure."""

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.assessments import Assessment, Criterion
from models.checklists import Point, Tick
from models.concerns import Concern
from models.households import Care, CareKind, Household
from models.meetings import Meeting, MeetingKind
from models.organizations import Contract, Organization, Post
from models.periods import Period
from models.reports.behind import Behind
from models.reports.dashboard import MEASURES, Dashboard
from models.reports.rollup import Rollup
from models.reports.summary import Summary
from models.resolutions import Resolution
from models.urgencies import Category
from models.visits import Visit
from tests.cast import TODAY

OCTOBER = Period.parse("2026-10")


@pytest.fixture
def ledgers(cast):
    """Two doors met in 和平小区 and one in 曙光小区, a concern past its promise, ticks, scores, a contract and a term that end in November."""
    for door in cast.doors[:2]:
        Visit.enter(cast.alice, household=door, day=date(2026, 10, 8))
    Visit.enter(cast.alice, household=cast.doors[2], day=date(2026, 10, 8), outcome="absent")
    Visit.enter(cast.oscar, household=cast.outside_home, day=date(2026, 9, 8))
    kind = Category.get(Category.name == "电梯")
    Concern.enter(cast.carol, compound=cast.heping, category=kind, urgency=kind.urgency, text="坏了", day=date(2026, 9, 1))
    for point in Point.select().where(Point.checklist == "mechanisms").limit(4):
        Tick.add(None, compound=cast.heping, point=point, since=date(2026, 9, 20), evidence="会议纪要")
    criterion = Criterion.add(None, name="保洁")
    for compound, period, points in [(cast.heping, "2026-08", 70), (cast.heping, "2026-09", 80), (cast.shuguang, "2026-09", 90)]:
        Assessment.give(None, compound, period, {criterion: (points, "抽查")})
    kind = MeetingKind.get(MeetingKind.code == "joint")
    meeting, _ = Meeting.enter(cast.carol, name="联席会议", kind=kind, compound=cast.heping, day=date(2026, 9, 10))
    Resolution.add(None, meeting=meeting, name="装灯", owner="物业", due=date(2026, 9, 20))
    cast.contract.amend(None, until=TODAY + timedelta(days=30))
    committee = Organization.add(None, name="业委会", kind="committee", area=cast.inside, compound=cast.heping)
    for until in (TODAY + timedelta(days=40), TODAY + timedelta(days=20), TODAY - timedelta(days=900)):
        Post.add(None, organization=committee, person="某某", duty="委员", until=until)


def tiles(area):
    return {tile.measure.key: (tile.value, tile.detail) for tile in Dashboard(Rollup(area, OCTOBER)).tiles}


def test_the_figures_of_the_district_and_of_a_street(cast, ledgers):
    assert tiles(cast.guandu) == {
        "coverage": ("38%", "3 / 8 户"),
        "mechanisms": ("平均 1.3 项", "共 6 项"),
        "guarantees": ("平均 0.0 项", "共 5 项"),
        "score": ("85.0 分", "中位数，2 个小区"),
        "contracts": ("1 个", "90 天内"),
        "terms": ("1 个", "90 天内"),
        "resolutions": ("1 条", "1 个小区"),
        "overdue": ("1 件", "没办完 1 件"),
    }
    assert [count for *_, count in Dashboard(Rollup(cast.guandu, OCTOBER)).modes] == [1, 1, 1]
    assert tiles(cast.outside)["score"] == ("90.0 分", "中位数，1 个小区") and tiles(cast.outside)["overdue"] == ("0 件", "没办完 0 件")


def test_resolutions_of_a_whole_community_are_counted_with_those_of_its_compounds(client, login, cast, ledgers):
    kind = MeetingKind.get(MeetingKind.code == "joint")
    common, _ = Meeting.enter(cast.carol, name="全社区联席会议", kind=kind, community=cast.inside, day=date(2026, 9, 10))
    for name in ("划车位", "装监控"):
        Resolution.add(None, meeting=common, name=name, owner="社区", due=date(2026, 9, 20))
    assert tiles(cast.guandu)["resolutions"] == ("3 条", "1 个小区，全社区的 2 条")
    page = login(client, cast.dora).get(f"/areas/{cast.guandu.id}/figures?of=resolutions").text
    table = list(load_workbook(io.BytesIO(client.get(f"/areas/{cast.guandu.id}/figures.xlsx?of=resolutions").data)).active.values)
    assert [row[1::2] for row in table[1:]] == [("和平小区", "1 条"), ("不属于某个小区", "2 条")]
    assert "另有全社区的 2 条" in page and "和平小区" in page


def test_a_community_has_its_own_overview_and_nobody_elses(client, login, cast, ledgers):
    for who in (cast.carol, cast.sam, cast.dora, cast.adam):
        login(client, who)
        assert client.get("/overview").location == f"/areas/{who.area_id}" and client.get(f"/areas/{who.area_id}").status_code == 200
    carol = login(client, cast.carol)
    page = carol.get(f"/areas/{cast.inside.id}?period=2026-10").text
    assert "和平小区" in page and carol.get(f"/areas/{cast.outside.id}").status_code == 404 and carol.get(f"/areas/{cast.taihe.id}").status_code == 404
    assert "本社区总览" in carol.get("/more").text and 'href="/areas"' not in carol.get("/more").text
    assert carol.get(f"/areas/{cast.inside.id}/figures?of=coverage").status_code == 200
    for who in (cast.alice, cast.bob, cast.paula):
        assert login(client, who).get("/overview").status_code == 404


def test_the_tables_come_out_as_spreadsheets(client, login, cast, ledgers):
    dora = login(client, cast.dora)
    page = dora.get(f"/areas/{cast.guandu.id}?period=2026-10").text
    (address,) = re.findall(r'href="([^"]+rollup.xlsx[^"]*)"', page)
    rows = list(load_workbook(io.BytesIO(dora.get(address).data)).active.values)
    assert rows[1][:3] == ("太和街道", 3, 2)
    assert all(isinstance(row[3], int | float) for row in rows[1:])
    assert rows[-1][0] == "官渡区" and rows[-1][2] == sum(row[2] for row in rows[1:-1]) and len(rows[0]) == len(rows[-1])
    behind = list(load_workbook(io.BytesIO(dora.get(f"/areas/{cast.guandu.id}/figures.xlsx?of=score&period=2026-10").data)).active.values)
    assert behind[1][1:] == ("和平小区", "成熟商品房", "80 分", "80 分", "80")


def test_coverage_is_that_of_the_compound_s_own_page(cast, ledgers):
    values = MEASURES["coverage"].values(cast.guandu, OCTOBER)
    for compound in (cast.heping, cast.shuguang):
        page = Summary(compound, OCTOBER).coverage
        assert (values[compound.id].part, values[compound.id].whole) == (page.part, page.whole)


def test_a_contract_that_another_follows_does_not_end_soon(cast, ledgers):
    Contract.add(None, compound=cast.heping, company=cast.company, since=TODAY + timedelta(days=31), until=TODAY + timedelta(days=700))
    assert tiles(cast.guandu)["contracts"] == ("0 个", "90 天内")


def test_behind_a_figure_each_compound_stands_beside_its_past_and_the_median_of_its_mode(client, login, cast, ledgers):
    twin = Compound.add(None, name="丁香园", community=cast.outside, mode="commercial")
    Assessment.give(None, twin, "2026-09", {Criterion.get(): (90, "抽查")})
    lines = {line.compound.name: line[1:] for line in Behind(cast.guandu, OCTOBER, MEASURES["score"]).lines}
    assert lines == {"和平小区": ("80 分", "80 分", "85"), "丁香园": ("90 分", "90 分", "85"), "曙光小区": ("90 分", "90 分", "90")}
    september = Behind(cast.inside, OCTOBER.previous, MEASURES["score"]).lines
    assert [line[1:] for line in september] == [("80 分", "70 分", "85")]
    dora = login(client, cast.dora)
    page = dora.get(f"/areas/{cast.guandu.id}").text
    for key in ("coverage", "mechanisms", "score", "contracts", "terms", "resolutions", "overdue", "satisfied"):
        (link,) = re.findall(rf'href="([^"]*figures\?of={key}&amp;mode=&amp;[^"]*)"', page)
        shown = dora.get(link.replace("&amp;", "&"))
        assert shown.status_code == 200 and ("和平小区" in shown.text or key == "satisfied")
    commercial = dora.get(f"/areas/{cast.guandu.id}/figures?of=score&mode=commercial&period=2026-10").text
    assert "丁香园" in commercial and "曙光小区</a>" not in commercial
    assert dora.get(f"/areas/{cast.guandu.id}/figures?of=%00&mode=x&period=9999").status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_number_of_compounds(client, login, cast, ledgers, count_queries):
    dora = login(client, cast.dora)
    addresses = [f"/areas/{cast.guandu.id}", *(f"/areas/{cast.guandu.id}/figures?of={key}" for key in MEASURES)]
    before = [count_queries(lambda address=address: dora.get(address)) for address in addresses]
    for number in range(40):
        other = Compound.add(None, name=f"小区{number}", community=cast.inside if number % 2 else cast.outside, mode="unmanaged")
        Household.add(None, compound=other, building="1", room="1")
        Tick.add(None, compound=other, point=Point.get(), since=TODAY, evidence="照片")
        Contract.add(None, compound=other, company=cast.company, until=TODAY + timedelta(days=9))
    assert [count_queries(lambda address=address: dora.get(address)) for address in addresses] == before
    assert before[0] <= 30


def test_a_worker_reads_what_he_did_himself_and_nobody_else_does(client, login, cast, clock):
    kind = Category.get(Category.name == "电梯")
    Care.delete().where(Care.household == cast.home.id).execute()
    Care.create(household=cast.door_1, kind=CareKind.get(), since=TODAY, until=TODAY - timedelta(days=1))  # taken off on its first day
    for care in CareKind.select().limit(2):
        Care.tie(cast.carol, cast.home, kind=care)
    Visit.enter(cast.alice, household=cast.home, way="telephone")
    Visit.enter(cast.alice, household=cast.home, day=TODAY - timedelta(days=1))
    for outcome in ("absent", "refused"):
        Visit.enter(cast.alice, household=cast.door_0, outcome=outcome)
    Visit.enter(cast.alice, household=cast.door_1, way="video")
    Visit.enter(cast.alice, household=cast.door_1)[0].strike(cast.alice, "点错了")
    Visit.enter(cast.alice, household=cast.door_1, day=date(2026, 9, 30))
    Visit.enter(cast.carol, household=cast.door_1)
    for by in (cast.alice, cast.carol):
        Concern.enter(by, category=kind, urgency=kind.urgency, compound=cast.heping, text="响")
    Activity.enter(cast.alice, name="义诊", kind=ActivityKind.add(None, name="义诊"), compound=cast.heping, headcount=3)
    worker = login(client, cast.alice)
    table = list(load_workbook(io.BytesIO(worker.get("/month.xlsx?period=2026-10").data)).active.values)
    assert [row[:3] for row in table[1:]] == [
        ("走访", 3, "次"),
        ("见到的住户", 2, "户"),
        ("其中重点关爱", 1, "户"),
        ("记下的诉求", 1, "件"),
        ("记下的活动", 1, "场"),
    ]
    assert table[1][3] == "上门 1 次，电话 1 次，视频 1 次；另有不在家 1 次，拒访 1 次" and "还没办完 1 件" in table[4][3]
    page = worker.get("/month").text
    assert all(str(row[0]) in page and str(row[3] or "") in page for row in table[1:]) and "我的这个月" in worker.get("/more").text
    assert [row[1] for row in load_workbook(io.BytesIO(worker.get("/month.xlsx?period=2026-09").data)).active.values][1:] == [1, 1, 0, 0, 0]
    assert 'role="alert"' in worker.get("/month?period=x").text
    for who in (cast.carol, cast.sam, cast.adam, cast.bob):
        assert login(client, who).get("/month").status_code == 404 and "我的这个月" not in client.get("/more").text
