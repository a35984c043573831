"""Backup and restore."""

import sqlite3

import pytest

from models import backups
from models.areas import Area
from models.database import connect, db

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
