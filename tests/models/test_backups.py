"""Backup and restore: the drill, sealed and plain."""

import errno
import os
import sqlite3
from datetime import timedelta

import peewee
import pyrage
import pytest

from models import backups, seals
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


PASSPHRASE = "seven plums by the gate"
KEY = pyrage.x25519.Identity.generate()


def drill(word, opening, folder):
    """Back up, lose everything, restore into an empty place, and compare every row of every table."""
    copy = folder / "drill.db.age"
    before = every_row()
    rows = backups.backup(copy, word)
    assert seals.is_sealed(copy) == bool(word) and (b"SQLite format" in copy.read_bytes()) != bool(word) and copy.stat().st_mode & 0o077 == 0
    opened = connect(f"sqlite:///{folder / 'empty' / 'honglin.db'}")
    (folder / "empty").mkdir()
    try:
        assert backups.restore(copy, opening) == rows
        with db.connection_context():
            assert every_row() == before
        assert not [path for place in (folder, folder / "empty") for path in place.iterdir() if path.suffix in (".part", ".sealed")]
    finally:
        opened.close_all()


def every_row():
    """Table -> its rows."""
    return {table: sorted(map(repr, db.execute_sql(f'SELECT * FROM "{table}"').fetchall())) for table in db.get_tables() if table != "sqlite_sequence"}


@pytest.mark.parametrize(
    ("word", "opening"),
    [("", ""), pytest.param(PASSPHRASE, PASSPHRASE, marks=pytest.mark.whole), (str(KEY.to_public()), str(KEY))],
    ids=["plain", "passphrase", "key"],
)
def test_the_drill(cast, tmp_path, word, opening):
    drill(word, opening, tmp_path)


class Busy:
    """pyrage's passphrases on a machine that is too busy for so many tries."""

    def __init__(self, tries):
        self.left = tries

    def decrypt(self, sealed, word):
        self.left -= 1
        if self.left >= 0:
            raise pyrage.DecryptError("Excessive work parameter for passphrase")
        return sealed[::-1]


def test_a_passphrase_that_opens_too_slowly_in_a_busy_moment_is_tried_again(tmp_path, monkeypatch):
    sealed, opened, waited = tmp_path / "sealed", tmp_path / "opened", []
    sealed.write_bytes(b"olleh")
    monkeypatch.setattr(seals.time, "sleep", waited.append)
    monkeypatch.setattr(seals.pyrage, "passphrase", Busy(2))
    seals.unseal(sealed, opened, PASSPHRASE)
    assert opened.read_bytes() == b"hello" and waited == list(seals.PAUSES[:2])
    monkeypatch.setattr(seals.pyrage, "passphrase", Busy(9))
    with pytest.raises(seals.Shut, match="Excessive work"):
        seals.unseal(sealed, opened, PASSPHRASE)


def test_what_is_sealed_opens_with_the_right_word_alone(cast, tmp_path):
    copy, other = tmp_path / "copy.age", pyrage.x25519.Identity.generate()
    backups.backup(copy, str(KEY.to_public()))
    opened = connect(f"sqlite:///{tmp_path / 'new.db'}")
    whole = copy.read_bytes()
    try:
        for word, told in (("", "passphrase|open"), (PASSPHRASE, "open"), (str(other), "open"), ("AGE-SECRET-KEY-1NONE", "open")):
            with pytest.raises(backups.Refused, match=told):
                backups.restore(copy, word)
        for torn in (whole[:-1], whole[:5000] + b"x" + whole[5001:]):
            copy.write_bytes(torn)
            with pytest.raises(backups.Refused, match="does not open"):
                backups.restore(copy, str(KEY))
        assert not list(tmp_path.glob("new.db*"))
    finally:
        opened.close_all()


