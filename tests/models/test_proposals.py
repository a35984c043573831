"""Two who change one card or one visit at the same time: both are kept, nobody overwrites anybody."""

import threading
from datetime import date
from uuid import uuid4

import pytest

from models.database import db
from models.grids import Grid
from models.households import Household
from models.ledgers import DIFFERENT
from models.proposals import DECLINED, PICKED, Proposal
from models.records import Change, Invalid
from models.visits import Visit

FIELDS = ("compound", "grid", "building", "unit", "floor", "room", "contact", "telephone", "tenure", "note")


@pytest.fixture
def home(cast):
    """A card with something in every field: 张建国, 13888892501, owner."""
    cast.home.amend(None, tenure="owner", note="有狗")
    return Household.get_by_id(cast.home.id)


def form(row, **changes):
    """What the form says that was made from this version of the card."""
    return {name: row.__data__[name] for name in FIELDS} | changes


def now(row):
    return type(row).get_by_id(row.id)


def merge(row, by, made_from, key=None, **values):
    return Proposal.merge(row, by, made_from, key or uuid4(), **values)


def test_from_the_present_version_it_is_a_change_like_any_other(cast, home):
    assert merge(home, cast.alice, home.version, **form(home, contact="张建军")) is None
    assert now(home).contact == "张建军" and not Proposal.select().exists()
    assert home.changes.first().lines == [("联系人", "张建国", "张建军")]


def test_what_does_not_collide_is_merged(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军"))
    assert merge(home, cast.carol, version, **form(home, telephone="13900000000", note="")) is None
    found = now(home)
    assert (found.contact, found.telephone, found.note) == ("张建军", "13900000000", "") and not Proposal.select().exists()


def test_what_was_left_alone_is_not_put_back_and_an_emptied_field_is_a_change(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, note=None, grid=None))
    assert merge(home, cast.carol, version, **form(home, floor=4)) is None
    found = now(home)
    assert (found.note, found.grid, found.floor) == (None, None, 4)


def test_what_collides_is_kept_beside_it_and_both_are_in_the_history(cast, home, clock):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军", tenure="tenant"))
    clock.forward(minutes=5)
    made = merge(home, cast.carol, version, **form(home, contact="张建业", tenure="vacant", telephone="13900000000"))
    found = now(home)
    assert (found.contact, found.tenure, found.telephone) == ("张建军", "tenant", "13900000000")
    sides = {side.label: (side.now, side.since.user_name, side.proposed) for side in made.sides()}
    assert sides == {"联系人": ("张建军", "艾丽", "张建业"), "居住情况": ("租住", "艾丽", "空户")}
    assert (made.user, made.household, made.settled_at) == (cast.carol, home, None) and [row.id for row in Proposal.about(home)] == [made.id]
    proposed = next(change for change in home.changes if change.action == "propose")
    assert proposed.user_name == "高荣" and ("联系人", "张建军", "张建业") in proposed.lines


def test_both_wrote_the_same(cast, home):
    version = home.version
    for by in (cast.alice, cast.carol):
        assert merge(home, by, version, **form(home, contact=" 张建军 ")) is None
    assert now(home).contact == "张建军" and home.changes.count() == 3  # add, the fixture's, one


