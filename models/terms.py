"""What holds from a day to a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models import clock
from models.records import Invalid, Record

if TYPE_CHECKING:
    import peewee

    from models.database import Query
    from models.users import User


class Termed(Record):
    """Something that holds from a day to a day; an open end means until further notice."""

    since: Any
    until: Any

    @classmethod
    def current(cls) -> Query:
        """Rows that hold today."""
        return cls.select().where(cls.holds_on(clock.today()))

    @classmethod
    def holds_on(cls, day: Any) -> peewee.Expression:
        """The condition of holding on `day`."""
        return (cls.since.is_null() | (cls.since <= day)) & (cls.until.is_null() | (cls.until >= day))

    def end(self, by: User) -> None:
        """From today it holds no more."""
        self.amend(by, until=clock.today() - timedelta(days=1))

    def clean(self) -> None:
        # a day before its beginning: something that was ended on the day it began
        if self.since and self.until and (self.since - self.until).days > 1:
            raise Invalid(until="结束日期不能早于开始日期")
