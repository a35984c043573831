"""Taking back: what was confirmed is never changed, an opposite entry corrects it."""

from __future__ import annotations

import uuid
from typing import Any

from models import clock
from models.database import db
from models.records import Invalid
from models.users import Role, User

TAKEN_BACK = "冲正："  # what the purpose of a reversal begins with


def reversal_of(sheet: uuid.UUID) -> uuid.UUID:
    """The key of the sheet that takes this one back, whether there is one or not."""
    return uuid.uuid5(sheet, "reversal")


class Reversible:
    """The part of a Sheet that takes it back."""

    id: Any
    day: Any
    team: Any
    lines: Any
    void: Any
    confirmed_at: Any
    locked_at: Any
    purpose: Any

    def reverse(self, by: User, reason: str) -> Any:
        """A sheet that takes back what this one gave, once; gives it.

        It stands on the same day while the month is open and today once it is locked, so that a closed month never changes.
        Raises Invalid without a reason, for a draft, a sheet taken back already, or a locked one unless by the community.
        """
        sheet: Any = self
        day = clock.today() if self.locked_at else self.day
        with db.atomic():
            self._check_reversible(by, reason)
            values = {name: getattr(self, name) for name in ("team", "programme", "activity", "compound", "minutes")}
            back, new = type(sheet).enter(by, id=reversal_of(self.id), day=day, purpose=f"{TAKEN_BACK}{self.purpose}"[:60], **values)
            if not new:
                raise Invalid(reason="这一张不能冲正")
            self.lines.model.insert_many([back._line(by, h.volunteer_id, -h.minutes, h.source, h) for h in self.lines]).execute()
            back.confirm(by)
            sheet.record("reverse", by, {}, {}, reason)
        return back

    def withdraw(self, by: User, reason: str) -> None:
        """Make the sheet count nothing: a draft is struck out, a confirmed one reversed. One that counts nothing already stays."""
        sheet: Any = self
        if self.void or self.reversed or self.reversal:
            return
        if self.confirmed_at:
            self.reverse(by, reason)
        else:
            sheet.strike(by, reason)

    def _check_reversible(self, by: User, reason: str) -> None:
        if not reason.strip():
            raise Invalid(reason="请写明为什么冲正")
        if not self.confirmed_at or self.reversed or self.reversal:
            raise Invalid(reason="这一张不能冲正")
        if self.locked_at and by.role != Role.COMMUNITY:
            raise Invalid(reason="已经锁定，请社区来冲正")

    @property
    def reversed(self) -> bool:
        """Whether a reversal of this sheet exists."""
        model: Any = type(self)
        return bool(model.select().where(model.id == reversal_of(self.id)).exists())

    @property
    def reversal(self) -> bool:
        """Whether this sheet takes another one back."""
        return bool(self.lines.where(self.lines.model.reverses.is_null(False)).exists())
