"""How long something took: one tap for the usual lengths, minutes for any other."""

from __future__ import annotations

from typing import Any

from wtforms.validators import Optional

from views.forms import Choice, Whole

LENGTHS = [(30, "半小时"), (60, "1 小时"), (90, "1.5 小时"), (120, "2 小时"), (180, "3 小时")]


class Length:
    """The fields for a form: what is typed in minutes goes before what was tapped."""

    length = Choice("多长时间", LENGTHS, required=False, coerce=int)
    minutes = Whole("别的长度，填分钟", [Optional()])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for one of the two."""
        valid: bool = super().validate(*args, **kwargs)  # type: ignore[misc]
        if self.length.errors or self.minutes.errors or self.span is not None:
            return valid
        self.length.errors = ["选一个时长，或者填分钟"]
        return False

    @property
    def span(self) -> int | None:
        """The length in minutes."""
        return self.length.data if self.minutes.data is None else self.minutes.data


def spelled(minutes: int) -> dict[str, int | None]:
    """A length in minutes as values of the two fields."""
    usual = minutes in dict(LENGTHS)
    return {"length": minutes if usual else None, "minutes": None if usual else minutes}


def span(minutes: int) -> str:
    """Minutes as people say them: 90 -> 1 小时 30 分."""
    whole, rest = divmod(abs(minutes), 60)
    text = f"{whole} 小时 {rest} 分" if whole and rest else f"{whole} 小时" if whole else f"{rest} 分钟"
    return f"−{text}" if minutes < 0 else text
