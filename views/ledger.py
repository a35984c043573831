"""Ledgers: registers of dated entries, narrowed by day, place and words, newest first; the page of an entry, and how it is declared void."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, request
from flask_login import current_user
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from models.ledgers import Entry
from models.records import Invalid
from models.search import matches
from views import access
from views.forms import Day, Form, Reason, reason_of
from views.pages import go, page
from views.register import Register


class Days(PlainForm):
    """From a day to a day."""

    since = Day("从", [Optional()])
    until = Day("到", [Optional()])


class Ledger(Register):
    """The list and the spreadsheet of one ledger, and the pages of its entries where a template for them is named.

    searched: the search column of a joined table. template: that of an entry, which gets it under its own noun, with
    what `told` gives, `editable`, `changes`, and in `refused` what was wrong with what was just sent from it.
    voided: what is said when an entry has been declared void, and `striking` how the way to it is called, `reasons` the usual ones.
    Where `fields` are named entries are made and corrected here as well, and a correction asks why.
    """

    model: type[Entry]
    importable = False

    def __init__(  # noqa: PLR0913 a declaration, every part by name
        self,
        name: str,
        model: type[Entry],
        *,
        searched: Any = None,
        template: str = "",
        voided: str = "作废了",
        striking: str = "记错了，作废",
        reasons: tuple[str, ...] = ("记重了", "记错地方了", "没有这回事"),
        **declaration: Any,
    ) -> None:
        self.searched, self.voided, self.striking, self.reasons = searched, voided, striking, reasons
        self.template = template or ("ledgers/show.html" if declaration.get("fields") else "")
        declaration.setdefault("order", (model.day.desc(), model.recorded_at.desc()))
        super().__init__(name, model, **declaration)

    def _add_pages(self) -> None:
        self.add_url_rule(f"/{self.name}", "index", self.index)
        self.add_url_rule(f"/{self.name}.xlsx", "export", self.export)
        if self.fields:
            self.add_url_rule(f"/{self.name}/new", "new", self.new)
            self.add_url_rule(f"/{self.name}", "create", self.create, methods=["POST"])
            self.add_url_rule(f"/{self.name}/<uuid:pk>/edit", "edit", self.edit)
            self.add_url_rule(f"/{self.name}/<uuid:pk>", "update", self.update, methods=["POST"])
        if self.template:
            self.add_url_rule(f"/{self.name}/<uuid:pk>", "show", self.show)
            self.add_url_rule(f"/{self.name}/<uuid:pk>/void", "void", self.void, methods=["POST"])

    def show(self, pk: Any) -> Any:
        """One entry with its history."""
        return self.show_with(self.find(pk))

    def void(self, pk: Any) -> Any:
        """Declare an entry void, with a reason."""
        return self.act(pk, lambda entry, reason: entry.strike(current_user._get_current_object(), reason), self.voided)

    def act(self, pk: Any, act: Callable[[Any, str], Any], done: str) -> Any:
        """Do something to an entry, with the reason that was typed; what is refused stands on the entry's page."""
        entry = self.find(pk)
        access.allow(self.permits(entry))
        try:
            act(entry, reason_of(request.form.getlist("reason"))[:200])
        except Invalid as error:
            return self.show_with(self.find(pk), 422, error.errors)
        flash(done)
        return go(self.address(entry))

    def show_with(self, entry: Any, status: int = 200, refused: dict[str, str] | None = None, **more: Any) -> Any:
        """The page of an entry; `refused` says what was wrong with what was just sent from it."""
        context = {
            self.model._meta.table_name: entry,
            "entry": entry,
            "register": self,
            "editable": self.permits(entry),
            "changes": list(entry.changes.limit(50)),
            **self.told(entry),
            **more,
        }
        return page(self.template, None, status, refused=refused or {}, **context)

    def permits(self, entry: Any) -> bool:
        """Whether the user may correct the entry and declare it void."""
        return bool(entry.editable_by(current_user))

    def told(self, entry: Any) -> dict[str, Any]:
        """What the page of an entry shows besides."""
        return {}

    def rows(self) -> Any:
        """What the user sees, by ?since= and ?until=, the filters, and the words of ?q=."""
        rows, days = super().rows(), self.days()
        if days.since.data:
            rows = rows.where(self.model.day >= days.since.data)
        if days.until.data:
            rows = rows.where(self.model.day <= days.until.data)
        return rows

    def found(self, query: str) -> Any:
        """By the joined table's words where there is one."""
        return super().found(query) if self.searched is None else self.seen().where(matches(self.searched, query))

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

    def form(self) -> type[Form]:
        """Of an entry that is there, with the reason."""
        form: Any = super().form()
        if (request.view_args or {}).get("pk"):
            form.reason = Reason(required="请写明为什么改")
        return form

    def _add(self, form: Form) -> str:
        entry, _ = self.model.enter(current_user._get_current_object(), id=form.key, **form.values)
        return self.address(entry)

    @property
    def searchable(self) -> bool:
        """Whether the list can be searched by words."""
        return self.searched is not None or super().searchable
