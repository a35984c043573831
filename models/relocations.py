"""Moving house: from one SQLite file to an empty PostgreSQL database, every row, with counts checked; the file is closed behind us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import peewee
import psycopg
from psycopg import sql

from models import TABLES, backups, schema
from models.database import connect, db

BATCH = 5000
SHUT = "moved to another database"  # what the file says from then on: see models/faults.py
KEPT_ALONE = "change"  # refuses to be changed or deleted already, and needs only be closed for new lines


class Refused(RuntimeError):
    """The move would lose or mix something: nothing has been moved."""


def move(path: Path, url: str) -> dict[str, int]:
    """Copy all rows of the file into the database of `url`; gives the number of rows by table, the same on both sides.

    While it is copied nobody can write into the file, and afterwards nobody ever again: whoever is still served from it is told that the
    site has moved, and a tablet keeps what it has. All of it arrives, or nothing. Raises Refused when the target holds data, or the file
    is damaged or of another release.
    """
    backups.check(path)
    connect(url)
    driver: Any = peewee.__dict__["sqlite3"]  # the one that the site itself uses: see models/database.py
    with closing(driver.connect(path, isolation_level=None, timeout=30)) as file:
        file.execute("BEGIN IMMEDIATE")  # waits for whoever is writing
        _check(file)
        with db.connection_context(), db.atomic():
            for model in reversed(TABLES):
                _clear(model)
            moved = {model._meta.table_name: _copy(file, model) for model in TABLES}
            _compare(file, moved)
        _shut(file)
        file.execute("COMMIT")
    return moved


def _check(file: Any) -> None:
    """Both sides are of this release, and the target is empty but for what migrations put there."""
    with db.connection_context():
        schema.migrate()
        full = [table for table in backups.OWN if db.execute_sql(f'SELECT EXISTS (SELECT 1 FROM "{table}")').fetchone()[0]]  # nosec B608  # noqa: S608
    if full:
        raise Refused(f"the target holds data already, in {', '.join(full)}")
    known = {name for (name,) in file.execute("SELECT name FROM schema_migration")}
    wanted = {step.stem for step in schema.FOLDER.glob("[0-9]*.py")}
    if known != wanted:
        raise Refused(f"the file is of another release; run `migrate` on it first: {', '.join(sorted(known ^ wanted))}")
    if file.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'moved_%'").fetchone():
        raise Refused("this file has been moved before")


def _clear(model: Any) -> None:
    if model._meta.table_name != KEPT_ALONE:  # empty, as _check has seen
        model.delete().execute()


def _copy(file: Any, model: Any) -> int:
    """One table, through COPY; foreign keys within it may point forward, as PostgreSQL looks at the end."""
    names = [field.column_name for field in model._meta.sorted_fields]
    table = sql.Identifier(model._meta.table_name)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(map(sql.Identifier, names)))
    connection: psycopg.Connection[Any] = db.connection()
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for row in _rows(file, model._meta.table_name, names):
                copy.write_row(row)
                count += 1
        if isinstance(model._meta.primary_key, peewee.AutoField):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (f'"{model._meta.table_name}"', _last_key(file, model._meta.table_name)))
    return count


def _rows(file: Any, table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = file.execute(f'SELECT {columns} FROM "{table}"')  # nosec B608  # noqa: S608 our own names
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _last_key(file: Any, table: str) -> int:
    """The last number that was given, also of a row that is gone: it is never given again."""
    found = file.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return max(1, found[0] if found else 1)


def _compare(file: Any, moved: dict[str, int]) -> None:
    for table in moved:
        query = f'SELECT COUNT(*) FROM "{table}"'  # nosec B608  # noqa: S608
        there, here = db.execute_sql(query).fetchone()[0], file.execute(query).fetchone()[0]
        if there != here:
            raise Refused(f"{table}: {here} rows here, {there} there")


def _shut(file: Any) -> None:
    """Nobody writes into the file again, in whatever process it is open."""
    for model in TABLES:
        table = model._meta.table_name
        for deed in ("INSERT",) if table == KEPT_ALONE else ("INSERT", "UPDATE", "DELETE"):
            file.execute(f"CREATE TRIGGER moved_{table}_{deed} BEFORE {deed} ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{SHUT}'); END")
