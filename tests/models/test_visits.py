"""A visit and the concern raised at it: both or neither, once whatever the retries."""

from datetime import date
from uuid import uuid4, uuid5

import pytest

from models.concerns import Concern
from models.questions import concerns_of, questions_by_door, to_ask
from models.records import Invalid
from models.steps import Step
from models.urgencies import Category, Urgency
from models.visits import Visit
from tests.cast import TODAY


def category(name):
    return Category.get(Category.name == name)


def told(**changes):
    return {"category": category("楼道照明").id, "text": "三楼灯不亮", **changes}


def test_the_concern_is_saved_with_the_visit(cast):
    key, day = uuid4(), date(2026, 10, 12)
    visit, new = Visit.hold(cast.alice, told(gist="三楼楼道灯"), id=key, household=cast.home, day=day)
    concern = Concern.get()
    assert new and (concern.id, concern.visit, concern.household, concern.recorder) == (uuid5(key, "concern"), visit, cast.home, cast.alice)
    assert (concern.channel, concern.day, concern.told, concern.compound_id) == ("visit", day, "三楼楼道灯", cast.heping.id)
    assert (concern.urgency.name, concern.contact, concern.telephone, concern.consent) == ("小事", None, None, False)
    assert [step.kind for step in concern.steps] == ["intake"]


def test_urgency_and_consent_as_said(cast):
    urgent = Urgency.get(Urgency.name == "急事").id
    Visit.hold(cast.alice, told(urgency=urgent, consent=True), household=cast.home)
    concern = Concern.get()
    assert (concern.urgency.name, concern.contact, concern.telephone, concern.consent) == ("急事", "张建国", "13888892501", True)


def test_a_household_without_a_telephone_may_give_one(cast):
    Visit.hold(cast.alice, told(consent=True, telephone="13800002222"), household=cast.door_4)
    assert Concern.get().telephone == "13800002222" and cast.door_4.telephone is None


def test_without_a_concern_it_is_just_a_visit(cast):
    Visit.hold(cast.alice, household=cast.home)
    assert Visit.select().count() == 1 and not Concern.select().exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": None}, "category"),
        ({"category": "信访"}, "category"),
        ({"text": " "}, "text"),
        ({"text": "长" * 4001}, "text"),
        ({"gist": "长" * 41}, "gist"),
        ({"telephone": "13800002222"}, "consent"),
        ({"consent": True, "telephone": ""}, "telephone"),
    ],
)
def test_what_is_wrong_with_the_concern_keeps_the_visit_out_as_well(cast, changes, field):
    if isinstance(changes.get("category"), str):
        changes = {"category": category(changes["category"]).id}
    with pytest.raises(Invalid) as refused:
        Visit.hold(cast.alice, told(**changes), household=cast.door_4)
    assert list(refused.value.errors) == [field]
    assert not Visit.select().exists() and not Concern.select().exists() and not Step.select().exists()


def test_what_is_wrong_with_the_visit_keeps_the_concern_out_as_well(cast):
    with pytest.raises(Invalid, match="以后的日子"):
        Visit.hold(cast.alice, told(), household=cast.home, day=date(2026, 10, 15))
    assert not Concern.select().exists()


def test_a_retry_makes_one_of_each(cast):
    key = uuid4()
    assert [Visit.hold(cast.alice, told(), id=key, household=cast.home)[1] for _ in range(3)] == [True, False, False]
    assert (Visit.select().count(), Concern.select().count(), Step.select().count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("first", "again"),
    [({}, {"text": "别的事"}), ({}, {"consent": True}), ({}, None), (None, {})],
    ids=["other words", "other consent", "none any more", "none before"],
)
def test_the_same_key_with_another_concern_is_refused(cast, first, again):
    first, again = (changes if changes is None else told(**changes) for changes in (first, again))
    key = uuid4()
    Visit.hold(cast.alice, first, id=key, household=cast.home)
    with pytest.raises(Invalid, match="已经存过了"):
        Visit.hold(cast.alice, again, id=key, household=cast.home)
    assert [concern.text for concern in Concern.select()] == (["三楼灯不亮"] if first else [])


def test_a_retry_after_a_correction_is_still_a_retry(cast):
    key = uuid4()
    Visit.hold(cast.alice, told(), id=key, household=cast.home)
    Concern.get().amend(cast.carol, "说清楚些", text="三单元三楼灯不亮")
    assert not Visit.hold(cast.alice, told(), id=key, household=cast.home)[1]
    assert Concern.get().text == "三单元三楼灯不亮"


def test_a_retry_is_compared_in_what_was_sent_and_not_in_what_followed_from_other_tables(cast):
    sent, key = told(consent=True), uuid4()
    Visit.hold(cast.alice, sent, id=key, household=cast.home)
    kept = Concern.get()
    cast.home.amend(cast.carol, contact="张小国", telephone=None)
    kept.category.amend(None, urgency=next(row for row in Urgency.to_choose() if row != kept.urgency))
    kept.amend(cast.carol, household=None, day=date(2026, 10, 13))
    assert not Visit.hold(cast.alice, sent, id=key, household=cast.home)[1]
    for other in ({"urgency": Urgency.get(Urgency.name == "难事")}, {"telephone": "13800009999"}, {"text": "别的事"}):
        with pytest.raises(Invalid, match="已经存过了"):
            Visit.hold(cast.alice, sent | other, id=key, household=cast.home)
    kept.amend(cast.carol, "不同意了", consent=False, telephone=None)
    assert not Visit.hold(cast.alice, sent, id=key, household=cast.home)[1]
    assert (Concern.select().count(), Concern.get().contact) == (1, "张建国")


def test_only_answered_ones_and_unconfirmed_public_ones_are_asked_about(cast):
    for channel, *kinds in (
        ["visit"],
        ["visit", "handling"],
        ["visit", "handling", "answer"],
        ["mediation", "handling", "answer"],
        ["public"],
        ["public", "confirmation"],
    ):
        known = category("楼道照明")
        concern, _ = Concern.enter(cast.alice, household=cast.home, channel=channel, category=known, urgency=known.urgency, text="事")
        for kind in kinds:
            Step.take(concern, kind, cast.alice, text="办")
    homes = type(cast.home).visible_to(cast.alice)
    assert [(concern.channel, concern.last.kind) for concern in to_ask(homes)] == [("visit", "answer"), ("public", "intake")]
    assert {home: sorted(q.kind for q in found) for home, found in questions_by_door(homes, TODAY).items()} == {cast.home.id: ["confirmation", "verdict"]}
    assert to_ask(type(cast.home).visible_to(cast.oscar)) == []
    assert len(concerns_of(cast.alice, Concern.household == cast.home.id)) == 5  # a mediation is in no list


def test_the_number_of_queries_does_not_grow_with_the_concerns(cast, count_queries):
    alice, home = cast.alice, cast.home

    def listed():
        return [(concern.told, concern.last.state) for concern in concerns_of(alice, Concern.household == home.id)]

    Visit.hold(cast.alice, told(), household=cast.home)
    listed()  # what is asked once of a user is known from here on
    count = count_queries(listed)
    for _ in range(9):
        Visit.hold(cast.alice, told(), household=cast.home)
    assert count_queries(listed) == count and len(listed()) == 10
