"""What rosters, stations, the charity shop, canteens, projects and the four integrations say on a compound's page, worked out by hand."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from models.activities import Activity, ActivityKind
from models.bookings import Booking
from models.goods import Good
from models.periods import Period
from models.points import Transfer
from models.programmes import Programme
from models.projects import Expense, Project
from models.reports.summary import Summary
from models.rosters import Place, Pledge
from models.stations import Station
from models.urgencies import Category
from models.visits import Visit
from models.volunteers import Membership, Team
from tests.cast import TODAY
from tests.models.test_meetings import meeting
from tests.views.concerns import raised

SEPTEMBER = date(2026, 9, 20)


@pytest.fixture
def told(cast):
    """told(number, month): what the page of 和平小区 says of a system."""

    def tell(number, month="2026-10"):
        return next(line.words for line in Summary(cast.heping, Period.parse(month)).all_systems if line.system.number == number)

    return tell


def test_nothing_is_said_of_what_is_not_there(told):
    assert [told(number) for number in (18, 19, 20, 21, 26, 29, 30, 33, 45, 49)] == [""] * 10


def test_sessions_people_and_uses(cast, told):
    square = Station.add(None, name="红旗广场", kind="service", area=cast.inside, compound=cast.heping)
    room = Station.add(None, name="党员活动室", kind="room", area=cast.inside, compound=cast.heping, within=square)
    at = {"starts": time(9), "ends": time(10)}
    Booking.enter(cast.carol, station=square, what="义诊", headcount=12, **at)
    Booking.enter(cast.carol, station=square, what="书法", day=TODAY - timedelta(days=1), **at)
    Booking.enter(cast.carol, station=square, what="绘画", day=TODAY + timedelta(days=1), **at)
    Booking.enter(cast.carol, station=square, what="法律援助", **at)[0].strike(cast.carol, "律师没来")
    Booking.enter(cast.carol, station=room, what="党课", day=TODAY - timedelta(days=3), **at)
    Booking.enter(cast.carol, station=room, what="党课", day=SEPTEMBER, **at)
    assert (told(18), told(49)) == ("2 场 · 12 人次", "活动室用了 1 次")
    assert (told(18, "2026-09"), told(49, "2026-09")) == ("", "活动室用了 1 次")


def test_places_by_name_where_they_may_be_told_and_vacancies(cast, told):
    team = Team.add(None, name="三员", kind="staff3", community=cast.inside, compound=cast.heping)
    places = [("东院", cast.east, "社区党员", "张三", True), ("东院", cast.east, "物业党员", "李四", False), ("西院", cast.west, "工作人员", "王五", True)]
    for _, grid, slot, person, public in places:
        place = Place.add(cast.carol, team=team, grid=grid, slot=slot, person=person, public=public, since=SEPTEMBER)
        Pledge.add(cast.carol, place=place, text="每周巡院", day=SEPTEMBER, state="kept" if public else "open", judged=TODAY if public else None)
    assert told(20) == "空缺 3：东院工作人员、西院社区党员、西院物业党员；东院 张三；西院 王五；另有 1 人在岗" and told(26) == ""
    assert (told(21), told(21, "2026-09"), told(20, "2026-08")) == ("兑现 2 / 3 条", "兑现 0 / 3 条", "")


def test_pioneers(cast, told):
    team = Team.add(None, name="先锋小组", kind="pioneer", community=cast.inside, compound=cast.heping)
    for person in (cast.member_0, cast.member_1):
        Membership.add(None, team=team, volunteer=person, since=SEPTEMBER)
    assert told(33) == "1 支 · 2 人"


def test_meals_and_redemptions(cast, told):
    kind = ActivityKind.add(None, name="3块3伙食团", code="meals")
    for count, day in ((30, TODAY), (25, TODAY - timedelta(days=2)), (9, SEPTEMBER)):
        Activity.enter(cast.carol, name="午饭", kind=kind, compound=cast.heping, meals=count, price=330, headcount=40, day=day)
    shop = Station.add(None, name="爱心超市", kind="shop", area=cast.inside, compound=cast.heping)
    soap = Good.add(cast.carol, station=shop, name="肥皂", points=5)
    soap.restock(cast.carol, 9)
    Transfer.issue(cast.carol, [cast.member_0.id], 50, id=uuid4())
    Transfer.redeem(cast.carol, cast.member_0, soap, 2, id=uuid4())
    Transfer.redeem(cast.carol, cast.member_0, soap, 1, id=uuid4())
    assert (told(30), told(30, "2026-09"), told(29), told(29, "2026-09")) == ("55 份", "9 份", "兑换 2 次 · 15 分", "")


def test_works(cast, told):
    invested = Project.begin(cast.carol, name="软硬件改造", kind="investment", compound=cast.heping, budget=8_000_000_00)
    Expense.enter(cast.carol, project=invested, fen=3_125_000_00)
    for n, done in enumerate((TODAY, None)):
        works = Project.begin(cast.carol, [("铺装", TODAY)], name=f"微改造{n}", kind="micro", compound=cast.heping, budget=5_000_00)
        works.stages[0].amend(cast.carol, done=done)
    assert (told(19), told(45)) == ("花了 312.5 万元，预算 800 万元", "完工 1 / 2 个")
    assert told(45, "2026-09") == "完工 0 / 2 个" and told(13) == "项目花了 312.5 万元"


def test_a_price_needs_meals_and_of_children_no_note_leaves(cast):
    from models.records import Invalid

    kind = ActivityKind.add(None, name="小太阳关爱堂", code="children", minors=True)
    with pytest.raises(Invalid, match="供了多少份"):
        Activity.enter(cast.carol, name="午饭", kind=kind, compound=cast.heping, price=330)
    held, _ = Activity.enter(cast.carol, name="放学后", kind=kind, compound=cast.heping, note="小明妈妈来接")
    assert held.told == "" and held.note


def test_each_of_the_four_counts_the_entries_of_every_ledger(cast, told):
    culture, affairs, grid = (
        Programme.add(None, name=name, community=cast.inside, integration=integration)
        for name, integration in (("文娱队", "culture"), ("议事厅", "affairs"), ("微网格", "grid"))
    )
    Visit.enter(cast.alice, household=cast.home, programme=grid, way="in_person")
    Visit.enter(cast.alice, household=cast.home, programme=grid, way="in_person", outcome="absent")
    held, planned = meeting(cast, programme=affairs), meeting(cast, programme=affairs, day=TODAY + timedelta(days=9))
    kind = ActivityKind.add(None, name="晚会")
    Activity.enter(cast.carol, name="晚会", kind=kind, headcount=9, compound=cast.heping, community=cast.inside, programme=culture)
    Category.update(integration="residents").where(Category.name == "电梯").execute()
    raised(cast.carol, household=cast.home), raised(cast.carol, household=cast.home, channel="mediation")
    assert held.day < planned.day and told(12) == "管理 1 · 服务 1 · 事务 1 · 文化 1"
