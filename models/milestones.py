"""Milestones of service: who came to 10, 50 or 100 hours in a stretch of days, for thanks in public, with consent."""

from __future__ import annotations

from datetime import date

from models.hours import ServiceHours, total_minutes
from models.minors import ADULT
from models.names import spoken
from models.volunteers import Volunteer

HOURS = (10, 50, 100)


def reached(community: int, first: date, last: date) -> list[tuple[str, int]]:
    """(name, hours) of each grown-up volunteer of a community who came to a milestone between two days and agreed to be named, by name.

    Whoever passed two of them in these days has the greater one. Nobody is ranked: the order is that of the names as they are spoken.
    """
    ours = ServiceHours.community == community
    before = total_minutes(ours, ServiceHours.day < first, by=ServiceHours.volunteer)
    now = total_minutes(ours, ServiceHours.day <= last, by=ServiceHours.volunteer)
    passed = {person: max(marks) for person, minutes in now.items() if (marks := _between(before.get(person, 0), minutes))}
    rows = Volunteer.select().where(Volunteer.id.in_(list(passed)), Volunteer.publishes_name)
    people = [person for person in rows if (age := person.age_on(last)) is None or age >= ADULT]
    return [(person.name, passed[person.id]) for person in sorted(people, key=spoken)]


def _between(before: int, now: int) -> list[int]:
    return [hours for hours in HOURS if before < hours * 60 <= now]
