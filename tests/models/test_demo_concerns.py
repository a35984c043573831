"""The concerns of the demonstration: stories that the product's own rules allow, rates worth looking at, nobody real in them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from peewee import fn

from models import clock, demo
from models.areas import Area, Compound, Level
from models.concerns import Concern
from models.database import db
from models.dispatches import STANDINGS, Dispatch
from models.reports.answers import rates
from models.rounds import Round
from models.services import Income, Service
from models.stations import Station
from models.steps import NEXT, OPEN, RESPONSES, Step, overdue
from models.surveys import Survey
from models.takers import climb
from models.users import User
from tests.cast import NOW, TODAY
from tests.conftest import Clock

pytestmark = pytest.mark.whole

NAMED = ["银海樱花语小区", "世纪城小区", "百大城市理想小区", "曙光小区", "东华小区", "东华东苑", "和乐居", "和平路28号院", "幸福邻里项目"]
MENUS = {
    "曙光社区": ["家电维修", "管道疏通"],
    "和平路社区": ["家电维修", "管道疏通", "医疗陪诊", "法律援助", "理发", "磨刀"],
    "国贸路社区": ["医疗陪诊", "法律援助", "书法绘画"],
    "永平路社区": ["家电维修", "法律援助"],
    "东华路社区": ["管道疏通", "理发"],
    "幸福邻里社区": ["居家养老上门", "送餐上门"],
}


def account(name: str) -> User:
    return User.get(User.username == name)


def stories(*where: Any) -> list[tuple[Concern, list[Step]]]:
    concerns = list(Concern.select().where(True, *where).order_by(Concern.recorded_at, Concern.id))
    steps = Step.of(concerns)
    return [(concern, steps[concern.id]) for concern in concerns]


def standing(*where: Any) -> list[Any]:
    return list(Step.standing(Concern.select()).where(True, *where))


def at_home() -> Any:
    return Concern.compound == Compound.get(Compound.name == "银海樱花语小区").id


def test_every_story_is_told_in_order_and_none_of_it_is_to_come(district: Any) -> None:
    for concern, steps in stories():
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert (steps[0].kind, steps[0].by_id, steps[0].at) == ("intake", concern.recorder_id, concern.recorded_at)
        for before, step in zip(steps, steps[1:], strict=False):
            assert step.kind in NEXT[before.kind]
            assert before.at <= step.at < NOW
        word = next((step for step in reversed(steps) if step.kind == "verdict"), Step())
        first = next((step.at for step in steps if step.kind in RESPONSES), None)
        kept = (concern.stage, concern.last_step, concern.last_at, concern.responded_at, concern.solved, concern.satisfied)
        assert kept == (steps[-1].kind, len(steps), steps[-1].at, first, word.solved, word.satisfied)
        assert clock.in_china(concern.recorded_at).date() == concern.day <= TODAY


def test_the_rules_of_the_product_allow_every_step(district: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some stories are taken back and taken again, each step by its user at its time: the same comes out."""
    every = stories()
    rare = [(concern, steps) for concern, steps in every if concern.confidential or len(steps) > 6 or steps[-1].kind == "referral"]
    told = rare[::5] + every[::12] + stories(at_home())[-12:]
    assert {step.kind for _, steps in told for step in steps} == NEXT.keys()
    with db.atomic() as here:
        for concern, steps in {concern.id: (concern, steps) for concern, steps in told}.values():
            due, climbs_at = concern.due, concern.climbs_at
            Step.delete().where(Step.concern == concern.id).execute()
            for step in steps:
                monkeypatch.setattr(clock, "now", Clock(step.at))
                again(concern, step)
            kept = Step.select().where(Step.concern == concern.id).order_by(Step.number).dicts()
            assert list(kept) == [step.__data__ for step in steps]
            monkeypatch.setattr(clock, "now", Clock(NOW))
            fresh = Concern.get_by_id(concern.id)
            fresh.check()
            assert (fresh.due, fresh.climbs_at) == (due, climbs_at)
            promise = fresh.urgency.promise(fresh.promised_at)
            assert (fresh.due, fresh.climbs_at) == (promise.due, promise.climbs_at)
        here.rollback()


