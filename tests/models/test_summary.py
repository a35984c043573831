"""The figures of the page, worked out by hand."""

import logging
import uuid
from datetime import date

import pytest

from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.concerns import Concern
from models.grids import Grid
from models.hours import Sheet
from models.households import Care, Household
from models.organizations import Contract, Organization, Post
from models.pairings import Pairing
from models.periods import Period
from models.programmes import Programme
from models.reports.summary import Summary
from models.reports.tables import tables
from models.reports.trend import top
from models.reports.wording import few, hours, share
from models.stations import Station
from models.steps import Step
from models.surveys import Survey
from models.urgencies import Category
from models.visits import Visit
from models.volunteers import Membership


def visit(cast, door, day, **values):
    return Visit.enter(cast.alice, household=door, day=day, **values)[0]


@pytest.fixture
def september(cast):
    return Summary(cast.heping, Period.parse("2026-09"))


@pytest.fixture
def visits(cast):
    """Four made, two attempts and a void one in September; one made in August, one in October."""
    doors = cast.doors
    for door, day in [(doors[0], 3), (doors[0], 20), (doors[1], 6), (cast.home, 10)]:
        visit(cast, door, date(2026, 9, day))
    visit(cast, doors[1], date(2026, 9, 5), outcome="absent")
    visit(cast, doors[3], date(2026, 9, 7), outcome="vacant")
    visit(cast, doors[4], date(2026, 9, 8)).strike(cast.alice, "记错了")
    visit(cast, doors[4], date(2026, 8, 20))
    visit(cast, doors[5], date(2026, 10, 2))
    Visit.enter(cast.oscar, household=cast.outside_home, day=date(2026, 9, 9))


@pytest.fixture
def service(cast):
    """210 minutes by two people in September, 60 in August; a draft and a sheet taken back count nowhere."""
    one, two, three, _ = (member.id for member in cast.team.members)
    Membership.update(since=date(2026, 8, 1)).execute()
    log = {"team": cast.team, "purpose": "清扫楼道"}
    Sheet.log(cast.bob, {one: 120, two: 90}, day=date(2026, 9, 12), **log)
    Sheet.log(cast.bob, {one: 60}, day=date(2026, 8, 31), **log)
    Sheet.log(cast.bob, {three: 45}, confirm=False, day=date(2026, 9, 13), **log)
    sheet, _ = Sheet.log(cast.bob, {three: 30}, day=date(2026, 9, 14), **log)
    sheet.reverse(cast.bob, "记错了")


def test_visits_made_attempts_and_the_month_before(september, visits):
    assert (september.visits, september.attempts, september.visits_before) == (4, 2, 1)
    figure = september.headline[0]
    assert (figure.value, figure.change, figure.direction) == ("4", "3 次", 1)


def test_coverage_is_of_the_last_ninety_days(cast, september, visits):
    # doors 0, 1 and the home in September, door 4 in August: 4 of the 7 doors registered by 30 September
    assert (september.coverage.part, september.coverage.whole, september.coverage.percent) == (4, 7, 57)
    august = Summary(cast.heping, Period.parse("2026-08"))
    assert (august.coverage.part, august.coverage.whole, august.coverage.percent) == (0, 0, None)


def test_coverage_of_a_year_reaches_back_to_its_first_day(cast, visits):
    visit(cast, cast.doors[5], date(2026, 1, 5))
    assert Summary(cast.heping, Period.parse("2026")).coverage.part == 5  # 0, 1, 4, 5 and the home


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-09", "近 90 天走到 4 户，占 57%"),
        ("2026-Q3", "本季度走到 4 户，占 57%"),  # 92 days
        ("2026-10", "截至 10 月 14 日，近 90 天走到 5 户，占 71%"),
        ("2026-Q4", "截至 10 月 14 日，近 90 天走到 5 户，占 71%"),  # no less than the October inside it
        ("2026", "本年走到 5 户，占 71%"),
    ],
)
def test_the_page_says_in_which_days_the_doors_were_reached(cast, visits, period, said):
    assert Summary(cast.heping, Period.parse(period)).headline[0].details[0] == said


def test_the_days_of_coverage_are_those_of_the_table(cast, september, visits):
    cast.general.amend(None, days=25)
    assert september.headline[0].details[0] == "本月走到 3 户，占 43%"
    cast.general.amend(None, days=30)  # as many as September has
    assert Summary(cast.heping, september.period).headline[0].details[0] == "近 30 天走到 3 户，占 43%"
    cast.general.amend(None, days=42)  # from 20 August on
    assert Summary(cast.heping, september.period).headline[0].details[0] == "近 42 天走到 4 户，占 57%"


