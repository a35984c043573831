"""Figures of the places below a place, worked out by hand."""

from datetime import date

import pytest

from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.concerns import Concern
from models.hours import Sheet
from models.periods import Period
from models.reports.answers import rates
from models.reports.rollup import Rollup
from models.reports.summary import Summary
from models.steps import Step
from models.urgencies import Category
from models.visits import Visit
from models.volunteers import Membership, Team


@pytest.fixture
def month(cast):
    """Two visits made and one absence inside, one visit outside; two hours for two members; one activity."""
    for door in cast.doors[:2]:
        Visit.enter(cast.alice, household=door, day=date(2026, 10, 2))
    Visit.enter(cast.alice, household=cast.doors[2], day=date(2026, 10, 3), outcome="absent")
    Visit.enter(cast.alice, household=cast.doors[3], day=date(2026, 9, 30))
    Visit.enter(cast.oscar, household=cast.outside_home, day=date(2026, 10, 4))
    Sheet.log(cast.bob, {cast.member_0.id: 120, cast.member_1.id: 120}, team=cast.team, purpose="清扫", day=date(2026, 10, 5))
    kind = ActivityKind.add(None, name="义诊")
    Activity.enter(cast.carol, name="义诊", kind=kind, compound=cast.heleju, day=date(2026, 10, 6))


def figures(rollup):
    """Name -> (compounds, visits, minutes, activities)."""
    return {str(line.place): (line.compounds, line.visits, line.minutes, line.activities) for line in rollup.lines}


def test_a_community_by_compound(cast, month):
    assert figures(Rollup(cast.inside, Period.parse("2026-10"))) == {"和平小区": (1, 2, 240, 0), "和乐居": (1, 0, 0, 1)}


def test_a_street_by_community_and_a_district_by_street(cast, month):
    street, district = Rollup(cast.taihe, Period.parse("2026-10")), Rollup(cast.guandu, Period.parse("2026-10"))
    assert figures(street) == {"和平路社区": (2, 2, 240, 1), "曙光社区": (1, 1, 0, 0)}
    assert figures(district) == {"太和街道": (3, 3, 240, 1)}
    assert (street.total.visits, district.total.minutes) == (3, 240)


def test_what_belongs_to_no_compound_is_in_the_totals_of_every_level(cast, month):
    everybody = Team.add(None, name="社区志愿队", community=cast.inside)
    Membership.add(None, team=everybody, volunteer=cast.member_2, since=date(2026, 9, 1))
    Sheet.log(cast.carol, {cast.member_2.id: 30}, team=everybody, purpose="开会", day=date(2026, 10, 5))
    Activity.enter(cast.carol, name="义诊", kind=ActivityKind.get(), community=cast.inside, day=date(2026, 10, 6))
    october = Period.parse("2026-10")
    community, street = Rollup(cast.inside, october), Rollup(cast.taihe, october)
    assert figures(community) == {"和平小区": (1, 2, 240, 0), "和乐居": (1, 0, 0, 1), "不属于某个小区": (0, 0, 30, 1)}
    assert figures(street)["和平路社区"] == (community.total.compounds, community.total.visits, community.total.minutes, community.total.activities)


def test_the_period_narrows(cast, month):
    assert figures(Rollup(cast.inside, Period.parse("2026-09")))["和平小区"] == (1, 1, 0, 0)
    assert figures(Rollup(cast.inside, Period.parse("2026")))["和平小区"] == (1, 3, 240, 0)


def test_queries_do_not_grow_with_places(cast, month, count_queries):
    few = count_queries(lambda: Rollup(cast.guandu, Period.parse("2026-10")).lines)
    assert count_queries(lambda: Rollup(cast.taihe, Period.parse("2026-10")).lines) == few


@pytest.fixture
def answers(cast, clock):
    """In 和平小区 one solved, one not and taken up again, one long overdue; one open in 和乐居, one solved in 曙光小区; a mediation; one of September."""
    kind = Category.get(Category.name == "设施维修")

    def raised(by, compound, day=5, **values):
        place = {"compound": compound, "day": values.pop("date", date(2026, 10, day))}
        return Concern.enter(by, category=kind, urgency=kind.urgency, text="滑梯松了", **place, **values)[0]

    def answered(concern, by, solved):
        Step.take(concern, "handling", by, text="去修了")
        Step.take(concern, "answer", by, text="修好了")
        Step.take(concern, "verdict", by, solved=solved, satisfied=solved)

    answered(raised(cast.carol, cast.heping), cast.carol, True)
    answered(raised(cast.carol, cast.heping), cast.carol, False)
    raised(cast.carol, cast.heping, date=date(2026, 9, 1))
    raised(cast.carol, cast.heleju, day=14)
    answered(raised(cast.charlie, cast.shuguang, day=14), cast.charlie, True)
    answered(raised(cast.carol, cast.heleju, channel="mediation"), cast.carol, True)


def answered_in(rollup):
    """Name -> (open, overdue, responded, solved, satisfied), the rates as part of whole."""
    rates = {str(line.place): [(rate.part, rate.whole) for _, rate in line.rates.three] for line in [*rollup.lines, rollup.total]}
    return {str(line.place): (line.waiting.open, line.waiting.overdue, *rates[str(line.place)]) for line in [*rollup.lines, rollup.total]}


def test_what_is_open_now_and_the_three_rates_of_the_period(cast, answers):
    """All were recorded on the 14th and two handled the same day; the time to respond to the others is not over."""
    assert answered_in(Rollup(cast.inside, Period.parse("2026-10"))) == {
        "和平小区": (2, 1, (2, 2), (1, 2), (1, 2)),
        "和乐居": (1, 0, (0, 0), (0, 0), (0, 0)),
        "和平路社区": (3, 1, (2, 2), (1, 2), (1, 2)),
    }


def test_every_tier_adds_up_what_is_below_it(cast, answers):
    october = Period.parse("2026-10")
    street, district = answered_in(Rollup(cast.taihe, october)), answered_in(Rollup(cast.guandu, october))
    assert street["和平路社区"] == answered_in(Rollup(cast.inside, october))["和平路社区"]
    assert street["曙光社区"] == (0, 0, (1, 1), (1, 1), (1, 1))
    assert street["太和街道"] == district["太和街道"] == district["官渡区"] == (3, 1, (3, 3), (2, 3), (2, 3))
    assert Rollup(cast.guandu, october).total.rates == rates(Concern.day.between(october.start, october.end))


def test_the_rates_are_the_period_s_and_what_is_open_is_of_now_up_to_its_end(cast, answers):
    """The one taken up again is of October."""
    september = Period.parse("2026-09")
    assert answered_in(Rollup(cast.inside, september))["和平小区"] == (1, 1, (0, 0), (0, 0), (0, 0))
    for line in Rollup(cast.inside, september).lines:
        page = Summary(line.place, september)
        assert (line.waiting, line.rates) == (page.waiting, page.rates)


def test_queries_do_not_grow_with_compounds_and_concerns(cast, answers, count_queries):
    october, counted = Period.parse("2026-10"), {}
    for area in (cast.guandu, cast.inside):
        counted[area.name] = count_queries(lambda area=area: Rollup(area, october).total)
    for number in range(30):
        compound = Compound.add(None, name=f"小区{number}", community=cast.inside, mode="commercial")
        kind = Category.get(Category.name == "电梯")
        Concern.enter(cast.carol, compound=compound, category=kind, urgency=kind.urgency, text="电梯停了")
    for area in (cast.guandu, cast.inside):
        assert count_queries(lambda area=area: Rollup(area, october).total) == counted[area.name] <= 9
