"""Figures of the places below a place, worked out by hand."""

from datetime import date

import pytest

from models.activities import Activity, ActivityKind
from models.hours import Sheet
from models.periods import Period
from models.reports.rollup import Rollup
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
