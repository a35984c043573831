"""Concerns: how they are taken in, who sees them, what they promise."""

from __future__ import annotations

from datetime import timedelta

from models.concerns import Concern
from models.organizations import Organization
from models.steps import Step, choices
from models.urgencies import Category, Urgency


def raised(by, **values):
    category = values.pop("category", None) or Category.get(Category.name == "电梯")
    return Concern.enter(by, category=category, urgency=values.pop("urgency", category.urgency), text="三号电梯一直响", **values)[0]


def test_the_life_of_a_concern(cast, clock):
    concern = raised(None, compound=cast.heping, channel="public")
    assert choices(concern, cast.carol) == ["confirmation", "dispatch", "handling", "referral"]
    Step.take(concern, "confirmation", cast.alice)
    Step.take(concern, "dispatch", cast.carol, to=cast.company, text="查三号电梯")
    Step.take(concern, "return", cast.paula, text="保修期内，归厂家")
    department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    Step.take(concern, "dispatch", cast.carol, to=department, text="请厂家来修")
    Step.take(concern, "handling", cast.carol, text="换了导靴")
    Step.take(concern, "answer", cast.carol, text="昨天修好了")
    due = concern.due
    clock.forward(days=1)
    Step.take(concern, "verdict", None, solved=False, satisfied=False, way="public")
    assert concern.due > due
    assert [step.kind for step in Step.of([concern])[concern.id]][-2:] == ["verdict", "reopening"]
    Step.take(concern, "handling", cast.carol, text="又来修")
    Step.take(concern, "answer", cast.carol, text="真修好了")
    Step.take(concern, "verdict", cast.alice, solved=True, satisfied=True, way="visit")
    assert [row.last.kind for row in Step.standing(Concern.visible_to(cast.carol))] == ["verdict"]


def test_an_urgent_one_is_due_in_a_day(cast):
    urgency = Urgency.get(Urgency.name == "急事")
    concern = raised(cast.alice, household=cast.home, urgency=urgency)
    assert concern.due - concern.recorded_at == timedelta(hours=24)
    assert concern.compound == cast.heping
