"""Who served, and whether that may be logged: the members of the day, and guests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.records import Invalid, tidy
from models.users import User
from models.volunteers import Team, Volunteer

if TYPE_CHECKING:
    from models.hours import Sheet

LONGEST = 720  # minutes: twelve hours in one entry


@dataclass(frozen=True)
class Guest:
    """Somebody who helped and is not in the team, as the leader wrote it down."""

    name: str
    telephone: str
    minutes: int

    def is_called(self, person: Volunteer) -> bool:
        """Whether this may be that person: the name, and the telephone where one was given."""
        return person.name == tidy(self.name) and (not self.telephone or self.telephone == person.telephone)


def check_lines(lines: dict[int, int], team: Team, members: set[int]) -> None:
    """Raise Invalid when nobody is ticked, somebody was not in the team, or a length is impossible."""
    if not lines:
        raise Invalid(members="还没有勾选队员")
    strangers = lines.keys() - members
    if others := team.names_of(strangers):
        raise Invalid(members=f"{'、'.join(others)}那天不在队里")
    if strangers:
        raise Invalid(members="有人不在这个队里")
    if any(not 1 <= minutes <= LONGEST for minutes in lines.values()):
        raise Invalid(members=f"每人 1 到 {LONGEST} 分钟")


def guests_of(sheet: Sheet, guests: Sequence[Guest]) -> dict[int, int]:
    """Key -> minutes of those of the guests who stand on the sheet already: for what is sent again."""
    there = [line.volunteer for line in sheet.lines if line.guest]
    found = {guest: next((person for person in there if guest.is_called(person)), None) for guest in guests}
    return {person.id if person else -n: guest.minutes for n, (guest, person) in enumerate(found.items(), 1)}


def welcome(by: User, sheet: Sheet, lines: dict[int, int], guests: Sequence[Guest]) -> dict[int, int]:
    """Key -> minutes of the guests; who is not known yet comes into the community's register.

    Without a telephone somebody of the same name is the same only if that team has had this guest before: a stranger's hours
    are worse than a double, which the community can merge. Raises Invalid for whoever stands in the list already.
    """
    seated: dict[int, int] = {}
    for guest in guests:
        person = _known(sheet, guest) or Volunteer.add(by, name=guest.name, telephone=guest.telephone or None, community=sheet.team.community_id)
        if person.id in lines or person.id in seated:
            raise Invalid(guests=f"{guest.name}已经在名单里了，不用再写一遍")
        seated[person.id] = guest.minutes
    return seated


def _known(sheet: Sheet, guest: Guest) -> Volunteer | None:
    from models.hours import ServiceHours

    came: Any = ServiceHours.select(ServiceHours.volunteer).where(ServiceHours.team == sheet.team_id, ServiceHours.guest)
    rows = Volunteer.select().where(Volunteer.community == sheet.team.community_id, Volunteer.name == tidy(guest.name))
    if guest.telephone:
        return rows.where(Volunteer.telephone == guest.telephone).first()
    if any(guest.is_called(person) for person in sheet.team.members_on(sheet.day)):
        raise Invalid(guests=f"队里有叫{guest.name}的，请在名单里打勾；是同名的另一位，请写上电话")
    return rows.where(Volunteer.id.in_(came)).order_by(Volunteer.id.desc()).first()
