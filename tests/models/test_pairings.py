"""Stewards and their households: one steward a household, ten households a steward unless somebody means more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.database import db
from models.households import Household, Reading
from models.pairings import MOST, Pairing, homes, stewards, unpaired
from models.records import Invalid
from tests.cast import REGISTERED


@pytest.fixture
def doors(cast):
    """A dozen more doors in 东院, so that a steward can have too many."""
    values = {"compound": cast.heping, "grid": cast.east, "building": "20", "since": REGISTERED}
    return [Household.add(None, room=str(100 + n), **values) for n in range(12)]


def present():
    """Household -> its stewards today, by plain loops."""
    found = {}
    for pair in Pairing.select():
        if pair.since <= clock.today() and (pair.until is None or pair.until >= clock.today()):
            found.setdefault(pair.household_id, []).append(pair.steward_id)
    return found


MOVES = st.lists(st.tuples(st.integers(0, 1), st.lists(st.integers(0, 11), max_size=8, unique=True), st.booleans(), st.booleans()), max_size=8)


@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_whatever_is_tied_nobody_has_two_stewards_and_more_than_ten_were_meant(cast, doors, moves):
    people, model, meant = [cast.member_0, cast.member_1], {}, set()
    with db.atomic() as change:
        for who, chosen, beyond, ending in moves:
            steward, rows = people[who].id, [doors[n] for n in chosen]
            if ending:
                for pair in Pairing.current().where(Pairing.household.in_([row.id for row in rows])):
                    pair.end(cast.carol)
                model = {key: kept for key, kept in model.items() if key not in {row.id for row in rows}}
            else:
                wanted = {**model, **{row.id: steward for row in rows}}
                try:
                    count = Pairing.tie_all(cast.carol, rows, steward, beyond)
                except Invalid:
                    assert wanted == model or list(wanted.values()).count(steward) > MOST and not beyond
                else:
                    model = wanted
                    assert count == list(model.values()).count(steward)
                    meant |= {steward} if beyond else set()
            assert present() == {key: [kept] for key, kept in model.items()}
            loads = {row.person.id: row.count for row in stewards(cast.carol)}
            assert all(loads[person.id] == list(model.values()).count(person.id) for person in people)
            assert {key for key, count in loads.items() if count > MOST} <= meant
            assert {row.id for row in unpaired(cast.alice)} == {row.id for row in Household.visible_to(cast.alice)} - set(model)
        change.rollback()


def test_care_households_come_first_and_nothing_is_read_of_them(cast):
    Pairing.tie(cast.alice, cast.door_0, steward=cast.member_0.id)
    cast.door_1.amend(None, tenure="vacant")
    rows = list(unpaired(cast.alice))
    assert rows[0] == cast.home and [bool(row.care) for row in rows] == [True, False, False, False]
    assert {row.door for row in rows} == {"3-2-501", "3-2-502", "3-2-301", "10-1-201"}
    assert not Reading.select().exists()
    assert cast.west_home in list(unpaired(cast.carol)) and cast.outside_home not in list(unpaired(cast.carol))


def test_stewards_stand_by_name_whatever_they_have(cast, doors):
    Pairing.tie_all(cast.carol, doors[:3], cast.member_3.id)
    Pairing.tie_all(cast.carol, [cast.west_home], cast.member_3.id)
    assert [(str(row), row.count) for row in stewards(cast.carol)] == [("陈桂兰", 0), ("刘洋", 0), ("孙丽", 0), ("周明", 4)]
    assert [len(homes(user, [cast.member_3.id])[cast.member_3.id]) for user in (cast.alice, cast.carol)] == [3, 4]


def test_eleven_have_to_be_meant_and_nothing_is_half_done(cast, doors):
    with pytest.raises(Invalid) as refused:
        Pairing.tie_all(cast.carol, doors[:11], cast.member_0.id)
    assert "11 户" in refused.value.errors["beyond"] and not Pairing.select().exists()
    assert Pairing.tie_all(cast.carol, doors[:11], cast.member_0.id, beyond=True) == 11
    with pytest.raises(Invalid, match="不是这个社区"):
        Pairing.tie(cast.carol, cast.home, steward=cast.outside_member.id)
