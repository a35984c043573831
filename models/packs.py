"""What a tablet may hold for the time without signal: the doors of the worker's own grids, and of each the least that is needed there."""

from __future__ import annotations

from datetime import date

from models.households import Household
from models.rounds import Door, doors_of, walking_order
from models.users import Role, User
from models.volunteers import Team

CARRIERS = frozenset({Role.GRID_WORKER, Role.TEAM_LEADER, Role.COMMUNITY})  # whoever enters something away from a desk
DAYS = 14  # without contact to the server, after which a tablet forgets its pack


def doors_held_by(user: User, day: date) -> list[Door]:
    """The doors of the user's own grids, due or not, in walking order; a community's thousands stay on the server.

    Each has its telephone and the words to find it by; no care tag, no note of the register.
    """
    if user.role != Role.GRID_WORKER:
        return []
    mine = Household.visible_to(user)
    rows = mine.select(Household.id, Household.telephone, Household.search).tuples()
    known = {key: (telephone, search) for key, telephone, search in rows}
    doors = sorted(doors_of(mine, day), key=walking_order)
    for door in doors:
        door.household.telephone, door.household.search = known[door.household.id]
    return doors


def teams_held_by(user: User) -> list[Team]:
    """The teams that the user leads."""
    return list(Team.visible_to(user).where(Team.leader == user.id))
