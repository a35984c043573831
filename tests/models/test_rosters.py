"""Named places of a team in each courtyard: who holds them, what is vacant, and what was promised and kept."""

from datetime import timedelta

import pytest

from models.records import Invalid
from models.rosters import SLOTS, Place, Pledge, pledged, rosters, rosters_of
from models.volunteers import Team
from tests.cast import TODAY


@pytest.fixture
def four(cast):
    """The four-member grid of 和平小区, which has an east and a west courtyard."""
    return Team.add(None, name="四员红色网格", kind="grid4", community=cast.inside, compound=cast.heping)


def hold(cast, team, slot, person, **values):
    return Place.add(cast.carol, team=team, slot=slot, person=person, **{"grid": cast.east, **values})


def test_every_courtyard_shows_its_places_and_what_is_vacant(cast, four):
    hold(cast, four, "社区", "张三"), hold(cast, four, "院坝", "李四", grid=cast.west)
    told = {yard.name: ([slot for slot, _ in yard.slots], yard.vacant) for yard in rosters([four, cast.outside_team])}
    assert told == {
        "东院": (list(SLOTS["grid4"]), ["企业党组织", "业主代表", "院坝"]),
        "西院": (list(SLOTS["grid4"]), ["社区", "企业党组织", "业主代表"]),
        "整个小区": (list(SLOTS["grid4"]), list(SLOTS["grid4"])),  # the outside team has no compound
    }
    assert [yard.team for yard in rosters_of(cast.heping, TODAY)] == [four, four, cast.team, cast.team]


def test_one_at_a_time_and_one_after_another(cast, four):
    first = hold(cast, four, "社区", "张三", since=TODAY - timedelta(days=100))
    with pytest.raises(Invalid, match="是张三"):
        hold(cast, four, "社区", "李四")
    first.end(cast.carol)
    hold(cast, four, "社区", "李四")
    holders = [dict(yard.slots)["社区"].person for day in (TODAY - timedelta(days=5), TODAY) for yard in rosters([four], day) if yard.name == "东院"]
    assert holders == ["张三", "李四"]


def test_a_place_belongs_to_its_kind_and_compound(cast, four):
    for values, field in (({"slot": "物业党员"}, "slot"), ({"grid": cast.shuguang_grid}, "grid"), ({"until": TODAY - timedelta(days=9)}, "until")):
        with pytest.raises(Invalid) as error:
            Place.add(cast.carol, **{"team": four, "slot": "社区", "person": "张三", "grid": cast.east, **values})
        assert list(error.value.errors) == [field]
    assert not Place.visible_to(cast.charlie).exists() and not Place.visible_to(cast.paula).exists()


def test_pledges_are_counted_of_those_in_place(cast, four):
    place, left = hold(cast, four, "社区", "张三"), hold(cast, four, "院坝", "李四", since=TODAY - timedelta(days=9))
    kept, _, gone = (Pledge.add(cast.carol, place=p, text=t) for p, t in ((place, "每周巡一次院"), (place, "修好楼道灯"), (left, "看望老人")))
    kept.amend(cast.carol, state="kept")
    gone.amend(cast.carol, state="kept")
    assert (kept.judged, pledged(cast.heping, TODAY)) == (TODAY, (2, 3))
    left.end(cast.carol)
    assert pledged(cast.heping, TODAY) == (1, 2) and pledged(cast.heleju, TODAY) == (0, 0)
    kept.amend(cast.carol, state="broken")
    assert pledged(cast.heping, TODAY) == (0, 2)
    kept.amend(cast.carol, state="open")
    assert kept.judged is None
    with pytest.raises(Invalid, match="以后的日子"):
        Pledge.add(cast.carol, place=place, text="明年的事", day=TODAY + timedelta(days=1))
