"""Receipts: what a tablet's outbox is told, so that nothing leaves it too early, twice, or as somebody else's."""

import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from models.activities import Activity, ActivityKind
from models.hours import Sheet
from models.ledgers import DIFFERENT
from models.visits import Visit

KEY = "6f0d9a2e-1111-4222-8333-944445555666"
OUTBOX = {"Honglin-Capture": "1"}


@pytest.fixture
def alice(client, cast, login):
    """Alice's tablet, logged in."""
    return login(client, cast.alice)


def visit(cast, **more):
    """A visit as the form sends it."""
    return {"form_id": KEY, "household": cast.home.id, "way": "in_person", "outcome": "met", "next": "duty", "note": "水管漏了", **more}


def test_a_receipt_for_the_first_and_for_every_retry(alice, cast):
    for _ in range(3):
        answer = alice.post("/visits", data=visit(cast), headers=OUTBOX)
        assert answer.status_code == 200 and answer.json == {"receipt": KEY, "address": "/today"}
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Honglin-Capture"]
    assert Visit.select().count() == 1


def test_a_receipt_sets_no_cookie_that_could_outlive_a_log_out(alice, cast):
    alice.get("/today")
    assert "Set-Cookie" not in alice.post("/visits", data=visit(cast), headers=OUTBOX).headers


def test_a_receipt_names_the_form_however_its_key_was_written(alice, cast):
    assert alice.post("/visits", data=visit(cast, form_id=KEY.upper()), headers=OUTBOX).json["receipt"] == KEY


def test_no_receipt_without_a_key(alice, cast):
    answer = alice.post("/visits", data=visit(cast, form_id="x"), headers=OUTBOX)
    assert answer.status_code == 422 and "编号" in answer.json["form"][0] and not Visit.select().exists()


def test_other_content_under_the_same_key_is_a_conflict(alice, cast):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    answer = alice.post("/visits", data=visit(cast, note="别的话"), headers=OUTBOX)
    assert answer.status_code == 409 and answer.json["form"] == [DIFFERENT]
    assert Visit.get_by_id(UUID(KEY)).note == "水管漏了"


def test_what_is_wrong_is_said_by_field(alice, cast):
    answer = alice.post("/visits", data=visit(cast, next="pick", day="2026-02-30"), headers=OUTBOX)
    assert answer.status_code == 422 and "没有这一天" in answer.json["errors"]["day"][0] and answer.json["form"] == []
    answer = alice.post("/visits", data=visit(cast, next="pick"), headers=OUTBOX)
    assert answer.json["errors"] == {"next_day": ["请选下次的日子"]} and answer.json["labels"] == {"next_day": "下次哪天"}


def test_what_is_wrong_with_a_sheet_is_said_as_well(client, cast, login):
    leader = login(client, cast.bob)
    sheet = {"form_id": KEY, "team": cast.team.id, "day": "2026-10-14", "length": "60", "then": "draft"}
    answer = leader.post("/sheets", data=sheet, headers=OUTBOX)
    assert answer.status_code == 422 and answer.json["errors"]["purpose"] == ["写一句做了什么"] and not Sheet.select().exists()
    sheet |= {"purpose": "清扫楼道", "members": cast.member_0.id}
    answer = leader.post("/sheets", data=sheet, headers=OUTBOX)
    assert answer.json == {"receipt": KEY, "address": f"/sheets/{KEY}"}


def test_a_refusal_without_a_form_is_said_too(alice, cast):
    kept = Activity.enter(cast.alice, name="义诊", kind=ActivityKind.add(None, name="义诊"), community=cast.inside)[0]
    answer = alice.post(f"/activities/{kept.id}/pictures", data={"form_id": KEY, "pictures": (BytesIO(b"x"), "a.jpg")}, headers=OUTBOX)
    assert answer.status_code == 422 and answer.json["errors"] == {} and "照片" in answer.json["form"][0]


def test_a_capture_reaches_forms_for_entries_alone(client, cast, login):
    """Somebody else's file in the outbox of a district administrator must not make them one as well."""
    kept, dora = Visit.enter(cast.alice, household=cast.home)[0], login(client, cast.dora)
    for address in (f"/users/{cast.alice.id}/password", "/users", "/session/delete", f"/visits/{kept.id}/void"):
        answer = dora.post(address, data={"form_id": KEY, "reason": "x"}, headers=OUTBOX)
        assert answer.status_code == 422 and "不能离线补传" in answer.json["form"][0], address
    assert dora.get("/token").status_code == 200 and not Visit.get().void


