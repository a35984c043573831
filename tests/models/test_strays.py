"""The tray: a visit of a door that is its worker's no more waits for the door's community, once whatever the retries."""

import threading
from datetime import date
from uuid import uuid4

import pytest

from models.concerns import Concern
from models.database import db
from models.ledgers import DIFFERENT
from models.records import Change, Invalid
from models.strays import Stray
from models.users import User
from models.visits import Draft, Visit
from tests.models.test_visits import category

DAY = date(2026, 10, 12)


def written(**changes):
    """A visit as the form gives it."""
    return {
        "way": "telephone",
        "outcome": "met",
        "met": "家属",
        "note": "膝盖疼\n约了周五",
        "day": DAY,
        "programme": None,
        "topics": "身体",
        "next_day": None,
    } | changes


def said(**changes):
    """A concern as the form gives it."""
    told = {"category": category("楼道照明").id, "text": "三楼灯不亮", "urgency": "", "gist": "楼道灯", "consent": False, "telephone": ""}
    return told | changes


@pytest.fixture
def away(cast):
    """Alice's grid has gone to somebody else."""
    cast.east.amend(cast.carol, worker=None)
    return cast


def test_it_waits_as_it_was_written_and_is_no_entry(away):
    stray = Stray.keep(away.alice, uuid4(), away.home, written(), said())
    assert (stray.community, stray.compound, stray.recorder, stray.day) == (away.inside, away.heping, away.alice, DAY)
    assert stray.visit == written() and stray.concern == said() and stray.state == "等社区看"
    assert not Visit.select().exists() and not Concern.select().exists()
    assert (Stray.waiting_for(away.carol), Stray.waiting_for(away.charlie), Stray.waiting_for(away.alice)) == (1, 0, 0)


def test_a_retry_is_the_same_and_other_content_is_not(away):
    key = uuid4()
    for _ in range(3):
        assert Stray.keep(away.alice, key, away.home, written(), said()).id == key
    assert Stray.select().count() == 1 and Change.select().where(Change.record == "stray").count() == 1
    for visit, concern in ((written(note="别的"), said()), (written(), None), (written(), said(text="别的")), (written(day=date(2026, 10, 11)), said())):
        with pytest.raises(Invalid, match=DIFFERENT):
            Stray.keep(away.alice, key, away.home, visit, concern)
    with pytest.raises(Invalid, match=DIFFERENT):
        Stray.keep(away.alice, key, away.door_0, written(), said())
    with pytest.raises(Invalid, match="已被占用"):
        Stray.keep(away.oscar, key, away.home, written(), said())


def test_taken_over_it_is_an_entry_of_who_wrote_it(away, clock):
    key = uuid4()
    stray = Stray.keep(away.alice, key, away.home, written(), said())
    clock.forward(days=3)
    visit = stray.take(away.carol)
    assert (visit.id, visit.recorder, visit.worker, visit.day, visit.household) == (key, away.alice, away.alice, DAY, away.home)
    assert (visit.way, visit.met, visit.note, visit.topics) == ("telephone", "家属", "膝盖疼\n约了周五", "身体")
    concern = Concern.get()
    assert (concern.visit, concern.recorder, concern.text, concern.day, concern.urgency.name) == (visit, away.alice, "三楼灯不亮", DAY, "小事")
    again = Stray.get_by_id(key)
    assert (again.state, again.settled_by, again.void) == ("收下了", away.carol, False) and Stray.waiting_for(away.carol) == 0
    assert [(change.user_name, change.action) for change in visit.changes] == [("高荣", "take")]
    assert [change.action for change in again.changes] == ["take", "add"]
    assert Visit.visible_to(away.alice).where(Visit.id == key).exists()


def test_after_it_was_taken_over_a_retry_still_agrees_and_other_content_does_not(away):
    key = uuid4()
    Stray.keep(away.alice, key, away.home, written()).take(away.carol)
    assert Stray.keep(away.alice, key, away.home, written()).id == key
    with pytest.raises(Invalid, match=DIFFERENT):
        Stray.keep(away.alice, key, away.home, written(note="别的"))
    assert Visit.get().note == "膝盖疼\n约了周五" and Stray.select().count() == 1


