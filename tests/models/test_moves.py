"""Who may write for which place, and what somebody who moves to another place leaves behind."""

import pytest

from models.grids import Grid
from models.households import Household
from models.imports.users import Users
from models.programmes import Programme
from models.records import Invalid
from models.users import Role, User
from models.volunteers import Membership, Team, Volunteer


def refused(make, *args, **values):
    with pytest.raises(Invalid) as caught:
        make(*args, **values)
    return set(caught.value.errors)


# who writes


def test_a_community_writes_its_own_programmes_alone(cast):
    for place in (None, cast.outside):
        assert refused(Programme.add, cast.carol, name="议事厅", community=place) == {"community"}
    own = Programme.add(cast.carol, name="议事厅", community=cast.inside)
    assert refused(own.amend, cast.carol, community=None) == {"community"}
    assert Programme.get_by_id(own.id).community_id == cast.inside.id
    assert Programme.add(cast.adam, name="好邻居", community=None).community_id is None


def test_a_community_makes_accounts_of_its_own_people_alone(cast):
    assert refused(cast.alice.amend, cast.carol, area=cast.outside) == {"role"}
    assert User.get_by_id(cast.alice.id).area_id == cast.inside.id


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DISTRICT])
@pytest.mark.parametrize("place", ["inside", "taihe"])
def test_administrators_and_the_district_have_the_whole_district(cast, role, place):
    assert refused(User.add, None, username="root2", name="某", role=role, area=getattr(cast, place), password="x") == {"area"}


def test_a_community_sees_no_account_above_it(cast):
    stray = User.add(None, username="root2", name="某", role=Role.ADMINISTRATOR, area=cast.guandu, password="x")
    User.update(area=cast.inside).where(User.id == stray.id).execute()  # from before the rule
    assert not User.visible_to(cast.carol).where(User.id == stray.id).exists()


# who walks and leads


def test_a_grid_is_walked_by_somebody_of_its_community(cast):
    for stranger in (cast.oscar, cast.charlie, cast.bob, cast.sam):
        assert refused(cast.west.amend, None, worker=stranger) == {"worker"}
    assert cast.west.amend(None, worker=cast.carol) and cast.west.amend(None, worker=cast.alice)


def test_who_moves_hands_over_grids_and_teams(cast):
    Team.add(None, name="东院队", community=cast.inside, leader=cast.alice)
    cast.alice.amend(cast.adam, area=cast.outside)
    cast.bob.amend(cast.adam, area=cast.outside)
    assert not Grid.select().where(Grid.worker == cast.alice).exists()
    assert not Team.select().where(Team.leader.in_([cast.alice, cast.bob])).exists()
    change = Grid.get_by_id(cast.east.id).changes.get()
    assert (change.user_name, change.lines) == ("安达", [("网格员", "艾丽", "")])


def test_a_new_role_hands_over_what_it_does_not_do(cast):
    Team.add(None, name="东院队", community=cast.inside, leader=cast.alice)
    cast.alice.amend(cast.carol, role=Role.TEAM_LEADER)
    assert not Grid.select().where(Grid.worker == cast.alice).exists()
    assert Team.select().where(Team.leader == cast.alice).count() == 1
    cast.oscar.amend(cast.charlie, name="邱勇勇")
    assert Grid.get_by_id(cast.shuguang_grid.id).worker_id == cast.oscar.id


def test_an_import_that_gives_a_new_role_hands_over_too(cast):
    kind = Users(cast.inside)
    kind.check(kind.table("登录名,姓名,角色\nalice,艾丽,志愿队队长\n".encode())).apply(cast.carol, "导入")
    assert User.get_by_id(cast.alice.id).role == Role.TEAM_LEADER
    assert Grid.get_by_id(cast.east.id).worker_id is None


def test_whose_grid_and_team_stayed_behind_sees_nothing_of_them(cast):
    User.update(area=cast.outside).where(User.id.in_([cast.alice.id, cast.bob.id])).execute()  # from before the rule
    alice, bob = (User.get_by_id(user.id) for user in (cast.alice, cast.bob))
    for user, models in ((alice, (Household, Grid)), (bob, (Team, Volunteer, Membership))):
        assert [model.__name__ for model in models if model.visible_to(user).exists()] == []
    assert not Team.get_by_id(cast.team.id).led_by(bob)