def test_somebody_picks_field_by_field(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军", tenure="tenant"))
    made = merge(home, cast.carol, version, **form(home, contact="张建业", tenure="vacant"))
    made.pick(cast.alice, {"tenure"}, home.version)
    found = now(home)
    assert (found.contact, found.tenure) == ("张建军", "vacant") and not Proposal.about(home)
    by_action = {change.action: change for change in home.changes.limit(2)}
    assert by_action["amend"].reason == PICKED and by_action["amend"].lines == [("居住情况", "租住", "空户")]
    assert by_action["decline"].reason == DECLINED and by_action["decline"].lines == [("联系人", "", "张建业")]
    with pytest.raises(Invalid, match="已经有人选过"):
        made.pick(cast.carol, {"contact"}, home.version)


def test_nobody_picks_against_what_they_have_not_seen(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军"))
    made = merge(home, cast.carol, version, **form(home, contact="张建业"))
    seen = home.version
    now(home).amend(cast.alice, contact="张建国之子")
    with pytest.raises(Invalid, match="又有人改了"):
        made.pick(cast.carol, {"contact"}, seen)
    assert now(home).contact == "张建国之子" and Proposal.about(home)
    now(home).amend(cast.alice, floor=4)
    made.pick(cast.carol, {"contact"}, home.version)
    assert now(home).contact == "张建业"


def test_a_retry_makes_no_second_one_and_other_content_is_refused(cast, home):
    version, key = home.version, uuid4()
    merge(home, cast.alice, version, **form(home, contact="张建军"))
    made = [merge(home, cast.carol, version, key, **form(home, contact="张建业", floor=4)) for _ in range(3)]
    assert {one.id for one in made} == {key} and Proposal.select().count() == 1
    count = home.changes.count()
    made[0].pick(cast.alice, set(), home.version)
    assert merge(home, cast.carol, version, key, **form(home, contact="张建业", floor=4)).id == key
    assert now(home).contact == "张建军" and home.changes.count() == count + 1
    with pytest.raises(Invalid, match=DIFFERENT):
        merge(home, cast.carol, version, key, **form(home, contact="别人", floor=4))


def test_a_retry_of_what_was_written_says_nothing_against_a_later_change(cast, home):
    version, mine = home.version, form(home, contact="张建军")
    merge(home, cast.alice, version, **mine)
    merge(home, cast.carol, home.version, **form(now(home), contact="张建业"))
    assert merge(home, cast.alice, version, **mine) is None
    assert now(home).contact == "张建业" and not Proposal.select().exists()


def test_who_goes_back_and_changes_it_again_collides_with_nobody(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军"))
    assert merge(home, cast.alice, version, **form(home, contact="张建业")) is None
    assert now(home).contact == "张建业"


def test_a_grid_that_the_move_has_left_behind_is_not_taken(cast, home):
    heleju = Grid.add(None, name="乐院", compound=cast.heleju)
    version = home.version
    merge(home, cast.carol, version, **form(home, compound=cast.heleju.id, grid=heleju.id))
    other = Household.get_by_id(home.id)
    made = merge(other, cast.alice, version, **form(home, grid=None, floor=4))
    assert {side.name for side in made.sides()} == {"grid"} and (now(home).grid, now(home).floor) == (heleju, 4)


def test_what_breaks_a_rule_only_together_is_kept_beside(cast, home):
    Household.add(None, compound=cast.heleju, building="3", room="501")
    version = home.version
    merge(home, cast.carol, version, **form(home, compound=cast.heleju.id, grid=None))
    made = merge(home, cast.alice, version, **form(home, unit="", note="没有单元"))
    assert made and (now(home).unit, now(home).note) == ("2", "有狗")
    with pytest.raises(Invalid, match="已经在册"):
        made.pick(cast.carol, {"unit"}, home.version)
    assert Proposal.about(home) and now(home).unit == "2"


def test_its_own_mistakes_are_said_at_once(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军"))
    with pytest.raises(Invalid, match="最多 40 个字"):
        merge(home, cast.carol, version, **form(home, contact="长" * 41))
    with pytest.raises(Invalid, match="已经在册"):
        merge(home, cast.carol, version, **form(home, room="502"))
    assert not Proposal.select().exists()


def test_a_form_without_a_version_is_one_of_now(cast, home):
    merge(home, cast.alice, None, **form(home, contact="张建军"))
    assert merge(home, cast.carol, None, **form(home, contact="张建业")) is None and now(home).contact == "张建业"


def test_two_corrections_of_one_visit(cast):
    visit, _ = Visit.enter(cast.alice, household=cast.home, note="原话")
    version, values = visit.version, {"outcome": "met", "day": date(2026, 10, 14), "next_day": date(2026, 10, 20), "programme": None}
    assert visit.merge(cast.alice, "写漏了", version, uuid4(), note="膝盖疼", **{**values, "next_day": None}) is None
    made = visit.merge(cast.carol, "电话里问过", version, uuid4(), note="腰疼", **values)
    assert (now(visit).note, now(visit).next_day) == ("膝盖疼", date(2026, 10, 20))
    assert [(side.name, side.now, side.proposed) for side in made.sides()] == [("note", "膝盖疼", "腰疼")] and made.reason == "电话里问过"
    made.pick(cast.alice, {"note"}, visit.version)
    assert now(visit).note == "腰疼"
    with pytest.raises(Invalid, match="为什么改"):
        visit.merge(cast.carol, " ", version, uuid4(), note="第三句")


def test_a_day_picked_is_a_day(cast):
    visit, _ = Visit.enter(cast.alice, household=cast.home, next_day=date(2026, 10, 20))
    version = visit.version
    visit.merge(cast.alice, "改", version, uuid4(), next_day=date(2026, 10, 21))
    made = Proposal.get_by_id(visit.merge(cast.carol, "改", version, uuid4(), next_day=date(2026, 10, 22)).id)
    made.pick(cast.carol, {"next_day"}, visit.version)
    assert now(visit).next_day == date(2026, 10, 22)


def test_two_at_one_moment(cast, home):
    version, gate, made = home.version, threading.Barrier(2), []

    def change(by, contact):
        with db.connection_context():
            row = Household.get_by_id(home.id)
            gate.wait()
            made.append(Proposal.merge(row, by, version, uuid4(), **form(row, contact=contact)))

    threads = [threading.Thread(target=change, args=pair) for pair in ((cast.alice, "张一"), (cast.carol, "张二"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = [one for one in made if one]
    assert {now(home).contact, kept.sides()[0].proposed} == {"张一", "张二"}
    assert Change.select().where(Change.action == "propose").count() == 1


def test_who_sees_and_decides(cast, home):
    version = home.version
    merge(home, cast.alice, version, **form(home, contact="张建军"))
    made = merge(home, cast.carol, version, **form(home, contact="张建业"))
    seen = {
        name: Proposal.visible_to(getattr(cast, name)).where(Proposal.id == made.id).exists() for name in ("alice", "carol", "oscar", "charlie", "sam", "bob")
    }
    assert seen == {"alice": True, "carol": True, "oscar": False, "charlie": False, "sam": False, "bob": False}
    assert made.editable_by(cast.alice) and [row.id for row in Proposal.waiting(cast.alice)] == [made.id]