def test_a_quarter_that_runs_ends_its_days_today(cast, visits, clock):
    clock.forward(days=70)  # 23 December: the days since 25 September
    assert Summary(cast.heping, Period.parse("2026-10")).headline[0].details[0] == "近 90 天走到 5 户，占 71%"
    assert Summary(cast.heping, Period.parse("2026-Q4")).headline[0].details[0] == "截至 12 月 23 日，近 90 天走到 1 户，占 14%"


def test_one_or_two_doors_in_need_are_never_shown(september, visits):
    assert (september.care.part, september.care.whole, september.care.percent) == (1, 1, None)
    figure = next(f for f in september.headline if f.label == "重点关爱走访")
    assert (figure.value, figure.unit, figure.details) == ("少于3", "户", ["应访 少于3 户", "不足 3 户，不写比例"])
    assert not figure.change


def test_care_counts_doors_tagged_and_met_in_the_period(cast, september, visits):
    for door in [*cast.doors[:2], cast.doors[3], cast.doors[5]]:
        Care.add(None, household=door, kind=cast.elderly, since=date(2026, 9, 1))
    Care.add(None, household=cast.doors[0], kind=cast.high_risk, since=date(2026, 9, 2))  # a second tag on one door
    Care.add(None, household=cast.doors[4], kind=cast.elderly, since=date(2026, 1, 1), until=date(2026, 8, 31))
    assert (september.care.part, september.care.whole, september.care.percent) == (3, 5, 60)  # 0, 1 and the home; not 3, 5


def test_a_tag_put_on_and_taken_off_on_the_same_day_was_never_there(cast, september):
    Care.add(None, household=cast.doors[0], kind=cast.elderly, since=date(2026, 9, 20), until=date(2026, 9, 19))
    assert september.care.whole == 1


def test_the_tags_of_october_do_not_count_in_september(cast, september):
    Care.add(None, household=cast.doors[0], kind=cast.elderly, since=date(2026, 10, 1))
    assert september.care.whole == 1


def test_pairing_holds_on_the_last_day(cast, september):
    one, two, *_ = cast.team.members
    for door, steward in [(cast.doors[0], one), (cast.doors[1], one), (cast.doors[3], two)]:
        Pairing.add(None, household=door, steward=steward, since=date(2026, 9, 1))
    Pairing.add(None, household=cast.doors[4], steward=two, since=date(2026, 9, 1), until=date(2026, 9, 15))
    assert (september.paired.part, september.paired.whole, september.paired.stewards, september.paired.percent) == (3, 7, 2, 43)


def test_hours_come_from_the_one_total(september, service):
    assert september.service.teams == [("小樱花红色管家队", 210)]
    assert (september.service.minutes, september.service.volunteers, september.minutes_before) == (210, 2, 60)
    assert next(f.value for f in september.headline if f.label == "志愿服务") == "3.5"


def test_activities_in_eight_cells_and_the_others(cast, september):
    clinic, talk = ActivityKind.add(None, name="义诊", cell=3), ActivityKind.add(None, name="讲座")
    ActivityKind.add(None, name="百家宴", cell=2)
    for kind, day, people in [(clinic, 8, 30), (clinic, 22, 25), (talk, 9, 40)]:
        Activity.enter(cast.carol, name="活动", kind=kind, compound=cast.heping, day=date(2026, 9, day), headcount=people)
    struck, _ = Activity.enter(cast.carol, name="活动", kind=talk, compound=cast.heping, day=date(2026, 9, 10), headcount=99)
    struck.strike(cast.carol, "没办成")
    Activity.enter(cast.carol, name="活动", kind=talk, compound=cast.heping, day=date(2026, 8, 10), headcount=7)
    held = september.activities
    assert [(cell.name, cell.times, cell.people) for cell in held.cells] == [("百家宴", 0, 0), ("义诊", 2, 55)]
    assert [(kind.name, kind.times) for kind in held.others] == [("讲座", 1)]
    assert (held.times, held.people, september.activities_before) == (3, 95, 1)


