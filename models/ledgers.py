"""What every ledger entry shares: the client's key, its place, its day, who recorded it and when."""

from __future__ import annotations

import uuid
from typing import Any, Self

import peewee
from peewee import BooleanField, DateField, DateTimeField, ForeignKeyField, UUIDField

from models import clock
from models.areas import Area, Compound
from models.database import db
from models.records import Invalid, Record
from models.users import User


class Entry(Record):
    """A dated entry. Its key is the client's UUID, so a retry can never make a second one.

    The day is the day of the deed; `recorded_at` is when it was typed, and no figure uses it.
    The entry itself says who made it and when, so only later changes go to the audit.
    """

    id = UUIDField(primary_key=True, default=uuid.uuid4)
    community: Any = ForeignKeyField(Area, backref="+", index=False)
    compound: Any = ForeignKeyField(Compound, null=True, backref="+", index=False, verbose_name="小区")
    day = DateField(default=clock.today, verbose_name="日期")
    recorder: Any = ForeignKeyField(User, backref="+", index=False, verbose_name="记录人")
    recorded_at = DateTimeField(default=clock.stamp, verbose_name="录入时间")
    void = BooleanField(default=False, verbose_name="作废")

    @classmethod
    def enter(cls, by: User, **values: Any) -> tuple[Self, bool]:
        """Insert the entry once, whatever the retries; gives the row and whether it is new.

        Raises Invalid when the values break a rule, or when the key is somebody else's entry.
        """
        row = cls(recorder=by, **values)
        row.check()
        with db.atomic():
            # not on_conflict_ignore(): SQLite's INSERT OR IGNORE also swallows a missing value
            new = bool(cls.insert(row.__data__).on_conflict(action="nothing", conflict_target=[cls.id]).as_rowcount().execute())
            if new:
                row.entered(by)
        if new:
            return row, True
        kept = cls.get_by_id(row.id)
        if kept.recorder_id != by.id:
            raise Invalid(id="这条记录的编号已被占用，请重新打开表单")
        return kept, False

    def entered(self, by: User) -> None:
        """What else belongs to a new entry, written in the same transaction."""

    def settle(self) -> None:
        if self.compound_id:
            self.community_id = self.compound.community_id

    def check(self) -> None:
        super().check()
        if self.day > clock.today():
            raise Invalid(day="不能是以后的日子")

    @classmethod
    def standing(cls) -> peewee.Expression:
        """The condition of counting: not void."""
        return ~cls.void

    def strike(self, by: User, reason: str) -> None:
        """Declare the entry void; it stays readable and counts nowhere. Raises Invalid without a reason."""
        if not reason.strip():
            raise Invalid(reason="请写明为什么作废")
        self.amend(by, reason, void=True)
