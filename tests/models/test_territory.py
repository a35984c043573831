"""Territory: which area stands under which, what moves with it, and what must stay where it is."""

import pytest

from models.areas import Area, Compound
from models.programmes import Programme
from models.records import Invalid
from models.users import User
from models.volunteers import Team, Volunteer


def refused(make, *args, **values):
    with pytest.raises(Invalid) as caught:
        make(*args, **values)
    return set(caught.value.errors)


@pytest.mark.parametrize(
    ("level", "parent"),
    [
        ("district", "guandu"),
        ("street", None),
        ("street", "taihe"),
        ("street", "inside"),
        ("community", None),
        ("community", "guandu"),
        ("community", "inside"),
    ],
)
def test_an_area_stands_under_the_next_level_alone(cast, level, parent):
    assert refused(Area.add, None, name="新", level=level, parent=parent and getattr(cast, parent)) == {"parent"}


@pytest.mark.parametrize(("which", "parent"), [("taihe", "taihe"), ("taihe", "inside"), ("guandu", "guandu"), ("guandu", "taihe"), ("inside", "inside")])
def test_no_area_stands_under_itself_or_what_is_below_it(cast, which, parent):
    before = {area.id: area.path for area in Area.select()}
    for level in ("district", "street", "community"):
        assert refused(getattr(cast, which).amend, None, parent=getattr(cast, parent), level=level) <= {"parent", "level"}
    assert {area.id: area.path for area in Area.select()} == before


def test_a_level_stays_once_something_is_there(cast):
    empty = Area.add(None, name="新街道", level="street", parent=cast.guandu)
    assert refused(cast.taihe.amend, None, level="community", parent=empty) == {"level"}  # has communities
    assert refused(cast.inside.amend, None, level="street", parent=cast.guandu) == {"level"}  # has compounds
    assert empty.amend(None, level="community", parent=cast.taihe.id)


def test_everything_below_moves_along(cast):
    other = Area.add(None, name="盘龙区", level="district")
    cast.taihe.amend(None, parent=other)
    assert Area.get_by_id(cast.inside.id).path == f"/{other.id}/{cast.taihe.id}/{cast.inside.id}/"
    assert [area.name for area in Area.get_by_id(cast.inside.id).chain()] == ["盘龙区", "太和街道", "和平路社区"]
    assert {row.id for row in Area.select().where(Area.id.in_(cast.taihe.communities()))} == {cast.inside.id, cast.outside.id}
    assert {row.name for row in Compound.visible_to(User.get_by_id(cast.sam.id))} == {"和平小区", "和乐居", "曙光小区"}
    assert not Compound.visible_to(User.get_by_id(cast.dora.id)).exists()


def test_a_compound_with_rows_stays_in_its_community(cast):
    assert refused(cast.heping.amend, None, community=cast.outside) == {"community"}
    assert cast.heleju.amend(None, doors=9)
    empty = Compound.add(None, name="空小区", community=cast.inside, mode="commercial")
    assert empty.amend(None, community=cast.outside)


@pytest.mark.parametrize("place", ["taihe", "guandu"])
def test_what_belongs_to_a_community_stands_in_no_street_or_district(cast, place):
    area = getattr(cast, place)
    assert refused(Compound.add, None, name="新小区", community=area, mode="commercial") == {"community"}
    for model in (Team, Programme, Volunteer):
        assert refused(model.add, None, name="新", community=area) == {"community"}
