"""Rows gathered in memory and written at once: sixty thousand single inserts would take minutes."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from typing import Any

import peewee
from peewee import AutoField, fn

from models import TABLES
from models.database import Model, db
from models.records import Record

SEED = 2026
NAMESPACE = uuid.UUID("2026c0de-0000-5000-8000-000000000000")


def dice(*about: object) -> random.Random:
    """A source of chance of its own for each thing, so that a change in one place leaves the others as they were."""
    return random.Random(":".join(map(str, (SEED, *about))))


class Rows:
    """Rows of every table, numbered here so that a child can name its parent before either is written."""

    def __init__(self) -> None:
        self.kept: dict[type[Model], list[Any]] = defaultdict(list)
        self._next: dict[type[Model], int] = {}

    def add(self, model: type[Record], **values: Any) -> Any:
        """Keep a new row with its key and what follows from its values; it is not checked."""
        row = self.add_settled(model, **values)
        row.settle()
        return row

    def add_settled(self, model: type[Model], **values: Any) -> Any:
        """The same for values that hold already what would follow; a key that is given is kept."""
        row: Any = model(**values)
        if "id" not in values:
            row._pk = self._number(model) if isinstance(model._meta.primary_key, AutoField) else self._uuid(model)
        self.kept[model].append(row)
        return row

    def _number(self, model: type[Model]) -> int:
        if model not in self._next:
            self._next[model] = (model.select(fn.MAX(model.id)).scalar() or 0) + 1
        self._next[model] += 1
        return self._next[model] - 1

    def _uuid(self, model: type[Model]) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, f"{model.__name__} {len(self.kept[model])}")

    def of(self, model: type[Model]) -> list[Any]:
        """The rows of one table so far."""
        return self.kept[model]

    def write(self) -> None:
        """Insert everything, parents first, and let PostgreSQL count on from our numbers."""
        for model in TABLES:
            if rows := self.kept.get(model):
                _insert(model, rows)
                if isinstance(db.obj, peewee.PostgresqlDatabase) and model in self._next:
                    db.execute_sql("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (model._meta.table_name, self._next[model] - 1))


def _insert(model: Any, rows: list[Any]) -> None:
    """One prepared statement for all: peewee would write the SQL of each row anew, in ten times the time."""
    fields, database = model._meta.sorted_fields, db.obj
    names = ", ".join(f'"{field.column_name}"' for field in fields)
    marks = ", ".join([database.param] * len(fields))
    kept = [(field.name, field.db_value) for field in fields]
    values = [tuple([convert(row.__data__.get(name)) for name, convert in kept]) for row in rows]
    database.cursor().executemany(f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES ({marks})', values)  # noqa: S608  no value in it
