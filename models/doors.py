"""Which household of the register is meant by a door that somebody wrote."""

from __future__ import annotations

import re

from models.areas import Compound
from models.database import Query
from models.households import Household
from models.imports.households import bare
from models.search import plain

DOOR = re.compile(r"(?<![0-9a-z-])([0-9a-z]{1,4})\s*(?:-|栋|幢|号楼|座)\s*(?:(\d{1,2})\s*(?:-|单元)\s*)?([0-9a-z]{1,6})(?![0-9a-z-])")  # 3栋2单元501室, 3-2-501


def at_door(compound: Compound | int, said: str | None, among: Query | None = None) -> Household | None:
    """The one household, `among` these where they are given, that a door means; None when it means none of the register, or could mean two."""
    doors = set(DOOR.findall(plain(said or "")))
    if len(doors) != 1:
        return None
    building, unit, room = doors.pop()
    rows = (Household.select() if among is None else among).where(Household.compound == compound, Household.room.in_([room, room.upper(), f"{room}室"]))
    found = [row for row in rows if plain(bare(row.building)) == building and unit in ("", plain(bare(row.unit)))]
    return found[0] if len(found) == 1 else None


def besides_door(said: str) -> str | None:
    """What is said of a place beside its door: "3-2-501 厨房" says something, "3栋2单元501室" nothing."""
    return said if DOOR.sub("", plain(said)).strip("室房号 ") else None
