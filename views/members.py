"""Ticking members, with minutes of their own for a few: the field that makes one sheet do for a whole team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from models.hours import LONGEST
from models.names import initials, spoken, told_apart
from models.volunteers import Volunteer

FEW = 20  # members: a team that one still takes in at a glance, so that ticks set beforehand are seen


@dataclass
class Tick:
    """One member's line as typed: came or not, and how many minutes if not as the others."""

    person: Volunteer
    number: int  # in the order of the sign-in sheet on paper
    ticked: bool = False
    typed: str = ""
    apart: str = ""  # from namesakes
    unticked: str = ""
    impossible: str = ""

    @property
    def error(self) -> str:
        """All that is wrong with the line."""
        return "；".join(filter(None, (self.unticked, self.impossible)))

    @property
    def initials(self) -> str:
        """What the name is found by when typed in Latin letters."""
        return initials(self.person.name)

    @property
    def name(self) -> str:
        """The name, with what tells it from a namesake's."""
        return f"{self.person}（{self.apart}）" if self.apart else str(self.person)

    def check(self) -> None:
        """Say beside the line what is wrong with it."""
        if self.typed and not self.ticked:
            self.unticked = "填了分钟，还没打勾"
        if self.typed and (not self.typed.isdecimal() or not 1 <= int(self.typed) <= LONGEST):
            self.impossible = f"只能填 1 到 {LONGEST} 分钟"


class Members(Field):
    """Ticks for `people`. Filled from key -> minutes, None standing for the length that holds for all.

    needed: whether somebody has to be ticked. ahead: whether, of a team too big for one look, those ticked stand first.
    """

    def __init__(self, label: str = "", people: Iterable[Volunteer] = (), needed: bool = True, ahead: bool = False, **kwargs: Any) -> None:
        self.people, self.needed, self.ahead = sorted(people, key=spoken), needed, ahead
        self.apart = told_apart(self.people)
        self.rows: list[Tick] = []
        self.strangers: set[str] = set()
        super().__init__(label, **kwargs)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the ticks and minutes, or those known."""
        self.process_errors = []
        if formdata:
            keys = set(formdata.getlist(self.name))
            self.rows = [Tick(p, n, str(p.id) in keys, formdata.get(f"minutes-{p.id}", "").strip()[:12]) for n, p in enumerate(self.people, 1)]
            self.strangers = keys - {str(p.id) for p in self.people}
        else:
            known: Mapping[int, int | None] = data if isinstance(data, dict) else {}
            self.rows = [Tick(p, n, p.id in known, str(known.get(p.id) or "")) for n, p in enumerate(self.people, 1)]
        if self.ahead and len(self.rows) > FEW:
            self.rows.sort(key=lambda row: not row.ticked)
        for row in self.rows:
            row.apart = self.apart.get(row.person.id, "")
        self.data = [row.person.id for row in self.rows if row.ticked]

    def tick(self, keys: Iterable[int]) -> None:
        """Tick these, as for a team just chosen."""
        chosen = set(keys)
        for row in self.rows:
            row.ticked = row.person.id in chosen

    @property
    def wrong(self) -> list[Tick]:
        """The lines with something wrong."""
        return [row for row in self.rows if row.error]

    @property
    def told(self) -> dict[str, list[str]]:
        """What is wrong with each line, by the name of its input."""
        return {f"minutes-{row.person.id}": [row.error] for row in self.wrong}

    def total(self, span: int | None) -> tuple[int, int | None]:
        """How many are ticked, and their minutes in all: None while a length is missing or impossible."""
        ticked = [row for row in self.rows if row.ticked]
        minutes = [int(row.typed) if row.typed.isdecimal() else None if row.typed else span for row in ticked]
        return len(ticked), None if None in minutes else sum(length or 0 for length in minutes)

    def pre_validate(self, form: Any) -> None:
        """Refuse strangers, impossible minutes, and, where somebody is needed, nobody."""
        for row in self.rows:
            row.check()
        if self.strangers:
            raise ValidationError("有人不在这个队里，请对一遍名单")
        problems = [f"{len(self.wrong)} 位的分钟数要改：{'、'.join(row.name for row in self.wrong[:5])}"] if self.wrong else []
        if self.needed and not self.data:
            problems.insert(0, "还没有勾选队员")
        if problems:
            raise ValidationError("；".join(problems))

    def lines(self, span: int) -> dict[int, int]:
        """Key -> minutes of everybody ticked, `span` where nothing else was typed."""
        return {row.person.id: int(row.typed or span) for row in self.rows if row.ticked}
