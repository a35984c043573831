"""The database from its URL, and the base of every table."""

from __future__ import annotations

import sqlite3
import warnings
from typing import TYPE_CHECKING, Any

import peewee
from playhouse.db_url import parse
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

db = peewee.DatabaseProxy()

if TYPE_CHECKING:
    Query = peewee.ModelSelect[Any]
else:
    Query = peewee.ModelSelect

# WAL can lose commits in 3.7.0 to 3.51.2 when several connections checkpoint at once
# (https://sqlite.org/wal.html#walresetbug); the 3.44 and 3.50 branches carry the fix from these on.
FIRST_SAFE_SQLITE = (3, 51, 3)

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # a tablet deletes its copy on our receipt
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "cache_size": -16_000,
}


def connect(url: str) -> peewee.Database:
    """Point `db` at the database of `url` (sqlite:///path or postgresql://…) and give it; opens no connection yet."""
    database = _postgres(url) if url.startswith("postgres") else _sqlite(url)
    db.initialize(database)
    return database


def _sqlite(url: str) -> peewee.Database:
    if _sqlite_version() < FIRST_SAFE_SQLITE:
        warnings.warn(f"SQLite {_sqlite_version()} can lose commits in WAL mode; 3.51.3 or later is safe", RuntimeWarning, stacklevel=3)
    path = url.removeprefix("sqlite:///")
    return PooledSqliteDatabase(path, pragmas=PRAGMAS, lock_type="IMMEDIATE", max_connections=32, stale_timeout=300, timeout=10, check_same_thread=False)


def _postgres(url: str) -> peewee.Database:
    options = parse(url, unquote_password=True)
    return PooledPostgresqlDatabase(options.pop("database"), prefer_psycopg3=True, max_connections=32, stale_timeout=300, timeout=10, **options)


def _sqlite_version() -> tuple[int, ...]:
    module: Any = getattr(peewee, "sqlite3", None) or sqlite3
    return tuple(int(part) for part in module.sqlite_version.split("."))


class Key(peewee.AutoField):
    """A number that no row has had before, as PostgreSQL gives: SQLite by itself gives the last one again once its row is deleted."""

    def ddl(self, ctx: Any) -> Any:
        """The column as it is created."""
        column = super().ddl(ctx)
        return peewee.NodeList((column, peewee.SQL("AUTOINCREMENT"))) if isinstance(db.obj, peewee.SqliteDatabase) else column


class Model(peewee.Model):
    """A table with a number as its key."""

    id: Any = Key()

    class Meta:
        database = db
        legacy_table_names = False
        only_save_dirty = True

    if TYPE_CHECKING:  # the columns behind foreign keys (household_id), which peewee adds at run time

        def __getattr__(self, name: str) -> Any: ...


def hold(model: type[Model], key: Any) -> None:
    """Inside a transaction: keep everybody else who holds this row waiting until its end.

    SQLite's transactions wait for one another from their beginning.
    """
    if isinstance(db.obj, peewee.PostgresqlDatabase):
        lighter: Any = "FOR NO KEY UPDATE"  # others may still name the row
        model.select(model.id).where(model.id == key).for_update(lighter).get()
