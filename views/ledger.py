"""Ledgers: registers of dated entries, narrowed by day, place and words, newest first."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from models.ledgers import Entry
from models.search import matches
from views.forms import Day
from views.register import Register


class Days(PlainForm):
    """From a day to a day."""

    since = Day("从", [Optional()])
    until = Day("到", [Optional()])


class Ledger(Register):
    """The list and the spreadsheet of one ledger; its entries have pages of their own.

    searched: the search column of a joined table.
    """

    model: type[Entry]

    def __init__(self, name: str, model: type[Entry], *, searched: Any = None, **declaration: Any) -> None:
        self.searched = searched
        super().__init__(name, model, order=(model.day.desc(), model.recorded_at.desc()), **declaration)

    def _add_pages(self) -> None:
        self.add_url_rule(f"/{self.name}", "index", self.index)
        self.add_url_rule(f"/{self.name}.xlsx", "export", self.export)

    def rows(self) -> Any:
        """What the user sees, by ?since= and ?until=, the filters, and the words of ?q=."""
        rows, days = super().rows(), self.days()
        if days.since.data:
            rows = rows.where(self.model.day >= days.since.data)
        if days.until.data:
            rows = rows.where(self.model.day <= days.until.data)
        query = request.args.get("q", "").replace("\x00", "").strip()
        return rows.where(matches(self.searched, query)) if query and self.searched is not None else rows

    def days(self) -> Days:
        """The days of the address; an impossible one says so and narrows nothing."""
        days = Days(request.args)
        days.validate()
        for field in (days.since, days.until):
            field.data = field.data if isinstance(field.data, date) and not field.errors else None
        return days

    def address(self, row: Any) -> str:
        """The page of an entry."""
        return f"/{self.name}/{row.id}"

    def addable(self) -> bool:
        """Entries are made where they happen, not here."""
        return False

    @property
    def searchable(self) -> bool:
        """Whether the list can be searched by words."""
        return self.searched is not None or super().searchable
