"""Backup of a running database, and restore into an empty place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import peewee

from models.database import db

APART = ("schema_migration", "sqlite_sequence")
SHIPPED = ("urgency", "category")  # filled by the migrations: a new database has these rows


class Refused(RuntimeError):
    """The backup or restore would overwrite something, or the file is not sound."""


def backup(target: Path) -> int:
    """Copy the open SQLite database into `target` while others write; gives how many rows it holds.

    Raises Refused when the target exists, or on PostgreSQL, where pg_dump does this better.
    """
    if not isinstance(db.obj, peewee.SqliteDatabase):
        raise Refused("use pg_dump for PostgreSQL")
    try:
        _make_private(target)
    except FileExistsError:
        raise Refused(f"{target} is there already") from None
    try:
        db.execute_sql("VACUUM INTO ?", (str(target),))  # into an empty file it may
    except BaseException:
        target.unlink()
        raise
    return check(target)


def restore(source: Path) -> int:
    """Put a checked backup in the place of the database; gives how many rows it holds.

    Raises Refused when the database has data, or the backup is damaged.
    """
    if not isinstance(db.obj, peewee.SqliteDatabase):
        raise Refused("use pg_restore for PostgreSQL")
    rows, path = check(source), Path(db.obj.database)
    if path.exists() and path.stat().st_size and _count(path, besides=SHIPPED):
        raise Refused(f"{path} holds data; move it away first")
    for old in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        old.unlink(missing_ok=True)
    _make_private(path)
    shutil.copyfile(source, path)
    return rows


def check(path: Path) -> int:
    """The number of rows in an SQLite file; raises Refused when it is not sound."""
    try:
        return _count(path)
    except peewee.DatabaseError as error:
        raise Refused(f"{path} is not a sound database: {error}") from None


def _make_private(path: Path) -> None:
    """An empty file that nobody else may read, from the start; raises FileExistsError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _count(path: Path, besides: tuple[str, ...] = ()) -> int:
    database = peewee.SqliteDatabase(str(path))
    with database.connection_context():
        verdict = database.execute_sql("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise Refused(f"{path}: {verdict}")
        tables = [table for table in database.get_tables() if table not in (*APART, *besides)]
        return sum(database.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] for table in tables)  # noqa: S608