def test_put_aside_it_says_why_stays_and_may_still_be_taken_over(away):
    stray = Stray.keep(away.alice, uuid4(), away.home, written())
    with pytest.raises(Invalid, match="为什么放一边"):
        stray.strike(away.carol, " ")
    stray.strike(away.carol, "新网格员当天也走了")
    kept = Stray.get_by_id(stray.id)
    assert (kept.state, kept.reason, kept.void, kept.visit["note"]) == ("放一边了", "新网格员当天也走了", True, "膝盖疼\n约了周五")
    assert not Visit.select().exists() and kept.changes.first().reason == "新网格员当天也走了"
    with pytest.raises(Invalid, match="已经有人处理"):
        kept.strike(away.carol, "再来")
    kept.take(away.carol)
    assert Visit.select().count() == 1 and Stray.get_by_id(stray.id).state == "收下了"
    with pytest.raises(Invalid, match="已经有人处理"):
        kept.take(away.carol)


def test_what_was_entered_while_the_door_was_the_users_is_no_stray(cast):
    key = uuid4()
    entered, _ = Visit.hold(cast.alice, said(), id=key, household=cast.home, **written())
    cast.east.amend(cast.carol, worker=None)
    assert Stray.keep(cast.alice, key, cast.home, written(), said()) == entered and not Stray.select().exists()
    with pytest.raises(Invalid, match=DIFFERENT):
        Stray.keep(cast.alice, key, cast.home, written(note="别的"), said())
    assert (Visit.select().count(), Concern.select().count()) == (1, 1)


@pytest.mark.parametrize("changes", [{"day": date(2026, 10, 15)}, {"next_day": DAY}, {"outcome": "moon"}, {"note": "长" * 4001}, {"day": date(1999, 1, 1)}])
def test_what_no_visit_may_hold_is_said_at_once_and_leaves_nothing(away, changes):
    with pytest.raises(Invalid):
        Stray.keep(away.alice, uuid4(), away.home, written(**changes))
    assert not Stray.select().exists() and not Visit.select().exists() and not Change.select().where(Change.record == "stray").exists()


def test_two_long_texts_fit(away):
    stray = Stray.keep(away.alice, uuid4(), away.home, written(note='"\n' * 1000), said(text="\\" * 2000))
    stray.take(away.carol)
    assert len(Visit.get().note) == 1999 and len(Concern.get().text) == 2000


def test_a_kind_of_concern_that_is_not_taken_in_any_more_leaves_the_visit(away):
    stray = Stray.keep(away.alice, uuid4(), away.home, written(), said())
    category("楼道照明").amend(away.adam, elsewhere="请打 12345")
    with pytest.raises(Invalid, match="12345"):
        stray.take(away.carol)
    assert Stray.get_by_id(stray.id).state == "等社区看" and not Visit.select().exists()
    visit = Stray.get_by_id(stray.id).take(away.carol, concern_too=False)
    assert not Concern.select().exists() and Stray.get_by_id(stray.id).concern == said() and "诉求没有记" in visit.changes.first().reason


def test_its_draft_is_done_with(away):
    key = uuid4()
    Draft.keep(away.alice, key, "/x", "走访", {"note": ["膝盖疼"]})
    Stray.keep(away.alice, key, away.home, written())
    assert not Draft.select().exists()
    Draft.keep(away.alice, key, "/x", "走访", {"note": ["晚到的"]})
    assert not Draft.select().exists()


def test_who_moved_away_sees_it_and_the_new_place_does_not(cast):
    cast.alice.amend(cast.adam, area=cast.outside)
    alice = User.get_by_id(cast.alice.id)
    stray = Stray.keep(alice, uuid4(), cast.home, written())
    assert stray.community == cast.inside and stray.editable_by(cast.carol)
    seen = {name: [row.id for row in Stray.visible_to(getattr(cast, name))] for name in ("carol", "charlie", "oscar", "sam", "bob")}
    assert seen == {"carol": [stray.id], "charlie": [], "oscar": [], "sam": [], "bob": []} and [row.id for row in Stray.visible_to(alice)] == [stray.id]
    assert not stray.editable_by(alice) and not stray.editable_by(cast.charlie)


def test_two_who_take_it_over_at_once_make_one(away):
    stray = Stray.keep(away.alice, uuid4(), away.home, written())
    done, gate = [], threading.Barrier(2)

    def take():
        with db.connection_context():
            mine = Stray.get_by_id(stray.id)
            gate.wait()
            try:
                done.append(mine.take(away.carol))
            except Invalid as error:
                done.append(str(error))

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(one, Visit) for one in done) == [False, True] and "刚才已经有人处理过了" in done
    assert Visit.select().count() == 1 and len(list(Visit.get().changes)) == 1