def test_programmes_with_what_was_done_under_each(cast, september):
    forum = Programme.add(None, name="好邻居议事厅", community=cast.inside)
    Programme.add(None, name="家门口福利社", compound=cast.heping, community=cast.inside)
    Programme.add(None, name="别的小区的", compound=cast.heleju, community=cast.inside)
    retired = Programme.add(None, name="停了的", community=cast.inside, active=False)
    Programme.add(None, name="停了也没人做的", community=cast.inside, active=False)
    talk = ActivityKind.add(None, name="讲座")
    visit(cast, cast.home, date(2026, 9, 4), programme=forum)
    visit(cast, cast.home, date(2026, 9, 5), programme=forum, outcome="absent")
    Activity.enter(cast.carol, name="议事", kind=talk, compound=cast.heping, day=date(2026, 9, 9), programme=forum)
    Sheet.log(cast.bob, {cast.member_0.id: 90}, team=cast.team, purpose="走访", day=date(2026, 9, 9), programme=forum)
    visit(cast, cast.home, date(2026, 9, 6), programme=retired)
    assert [row.name for row in september.programmes] == ["好邻居议事厅", "停了的", "家门口福利社"]
    assert september.programmes[0].told == "走访 1 次 · 活动 1 场 · 1.5 小时"
    assert september.programmes[-1].nothing


def test_twelve_months_of_visits_and_hours(september, visits, service):
    months = september.trend.months
    assert [(m.period.key, m.visits, m.minutes, m.inside) for m in months[-2:]] == [("2026-08", 1, 60, False), ("2026-09", 4, 210, True)]
    assert sum(m.visits for m in months[:-2]) == 0 and len(months) == 12
    assert "2026年9月走访 4 次、志愿服务 3.5 小时" in september.trend.told


@pytest.mark.parametrize(("most", "scale"), [(0, 2), (2, 2), (3, 4), (9, 10), (17, 20), (99, 100), (474, 600), (1201, 1600)])
def test_a_scale_ends_at_a_round_number_with_a_whole_half(most, scale):
    assert top(most) == scale and scale % 2 == 0


@pytest.fixture
def bodies(cast):
    """A branch and a committee of the compound; one person sits in both, one in committee and company."""
    branch = Organization.add(None, name="和平小区党支部", kind="branch", area=cast.inside, compound=cast.heping)
    committee = Organization.add(None, name="和平小区业委会", kind="committee", area=cast.inside, compound=cast.heping)
    Organization.add(None, name="社区的党支部", kind="branch", area=cast.inside)
    for person, duty in [("赵一", "委员"), ("钱二", "书记")]:
        Post.add(None, organization=branch, person=person, duty=duty)
    for person, duty in [("李四", "副主任"), ("钱二", "委员"), ("孙三", "主任")]:
        Post.add(None, organization=committee, person=person, duty=duty, since=date(2024, 1, 1), until=date(2026, 12, 31))
    Post.add(None, organization=committee, person="周五", duty="委员", since=date(2024, 1, 1), until=date(2026, 6, 30))
    Post.add(None, organization=cast.company, person="李四", duty="项目经理")
    return committee


def test_the_people_in_charge(september, bodies):
    found = september.charge.bodies
    assert [(body.name, body.head.person, body.head.duty) for body in found.values()] == [
        ("和平小区党支部", "钱二", "书记"),
        ("和平物业公司", "李四", "项目经理"),
        ("和平小区业委会", "孙三", "主任"),
    ]
    assert len(found["committee"].sitting) == 3  # 周五 left in June
    assert found["committee"].days_left(september.charge.day) == 92  # 30 September to 31 December
    assert found["company"].ends == date(2027, 12, 31)
    assert september.charge.crossing == 2  # 钱二 and 李四


def test_a_committee_past_its_term_says_so(cast, september, bodies):
    Post.update(until=date(2026, 9, 20)).where(Post.organization == bodies).execute()
    committee = september.charge.bodies["committee"]
    assert not committee.sitting and committee.days_left(september.charge.day) == -10


def test_without_bodies_of_its_own_the_community_s_stand_in(cast):
    Organization.add(None, name="社区的党支部", kind="branch", area=cast.inside)
    summary = Summary(cast.heleju, Period.parse("2026-09"))
    assert [body.name for body in summary.charge.bodies.values()] == ["社区的党支部", "和平物业公司", ""]
    assert not summary.charge.trinity


def test_the_company_is_the_one_under_contract(cast, september):
    other = Organization.add(None, name="另一家物业", kind="company", area=cast.inside)
    Contract.add(None, compound=cast.heping, company=other, since=date(2026, 10, 1))
    assert september.charge.bodies["company"].name == "和平物业公司"
    assert Summary(cast.heping, Period.parse("2026-10")).charge.bodies["company"].name == "另一家物业"