def test_a_word_that_cannot_seal_is_refused_before_anything_is_written(cast, tmp_path):
    for word, told in (("short", "16 characters"), ("age1nonsense", "public half"), (str(KEY), "stays where")):
        with pytest.raises(backups.Refused, match=told):
            backups.backup(tmp_path / "copy.age", word)
    assert not list(tmp_path.glob("copy*"))


def test_a_key_file_as_age_keygen_writes_it(tmp_path):
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-11-27\n# public key: {KEY.to_public()}\n{KEY}\n")
    assert seals.secret_in(path) == str(KEY)
    path.write_text("nothing")
    with pytest.raises(seals.Shut):
        seals.secret_in(path)


def test_every_night_one_and_fourteen_are_kept(cast, clock, tmp_path):
    folder = tmp_path / "nights"
    folder.mkdir()
    made = []
    for _ in range(backups.KEPT + 2):
        assert backups.nightly(folder)
        made.append(max(folder.iterdir()))
        clock.forward(days=1)
    assert sorted(folder.iterdir()) == made[2:]
    clock.moment -= timedelta(days=20)  # the clock goes back: no backup is written over another, and the newest night is not the one that goes
    backups.nightly(folder)
    assert made[-1].exists() and len(list(folder.iterdir())) == backups.KEPT


def test_a_place_that_cannot_be_written_is_told(cast, tmp_path):
    with pytest.raises(backups.Refused, match="cannot be written"):
        backups.backup(tmp_path / "nowhere" / "copy.db")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process")
def test_a_disk_that_is_full_leaves_no_half_backup(cast, tmp_path):
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(backups.Refused, match="cannot be written"):
            backups.backup(tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    assert not list(tmp_path.glob("copy*"))
    assert backups.backup(tmp_path / "copy.db")


def test_a_damaged_file_in_the_place_is_not_written_over(cast, tmp_path):
    copy, bad = tmp_path / "copy.db", tmp_path / "bad.db"
    backups.backup(copy)
    bad.write_bytes(b"no database " * 2000)
    opened = connect(f"sqlite:///{bad}")
    try:
        with pytest.raises(backups.Refused, match="damaged.*move it away"):
            backups.restore(copy)
    finally:
        opened.close_all()
    assert bad.read_bytes().startswith(b"no database")


def test_nobody_else_can_read_a_backup_even_while_it_is_written(cast, tmp_path, monkeypatch):
    copy, modes = tmp_path / "copy.db", []
    real = type(db.obj).execute_sql

    def watched(self, sql, *args, **kwargs):
        if sql.startswith("VACUUM"):
            modes.append(copy.with_name("copy.db.part").stat().st_mode & 0o777)
        return real(self, sql, *args, **kwargs)

    monkeypatch.setattr(type(db.obj), "execute_sql", watched)
    backups.backup(copy)
    assert modes == [0o600] and copy.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_tells_but_once_that_it_has_lost_something_is_heard(cast, tmp_path, monkeypatch):
    sync, told = os.fsync, []

    def once(number):
        if not told:
            told.append(number)
            raise OSError(errno.EIO, "Input/output error")
        sync(number)

    monkeypatch.setattr(backups, "SYNCED", 0)
    monkeypatch.setattr(os, "fsync", once)
    with pytest.raises(backups.Refused, match="cannot be written"):
        backups.backup(tmp_path / "copy.db")
    assert told and not (tmp_path / "copy.db").exists()


def test_a_backup_that_fails_leaves_nothing(cast, tmp_path):
    copy = tmp_path / "copy.db"
    with db.atomic(), pytest.raises(peewee.OperationalError, match="transaction"):
        backups.backup(copy)
    assert not copy.exists()


def test_a_database_whose_rows_are_all_gone_is_empty(database, tmp_path):
    """What the migrations fill in is no data, nor what SQLite remembers about numbers that were given."""
    copy = tmp_path / "copy.db"
    shipped = backups.backup(copy)
    assert shipped >= Urgency.select().count() + Category.select().count()
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
