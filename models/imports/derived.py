"""An import that follows from a declared register: its fields are the columns, and what is named is found among what the community sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any, ClassVar

import peewee

from models.areas import Area
from models.imports import cells
from models.imports.kinds import MISSING, Column, Kind
from models.money import Fen, in_fen
from models.records import Invalid, Number, Record, load_related
from models.telephones import Telephone
from models.users import Role, User

Fill = Callable[[Any], dict[str, Any]]
PLACES = ("community", "area", "compound", "organization", "station")  # where something of that name is


class Derived(Kind):
    """The rows of a register of the common kind, written as an account of the community would write them.

    A row of the file is one that is there when it agrees in the model's first identity or in what the model is told apart by; without them, in
    name and place; of what has no name, in everything: so a file that is sent again adds nothing.
    """

    names: ClassVar[tuple[str, ...]]
    fill: ClassVar[Fill]

    def __init__(self, community: Area) -> None:
        super().__init__(community)
        self.user = User(username="", name="", role=Role.COMMUNITY, area=community)
        self.filled = type(self).fill(self.user)
        fields: Any = self.model._meta.fields
        self.fields = {name: fields[name] for name in self.names}
        self.apart = key_of(self.model, self.names, self.filled)
        self.watched = (self.model, *{f.rel_model for f in self.fields.values() if isinstance(f, peewee.ForeignKeyField)})
        self.columns = tuple(self._column(field) for field in self.fields.values())

    def _column(self, field: Any) -> Column:
        required = not field.null and field.default is None and field.name not in self.filled
        others = (f"{self.model.title}{field.verbose_name}", self.model.title) if field.name == "name" else ()
        return Column(field.name, field.verbose_name, others, _reader(field), required, _hint(field), _example(field))

    def load(self) -> None:
        """What is there, by what it is known by, and what can be named, by its name."""
        self.named = {name: self._named(field) for name, field in self.fields.items() if isinstance(field, peewee.ForeignKeyField)}
        rows = list(self.model.visible_to(self.user))
        load_related(rows, *self.named)
        self.there: dict[Hashable, list[Any]] = defaultdict(list)
        for row in rows:
            self.know(row)
            self.there[self._key(row)].append(row)

    def _named(self, field: Any) -> dict[str, list[Any]]:
        found = defaultdict(list)
        for row in field.rel_model.visible_to(self.user):
            found[str(row)].append(row)
        return found

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """Names looked up among what the community sees; raises Invalid for what is lacking, unknown or said of several."""
        values = {**given, **{name: _one(name, self.named[name].get(given[name], []), given[name]) for name in self.named if name in given}}
        errors = {name: str(value) for name, value in values.items() if isinstance(value, ValueError)}
        lacking = [column.name for column in self.columns if column.required and column.name not in given]
        if errors or lacking and (not {*lacking}.isdisjoint(self.apart) or not self.find(values)):  # of a row that is there an empty cell leaves what is there
            errors |= dict.fromkeys(lacking, MISSING)
        if errors:
            raise Invalid(**errors)
        return values

    def find(self, values: dict[str, Any]) -> Any:
        rows = self.there.get(self._key(self.new(values)), [])
        if len(rows) > 1:
            raise Invalid(**{self.apart[-1]: f"已经有 {len(rows)} 条一样的，分不清是哪一条，请在页面上改"})
        return rows[0] if rows else None

    def new(self, values: dict[str, Any]) -> Any:
        """A record not yet there, with what a form would fill in by itself."""
        row = self.model(**{**self.filled, **values})
        row.settle()
        return row

    def known_by(self, record: Any) -> list[Any]:
        """Also by what tells rows of the file apart."""
        return [*super().known_by(record), (self.apart, self._key(record))]

    def claim(self, record: Any, owner: int) -> None:
        """And refuse what an account of the community may not write."""
        record.clean_by(self.user)
        super().claim(record, owner)

    def explained(self, column: Column) -> str:
        """The names that can be given, where they are few."""
        field = self.fields[column.name]
        if not isinstance(field, peewee.ForeignKeyField):
            return column.hint
        known = list(self._named(field))
        return f"{field.rel_model.title}的名称：{'、'.join(known[:20]) or '（还没有）'}{' ……' if len(known) > 20 else ''}"

    def sample(self, column: Column) -> str:
        """The first of the names that can be given, where one has to be."""
        field = self.fields[column.name]
        if isinstance(field, peewee.ForeignKeyField):
            return next(iter(self._named(field)), "") if column.required else ""
        return (column.example or "某某") if column.required else ""

    def _key(self, record: Any) -> Hashable:
        return tuple(record.__data__.get(name) or None for name in self.apart)


def derive(key: str, model: type[Record], names: tuple[str, ...], fill: Fill) -> type[Kind]:
    """The kind of import of a register: `names` are the columns, `fill` gives what a user's form begins with."""
    return type(f"{model.__name__}Rows", (Derived,), {"key": key, "model": model, "names": names, "fill": staticmethod(fill)})


def key_of(model: type[Record], names: tuple[str, ...], filled: dict[str, Any]) -> tuple[str, ...]:
    """The fields by which a row of a file is taken for one that is there."""
    if model.identities or model.apart:
        return next(iter(model.identities), model.apart)
    if "name" in names:
        return (*(place for place in PLACES if place in {*names, *filled}), "name")
    return names


def _one(name: str, rows: list[Any], said: str) -> Any:
    """The one row of that name, or the ValueError to raise."""
    if len(rows) == 1:
        return rows[0]
    return ValueError(f"有 {len(rows)} 个“{said[:20]}”，分不清是哪一个" if rows else f"没有“{said[:20]}”，名称要和系统里的一样")


def _reader(field: Any) -> Callable[[Any], Any]:
    if field.choices:
        return cells.choice(field.choices)
    if isinstance(field, peewee.BooleanField):
        return cells.yes
    if isinstance(field, Fen):
        return lambda cell: in_fen(cells.text(cell), field)
    if isinstance(field, Number):
        return cells.number
    if isinstance(field, peewee.DateField):
        return cells.day
    if isinstance(field, peewee.TextField):
        return cells.lines
    if isinstance(field, Telephone):
        return cells.telephone
    return cells.code if field.name == "number" else cells.text


def _hint(field: Any) -> str:
    if field.choices:
        return "、".join(label for _, label in field.choices)
    if isinstance(field, peewee.BooleanField):
        return "是、否"
    if isinstance(field, Fen):
        return "写成 35 或 35.50 这样"
    if isinstance(field, Number):
        return f"整数，{field.low} 到 {field.high}"
    return "写成 2026-10-24 这样" if isinstance(field, peewee.DateField) else ""


def _example(field: Any) -> str:
    if field.choices:
        return str(field.choices[0][1])
    examples = {peewee.BooleanField: "是", Fen: "35.50", Number: str(getattr(field, "low", "")), peewee.DateField: "2026-10-24", Telephone: "13800000000"}
    return next((example for kind, example in examples.items() if isinstance(field, kind)), "")
