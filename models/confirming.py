"""Confirming and locking: a draft counts nowhere until somebody answers for it, and into a closed month nothing comes but what takes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import clock
from models.database import Query, db
from models.doubts import doubts
from models.locks import Lock
from models.records import Invalid
from models.users import User
from models.volunteers import Team


class Confirmable:
    """The part of a Sheet that is confirmed, struck out as a draft, and locked."""

    id: Any
    day: Any
    void: Any
    confirmed_at: Any
    community_id: Any
    reverses_id: Any
    lines: Any
    _dirty: Any

    def confirm(self, by: User, sure: bool = True) -> None:
        """Make the lines count; by whom and when is kept (谁记录谁证明).

        Raises Invalid for a void sheet, for a closed day (what comes late is dated today; a reversal stays on its day and is locked
        at once), and, unless `by` is `sure`, when something about it is odd.
        """
        with db.atomic():
            self.hold()
            if self.void:
                raise Invalid(reason="已经作废")
            if not self.confirmed_at:
                stamps = {"confirmed_at": clock.now(), "confirmed_by": by}
                if self._is_closed():
                    stamps |= {"locked_at": stamps["confirmed_at"], "locked_by": by}
                if not sure and (odd := doubts(self, {line.volunteer_id: line.minutes for line in self.lines})):
                    raise Invalid(sure="；".join(odd))
                model: Any = type(self)
                model.update(stamps).where(model.id == self.id, model.confirmed_at.is_null(), model.standing()).execute()
                self._take(stamps)

    def _is_closed(self) -> bool:
        """Whether its day is closed; raises Invalid then unless it takes back what stands there."""
        closed = Lock.last_day(self.community_id)
        if closed is None or self.day > closed:
            return False
        if self.reverses_id is None:
            raise Invalid(day=f"{closed} 以前的已经锁了，请改成今天的日期再确认")
        return True

    def hold(self) -> None:
        """Inside a transaction: keep everybody else from changing the community's sheets until its end, and read this one afresh."""
        Lock.hold(self.community_id)
        model: Any = type(self)
        self._take(model.get_by_id(self.id).__data__)

    def _take(self, values: dict[str, Any]) -> None:
        """Show values that the database has already."""
        for name, value in values.items():
            setattr(self, name, value)
        self._dirty.clear()

    def _hold_draft(self) -> None:
        """Keep a draft from being confirmed while it is rewritten; raises Invalid when it has been already."""
        self.hold()
        if self.confirmed_at:
            raise Invalid(purpose="已经确认的不能改，记错了就抵掉重记")
        if self.void:
            raise Invalid(purpose="这一张已经作废")

    def strike(self, by: User, reason: str) -> None:
        """Declare a draft void; raises Invalid without a reason, or once it is confirmed."""
        with db.atomic():
            self.hold()
            if self.confirmed_at:
                raise Invalid(reason="已经确认的不能作废，记错了就抵掉重记")
            super().strike(by, reason)  # type: ignore[misc]

    @classmethod
    def drafts_until(cls: Any, by: User, until: date) -> Query:
        """The drafts that a lock up to a day would leave out of the user's community's hours, the oldest first."""
        rows = cls.select(cls, Team).join(Team).where(cls.community == by.area_id, cls.day <= until, cls.confirmed_at.is_null(), cls.standing())
        found: Query = rows.order_by(cls.day, cls.recorded_at)
        return found

    @classmethod
    def lock(cls: Any, by: User, until: date) -> int:
        """Close everything confirmed up to a day in the user's community; gives how many sheets."""
        with db.atomic():
            Lock.hold(by.area_id)
            Lock.close(by, until)
            rows = cls.update(locked_at=clock.now(), locked_by=by.id)
            rows = rows.where(cls.community == by.area_id, cls.day <= until, cls.confirmed_at.is_null(False), cls.locked_at.is_null())
            return int(rows.execute())
