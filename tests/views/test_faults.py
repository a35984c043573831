"""The disk is full or read-only, the file is damaged, the database is away, the clock goes back: a clear word, and nothing acknowledged is lost."""

import uuid
from datetime import timedelta
from pathlib import Path

import peewee
import pytest

from models import clock as real_clock
from models.database import connect, db
from models.faults import fault_of
from models.visits import Visit
from tests import backends

FULL = "服务器的磁盘满了"


def save(client, cast, **more):
    """One visit, as the form sends it; gives its key and the answer."""
    key = str(uuid.uuid4())
    values = {"form_id": key, "household": cast.home.id, "outcome": "met", "way": "in_person", "next": "duty", "day": real_clock.today().isoformat()}
    return key, client.post("/visits", data={**values, "note": "家里都好，子女周末来看望" * 30}, **more)


def saved():
    return {str(key) for (key,) in Visit.select(Visit.id).tuples()}


def until_it_fails(client, cast, **more):
    """Save until the server says no; gives the keys that it acknowledged, and its last word."""
    acknowledged = set()
    for _ in range(200):
        key, answer = save(client, cast, **more)
        if answer.status_code not in (200, 303):
            return acknowledged, answer
        acknowledged.add(key)
    raise AssertionError("it never failed")


@pytest.mark.sqlite
def test_a_full_disk_is_said_and_what_was_acknowledged_is_there(cast, client, login):
    login(client, cast.alice)
    db.execute_sql(f"PRAGMA max_page_count={db.pragma('page_count') + 2}")
    acknowledged, answer = until_it_fails(client, cast)
    assert answer.status_code == 503 and FULL in answer.text and answer.headers["Retry-After"]
    assert client.get("/today").status_code == 200  # there is still reading
    assert acknowledged == saved() and db.pragma("integrity_check") == "ok"
    db.execute_sql("PRAGMA max_page_count=1000000")
    key, answer = save(client, cast)
    assert answer.status_code == 303 and saved() == acknowledged | {key}


@pytest.mark.sqlite
def test_a_tablet_keeps_what_a_full_disk_refuses(cast, client, login):
    login(client, cast.alice)
    db.execute_sql(f"PRAGMA max_page_count={db.pragma('page_count')}")
    _, answer = until_it_fails(client, cast, headers={"Honglin-Capture": "1"})
    assert answer.status_code == 503 and answer.json == {"error": "full"} and answer.headers["Honglin-Capture"] == "1"


@pytest.mark.sqlite
def test_on_a_read_only_disk_pages_can_be_read(cast, client, login, clock):
    login(client, cast.alice)
    clock.forward(minutes=10)  # the session's last sight would be written now
    db.execute_sql("PRAGMA query_only=1")
    assert client.get("/today").status_code == 200
    _, answer = save(client, cast)
    assert answer.status_code == 503 and "只能看、不能存" in answer.text
    db.execute_sql("PRAGMA query_only=0")
    assert save(client, cast)[1].status_code == 303


@pytest.mark.sqlite
def test_a_damaged_file_is_said_to_be_one(cast, app, client, login, tmp_path, settings):
    login(client, cast.alice)
    whole = db.obj
    path = tmp_path / "torn.db"
    path.write_bytes(Path(whole.database).read_bytes()[:4096] + b"\xff" * 400_000)
    torn = connect(f"sqlite:///{path}")
    try:
        for address in ("/today", "/healthz", "/"):
            answer = client.get(address)
            assert answer.status_code == 503 and ("坏了" in answer.text or "damaged" in answer.text), answer.text
        path.write_bytes(b"this is no database " * 500)
        backends.close(torn)
        assert "坏了" in client.get("/today").text
        result = app.test_cli_runner().invoke(args=["migrate"])
        assert result.exit_code == 1 and "restore the last backup" in result.output and "Traceback" not in result.output
    finally:
        backends.close(torn)
        db.initialize(whole)


def test_a_clock_that_goes_back_loses_nothing(cast, client, login, clock):
    login(client, cast.alice)
    first, answer = save(client, cast)
    assert answer.status_code == 303
    clock.moment -= timedelta(hours=30)  # the battery of the server's clock
    second, answer = save(client, cast)
    assert answer.status_code == 303 and client.get("/today").status_code == 200
    assert saved() == {first, second}
    key = str(uuid.uuid4())
    tomorrow = {"form_id": key, "household": cast.home.id, "outcome": "met", "way": "in_person", "next": "duty", "day": "2026-10-14"}
    answer = client.post("/visits", data=tomorrow, headers={"Honglin-Capture": "1"})
    assert answer.status_code == 422 and answer.json["errors"] == {"day": ["不能是以后的日子"]}  # kept on the tablet, with the reason
    clock.moment += timedelta(hours=30)
    assert client.post("/visits", data=tomorrow, headers={"Honglin-Capture": "1"}).json["receipt"] == key


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (peewee.OperationalError("database or disk is full"), "full"),
        (peewee.OperationalError('could not extend file "base/1": No space left on device'), "full"),
        (peewee.OperationalError("attempt to write a readonly database"), "read only"),
        (peewee.InternalError("cannot execute INSERT in a read-only transaction"), "read only"),
        (peewee.DatabaseError("database disk image is malformed"), "damaged"),
        (peewee.OperationalError("disk I/O error"), "disk"),
        (peewee.OperationalError("database is locked"), "busy"),
        (peewee.OperationalError("the connection is lost"), "away"),
        (peewee.OperationalError("server closed the connection unexpectedly"), "away"),
        (peewee.OperationalError("terminating connection due to administrator command"), "away"),
        (peewee.OperationalError("no such column: x"), None),
        (peewee.IntegrityError("UNIQUE constraint failed: visit.id"), None),
    ],
)
def test_each_fault_by_its_sign(error, name):
    fault = fault_of(error)
    assert (fault and fault.name) == name


def test_a_database_that_is_away_is_said_to_be(cast, client, login, monkeypatch):
    login(client, cast.alice)

    def away(self, *args, **kwargs):
        raise peewee.OperationalError("connection to server at 127.0.0.1 failed: Connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(type(db.obj), "execute_sql", away)
        answer = client.get("/today")
    assert answer.status_code == 503 and "连不上" in answer.text
    assert client.get("/today").status_code == 200
