"""Strays: visits and concerns that a tablet brought for a door that its worker no longer sees. The door's community decides; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from peewee import CharField, DateTimeField, Field, ForeignKeyField, TextField

from models import clock
from models.concerns import MEDIATION, Concern
from models.database import Query, db
from models.households import Household
from models.ledgers import Entry
from models.records import Invalid
from models.users import Role, User
from models.visits import Draft, Visit


class Stray(Entry):
    """A visit as it was written at the door, with the concern raised at it, or a concern alone, under the key that it will have when it is taken over.

    It waits until somebody of the door's community takes it over, and then it is an entry of whoever wrote it, or puts it
    aside with a reason: then it is void, stays readable, and may still be taken over.
    """

    title = "交上来的记录"
    readers = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
    editors = frozenset({Role.COMMUNITY})

    household: Any = ForeignKeyField(Household, backref="strays", index=False)  # no label: its writer reads the history, and no name
    told = TextField()  # JSON: {"visit": values of a Visit, or null, "concern": what was said at it, or null; without a visit, values of a Concern}
    settled_at = DateTimeField(null=True, verbose_name="处理时间")
    settled_by: Any = ForeignKeyField(User, null=True, backref="+", index=False, verbose_name="谁处理的")
    reason = CharField(200, null=True, verbose_name="为什么放一边")

    class Meta:
        indexes = ((("community", "settled_at"), False), (("recorder", "settled_at"), False))

    def __str__(self) -> str:
        return f"{self.day} {self.door}"

    @property
    def door(self) -> str:
        """The door that was visited, as 3-2-501; of a mediation none, for lists and exports do not name its parties."""
        return "保密" if self.confidential else str(self.household.door)

    @property
    def confidential(self) -> bool:
        """Whether it is a mediation, whose parties stand on its own page alone."""
        return bool(self.concern and self.concern.get("channel") == MEDIATION)

    @property
    def kind(self) -> str:
        """What was written."""
        return "走访" if self.visit else "诉求"

    @property
    def accepted(self) -> bool:
        """Whether it has become an entry of the ledger."""
        return self.settled_at is not None and not self.void

    @property
    def state(self) -> str:
        """What has become of it."""
        return "放一边了" if self.void else "收下了" if self.accepted else "等社区看"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Those of a community's doors for the community, and one's own."""
        rows = cls.select(cls, Household).join(Household)
        if user.role == Role.COMMUNITY:
            return rows.where((cls.community == user.area_id) | (cls.recorder == user.id))
        return rows.where(cls.recorder == user.id) if user.role in cls.readers else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """The door's community decides, as long as it has not been taken over."""
        return user.role == Role.COMMUNITY and self.community_id == user.area_id and not self.accepted

    @classmethod
    def waiting_for(cls, user: User) -> int:
        """How many the user has to decide about."""
        if user.role != Role.COMMUNITY:
            return 0
        return int(cls.select().where(cls.community == user.area_id, cls.settled_at.is_null()).count())

    @classmethod
    def keep(cls, by: User, key: UUID, household: Household, visit: dict[str, Any], concern: dict[str, Any] | None = None) -> Stray | Visit:
        """Take a visit into the tray, once whatever the retries; one that was entered while the door was still the user's is given instead.

        Raises Invalid for what no visit may hold, so that whoever was there corrects it, and as `enter` does.
        """
        told = json.dumps({"visit": visit, "concern": concern}, ensure_ascii=False, sort_keys=True, default=str)
        with db.atomic():
            if cls.sent_before(by, key) or (entered := _tried(lambda: Visit.hold(by, concern, id=key, household=household, **visit))) is None:
                return cls.enter(by, id=key, household=household, day=visit["day"], told=told)[0]
            return entered

    @classmethod
    def keep_concern(cls, by: User, key: UUID, household: Household, concern: dict[str, Any]) -> Stray | Concern:
        """The same for a concern that was told apart from a visit."""
        told = json.dumps({"visit": None, "concern": concern}, ensure_ascii=False, sort_keys=True, default=str)
        with db.atomic():
            if cls.sent_before(by, key) or (entered := _tried(lambda: Concern.enter(by, id=key, household=household, **concern))) is None:
                return cls.enter(by, id=key, household=household, day=concern["day"], told=told)[0]
            return entered

    def agrees(self, sent: Stray, names: Iterable[str]) -> bool:
        """Whether the same was sent again; what the community did with it meanwhile changes nothing."""
        return all(self.__data__[name] == sent.__data__[name] for name in ("household", "day", "told"))

    def entered(self, by: User | None) -> None:
        """Its draft is done with, and whoever brought it is written down."""
        Draft.delete().where(Draft.id == self.id, Draft.user == self.recorder_id).execute()
        self.record("add", by, {}, self.described())

    def settle(self) -> None:
        self.compound_id, self.community_id = self.household.compound_id, self.household.community_id

    def check_field(self, field: Field) -> None:
        """What was written is checked as a visit before it is kept; two long texts are more than one column may hold elsewhere."""
        if field.name != "told":
            super().check_field(field)

    @property
    def visit(self) -> dict[str, Any] | None:
        """The visit as it was written, as values; None for a concern alone."""
        return _dated(json.loads(self.told).get("visit"))

    @property
    def concern(self) -> dict[str, Any] | None:
        """What was said of a concern, if one was raised."""
        return _dated(json.loads(self.told).get("concern"))

    def take(self, by: User, concern_too: bool = True) -> Visit | Concern:
        """Make it the entry that it was meant to be: of whoever wrote it, of the day written, under its own key; gives the entry.

        Raises Invalid when somebody else was first, and when its concern is not taken in here any more: a visit can be taken over without.
        """
        without = "" if concern_too or not self.concern else "，诉求没有记"
        return self._take(by, self.visit, self.concern if concern_too or not self.visit else None, without)

    def take_corrected(self, by: User, visit: dict[str, Any] | None, concern: dict[str, Any] | None) -> Visit | Concern:
        """The same with what the community put right in it; what was written stays readable here. Raises Invalid as `take` does."""
        return self._take(by, visit, concern, "，改过再收的")

    def _take(self, by: User, visit: dict[str, Any] | None, concern: dict[str, Any] | None, how: str) -> Visit | Concern:
        with db.atomic():
            self._decide(by, Stray.settled_at.is_null() | Stray.void, void=False, reason=None)
            entry = self._enter(visit, concern)
            for row in (self, entry):
                row.record("take", by, {}, {}, f"平板交上来时门已不归走访人，由社区收下{how}")
        return entry

    def _enter(self, visit: dict[str, Any] | None, concern: dict[str, Any] | None) -> Visit | Concern:
        if visit is None:
            return Concern.enter(self.recorder, id=self.id, household=self.household, **(concern or {}))[0]
        return Visit.hold(self.recorder, concern, id=self.id, household=self.household, **visit)[0]

    def strike(self, by: User, reason: str) -> None:
        """Put it aside. Raises Invalid without a reason, or when somebody else was first."""
        if not reason.strip():
            raise Invalid(reason="请写明为什么放一边")
        with db.atomic():
            self._decide(by, Stray.settled_at.is_null(), void=True, reason=reason.strip())
            self.record("aside", by, {}, {}, reason)

    def _decide(self, by: User, still: Any, **values: Any) -> None:
        values |= {"settled_at": clock.now(), "settled_by": by.id}
        if not Stray.update(**values).where(Stray.id == self.id, still).execute():
            raise Invalid(reason="刚才已经有人处理过了")
        for name, value in values.items():
            setattr(self, name, value)


def _dated(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Values that were written down as JSON, with their days as days."""
    return values and {name: date.fromisoformat(value) if value and name in ("day", "next_day") else value for name, value in values.items()}


def _tried(enter: Callable[[], tuple[Any, bool]]) -> Any:
    """The entry that this key is already, else None; raises Invalid when it could not become one."""
    with db.atomic() as attempt:
        entered, new = enter()
        if new:
            attempt.rollback()
    return None if new else entered