def test_grid_workers_by_person_and_telephone(cast, september):
    cast.east.amend(None, telephone="0871-1")
    Grid.add(None, name="东东院", compound=cast.heping, worker=cast.alice, telephone="0871-1")
    walkers = [(walker.name, walker.telephone, walker.grids) for walker in september.charge.walkers]
    assert sorted(walkers) == [("", "", "西院"), (cast.alice.name, "0871-1", "东东院、东院")]


def test_the_chain_of_tiers_and_the_stations(cast, september):
    for name, area in [("街道党工委", cast.taihe), ("社区党组织", cast.inside), ("区委", cast.guandu), ("外面的", cast.outside)]:
        Organization.add(None, name=name, kind="core", area=area)
    Station.add(None, name="社区服务站", kind="one_stop", area=cast.inside)
    Station.add(None, name="小区驿站", kind="service", area=cast.inside, compound=cast.heping)
    Station.add(None, name="别处", kind="service", area=cast.inside, compound=cast.heleju)
    assert september.charge.tiers == ["区委", "街道党工委", "社区党组织"]
    assert [station.name for station in september.stations] == ["小区驿站", "社区服务站"]


def test_the_badges(cast, september, bodies):
    cast.heping.amend(None, demonstration="municipal", pilot_since=date(2018, 9, 1))
    assert Summary(cast.heping, september.period).badges == ["成熟商品房 · 红色品质", "市级示范项目", "2018年9月起试点", "三位一体"]


def test_each_mode_has_its_own_order(cast):
    first = {compound.mode: Summary(compound, Period.parse("2026-09")).headline[0].label for compound in (cast.heping, cast.heleju, cast.shuguang)}
    assert first == {"commercial": "入户走访", "unmanaged": "志愿服务", "subsidised": "重点关爱走访"}


def test_a_period_that_still_runs_is_not_compared(cast, visits):
    assert not any(figure.change for figure in Summary(cast.heping, Period.parse("2026-10")).headline)


def raised(cast, compound, *steps, **values):
    """A concern of 5 September, with these steps by the community."""
    kind = Category.get(Category.name == "设施维修")
    values = {"compound": compound, "category": kind, "urgency": kind.urgency, "text": "滑梯松了", "day": date(2026, 9, 5), **values}
    concern, _ = Concern.enter(cast.carol, **values)
    for step in steps:
        Step.take(concern, step, cast.carol, **({"solved": True, "satisfied": True} if step == "verdict" else {"text": "办了"}))
    return concern


@pytest.mark.parametrize("mode", ["commercial", "unmanaged", "subsidised"])
def test_the_promise_is_on_the_page_of_every_mode(cast, mode):
    cast.heping.amend(None, mode=mode)
    bare = Summary(cast.heping, Period.parse("2026-09"))
    assert "promises" in bare.columns["wide"]
    for number in range(5):
        Station.add(None, name=f"驿站{number}", kind="service", area=cast.inside)
    full = Summary(cast.heping, Period.parse("2026-09"))
    assert full.columns["wide"].index("promises") < 2 and full.columns["wide"].index("systems") < 3


def test_stations_without_a_section_stand_among_the_mechanisms(cast, september):
    Programme.add(None, name="好邻居议事厅", community=cast.inside)
    for number in range(5):
        Station.add(None, name=f"驿站{number}", kind="service", area=cast.inside, hours="每天")
    assert "stations" not in september.columns["narrow"]
    assert [tuple(row) for row in september.practices] == [*((f"驿站{n}", "每天") for n in range(5)), ("好邻居议事厅", "本月没有记录")]


def test_the_figures_of_the_promise_agree_with_one_another(cast, september):
    raised(cast, cast.heping, "handling", "answer", "verdict")
    raised(cast, cast.heping, "handling", "answer")
    late = raised(cast, cast.heping)
    raised(cast, cast.heping, day=date(2026, 10, 1))
    assert (september.raised.count, september.rates.concerns, september.rates.unasked) == (3, 3, 1)
    assert (september.waiting.open, september.promises.open, september.promises.answered) == (1, 1, 2)
    assert september.promises.lines[0].number == late.number
    assert september.waiting.overdue == sum(line.tone == "late" for line in september.promises.lines) == 1


