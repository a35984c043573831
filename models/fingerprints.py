"""Whether anything has changed since: a digest of all that was ever written down."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import peewee

from models.attempts import Attempt
from models.batches import Batch
from models.database import Model, db
from models.factors import SecondFactor
from models.households import Reading
from models.runs import Run
from models.sessions import Session
from models.visits import Draft

# written by logging in, looking, half typing or ordering
PASSING: frozenset[type[Model]] = frozenset({Attempt, Batch, Draft, Reading, Run, SecondFactor, Session})
LOT = 1000  # rows


def fingerprint(meanwhile: Callable[[], object] = int) -> str:
    """A digest of every row that something printed could show, but not of pictures and files: those are replaced by new rows and never changed.

    A million rows take some seconds, so it is for what takes longer; `meanwhile` is called about once a second.
    """
    from models import TABLES

    digest, called = hashlib.blake2b(digest_size=32), time.monotonic()
    for model in (model for model in TABLES if model not in PASSING):
        digest.update(model.__name__.encode())
        for rows in _lots(model):
            digest.update(repr(rows).encode("utf-8", "replace"))
            if time.monotonic() - called > 1:
                meanwhile()
                called = time.monotonic()
    return digest.hexdigest()


def _lots(model: type[Model]) -> Iterator[list[Any]]:
    """The rows of a table, some at a time, always in one order."""
    primary: Any = model._meta.primary_key
    key = f'"{primary.column_name}"' if isinstance(db.obj, peewee.PostgresqlDatabase) else "rowid"  # as SQLite has written them: much quicker
    names = ", ".join([key, *(f'"{field.column_name}"' for field in model._meta.sorted_fields if not isinstance(field, peewee.BlobField))])
    start = f'SELECT {names} FROM "{model._meta.table_name}"'  # noqa: S608  no value in it
    last: list[Any] = []
    while True:
        after = f" WHERE {key} > {db.obj.param}" if last else ""
        rows = db.execute_sql(f"{start}{after} ORDER BY {key} LIMIT {LOT}", last).fetchall()
        yield rows
        if len(rows) < LOT:
            return
        last = [rows[-1][0]]
