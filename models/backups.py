"""Backup of a running database, and restore into an empty place."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from errno import EEXIST
from pathlib import Path

import peewee

from models import clock, seals
from models.database import db

APART = ("schema_migration", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4")
OWN = ("area", "user", "change")  # everything that anybody enters hangs on one of these; other tables may be filled by the migrations
KEPT = 14  # nightly backups
SYNCED = 0.05  # seconds after which what was written of a copy goes to the disk


class Refused(RuntimeError):
    """The backup or restore would overwrite something, or the file is not sound."""


def backup(target: Path, word: str = "") -> int:
    """Copy the open SQLite database into `target` while others write, sealed by `word` if there is one; gives how many rows it holds.

    It is checked before it gets its name: what is called `target` is whole. Raises Refused when the target exists or cannot be written,
    and on PostgreSQL, where pg_dump does this better.
    """
    if not isinstance(db.obj, peewee.SqliteDatabase):
        raise Refused("use pg_dump for PostgreSQL")
    with _refusing(target):
        if target.exists():
            raise FileExistsError(EEXIST, "is there already", str(target))
        if word:
            seals.check(word)
        beside = Path(db.obj.database).parent if word else target.parent  # what is to be sealed is never on the other disk as it is
        with _unfinished(beside / target.name) as copy:
            with _written_steadily(copy):
                db.execute_sql("VACUUM INTO ?", (str(copy),))  # into an empty file it may
            rows = check(copy)
            _seal(copy, target, word) if word else _finish(copy, target)
    return rows


def restore(source: Path, word: str = "") -> int:
    """Put a checked backup in the place of the database; gives how many rows it holds.

    Raises Refused when the database has data or cannot be read, or when the backup is damaged or does not open with `word`.
    """
    if not isinstance(db.obj, peewee.SqliteDatabase):
        raise Refused("use pg_restore for PostgreSQL")
    path = Path(db.obj.database)
    if path.exists() and path.stat().st_size and _rows_in_place(path):
        raise Refused(f"{path} holds data; move it away first")
    with _refusing(path), _unfinished(path) as copy:
        if seals.is_sealed(source):
            seals.unseal(source, copy, word)
        else:
            shutil.copyfile(source, copy)
        rows = check(copy)
        for old in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            old.unlink(missing_ok=True)
        _finish(copy, path)
    return rows


def nightly(folder: Path, word: str = "") -> int:
    """A backup of its own name in `folder`, of which the newest fourteen are kept; gives how many rows it holds."""
    target = folder / f"honglin-{clock.in_china(clock.now()):%Y%m%d-%H%M%S}.db{'.age' if word else ''}"
    rows = backup(target, word)
    for old in sorted(folder.glob("honglin-*.db*"))[:-KEPT]:
        old.unlink()
    return rows


def check(path: Path) -> int:
    """The number of rows in an SQLite file; raises Refused when it is not sound."""
    try:
        return _count(path)
    except peewee.DatabaseError as error:
        raise Refused(f"{path} is not a sound database: {error}") from None


def _rows_in_place(path: Path) -> int:
    try:
        return _count(path, OWN)
    except peewee.DatabaseError as error:
        raise Refused(f"{path} is damaged ({error}); move it away, it may still be of use, and restore again") from None


@contextmanager
def _refusing(target: Path) -> Iterator[None]:
    """Say what the disk or the seal objects to."""
    try:
        yield
    except seals.Shut as error:
        raise Refused(str(error)) from None
    except FileExistsError as error:
        raise Refused(f"{error.filename} is there already") from None
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror}") from None
    except peewee.OperationalError as error:
        if "transaction" in str(error):
            raise
        raise Refused(f"{target} cannot be written: {error}") from None


@contextmanager
def _unfinished(target: Path, end: str = ".part") -> Iterator[Path]:
    """An empty file beside the target that nobody else may read from the start, and that is gone at the end."""
    part = target.with_name(target.name + end)
    part.unlink(missing_ok=True)  # of one that was killed
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _seal(copy: Path, target: Path, word: str) -> None:
    with _unfinished(target, ".sealed") as sealed:
        with _written_steadily(sealed):
            seals.seal(copy, sealed, word)
        _finish(sealed, target)


@contextmanager
def _written_steadily(path: Path) -> Iterator[None]:
    """Have what is written to a file go to the disk bit by bit: a gigabyte at once would keep everybody's saves waiting behind it.

    Raises OSError when the disk did not take it, which it tells but once.
    """
    over, wrong = threading.Event(), []

    def sync() -> None:
        try:
            with path.open("rb") as file:
                while not over.wait(SYNCED):
                    os.fsync(file.fileno())
        except OSError as error:
            wrong.append(error)

    thread = threading.Thread(target=sync)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if wrong:
        raise wrong[0]


def _finish(part: Path, target: Path) -> None:
    """Give the file its name once all of it is on the disk; raises FileExistsError when somebody has taken the name meanwhile."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    if target.exists():
        raise FileExistsError(EEXIST, "is there already", str(target))
    part.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)  # the name too
        os.close(folder)


def _count(path: Path, only: tuple[str, ...] = ()) -> int:
    database = peewee.SqliteDatabase(str(path))
    with closing(database), database.connection_context():
        verdict = database.execute_sql("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise Refused(f"{path}: {verdict}")
        tables = [table for table in database.get_tables() if (table in only if only else table not in APART)]
        return sum(database.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] for table in tables)  # noqa: S608
