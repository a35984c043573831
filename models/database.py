"""The database from its URL, and the base of every table."""

from __future__ import annotations

import sqlite3
import warnings
from typing import TYPE_CHECKING, Any

import peewee
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
    "cache_size": -8_000,  # KB of each connection: one for each thread of each process
}

# A server that is gone without a word is given up after seconds, not after the two hours of TCP
PATIENCE: dict[str, Any] = {"connect_timeout": 3, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}


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
    """A pool for the address as libpq reads it: also several hosts, of which `target_session_attrs=read-write` finds the primary."""
    from psycopg.conninfo import conninfo_to_dict

    options = {**PATIENCE, **conninfo_to_dict(url)}
    return PooledPostgresqlDatabase(options.pop("dbname"), prefer_psycopg3=True, max_connections=32, stale_timeout=300, timeout=10, **options)


def drop_idle() -> None:
    """Close the pool's idle connections: they lead to a server that is gone."""
    if hasattr(db.obj, "close_idle"):
        db.obj.close_idle()


def learn() -> None:
    """Have SQLite look how its tables are filled, where that has changed: by that it chooses among indexes.

    It looks at all tables, and of a large one at some rows (0x10000, 0x10): the writer's lock is held no longer than that. PostgreSQL does so by itself.
    """
    if isinstance(db.obj, peewee.SqliteDatabase):
        db.execute_sql("PRAGMA optimize = 0x10012")


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
