"""Tables that the district edits and everybody works by: kinds, times, topics, days."""

from __future__ import annotations

from models.database import Query
from models.records import Record
from models.users import Role, User


class Editable(Record):
    """A table of which everybody sees all, communities read the list, and the administrator alone writes it."""

    readers = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})
    editors = frozenset({Role.ADMINISTRATOR})

    name: str

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select()
