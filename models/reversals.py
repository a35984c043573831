"""Taking back: what was confirmed is never changed, an opposite entry corrects it."""

from __future__ import annotations

from typing import Any

from models.database import db
from models.records import Invalid
from models.users import Role, User

TAKEN_BACK = "抵掉："  # what the purpose of a reversal begins with
GIVEN = ("day", "team", "programme", "activity", "compound", "community", "minutes")  # as the sheet has them that it takes back


class Reversible:
    """The part of a Sheet that takes it back."""

    id: Any
    day: Any
    lines: Any
    void: Any
    confirmed_at: Any
    locked_at: Any
    purpose: Any
    reverses_id: Any

    def reverse(self, by: User, reason: str) -> Any:
        """A sheet that takes back what this one gave, once, in the place where it was given; gives it.

        It stands on the same day, so that no day, month or year ever comes to less than nothing. A locked month changes by this alone.
        Raises Invalid without a reason, for a draft, a sheet taken back already, or a locked one unless by the community.
        """
        sheet: Any = self
        with db.atomic():
            sheet.hold()
            self._check_reversible(by, reason)
            values = {name: getattr(self, name) for name in GIVEN}
            back, _ = type(sheet).enter(by, reverses=self, purpose=f"{TAKEN_BACK}{self.purpose}"[:60], **values)
            self.lines.model.insert_many([_opposite(back, by, line) for line in self.lines]).execute()
            back.confirm(by)
            sheet.record("reverse", by, {}, {}, reason)
        return back

    def withdraw(self, by: User, reason: str) -> None:
        """Make the sheet count nothing: a draft is struck out, a confirmed one reversed. One that counts nothing already stays."""
        sheet: Any = self
        if self.spent:
            return
        if self.confirmed_at:
            self.reverse(by, reason)
        else:
            sheet.strike(by, reason)

    def _check_reversible(self, by: User, reason: str) -> None:
        if not reason.strip():
            raise Invalid(reason="请写明为什么要抵掉")
        if not self.confirmed_at or self.spent:
            raise Invalid(reason="这一张不能再抵")
        if self.locked_at and by.role != Role.COMMUNITY:
            raise Invalid(reason="已经锁定，请社区来抵掉")

    @property
    def spent(self) -> bool:
        """Whether it counts nothing any more: void, taken back already, or itself taking another one back."""
        return bool(self.void or self.reversal or self.reversed)

    @property
    def reversed(self) -> bool:
        """Whether a reversal of this sheet exists."""
        model: Any = type(self)
        return bool(model.select().where(model.reverses == self.id).exists())

    @property
    def reversal(self) -> bool:
        """Whether this sheet takes another one back."""
        return self.reverses_id is not None


def _opposite(back: Any, by: User, line: Any) -> dict[str, Any]:
    """The line that takes `line` back."""
    return {**back.line(by, line.volunteer_id, -line.minutes, line.source), "reverses": line.id}
