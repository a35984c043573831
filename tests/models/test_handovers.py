"""Whose door it was before: what a tablet brings late is taken for these doors and for no others."""

from models.handovers import may_hand_in
from models.users import User


def test_one_s_own_community_and_one_s_own_grid(cast):
    assert may_hand_in(cast.alice, cast.home) and may_hand_in(cast.alice, cast.west_home)
    assert not may_hand_in(cast.alice, cast.outside_home) and not may_hand_in(cast.oscar, cast.home)


def test_a_grid_that_was_handed_over(cast):
    moved(cast)
    assert may_hand_in(cast.alice, cast.home) and not may_hand_in(cast.alice, cast.west_home)


def test_not_after_ninety_days(cast, clock):
    moved(cast)
    clock.forward(days=91)
    assert not may_hand_in(cast.alice, cast.home)


def test_a_door_that_was_put_into_another_grid_or_compound(cast):
    cast.home.amend(cast.carol, grid=cast.west)
    cast.door_3.amend(cast.carol, compound=cast.heleju, grid=None)
    moved(cast)
    assert may_hand_in(cast.alice, cast.home) and may_hand_in(cast.alice, cast.door_3)


def test_a_grid_that_is_there_no_more(cast):
    for home in cast.doors:
        home.amend(cast.carol, grid=cast.west)
    cast.east.remove(cast.carol)
    cast.alice.amend(cast.adam, area=cast.outside)
    assert may_hand_in(cast.alice, cast.home) and not may_hand_in(cast.oscar, cast.home)


def test_who_is_called_otherwise_now(cast):
    moved(cast)
    cast.alice.amend(cast.adam, name="艾丽丽")
    assert may_hand_in(cast.alice, cast.home)


def test_a_namesake_elsewhere_has_not_walked_there(cast):
    cast.oscar.amend(cast.adam, name="艾丽")
    cast.east.amend(cast.carol, worker=None)
    assert not may_hand_in(User.get_by_id(cast.oscar.id), cast.home)


def test_a_leader_hands_in_nothing_at_doors_elsewhere(cast):
    assert not may_hand_in(cast.bob, cast.outside_home)


def moved(cast):
    """Alice's grid has gone to nobody, and she to another community."""
    cast.east.amend(cast.carol, worker=None)
    cast.alice.amend(cast.adam, area=cast.outside)
