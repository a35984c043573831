"""Whether anything has changed since: a digest of all that was ever written down."""

from __future__ import annotations

import hashlib
from typing import Any

import peewee

from models.attempts import Attempt
from models.batches import Batch
from models.database import Model, db
from models.households import Reading
from models.runs import Run
from models.sessions import Session
from models.visits import Draft

PASSING: frozenset[type[Model]] = frozenset({Attempt, Batch, Draft, Reading, Run, Session})  # written by logging in, looking, half typing or ordering


def fingerprint() -> str:
    """A digest of every row that something printed could show; a million rows take some seconds, so it is for what takes longer."""
    from models import TABLES

    digest = hashlib.blake2b(digest_size=32)
    for model in (model for model in TABLES if model not in PASSING):
        key: Any = model._meta.primary_key
        names = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
        # SQLite reads a table as it was written; PostgreSQL in any order
        order = f' ORDER BY "{key.column_name}"' if isinstance(db.obj, peewee.PostgresqlDatabase) else ""
        cursor = db.execute_sql(f'SELECT {names} FROM "{model._meta.table_name}"{order}')  # noqa: S608  no value in it
        digest.update(model.__name__.encode())
        while rows := cursor.fetchmany(1000):
            digest.update(repr(rows).encode("utf-8", "replace"))
    return digest.hexdigest()
