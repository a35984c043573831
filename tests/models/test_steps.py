"""The steps of a concern: who may take which, what each must say, and two at the same moment."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest

from models import steps
from models.concerns import Concern
from models.database import db
from models.ledgers import DIFFERENT
from models.organizations import Contract, Organization
from models.records import Invalid
from models.steps import KINDS, NEXT, OPEN, STATES, Step
from models.takers import choices
from models.users import User
from tests.cast import TODAY
from tests.models.test_concerns import raised

ROAD = {  # to each state, by whom: what the community does is not told
    "intake": [],
    "confirmation": ["confirmation"],
    "dispatch": ["dispatch"],
    "acceptance": ["dispatch", "acceptance"],
    "return": ["dispatch", "return"],
    "handling": ["handling"],
    "answer": ["handling", "answer"],
    "verdict": ["handling", "answer", "verdict"],
    "reopening": ["handling", "answer", "reopening"],
    "referral": ["referral"],
}


@pytest.fixture
def concern(cast):
    return raised(cast.carol, household=cast.home)


def step(cast, concern, kind, by=None, **values):
    """Take a step with what it needs."""
    what = {"dispatch": {"to": cast.company}, "verdict": {"solved": True, "satisfied": True}}.get(kind, {})
    return Step.take(concern, kind, by or cast.carol, **{"text": "去看", **what, **values})


def walk(cast, concern, state):
    for kind in ROAD[state]:
        step(cast, concern, kind)
    return concern


def refused(*args, **values):
    with pytest.raises(Invalid) as error:
        Step.take(*args, **values)
    return error.value.errors


def test_the_life_of_a_concern(cast, clock):
    concern = raised(None, compound=cast.heping, channel="public")
    assert choices(concern, cast.carol) == ["confirmation", "dispatch", "handling", "referral"]
    Step.take(concern, "confirmation", cast.alice)
    Step.take(concern, "dispatch", cast.carol, to=cast.company, text="查三号电梯")
    Step.take(concern, "return", cast.paula, text="保修期内，归厂家")
    department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    Step.take(concern, "dispatch", cast.carol, to=department, text="请厂家来修")
    Step.take(concern, "handling", cast.carol, text="换了导靴", doer="厂家李师傅")
    Step.take(concern, "answer", cast.carol, text="昨天修好了")
    first, responded = concern.due, concern.respond_by
    clock.forward(days=1)
    Step.take(concern, "verdict", None, solved=False, satisfied=False, way="public")
    kept = Concern.get_by_id(concern.id)
    assert concern.due == kept.due == clock() + timedelta(hours=24) > first
    assert (kept.climbs_at, kept.respond_by) == (clock() + timedelta(hours=48), responded)
    assert [step.kind for step in Step.of([concern])[concern.id]][-2:] == ["verdict", "reopening"]
    Step.take(concern, "handling", cast.carol, text="又来修")
    Step.take(concern, "answer", cast.carol, text="真修好了")
    Step.take(concern, "verdict", cast.alice, solved=True, satisfied=True, way="visit")
    assert [row.last.kind for row in Step.standing(Concern.visible_to(cast.carol))] == ["verdict"]


def test_every_kind_has_its_words(cast):
    assert set(KINDS) == set(STATES) == set(NEXT) == set(ROAD)
    assert set().union(*NEXT.values()) | {"intake"} == set(KINDS)


@pytest.mark.parametrize("state", ROAD)
def test_what_cannot_follow_is_refused_in_words(cast, concern, state):
    walk(cast, concern, state)
    last = Step.of([concern])[concern.id][-1]
    assert (last.kind, last.state, last.is_open) == (state, STATES[state], state in OPEN)
    for kind in set(KINDS) - NEXT[state]:
        assert refused(concern, kind, cast.carol, text="办") == {"kind": f"现在是“{STATES[state]}”，不能{KINDS[kind]}"}
    assert "不能" in refused(concern, "closure", cast.carol)["kind"]
    assert len(Step.of([concern])[concern.id]) == last.number


@pytest.mark.parametrize(
    ("who", "state", "may"),
    [
        ("alice", "intake", "confirmation handling"),
        ("alice", "dispatch", ""),
        ("alice", "return", "handling"),
        ("alice", "handling", "answer"),
        ("alice", "answer", "verdict reopening"),
        ("paula", "intake", ""),
        ("paula", "dispatch", "acceptance return handling"),
        ("paula", "acceptance", "return handling"),
        ("paula", "return", ""),
        ("paula", "handling", ""),
        ("sam", "dispatch", ""),
        *[(who, state, "") for who in ("bob", "dora", "adam", "oscar", "charlie") for state in ("intake", "dispatch", "answer")],
    ],
)
def test_who_may_do_what_in_time(cast, concern, who, state, may):
    assert set(choices(walk(cast, concern, state), cast.people[who])) == set(may.split())
    for kind in NEXT[state] - set(may.split()):
        assert refused(concern, kind, cast.people[who], text="办") == {"kind": f"{KINDS[kind]}这一步不归您办"}


def test_a_worker_does_nothing_at_a_door_of_another_grid(cast):
    concern = raised(cast.carol, household=cast.west_home)
    assert choices(concern, cast.alice) == []
    assert choices(raised(cast.alice, household=cast.west_home), cast.alice) == ["confirmation", "handling"]


def test_what_is_overdue_climbs(cast, clock, concern):
    step(cast, concern, "dispatch")
    clock.moment = concern.due
    assert choices(concern, cast.sam) == []
    clock.forward(minutes=1)
    assert (choices(concern, cast.sam), choices(concern, cast.dora)) == (["dispatch"], [])
    clock.moment = concern.climbs_at + timedelta(minutes=1)
    assert choices(concern, cast.dora) == ["dispatch"]
    step(cast, concern, "dispatch", cast.sam)
    step(cast, concern, "handling", cast.paula)
    step(cast, concern, "answer")
    assert choices(concern, cast.sam) == choices(concern, cast.dora) == []


def test_the_streets_own_office_can_be_sent_something(cast, concern):
    office = Organization.add(None, name="太和街道办", kind="core", area=cast.taihe)
    step(cast, concern, "dispatch", to=office)
    assert choices(concern, cast.sam) == ["acceptance", "return", "handling"]
    assert [sent.to for sent in Step.sent_to(cast.sam)] == [office]
    step(cast, concern, "dispatch")
    assert (choices(concern, cast.sam), len(choices(concern, cast.paula))) == ([], 3)


def test_only_the_last_receiver_has_it(cast, concern):
    department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    petra = User.add(None, username="petra", name="裴青", role="property", area=cast.inside, organization=department, password="-")
    step(cast, concern, "dispatch")
    step(cast, concern, "dispatch", to=department)
    assert (choices(concern, cast.paula), choices(concern, petra)) == ([], ["acceptance", "return", "handling"])
    step(cast, concern, "return", petra)
    assert choices(concern, petra) == []
    concern.strike(cast.carol, "记重了")
    assert not Step.sent_to(petra).exists() and not Step.sent_to(cast.paula).exists()


def test_who_has_lost_the_compound_takes_no_step_any_more(cast, concern):
    far = Organization.add(None, name="曙光网格办", kind="department", area=cast.outside)
    near = Organization.add(None, name="和乐居院落办", kind="department", area=cast.inside, compound=cast.heleju)
    office = Organization.add(None, name="太和街道办", kind="core", area=cast.taihe)
    step(cast, concern, "dispatch")
    assert len(choices(concern, cast.paula)) == 3 and [row.receiving for row in Step.sent_to(cast.paula)] == [True]
    Contract.update(until=TODAY - timedelta(days=1)).execute()
    assert choices(concern, cast.paula) == [] and [row.receiving for row in Step.sent_to(cast.paula)] == [False]
    with pytest.raises(Invalid, match="不归您办"):
        step(cast, concern, "handling", cast.paula)
    assert list(Organization.receivers(cast.heping)) == [office]
    assert set(Organization.receivers(cast.heleju)) == {office, near} and set(Organization.receivers(cast.shuguang)) == {office, far}
    step(cast, concern, "dispatch", to=office)
    assert len(choices(concern, cast.sam)) == 3


def test_a_mediation_is_in_no_inbox(cast, concern):
    step(cast, concern, "dispatch")
    Concern.update(channel="mediation").execute()
    assert not Step.sent_to(cast.paula).exists()
    assert choices(Concern.get_by_id(concern.id), cast.paula) == []
    assert choices(Concern.get_by_id(concern.id), cast.carol) == ["handling"]


@pytest.mark.parametrize(
    ("kind", "values", "field", "message"),
    [
        ("dispatch", {"text": " \x00"}, "text", "请写要办什么"),
        ("dispatch", {"to": None}, "to", "请选派给谁"),
        ("dispatch", {"contact_given": True}, "contact_given", "居民还没有同意"),
        ("return", {"text": ""}, "text", "请写明为什么退回"),
        ("handling", {"text": None}, "text", "请写怎么办的"),
        ("handling", {"text": "很" * 1001}, "text", "最多 1000 个字，现在是 1001 个"),
        ("handling", {"doer": "很" * 41}, "doer", "最多 40 个字"),
        ("answer", {"text": ""}, "text", "请写答复了什么"),
        ("referral", {"text": ""}, "text", "请写去哪里办"),
        ("reopening", {"text": ""}, "text", "请写为什么重办"),
        ("verdict", {"satisfied": None}, "solved", "请选解决没解决"),
        ("verdict", {"way": "pigeon"}, "way", "没有这个选项"),
    ],
)
def test_what_a_step_must_say(cast, concern, kind, values, field, message):
    walk(cast, concern, next(state for state in ROAD if kind in NEXT[state]))
    with pytest.raises(Invalid) as error:
        step(cast, concern, kind, **values)
    assert message in error.value.errors[field]
    step(cast, concern, kind)


def test_nothing_is_sent_to_those_who_have_no_business_there(cast, concern):
    other = Organization.add(None, name="曙光物业公司", kind="company", area=cast.outside)
    committee = Organization.add(None, name="业委会", kind="committee", area=cast.inside, compound=cast.heping)
    for to in (other, committee, 10**6):
        with pytest.raises(Invalid, match="不管这个小区"):
            step(cast, concern, "dispatch", to=to)


def test_sent_twice_is_one_step(cast, concern):
    key = uuid.uuid4()
    first = step(cast, concern, "handling", key=key, text="换了灯 ")
    step(cast, concern, "answer")
    assert step(cast, concern, "handling", key=key, text="换了灯") == first
    for by, kind, text in ((cast.carol, "handling", "没换灯"), (cast.alice, "handling", "换了灯"), (cast.carol, "answer", "换了灯")):
        assert refused(concern, kind, by, key, text=text) == {"form_id": DIFFERENT}
    assert refused(raised(cast.carol, household=cast.home), "handling", cast.carol, key, text="换了灯") == {"form_id": DIFFERENT}


def test_a_verdict_sent_twice_reopens_once(cast, concern):
    walk(cast, concern, "answer")
    key, said = uuid.uuid4(), {"solved": False, "satisfied": True}
    assert Step.take(concern, "verdict", None, key, **said) == Step.take(concern, "verdict", None, key, **said)
    assert [s.kind for s in concern.steps.order_by(Step.number)][3:] == ["verdict", "reopening"]


def test_who_saw_an_older_state_is_asked_to_look_again(cast, concern):
    step(cast, concern, "dispatch")
    assert "请看最新的情况" in refused(concern, "dispatch", cast.carol, after=1, to=cast.company, text="去看")["form_id"]
    assert step(cast, concern, "dispatch", after=2).number == 3


def test_a_step_is_checked_against_the_concern_of_the_moment(cast, concern):
    """What somebody else has changed since it was read counts."""
    Concern.get_by_id(concern.id).strike(cast.carol, "记重了")
    assert refused(concern, "handling", cast.carol, text="换了灯") == {"kind": "这条诉求已作废"}
    assert concern.steps.count() == 1


def together(monkeypatch, *takes):
    """What came of steps taken at one moment: each has read the same last step before any is written."""
    barrier, real, came = threading.Barrier(len(takes)), steps.concern_last, []

    def last(concern):
        found = real(concern)
        barrier.wait(10)
        return found

    def work(take):
        try:
            came.append(take())
        except Invalid as error:
            came.append(error.errors)
        finally:
            db.close()

    monkeypatch.setattr(steps, "concern_last", last)
    threads = [threading.Thread(target=work, args=(take,)) for take in takes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    monkeypatch.setattr(steps, "concern_last", real)
    return came


def test_of_two_at_one_moment_one_is_told_to_look(cast, concern, monkeypatch):
    came = together(monkeypatch, *[lambda by=by: Step.take(concern, "handling", by, text="换了灯") for by in (cast.carol, cast.alice)])
    (taken,) = [step for step in came if isinstance(step, Step)]
    assert {"form_id": "刚刚有人先办了一步，请看最新的情况再办"} in came
    assert [(s.id, s.number) for s in concern.steps.where(Step.kind == "handling")] == [(taken.id, 2)]


def test_the_same_form_twice_at_one_moment_is_one_step(cast, concern, monkeypatch):
    key = uuid.uuid4()
    first, second = together(monkeypatch, *[lambda: Step.take(concern, "handling", cast.carol, key, text="换了灯")] * 2)
    assert first == second and concern.steps.count() == 2


def test_a_refused_twin_spoils_no_transaction_around_it(cast, concern, monkeypatch):
    stale = steps.concern_last(concern)
    step(cast, concern, "confirmation")
    with db.atomic():
        kept = raised(cast.carol, household=cast.home)
        monkeypatch.setattr(steps, "concern_last", lambda concern: stale)
        assert "刚刚有人" in refused(concern, "handling", cast.carol, text="换了灯")["form_id"]
        assert Concern.select().count() == 2
    assert Concern.get_by_id(kept.id) and concern.steps.count() == 2


def test_stories_and_states_take_one_query_however_many(cast, concern, count_queries):
    for _ in range(5):
        walk(cast, raised(cast.carol, household=cast.home), "answer")
    rows = list(Concern.select())
    assert count_queries(lambda: Step.of(rows)) == 1

    def names():
        return [(row.last.state, row.told, str(row.urgency)) for row in Step.standing(Concern.listed_to(cast.carol))]

    assert count_queries(names) == 1 and len(names()) == 6