def again(concern: Concern, step: Step) -> None:
    said = ("text", "contact_given", "doer", "solved", "satisfied", "way")
    if step.kind == "intake":
        Step.begin(concern, step.by)
    elif not Step.select().where(Step.id == step.id).exists():  # an unsolved verdict has reopened it already
        Step.take(concern, step.kind, step.by, step.id, to=step.to, **{name: getattr(step, name) for name in said})


def test_the_rates_are_worth_looking_at_and_not_the_same_everywhere(district: Any) -> None:
    whole, by_compound = rates(), rates(by=Concern.compound)
    assert 96 <= whole.responded.percent <= 100
    assert 86 <= whole.solved.percent <= 96
    assert 80 <= whole.satisfied.percent < whole.solved.percent
    named = [by_compound[compound.id] for compound in Compound.select().where(Compound.name.in_(NAMED))]
    assert len({rate.satisfied.percent for rate in named}) >= 5


def test_every_sort_of_thing_comes_up_and_by_every_way(district: Any) -> None:
    channels = Counter(concern.channel for concern in Concern.select())
    assert channels.keys() == {"visit", "station", "public", "meeting", "observer", "tenants", "mediation", "telephone"}
    where = {"observer": {"世纪城小区"}, "tenants": {"幸福邻里项目"}, "mediation": {"东华小区", "和乐居"}, "meeting": {"百大城市理想小区"}}
    for channel, names in where.items():
        assert {concern.compound.name for concern in Concern.select().where(Concern.channel == channel)} == names
    for concern in Concern.select().where(Concern.channel == "visit", Concern.visit.is_null(False)):
        assert (concern.visit.household_id, concern.visit.worker_id, concern.visit.day) == (concern.household_id, concern.recorder_id, concern.day)
    assert {concern.urgency.name for concern in Concern.select()} == {"小事", "急事", "难事"}
    assert Concern.select().where(Concern.channel == "public", Concern.recorder.is_null(False)).count() == 0


def test_a_mediation_is_nobody_elses_business(district: Any) -> None:
    told = stories(Concern.channel == "mediation")
    assert {(concern.household_id, concern.gist, concern.place) for concern, _ in told} == {(None, "", None)}
    assert {step.by.role for _, steps in told for step in steps if step.by} == {"community"}
    assert any(steps[-1].kind == "verdict" for _, steps in told)


def test_the_inbox_of_the_company_has_something_in_every_state(district: Any) -> None:
    sent = Dispatch.of(Step.sent_to(account("wuye")))
    standings = Counter(dispatch.standing for dispatch in sent)
    assert all(standings[name] for name in STANDINGS if name != "gone"), standings  # no company loses its contract here
    assert 2 <= sum(dispatch.is_overdue for dispatch in sent) <= 6
    assert any(dispatch.contact for dispatch in sent if dispatch.is_open)


def test_the_department_has_work_and_other_receivers_have_answered_for_themselves(district: Any) -> None:
    sent = [step.concern_id for step in Step.sent_to(account("bumen"))]
    states = Counter(row.last.kind for row in standing(Concern.id.in_(sent)))
    assert all(states[kind] for kind in ("dispatch", "acceptance", "verdict")), states
    for _, steps in stories():
        sent_to = None
        for step in steps:
            if step.kind in ("acceptance", "return"):
                assert step.by.organization_id == sent_to.id or step.by.area_id == sent_to.area_id
            sent_to = step.to or sent_to


def test_what_is_overdue_has_climbed_in_every_street(district: Any) -> None:
    waiting, now = standing(Step.kind.in_(OPEN)), clock.now()
    for street in User.select().where(User.role == "street"):
        assert any(row.compound.community.parent_id == street.area_id and overdue(True, climb(row, street), now) for row in waiting), street.area
    of_the_district = [row for row in waiting if overdue(True, climb(row, account("qu")), now)]
    assert 5 <= len(of_the_district) < len([row for row in waiting if overdue(True, row.due, now)])
    assert Step.select().join(User, on=Step.by).where(Step.kind == "dispatch", User.role == "street").count() > 0


