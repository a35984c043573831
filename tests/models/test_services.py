"""Services on order, what stations earn, surveys, and how often somebody has tried."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.attempts import Attempt, Limit, TooMany, prune
from models.records import Invalid
from models.services import Income, Service, usual_urgency
from models.stations import Station
from models.surveys import Survey, score
from models.urgencies import Category, Urgency
from tests.cast import TODAY


@pytest.fixture
def canteen(cast):
    return Station.add(None, name="爱心食堂", kind="canteen", area=cast.inside, compound=cast.heping)


def test_the_menu_is_the_communitys_in_order_and_in_use(cast, canteen):
    for position, name in ((2, "家电维修"), (1, "管道疏通")):
        Service.add(cast.carol, name=name, community=cast.inside, station=canteen, position=position)
    Service.add(cast.carol, name="理发", community=cast.inside, active=False)
    Service.add(cast.charlie, name="法律援助", community=cast.outside)
    assert [str(service) for service in Service.menu(cast.heping)] == ["管道疏通", "家电维修"]
    assert not Service.visible_to(cast.carol).where(Service.name == "法律援助").exists()


def test_a_service_may_be_more_urgent_than_orders_usually_are(cast):
    orders, pressing = Category.get(Category.name == "服务点单"), Urgency.get(Urgency.name == "急事")
    drains = Service.add(cast.carol, name="管道疏通", community=cast.inside, urgency=pressing)
    haircut = Service.add(cast.carol, name="理发", community=cast.inside)
    assert [usual_urgency(orders, service).name for service in (None, haircut, drains)] == ["小事", "小事", "急事"]


def test_a_service_stays_in_its_community(cast, canteen):
    with pytest.raises(Invalid, match="请选本社区"):
        Service.add(cast.charlie, name="家电维修", community=cast.inside)
    with pytest.raises(Invalid, match="不在所选的社区"):
        Service.add(None, name="家电维修", community=cast.outside, station=canteen)
    with pytest.raises(Invalid, match="选到社区"):
        Service.add(None, name="家电维修", community=cast.taihe)


def test_income_is_the_stations_and_exact(cast, canteen):
    kept, new = Income.enter(cast.carol, station=canteen, fen=350, what="3块3伙食团")
    assert new and (kept.community, kept.compound, kept.yuan) == (cast.inside, cast.heping, "3.50")
    assert Income.enter(cast.carol, id=kept.id, station=canteen, fen=350, what="3块3伙食团") == (kept, False)
    Income.enter(cast.carol, station=canteen, fen=100)[0].strike(cast.carol, "记错了")
    assert Income.total(Income.visible_to(cast.dora)) == (350, 1)
    assert not Income.visible_to(cast.alice).exists() and not Income.visible_to(cast.charlie).exists()


def test_income_that_cannot_be(cast, canteen):
    foreign = Service.add(None, name="法律援助", community=cast.outside)
    centre = Station.add(None, name="行业中心", kind="industry_centre", area=cast.guandu)
    for values, field in (
        ({"fen": 0}, "fen"),
        ({"fen": 10**9}, "fen"),
        ({"service": foreign}, "service"),
        ({"station": centre}, "station"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
    ):
        with pytest.raises(Invalid) as error:
            Income.enter(cast.carol, **{"station": canteen, "fen": 100, **values})
        assert list(error.value.errors) == [field]


def test_urgencies_and_kinds_stand_in_order_and_what_goes_elsewhere_last(database):
    assert [str(urgency) for urgency in Urgency.to_choose()] == ["小事", "急事", "难事"]
    kinds = Category.to_choose()
    assert [bool(kind.elsewhere) for kind in kinds] == [False] * 16 + [True] * 3
    lift = kinds[1]
    lift.amend(None, active=False)
    assert lift not in Category.to_choose() and lift in Category.to_choose(lift)


def test_marks_are_from_one_to_five(cast):
    Survey.answer(cast.heping, 5, 4)
    Survey.answer(cast.heping, 4, 4)
    Survey.answer(cast.heleju, 1, 1)
    for wrong in ((None, 3), (0, 3), (3, 6)):
        with pytest.raises(Invalid, match="请选一个"):
            Survey.answer(cast.heping, *wrong)
    found = score(cast.heping, TODAY, TODAY)
    assert (found.count, found.satisfied, found.belonging) == (2, 4.5, 4.0)
    assert score(cast.heping, TODAY + timedelta(days=1), TODAY + timedelta(days=2)).count == 0


def test_so_many_tries_in_so_long(database, clock):
    limit = Limit(2, timedelta(hours=1))
    for _ in range(2):
        assert not limit.reached("form:1")
        limit.count("form:1")
    assert limit.reached("form:1") and not limit.reached("form:2")
    clock.forward(minutes=61)
    assert not limit.reached("form:1")
    clock.forward(days=1)
    prune()
    assert not Attempt.select().exists()


def test_what_is_refused_is_no_try(database):
    limits = (Limit(2, timedelta(hours=1)), Limit(3, timedelta(days=1)))
    first = Attempt.spend("form:1", *limits)
    Attempt.spend("form:1", *limits)
    with pytest.raises(TooMany):
        Attempt.spend("form:1", *limits)
    first.give_back()
    assert Attempt.spend("form:1", *limits)
