"""One mechanism for every register: list with search and filters, page, form, history, spreadsheet.

A register is declared, not programmed: which model, which fields in the form, which columns in the list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user
from peewee import IntegrityError

from models.areas import Level
from models.imports import KINDS, Import, declare
from models.receipts import Receipt
from models.records import Invalid, Record, load_related
from models.search import matches
from models.users import Role
from views import access
from views.forms import Choice, Form, form_for
from views.pages import Paged, go, page, sought
from views.places import choose_area, lies_in
from views.spreadsheets import download


def label(model: type[Record], name: str) -> str:
    """The heading of a column."""
    field = model._meta.fields.get(name)
    return str(field.verbose_name) if field is not None and field.verbose_name else HEADINGS[name]


HEADINGS = {"door": "门牌", "kind": "什么", "state": "现在", "community": "社区", "time": "几点"}


class Register(Blueprint):
    """The pages of one kind of record.

    name: the noun, in addresses and endpoints. fields: what the form asks. columns: what the list and the spreadsheet
    show. exported: the spreadsheet's columns where they are others. order: how rows are sorted. filters: fields with
    choices or rows to narrow the list by. fill: what a new row takes from the user, by default the own community or area.
    show: a template of one's own for the record's page. also: (label, endpoint)
    of what else the list leads to. removable: whether a row that nothing refers to may be deleted.
    more: what such a template shows besides. intro: what stands above the list. menu: the group of “更多” in which it
    stands, called by its title or as `called` says. Where communities write such rows, they also import them.
    """

    importable = True
    hint = "名字里的字、拼音首字母都行"  # what can be searched for
    listed = "registers/index.html"  # the template of the list
    heading = property(lambda self: self.model.title, doc="What stands above the list.")

    def __init__(  # noqa: PLR0913 a declaration, every part by name
        self,
        name: str,
        model: type[Record],
        *,
        fields: Sequence[str] = (),
        columns: Sequence[str | tuple[str, str]] = (),
        exported: Sequence[str] = (),
        order: Sequence[Any] = (),
        filters: Sequence[str] = (),
        fill: Callable[[Any], dict[str, Any]] | None = None,
        show: str = "registers/show.html",
        removable: bool = False,
        more: Callable[[Any], dict[str, Any]] = lambda row: {},
        intro: str = "",
        also: Sequence[tuple[str, str]] = (),
        menu: str = "",
        called: str = "",
    ) -> None:
        super().__init__(name, __name__)
        self.also = tuple(also)
        self.model, self.fields = model, tuple(fields)
        self.columns = [c if isinstance(c, tuple) else (c, str(model._meta.fields[c].verbose_name)) for c in columns or fields]
        self.exported = [(name, label(model, name)) for name in exported] or self.columns
        self.order, self.filters, self.fill, self.intro = tuple(order) or (model._meta.primary_key,), tuple(filters), fill or self._own_place, intro
        self.show_template, self.removable, self.more, self.menu, self.called = show, removable, more, menu, called or model.title
        if self.importable and self.fields and Role.COMMUNITY in model.editors:
            declare(name, model, self.fields, self.fill)
        self._add_pages()

    def _own_place(self, user: Any) -> dict[str, Any]:
        own = {"community": user.area} if user.area.level == Level.COMMUNITY else {}
        return {name: place for name, place in {**own, "area": user.area}.items() if name in self.model._meta.fields}

    def _add_pages(self) -> None:
        self.add_url_rule(f"/{self.name}", "index", self.index)
        self.add_url_rule(f"/{self.name}.xlsx", "export", self.export)
        self.add_url_rule(f"/{self.name}/<id:pk>", "show", self.show)
        if self.fields:
            self.add_url_rule(f"/{self.name}/new", "new", self.new)
            self.add_url_rule(f"/{self.name}", "create", self.create, methods=["POST"])
            self.add_url_rule(f"/{self.name}/<id:pk>/edit", "edit", self.edit)
            self.add_url_rule(f"/{self.name}/<id:pk>", "update", self.update, methods=["POST"])
        if self.removable:
            self.add_url_rule(f"/{self.name}/<id:pk>/delete", "delete", self.delete, methods=["POST"])

    def index(self) -> Any:
        """The list, narrowed by search and filters; htmx gets the rows alone."""
        access.readable(self.model)
        rows = Paged(self.rows())
        self.load(rows.rows, self.columns)
        context = {"rows": rows, "narrowing": self.narrowing(), "addable": self.addable()}
        return self._page(self.listed, "registers/_rows.html", **context)

    def export(self) -> Any:
        """The list as a spreadsheet, with the filter of the moment."""
        access.readable(self.model)
        rows = list(self.rows())
        self.load(rows, self.exported)
        body = ([self.cell(row, name) for name, _ in self.exported] for row in rows)
        return download(self.model.title, [label for _, label in self.exported], body)

    def load(self, rows: list[Any], columns: Sequence[tuple[str, str]]) -> None:
        """Fetch what the columns show of these rows, with as many queries however many rows."""
        load_related(rows, *(name for name, _ in columns))

    def cell(self, row: Any, name: str) -> Any:
        """What the spreadsheet has in a column."""
        return row.shown(name)

    def show(self, pk: int) -> Any:
        """One record with its history."""
        return self.show_with(self.find(pk))

    def show_with(self, row: Any, status: int = 200, refused: dict[str, str] | None = None, **more: Any) -> Any:
        """The page of a record; `refused` says what was wrong with what was just sent from it."""
        context = {"row": row, "editable": self.permits(row), "changes": list(row.changes.limit(50)), "refused": refused or {}}
        return self._page(self.show_template, None, status, **{**context, **self.more(row), **more})

    def new(self) -> Any:
        """An empty form; addresses may fill fields in (?compound=3)."""
        access.readable(self.model)
        access.allow(self.addable())
        form = self._new_form(formdata=None)
        for field in (form[name] for name in self.fields if isinstance(form[name], Choice) and request.args.get(name)):
            field.data = request.args[field.name]
        return self._form(form)

    def create(self) -> Any:
        """Add a record, once for each form."""
        access.readable(self.model)
        access.allow(self.addable())
        form = self._new_form()
        if form.validate_on_submit():
            try:
                address = Receipt.once(form.key, current_user, lambda: self._add(form))
            except Invalid as error:
                form.refuse(error)
            else:
                flash(f"{self.model.title}已添加")
                return go(address)
        return self._form(form, status=422)

    def edit(self, pk: int) -> Any:
        """The form with what is there."""
        row = self.find(pk)
        access.allow(self.permits(row))
        return self._form(self.form()(formdata=None, obj=row), row)

    def update(self, pk: int) -> Any:
        """Change a record; both versions stay readable."""
        row = self.find(pk)
        access.allow(self.permits(row))
        form = self.form()()
        if form.validate_on_submit():
            try:
                told = self.change(row, form)
            except Invalid as error:
                form.refuse(error)
            else:
                flash(told)
                return go(self.address(row))
        return self._form(form, self.find(pk), status=422)

    def change(self, row: Any, form: Form) -> str:
        """Write what the form says; gives what to tell."""
        row.amend(current_user, **form.values)
        return "改好了"

    def delete(self, pk: int) -> Any:
        """Remove a record that nothing refers to; its last version stays in the audit."""
        row = self.find(pk)
        access.allow(self.permits(row))
        try:
            row.remove(current_user)
        except IntegrityError:
            flash(f"{row} 还有记录在用，不能删", "error")
            return go(self.address(row))
        flash(f"{row} 已删除")
        return go(url_for(f"{self.name}.index"))

    def find(self, pk: int) -> Any:
        """The record with this key, for those who may see it; 404 otherwise."""
        access.readable(self.model)
        return access.find(self.model.visible_to(current_user), pk)

    def rows(self) -> Any:
        """What the user sees, narrowed by ?q= and the filters of the address."""
        query = sought()
        rows = self.found(query) if query and self.searchable else self.seen()
        for name, choice in self.narrowing().items():
            if choice.data is not None:
                rows = rows.where(self.meets(name, choice.data))
        return rows.order_by(*self.order)

    def seen(self) -> Any:
        """What the user sees, before anything narrows it."""
        return self.model.visible_to(current_user)

    def found(self, query: str) -> Any:
        """Those of them that hold every word of `query`."""
        return self.seen().where(matches(self.model._meta.fields["search"], query))

    def narrowing(self) -> dict[str, Choice]:
        """The filters as form fields, each with what the address says; nonsense is ignored."""
        form = self.filter_form()(formdata=request.args, meta={"csrf": False})
        named = sorted(form._fields, key=lambda name: self.filters.index(name) if name in self.filters else len(self.filters))
        fields = {name: form[name] for name in named if isinstance(form[name], Choice)}
        for name, field in fields.items():
            field.choices = [("", f"{field.label.text}：全部"), *[c for c in field.choices if c[0]]]
            given = request.args.get(name, "")
            field.data = field.kind(given) if given in {key for key, _ in field.choices if key} else None
        return fields

    def filter_form(self) -> type[Form]:
        """The filters of the moment as a form class; a register of one's own may add some that are no columns."""
        form = form_for(self.model, tuple(name for name in self.filters if name != "community"))
        return choose_area(form) if "community" in self.filters else form

    def meets(self, name: str, value: Any) -> Any:
        """The condition that a filter sets."""
        column = self.model._meta.fields[name]
        return lies_in(column, value) if name == "community" else column == value

    @property
    def searchable(self) -> bool:
        """Whether the list can be searched by words."""
        return "search" in self.model._meta.fields

    def days(self) -> Any:
        """The days that narrow a ledger; a register has none."""
        return None

    def addable(self) -> bool:
        """Whether the user may add a record here."""
        return bool(self.fields) and current_user.role in self.model.editors

    def importing(self) -> bool:
        """Whether the user may import a spreadsheet of such rows."""
        return self.name in KINDS and current_user.role in Import.readers & self.model.editors

    def address(self, row: Any) -> str:
        """The page of a record."""
        return url_for(f"{self.name}.show", pk=row.id)

    def form(self) -> type[Form]:
        """The form class of the moment: its choices are what the user sees."""
        return form_for(self.model, self.fields)

    def _new_form(self, **given: Any) -> Form:
        return self.form()(**{**self.fill(current_user), **given})

    def _add(self, form: Form) -> str:
        values = {**{k: v for k, v in self.fill(current_user).items() if k not in self.fields}, **form.values}
        return self.address(self.model.add(current_user, **values))

    def permits(self, row: Any) -> bool:
        """Whether the user may change the record."""
        return bool(self.fields) and row.editable_by(current_user)

    def _form(self, form: Form, row: Any = None, status: int = 200) -> Any:
        return self._page("registers/form.html", status=status, form=form, row=row)

    def _page(self, template: str, fragment: str | None = None, status: int = 200, **context: Any) -> Any:
        return page(template, fragment, status, register=self, **context)