def test_whoever_is_not_logged_in_is_asked_to(alice, cast, clock):
    clock.forward(hours=13)
    answer = alice.post("/visits", data=visit(cast), headers=OUTBOX)
    assert answer.status_code == 401 and answer.json == {"log_in": "/session/new"}
    assert alice.get("/token").status_code == 401 and not Visit.select().exists()


def test_a_disabled_account_is_told_so_that_its_tablet_is_wiped(alice, cast):
    cast.alice.amend(cast.carol, disabled=True)
    for answer in (alice.get("/token"), alice.post("/visits", data=visit(cast), headers=OUTBOX)):
        assert answer.status_code == 403 and answer.json == {"disabled": True, "user": cast.alice.id}
    assert alice.get("/today").status_code == 303 and not Visit.select().exists()


def test_the_token_is_fresh_and_says_whose_it_is(alice, app, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = alice.get("/token")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["user"] == cast.alice.id and answer.json["name"] == cast.alice.name and answer.json["day"] == "2026-10-14"
    refused = alice.post("/visits", data=visit(cast), headers=OUTBOX)
    assert refused.status_code == 400 and refused.json["csrf"] and not Visit.select().exists()
    assert alice.post("/visits", data=visit(cast), headers={**OUTBOX, "X-CSRFToken": answer.json["csrf"]}).json["receipt"] == KEY


def test_a_first_password_comes_before_any_entry(client, cast, login):
    first = cast.alice.reset_password(cast.carol)
    client.post("/session", data={"username": "alice", "password": first})
    assert client.get("/token").json == {"log_in": "/password/edit"}
    assert client.post("/visits", data=visit(cast), headers=OUTBOX).status_code == 303


def test_an_entry_is_never_saved_as_somebody_elses(alice, cast):
    answer = alice.post("/visits", data=visit(cast), headers={**OUTBOX, "Honglin-Owner": str(cast.carol.id)})
    assert answer.status_code == 403 and answer.json == {"owner": cast.alice.id} and not Visit.select().exists()
    assert alice.post("/visits", data=visit(cast), headers={**OUTBOX, "Honglin-Owner": str(cast.alice.id)}).status_code == 200


def test_a_door_that_is_not_there_is_said_as_json(alice, cast):
    answer = alice.post("/visits", data=visit(cast, household=999_999), headers=OUTBOX)
    assert answer.status_code == 404 and answer.json["error"] and answer.headers["Honglin-Capture"]
    assert "Honglin-Capture" not in alice.get("/households/999999").headers


def test_the_page_after_many_receipts_says_nothing_of_them(alice, cast):
    for door in cast.doors[:3]:
        alice.post("/visits", data=visit(cast, form_id=uuid4(), household=door.id), headers=OUTBOX)
    assert "存好了" not in alice.get("/today").text
    alice.post("/visits", data=visit(cast), headers={"Honglin-Capture": "now"})
    assert "存好了" in alice.get("/today").text


def test_nothing_changes_without_the_header(alice, cast):
    assert alice.post("/visits", data=visit(cast)).status_code == 303
    again = alice.post("/visits", data=visit(cast, note="别的话"))
    assert again.status_code == 422 and DIFFERENT in again.text and again.mimetype == "text/html"
    assert alice.get("/households", headers=OUTBOX).mimetype == "text/html"
    assert alice.post("/visits", data=visit(cast, household=0)).mimetype == "text/html"


def test_other_saves_lead_on_as_ever(client, cast, login):
    office, door = login(client, cast.carol), cast.home.id
    kept, kind = Visit.enter(cast.carol, household=cast.home)[0], ActivityKind.add(None, name="义诊")
    activity = {"form_id": uuid4(), "name": "义诊", "kind": kind.id, "day": "2026-10-14", "minutes": "60", "headcount": "9", "compound": cast.heping.id}
    saves = {
        f"/visits/{kept.id}": {"reason": "写错了", "way": "telephone", "outcome": "met", "next": "duty", "day": "2026-10-14"},
        f"/visits/{kept.id}/void": {"reason": "重了"},
        "/sheets": {"form_id": uuid4(), "team": cast.team.id, "purpose": "清扫", "length": "60", "day": "2026-10-14", "members": cast.member_0.id, "then": "x"},
        "/activities": activity,
        f"/households/{door}/pairings": {"steward": cast.member_0.id, "since": "2026-10-01"},
        "/session/delete": {},
    }
    for path, fields in saves.items():
        answer = office.post(path, data={"form_id": uuid4(), **fields})
        assert answer.status_code == 303, (path, re.sub(r"<[^>]+>|\s+", " ", answer.text))
    assert Activity.select().count() == Sheet.select().count() == 1
