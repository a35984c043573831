"""Doubles in the register: two rows that are one person, put together and taken apart again.

Nothing is moved: the double only says whom it was merged into, and every total, of hours as of points, counts it there. So an undo loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.areas import Area
from models.database import db, hold
from models.records import Invalid
from models.users import User
from models.volunteers import Volunteer


def merge(by: User, double: Volunteer, kept: Volunteer, reason: str) -> None:
    """Let `double` count as `kept` from now on; its page, places in teams, hours and points are those of `kept`.

    Raises Invalid for one person, for people of two communities, and for rows that are part of a merger already.
    """
    with db.atomic():
        hold(Area, double.community_id)  # points are spent by the accounts of the moment
        double, kept = (Volunteer.get_by_id(row.id) for row in (double, kept))
        if double.id == kept.id or double.community_id != kept.community_id:
            raise Invalid(kept="要选同一个社区的另一位")
        if double.merged_into_id or kept.merged_into_id:
            raise Invalid(kept="已经并过了，请刷新再看")
        if doubles_of(double).exists():
            raise Invalid(kept=f"已经有人并到{double}名下，请反过来并")
        double.amend(by, reason, merged_into=kept)


def undo(by: User, double: Volunteer, reason: str) -> None:
    """Let `double` be somebody again; all that was logged under it is its own as before. Raises Invalid when it was not merged."""
    with db.atomic():
        hold(Area, double.community_id)
        double = Volunteer.get_by_id(double.id)
        if double.merged_into_id is None:
            raise Invalid(reason="没有并过")
        double.amend(by, reason, merged_into=None)


def doubles_of(person: Volunteer) -> Any:
    """Who was merged into a person."""
    return Volunteer.select().where(Volunteer.merged_into == person.id).order_by(Volunteer.id)


def roots(keys: Iterable[int]) -> dict[int, int]:
    """Key -> the key that counts, for those that were merged into another."""
    rows: Any = Volunteer.select(Volunteer.id, Volunteer.merged_into).where(Volunteer.id.in_(list(keys)), Volunteer.merged_into.is_null(False)).tuples()
    return dict(rows)


def united(lines: dict[int, int]) -> dict[int, int]:
    """Lines of a sheet under the keys that count: a tablet may not know yet that two are one. Raises Invalid when both stand on it."""
    known = roots(lines)
    found = {known.get(key, key): minutes for key, minutes in lines.items()}
    if len(found) != len(lines):
        raise Invalid(members="名单里有两位已经并成一个人，请只留一个")
    return found