def test_the_spreadsheet_has_the_rates_and_every_concern_by_number(cast, september):
    for _ in range(20):
        raised(cast, cast.heping, gist="=滑梯")
    raised(cast, cast.heping, "handling", "answer", "verdict")
    raised(cast, cast.heping, "handling", "answer")
    raised(cast, cast.heping, "referral")
    raised(cast, cast.heping, channel="mediation")
    for _ in range(2):
        raised(cast, cast.heping).strike(cast.carol, "记重了")
    sheets = {title: rows for title, _, rows in tables(september)}
    assert sheets["三率"][:3] == [["响应率", 3, 3, 100], ["解决率", 1, 1, 100], ["满意率", 1, 1, 100]]
    counts = {name: count for name, count, *_ in sheets["三率"][3:]}
    assert [counts[name] for name in ("本月新增", "小事", "答复了还没问居民的", "告知去别处办的", "作废的")] == [23, 23, 1, 1, 2]
    assert [counts[name] for name in ("还没办完", "其中提了 0–3 天", "其中提了 15 天以上", "其中超期", "设施维修")] == [20, 0, 20, 20, 23]
    assert len(sheets["诉求"]) == 22 > len(september.promises.lines)
    assert ["设施维修", "小事", date(2026, 9, 5), "社区", "办结 · 居民满意"] in [row[1:] for row in sheets["诉求"]]
    assert len(sheets["52 个体系"]) == 52
    assert sheets["52 个体系"][38] == [39, "和事佬调解室", "红色服务", "少于3 件", "13645 体系"]


def test_what_residents_think_of_the_place_stands_from_three_answers_on(cast, september):
    for day, satisfied, belonging in [(1, 5, 4), (30, 4, 4)]:
        Survey.create(compound=cast.heping, day=date(2026, 9, day), satisfied=satisfied, belonging=belonging)
    for compound, day in [(cast.heleju, date(2026, 9, 5)), (cast.heping, date(2026, 8, 31)), (cast.heping, date(2026, 10, 1))]:
        Survey.create(compound=compound, day=day, satisfied=1, belonging=1)
    assert september.score is None
    assert [rows for title, _, rows in tables(september) if title == "居民打分"] == [[["评的人少于3，不写分数", None, None]]]
    Survey.create(compound=cast.heping, day=date(2026, 9, 15), satisfied=4, belonging=3)
    fresh = Summary(cast.heping, september.period)
    assert [rows for title, _, rows in tables(fresh) if title == "居民打分"] == [[["对小区满意", 4.3, 3], ["像自己的家", 3.7, 3]]]


def everything(compound):
    summary = Summary(compound, Period.parse("2026-09"))
    page = [summary.headline, summary.trend, summary.badges, summary.practices, summary.stations, summary.columns, summary.demonstration_data]
    return [*page, summary.raised, summary.rates, summary.waiting, summary.promises, summary.systems, summary.score, tables(summary)]


def queries_for(compound, caplog):
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        everything(compound)
    return sum("SELECT" in str(record.msg) for record in caplog.records)


def test_the_number_of_queries_grows_with_nothing(cast, caplog, visits, service, bodies):
    raised(cast, cast.heping)
    before = queries_for(Compound.get_by_id(cast.heping.id), caplog)
    for number in range(30):
        other = Compound.add(None, name=f"小区{number}", community=cast.inside, mode="commercial")
        door = Household.add(None, compound=other if number % 2 else cast.heping, building="20", room=str(number))
        visit(cast, door, date(2026, 9, 2), programme=Programme.add(None, name=f"机制{number}", community=cast.inside), id=uuid.uuid4())
        Station.add(None, name=f"驿站{number}", kind="service", area=cast.inside)
        Grid.add(None, name=f"网格{number}", compound=cast.heping, worker=cast.alice)
        raised(cast, other if number % 2 else cast.heping)
    assert queries_for(Compound.get_by_id(cast.heping.id), caplog) == before <= 70


def test_an_empty_compound_has_figures_too(cast):
    summary = Summary(Compound.add(None, name="新小区", community=cast.outside, mode="unmanaged"), Period.parse("2026-09"))
    assert [figure.value for figure in summary.headline] == ["0", "0", "0", "少于3", "—"]
    assert summary.trend.nothing and summary.columns["wide"][0] == "trend"


def test_the_wording_of_figures():
    assert [few(0), few(2), few(3), few(1204)] == ["少于3", "少于3", "3", "1,204"]
    assert [hours(0), hours(90), hours(100), hours(74_220)] == ["0", "1.5", "1.7", "1,237"]
    assert [share(0, 0), share(0, 9), share(1, 1000), share(999, 1000), share(5, 5)] == [None, 0, 1, 99, 100]
