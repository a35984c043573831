"""Guests on a sheet: a few lines for people who helped and are in no team, written down in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from models import telephones
from models.attendance import LONGEST, Guest

LINES = 6


@dataclass
class Line:
    """One guest as typed."""

    number: int
    name: str = ""
    telephone: str = ""
    minutes: str = ""

    @property
    def error(self) -> str:
        """What is wrong with the line."""
        if not self.name:
            return "这位叫什么？" if self.telephone or self.minutes else ""
        if self.minutes and not (self.minutes.isdecimal() and 1 <= int(self.minutes) <= LONGEST):
            return f"分钟只能填 1 到 {LONGEST}"
        try:
            telephones.check(self.telephone)
        except ValueError as error:
            return str(error)
        return "名字最多 40 个字" if len(self.name) > 40 else ""


class Guests(Field):
    """Lines named guest-0, guest-telephone-0, guest-minutes-0 and so on; empty ones are nobody."""

    lines: list[Line]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read what was typed."""
        self.process_errors = []
        get = formdata.get if formdata else lambda name, default: default
        self.lines = [Line(n, *(get(f"guest{part}-{n}", "").strip()[:60] for part in ("", "-telephone", "-minutes"))) for n in range(LINES)]
        if not formdata and data:
            for line, (line.name, line.telephone, minutes) in zip(self.lines, data, strict=False):
                line.minutes = str(minutes or "")
        self.data = [line for line in self.lines if line.name]

    def pre_validate(self, form: Any) -> None:
        """Refuse what no line may hold; what is wrong stands beside it."""
        if any(line.error for line in self.lines):
            raise ValidationError("临时来的人里有一行要改")

    @property
    def told(self) -> dict[str, list[str]]:
        """What is wrong with each line, by the name of its first input."""
        return {f"guest-{line.number}": [line.error] for line in self.lines if line.error}

    def guests(self, span: int) -> list[Guest]:
        """Them, `span` where no other minutes were typed."""
        return [Guest(line.name, line.telephone, int(line.minutes or span)) for line in self.data]
