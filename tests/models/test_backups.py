"""Backup and restore."""

import sqlite3

import peewee
import pytest

from models import backups
from models.areas import Area
from models.database import connect, db
from models.records import Change
from models.urgencies import Category, Urgency

pytestmark = pytest.mark.sqlite


def test_a_backup_holds_every_row_and_restores_into_an_empty_place(cast, tmp_path):
    copy = tmp_path / "copy.db"
    rows = backups.backup(copy)
    assert rows > 50 and copy.stat().st_mode & 0o077 == 0
    people = Area.select().count()
    opened = connect(f"sqlite:///{tmp_path / 'new.db'}")
    try:
        assert backups.restore(copy) == rows
        with db.connection_context():
            assert Area.select().count() == people
    finally:
        opened.close_all()


def test_nobody_else_can_read_a_backup_even_while_it_is_written(cast, tmp_path, monkeypatch):
    copy, modes = tmp_path / "copy.db", []
    real = type(db.obj).execute_sql

    def watched(self, sql, *args, **kwargs):
        if sql.startswith("VACUUM"):
            modes.append(copy.stat().st_mode & 0o777)
        return real(self, sql, *args, **kwargs)

    monkeypatch.setattr(type(db.obj), "execute_sql", watched)
    backups.backup(copy)
    assert modes == [0o600] and copy.stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_nothing(cast, tmp_path):
    copy = tmp_path / "copy.db"
    with db.atomic(), pytest.raises(peewee.OperationalError, match="transaction"):
        backups.backup(copy)
    assert not copy.exists()


def test_a_database_whose_rows_are_all_gone_is_empty(database, tmp_path):
    """What the migrations fill in is no data, nor what SQLite remembers about numbers that were given."""
    copy = tmp_path / "copy.db"
    shipped = backups.backup(copy)
    assert shipped == Urgency.select().count() + Category.select().count()
    Area.add(None, name="官渡区", level="district")
    Area.delete().execute()
    db.execute_sql("DROP TRIGGER change_no_delete")
    Change.delete().execute()
    db.obj.close_all()
    assert backups.restore(copy) == shipped


def test_nothing_is_overwritten(cast, tmp_path):
    copy = tmp_path / "copy.db"
    backups.backup(copy)
    with pytest.raises(backups.Refused):
        backups.backup(copy)
    with pytest.raises(backups.Refused, match="holds data"):
        backups.restore(copy)


def test_a_damaged_backup_is_refused(database, tmp_path):
    torn = tmp_path / "torn.db"
    with sqlite3.connect(torn) as writer:
        writer.execute("CREATE TABLE t (a)")
        writer.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 200)
    writer.close()
    torn.write_bytes(torn.read_bytes()[:6000] + b"\xff" * 9000)
    with pytest.raises(backups.Refused):
        backups.restore(torn)
