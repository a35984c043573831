"""Ticking members, with minutes of their own for a few: the field that makes one sheet do for a whole team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from models.hours import LONGEST
from models.volunteers import Volunteer


@dataclass
class Tick:
    """One member's line as typed: came or not, and how many minutes if not as the others."""

    person: Volunteer
    ticked: bool = False
    typed: str = ""
    error: str = ""

    def check(self) -> None:
        """Say beside the line what is wrong with it."""
        if self.typed and not self.ticked:
            self.error = "填了分钟，还没打勾"
        elif self.typed and (not self.typed.isdecimal() or not 1 <= int(self.typed) <= LONGEST):
            self.error = f"1 到 {LONGEST} 分钟"


class Members(Field):
    """Ticks for `people`. Filled from key -> minutes, None standing for the length that holds for all."""

    def __init__(self, label: str = "", people: Iterable[Volunteer] = (), needed: bool = True, **kwargs: Any) -> None:
        self.people, self.needed = list(people), needed
        self.rows: list[Tick] = []
        self.strangers: set[str] = set()
        super().__init__(label, **kwargs)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the ticks and minutes, or those known."""
        self.process_errors = []
        if formdata:
            keys = set(formdata.getlist(self.name))
            self.rows = [Tick(p, str(p.id) in keys, formdata.get(f"minutes-{p.id}", "").strip()[:12]) for p in self.people]
            self.strangers = keys - {str(p.id) for p in self.people}
        else:
            known: Mapping[int, int | None] = data if isinstance(data, dict) else {}
            self.rows = [Tick(p, p.id in known, str(known.get(p.id) or "")) for p in self.people]
        self.data = [row.person.id for row in self.rows if row.ticked]

    def tick_all(self) -> None:
        """Tick everybody, as for a team just chosen."""
        for row in self.rows:
            row.ticked = True

    def pre_validate(self, form: Any) -> None:
        """Refuse strangers, impossible minutes, and, where somebody is needed, nobody."""
        for row in self.rows:
            row.check()
        if self.strangers:
            raise ValidationError("有人不在这个队里，请对一遍名单")
        if any(row.error for row in self.rows):
            raise ValidationError("有几位的分钟数要改")
        if self.needed and not self.data:
            raise ValidationError("还没有勾选队员")

    def lines(self, span: int) -> dict[int, int]:
        """Key -> minutes of everybody ticked, `span` where nothing else was typed."""
        return {row.person.id: int(row.typed or span) for row in self.rows if row.ticked}
