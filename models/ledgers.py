"""What every ledger entry shares: the client's key, its place, its day, who recorded it and when."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self

import peewee
from peewee import BooleanField, DateField, DateTimeField, ForeignKeyField, UUIDField

from models import clock
from models.areas import Area, Compound
from models.database import db
from models.records import Invalid, Record
from models.users import User

OLDEST = timedelta(days=731)
DIFFERENT = "这张表单已经存过了，内容不一样，请重新打开"


class Entry(Record):
    """A dated entry. Its key is the client's UUID, so a retry can never make a second one.

    The day is the day of the deed; `recorded_at` is when it was typed, and no figure uses it.
    The entry itself says who made it and when, so only later changes go to the audit.
    """

    ahead = timedelta(0)  # how long before its day it may be entered: what was done never, what is planned may be

    id = UUIDField(primary_key=True, default=uuid.uuid4)
    community: Any = ForeignKeyField(Area, backref="+", index=False)
    compound: Any = ForeignKeyField(Compound, null=True, backref="+", index=False, verbose_name="小区")
    day = DateField(default=clock.today, verbose_name="日期")
    recorder: Any = ForeignKeyField(User, backref="+", index=False, verbose_name="记录人")
    recorded_at = DateTimeField(default=clock.stamp, verbose_name="录入时间")
    void = BooleanField(default=False, verbose_name="作废")

    @classmethod
    def enter(cls, by: User | None, **values: Any) -> tuple[Self, bool]:
        """Insert the entry once, whatever the retries; gives the row and whether it is new.

        Raises Invalid when the values break a rule, or when the key is somebody else's entry or one of other content.
        """
        row = cls(recorder=by, **values)
        try:
            row.check()
            row.check_day()
        except Invalid:
            if not cls.select().where(cls.id == row.id).exists():  # what was right when it came first stays so
                raise
        else:
            if row._insert(by):
                return row, True
        return row._kept(values), False

    @classmethod
    def sent_before(cls, by: User, key: uuid.UUID | None) -> bool:
        """Whether the user's form with this key is an entry already."""
        return bool(key and cls.select().where(cls.id == key, cls.recorder == by.id).exists())

    def _insert(self, by: User | None) -> bool:
        with db.atomic():
            # not on_conflict_ignore(): SQLite's INSERT OR IGNORE also swallows a missing value
            rows = type(self).insert(self.__data__).on_conflict(action="nothing", conflict_target=[type(self).id])
            if new := bool(rows.as_rowcount().execute()):
                self._dirty.clear()  # as after any save: the next one writes what was changed since, and no more
                self.entered(by)
        return new

    def _kept(self, values: dict[str, Any]) -> Self:
        """The entry that has this one's key already; Invalid when it is somebody else's or says something else."""
        kept = type(self).get_by_id(self.id)
        if kept.recorder_id != self.recorder_id:
            raise Invalid(id="这条记录的编号已被占用，请重新打开表单")
        if not kept.agrees(self, values):
            raise Invalid(id=DIFFERENT)
        return kept

    def agrees(self, sent: Self, names: Iterable[str]) -> bool:
        """Whether what was `sent` again under this key says the same in the values named; what was amended since is not compared, all else is."""
        known, said = self.__data__, sent.__data__
        differing = [name for name in set(names) - {"id"} if known.get(name) != said.get(name)]
        return not differing or {self._meta.fields[name].verbose_name for name in differing} <= self.amended_since()

    def amended_since(self) -> set[str]:
        """The labels of what was amended since it was entered."""
        return {label for change in self.changes for label, _, _ in change.lines}

    def entered(self, by: User | None) -> None:
        """What else belongs to a new entry, written in the same transaction."""

    def settle(self) -> None:
        if self.compound_id:
            self.community_id = self.compound.community_id

    def check(self) -> None:
        super().check()
        if self.day > clock.today() + self.ahead:
            raise Invalid(day=f"最多提前 {self.ahead.days} 天" if self.ahead else "不能是以后的日子")

    def check_day(self) -> None:
        """Raise Invalid for a day on which nothing is entered any more."""
        check_day(self.day)

    def amend(self, by: User | None, reason: str = "", **values: Any) -> bool:
        """Change some values and keep both versions; a day that is moved must be one that may be entered."""
        if values.get("day", self.day) != self.day:
            check_day(values["day"])
        return super().amend(by, reason, **values)

    @classmethod
    def standing(cls) -> peewee.Expression:
        """The condition of counting: not void."""
        return ~cls.void

    def strike(self, by: User, reason: str) -> None:
        """Declare the entry void; it stays readable and counts nowhere. Raises Invalid without a reason."""
        if not reason.strip():
            raise Invalid(reason="请写明为什么作废")
        self.amend(by, reason, void=True)


def entries_of(key: Any) -> list[Any]:
    """For each kind of entry the query for the one with this key, a value or a column."""
    return [model.select(model.id).where(model.id == key) for model in _kinds(Entry)]


def _kinds(model: type[Entry]) -> list[type[Entry]]:
    """The tables of entries: what has others below it is none itself."""
    return [kind for child in model.__subclasses__() for kind in _kinds(child) or [child]]


def check_day(day: date) -> None:
    """Raise Invalid for a day too long ago to be anything but a slip of the finger."""
    if day < clock.today() - OLDEST:
        raise Invalid(day="太早了，只能补记两年以内的")
