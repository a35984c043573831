"""Logs: JSON lines that say what happened, and not one word that somebody typed."""

import io
import json
import logging
import uuid
from datetime import datetime

import pytest

from tests.cast import DOORS, PASSWORD, TODAY
from views import logs


@pytest.fixture
def lines(app):
    """lines(): what has been logged since, each line read as JSON; and the text."""
    root, stream = logging.getLogger(), io.StringIO()
    kept, level = root.handlers[:], root.level
    logs.begin(stream)
    yield lambda: ([json.loads(line) for line in stream.getvalue().splitlines()], stream.getvalue())
    root.handlers[:], root.level = kept, level


def test_a_line_for_each_request_without_what_was_typed(cast, client, login, lines):
    login(client, cast.alice)
    values = {"form_id": str(uuid.uuid4()), "household": cast.home.id, "outcome": "met", "way": "in_person", "next": "duty", "day": TODAY.isoformat()}
    assert client.post("/visits", data={**values, "note": "李秀英住院了 13800001601", "met": "本人"}).status_code == 303
    client.get("/search?q=李秀英")
    client.get("/search?q=13800001601")
    client.get("/没有这一页/李秀英")
    client.post("/session", data={"username": "alice", "password": "wrong-password-1"})
    told, text = lines()
    by = {(line.get("method"), line.get("endpoint")): line for line in told}
    saved = by[("POST", "visits.create")]
    assert saved["status"] == 303 and saved["ms"] > 0 and saved["role"] == "grid_worker" and saved["level"] == "info"
    assert by[("GET", "search.show")]["status"] == 200
    secret = [PASSWORD, "wrong-password", "alice", values["form_id"], *(part for door in DOORS for part in door[4:] if part), "住院"]
    assert [word for word in secret if word in text] == []


def test_an_error_is_told_by_kind_and_place_and_not_by_what_it_was_about(cast, app, client, login, lines, monkeypatch):
    login(client, cast.alice)
    words = "duplicate key: Key (telephone)=(13800001601) already exists, note 李秀英住院了, "
    words += "token aB3dE5gH7jK9mN1pQ3sT5vX7z at postgresql://me:secret@host/x\nDETAIL: 李秀英"

    def broken(*args, **kwargs):
        raise RuntimeError(words)

    monkeypatch.setattr("models.rounds.Round.of", broken)
    app.config["TESTING"] = False
    assert client.get("/today?q=李秀英").status_code == 500
    told, text = lines()
    error = next(line for line in told if line["level"] == "error")
    assert error["error"] == "RuntimeError" and any("rounds.py" in place for place in error["where"]) and error["why"].startswith("duplicate key")
    assert [word for word in ("李秀英", "13800001601", "aB3dE5gH7jK9", "secret", "DETAIL", "me:") if word in text] == []


def test_a_fault_of_the_disk_is_critical(cast, client, login, lines, monkeypatch):
    import peewee

    login(client, cast.alice)

    def full(*args, **kwargs):
        raise peewee.OperationalError("database or disk is full")

    monkeypatch.setattr("models.rounds.Round.of", full)
    assert client.get("/today").status_code == 503
    assert [line["said"] for line in lines()[0] if line["level"] == "critical"] == [
        "full at rounds.show: the disk is full: free space on it; what was acknowledged is safe"
    ]


def test_what_others_log_is_scrubbed_too():
    assert logs.scrubbed("Error handling request /search?q=%E6%9D%8E&x=1") == "Error handling request /search?…"
    assert logs.scrubbed("no telephone 13800001601 of 李秀英, at 09:15") == "no telephone … of …, at 09:15" or "李" not in logs.scrubbed("of 李秀英, at")


def test_log_ins_are_told_by_number_and_factor_and_no_secret_with_them(cast, app, client, login, clock, lines):
    from models.factors import SecondFactor, code_at

    factor, server = SecondFactor.begin(cast.carol), app.config["SETTINGS"].secret

    def code():
        return code_at(factor.secret(server), int((clock() - datetime(1970, 1, 1)).total_seconds()) // 30)

    recovery = factor.confirm(server, code())
    clock.forward(minutes=2)
    client.post("/session", data={"username": "carol", "password": "wrong-password-1"})
    client.post("/session", data={"username": "carol", "password": PASSWORD})
    client.post("/session/code", data={"code": "000000"})
    client.post("/session/code", data={"code": (used := code())})
    token = client.get_cookie("session").value
    client.get(f"/users/{cast.charlie.id}")
    client.post("/session/delete")
    told, text = lines()
    events = [(line["event"], line["account"]) for line in told if line["logger"] == "honglin.security"]
    assert events == [("log_in_refused", None), ("code_refused", cast.carol.id), ("log_in", cast.carol.id), ("log_out", cast.carol.id)]
    assert [line["account"] for line in told if line.get("status") == 404] == [cast.carol.id]
    secrets = [PASSWORD, "wrong-password", "carol", used, token, factor.letters(server), factor.salt, server, *recovery]
    assert [word for word in secrets if word in text] == []
