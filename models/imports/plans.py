"""What an import would do, and its doing: all in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import peewee
from peewee import chunked, fn

from models.database import Model, db
from models.records import Change, Record
from models.users import User

CHUNK = 500  # rows a statement: SQLite takes at most 32,766 values
LINE = [name for name in Change._meta.sorted_field_names if name != "id"]
Statement = tuple[str, list[Any]]  # SQL and its values
Lines = list[tuple[str, str, str]]  # (label, before, after)


class Stale(RuntimeError):
    """What the plan was made from has changed since; nothing was written."""


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be imported: where it stands, which columns, why, and what it says."""

    number: int
    heading: str
    reason: str
    cells: list[str]


@dataclass(frozen=True)
class Entry:
    """A record as it will be, with the records that come with it; `before` is None for one that is not there yet."""

    number: int
    label: str
    record: Any
    tied: list[Record]
    before: dict[str, str] | None = None

    @cached_property
    def after(self) -> dict[str, str]:
        """The record as a reader will see it."""
        described: dict[str, str] = self.record.described()
        return described

    def lines(self) -> Lines:
        """What differs."""
        before, after = self.before or {}, self.after
        labels = [label for label in {**before, **after} if before.get(label, "") != after.get(label, "")]
        return [(label, before.get(label, ""), after.get(label, "")) for label in labels] + [(t.title, "", str(t)) for t in self.tied]


@dataclass
class Plan:
    """The rows of one file, sorted by what becomes of them. `apart`: the fields by which new records are told apart."""

    model: type[Record]
    apart: tuple[str, ...]
    watched: tuple[type[Model], ...]
    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._latest = Change.select(fn.MAX(Change.id)).scalar() or 0

    def report(self) -> dict[str, Any]:
        """The plan for a reader, as plain lists."""
        return {
            "added": [[a.number, a.label] for a in self.added],
            "changed": [[c.number, c.label, c.lines()] for c in self.changed],
            "refused": [[r.number, r.heading, r.reason, r.cells] for r in self.refused],
        }

    def apply(self, by: User | None, reason: str, also: Callable[[], None] = lambda: None) -> None:
        """Write everything and its audit, and what `also` writes, or nothing. Raises Stale when others were faster."""
        changed = [row for row in self.changed if row.after != row.before]
        changes = [row.record.change("amend", by, row.before or {}, row.after, reason) for row in changed]
        new = _Additions([row.record for row in self.added], self.apart, by, reason)
        amend = [*self._updates([row.record for row in changed]), *_audit(changes)]
        try:
            with db.atomic():
                self._check_fresh()
                new.write()
                for statement in amend:
                    db.execute_sql(*statement)
                for row in changed:
                    row.record.amended(by)
                self._tie(by, reason)
                also()
        except peewee.IntegrityError as error:
            raise Stale from error

    def _check_fresh(self) -> None:
        tables = [model._meta.table_name for model in self.watched]
        if Change.select().where(Change.id > self._latest, Change.record.in_(tables)).exists():
            raise Stale

    def _updates(self, records: Sequence[Record]) -> Iterable[Statement]:
        """Statements that write the columns that an import has set, and no other: somebody may have a new password meanwhile."""
        alike: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
        for record in records:
            alike[tuple(record.dirty_fields)].append(record)
        for fields, rows in alike.items():
            for chunk in chunked([record.__data__ for record in rows], CHUNK):
                query = self.model.insert_many(list(chunk))
                yield query.on_conflict(conflict_target=[self.model._meta.primary_key], preserve=fields).sql()

    def _tie(self, by: User | None, reason: str) -> None:
        tied = [record for row in (*self.added, *self.changed) for record in row.tied]
        for record in tied:  # their owners have keys by now
            record.__data__.update({name: owner._pk for name, owner in record.__rel__.items()})
        if tied:
            _Additions(tied, tuple(tied[0].__rel__), by, reason).write()


class _Additions:
    """New records of one table and their lines of the audit, as statements worked out before the transaction: writers wait for it."""

    def __init__(self, records: Sequence[Any], apart: tuple[str, ...], by: User | None, reason: str) -> None:
        self.records, self.apart = records, apart
        self.inserts = [self._insert(list(chunk)) for chunk in chunked(records, CHUNK)]
        self.audit = _audit([record.change("add", by, {}, record.described(), reason) for record in records])

    def write(self) -> None:
        """Insert them and the audit, and give each the key that the database gave it."""
        fields = [self.records[0]._meta.fields[name] for name in self.apart] if self.records else []
        written = [row for insert in self.inserts for row in db.execute_sql(*insert).fetchall()]
        keys = {tuple(f.python_value(value) for f, value in zip(fields, named, strict=True)): key for key, *named in written}
        for record in self.records:
            record._pk = keys[tuple(record.__data__.get(name) for name in self.apart)]
        for chunk, (sql, values) in zip(chunked(self.records, CHUNK), self.audit, strict=True):
            for n, record in enumerate(chunk):
                values[n * len(LINE) + LINE.index("key")] = str(record._pk)
            db.execute_sql(sql, values)

    def _insert(self, records: list[Any]) -> Statement:
        meta: Any = type(records[0])._meta
        names = [name for name in meta.sorted_field_names if name != meta.primary_key.name]
        rows = [tuple(record.__data__.get(name) for name in names) for record in records]
        query = meta.model.insert_many(rows, [meta.fields[name] for name in names])
        statement: Statement = query.returning(meta.primary_key, *(meta.fields[name] for name in self.apart)).sql()
        return statement


def _audit(lines: list[dict[str, Any]]) -> list[Statement]:
    """Statements that write lines of the audit, the values of each in the order of LINE."""
    fields = [Change._meta.fields[name] for name in LINE]
    return [Change.insert_many([tuple(row[name] for name in LINE) for row in chunk], fields).sql() for chunk in chunked(lines, CHUNK)]


def digest(report: dict[str, Any]) -> str:
    """A name for what a plan does: the plan that somebody has seen is carried out, or none."""
    return hashlib.sha256(json.dumps(report, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