def test_the_worker_has_somebody_to_ask_and_something_new(district: Any) -> None:
    questions = Counter(question.kind for door in Round.of(account("wangge")).doors for question in door.questions)
    assert questions["verdict"] >= 2
    assert questions["confirmation"] == 2
    new = [row for row in standing(at_home(), Concern.day == TODAY)]
    assert [row.last.kind for row in new] == ["intake"] * 3


def test_some_were_unsolved_and_some_stand_reopened(district: Any) -> None:
    told = [[step.kind for step in steps] for _, steps in stories()]
    reopened = [kinds for kinds in told if "reopening" in kinds]
    assert 0.05 < len(reopened) / len(told) < 0.25
    assert any(kinds[-1] == "verdict" for kinds in reopened)
    assert any(row.last.kind == "reopening" for row in standing(at_home()))
    assert any(kinds[-1] == "referral" for kinds in told)


@pytest.mark.parametrize("community", MENUS)
def test_the_communities_with_services_on_order_have_a_menu(district: Any, community: str) -> None:
    area = Area.get(Area.name == community)
    assert set(MENUS[community]) <= {service.name for service in Service.select().where(Service.community == area)}
    orders = stories(Concern.community == area.id, Concern.service.is_null(False))
    assert orders
    for concern, steps in orders:
        assert concern.category.name == "服务点单"
        assert all(step.doer for step in steps if step.kind == "handling")
    assert any(step.satisfied for _, steps in orders for step in steps)


def test_stations_earn_by_paid_services_alone(district: Any) -> None:
    assert {station.name for station in Station.select().where(Station.id.in_(Income.select(Income.station)))} >= {"一站式服务点", "红色物业党群活动服务驿站"}
    for income in Income.select():
        assert (0 < income.fen < 50_000) and income.day < TODAY
        assert income.service is None or not income.service.price.startswith("免费")


def test_residents_have_answered_the_two_questions(district: Any) -> None:
    means = Survey.select(Compound.name, fn.AVG(Survey.satisfied), fn.AVG(Survey.belonging)).join(Compound).group_by(Compound.name)
    marks = {name: (float(satisfied), float(belonging)) for name, satisfied, belonging in means.tuples()}
    assert marks.keys() == set(NAMED)
    assert all(3 < mark < 5 for pair in marks.values() for mark in pair)


def test_nobody_in_it_is_real_and_nothing_sent_out_says_who_it_was(district: Any) -> None:
    numbers = {concern.telephone for concern in Concern.select().where(Concern.telephone.is_null(False))}
    assert numbers
    assert {number[:3] for number in numbers} == {"100"}
    for concern, steps in stories():
        words = [concern.gist, concern.text, concern.place or "", *(step.text for step in steps)]
        assert not re.search(r"1\d{10}", "".join(words))
        assert not concern.contact or all(concern.contact not in text for text in words)
        door = str(concern.household.door) if concern.household else None
        assert door is None or all(door not in text for text in words)


def test_a_resident_at_the_door_is_always_asked(district: Any) -> None:
    """An answered one at a door would stand in 今日 for ever."""
    asked = [row.last.at for row in standing(Step.kind == "answer", Concern.household.is_null(False))]
    assert asked and min(asked) > NOW - timedelta(days=14)


@pytest.mark.once
def test_built_in_the_first_minutes_of_a_day_nothing_is_to_come(database: str, clock: Clock) -> None:
    clock.set(date(2027, 2, 28))
    clock.moment = clock.moment.replace(hour=16, minute=2) - timedelta(days=1)  # 0:02 in China
    demo.build(small=True)
    assert Step.select().where(Step.at > clock.moment).count() == 0
    assert Concern.select().where(Concern.recorded_at > clock.moment).count() == 0


def test_the_small_variant_is_small(district: Any) -> None:
    assert 600 <= Concern.select().count() <= 1200
    assert {concern.compound.name for concern in Concern.select(Concern.compound).distinct()} >= set(NAMED)
    assert Area.select().where(Area.level == Level.STREET, Area.id.in_(Area.select(Area.parent).join(Concern, on=Concern.community == Area.id))).count() == 10
