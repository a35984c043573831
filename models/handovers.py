"""Who had a door before: read from the history of its card, its grid and its compound."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from models import clock
from models.areas import Area, Compound
from models.grids import Grid
from models.households import Household
from models.records import Change, Record
from models.users import User

WHILE = timedelta(days=90)  # longer than a tablet carries a door without contact (models/packs.py), and than anybody puts off an entry


def may_hand_in(user: User, household: Household) -> bool:
    """Whether what the user wrote at this door may come late: one of the user's own community, or of a grid that was the user's within `WHILE`.

    Any other door of the district was never on the user's tablet, and is not to be reached by its number.
    """
    return bool(household.community_id == user.area_id or user.role in Household.editors and _walked(user, household))


def _walked(user: User, household: Household) -> bool:
    """Whether a grid that the door is or was in is or was the user's. The history names people: a namesake who works there now is meant first."""
    compounds = {household.compound.name} | _before([household], "小区")
    names = ({household.grid.name} if household.grid else set()) | _before([household], "网格")
    grids = list(Grid.select(Grid, Compound).join(Compound).where(Grid.name.in_(names), Compound.name.in_(compounds)))
    if any(grid.worker_id == user.id for grid in grids):
        return True
    places = Area.select(Area.id).join(Compound, on=Compound.community == Area.id).where(Compound.name.in_(compounds))
    if User.select().where(User.name == user.name, User.id != user.id, User.area.in_(places)).exists():
        return False
    called = {user.name} | _before([user], "姓名")
    return bool(called & (_before(grids, "网格员") | _closed(names, compounds)))


def _before(rows: Iterable[Record], label: str) -> set[str]:
    """What stood under a label of these rows' cards within `WHILE`, and stands there no more."""
    rows = list(rows)
    if not rows:
        return set()
    changes = _lately(rows[0]).where(Change.key.in_([str(row._pk) for row in rows]), Change.action != "remove")
    return {before for change in changes for told, before, _ in change.lines if told == label and before}


def _closed(names: set[str], compounds: set[str]) -> set[str]:
    """Who walked grids of these names that are there no more."""
    removed = [json.loads(change.before) for change in _lately(Grid).where(Change.action == "remove")]
    return {told.get("网格员", "") for told in removed if told.get("名称") in names and told.get("小区") in compounds} - {""}


def _lately(record: Any) -> Any:
    return Change.select().where(Change.record == record._meta.table_name, Change.at >= clock.now() - WHILE)
