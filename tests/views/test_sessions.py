"""Log-in, log-out, and what a log-in that has run out does not lose."""

import re

from models.sessions import Session
from models.visits import Visit
from tests.cast import PASSWORD


def typed(user, **more):
    """A filled log-in form."""
    return {"username": user.username, "password": PASSWORD, **more}


def test_log_in_leads_to_the_first_page_of_the_role(client, cast):
    assert client.post("/session", data=typed(cast.alice)).location == "/"
    assert client.get("/").location == "/today"


def test_a_stranger_is_asked_and_led_back(client, cast):
    asked = client.get("/households?q=李")
    assert asked.status_code == 303 and "next=" in asked.location
    page = client.get(asked.location)
    address = re.search(r'name="next"[^>]*value="([^"]*)', page.text).group(1)
    assert client.post("/session", data=typed(cast.alice, next=address)).location.startswith("/households")


def test_nobody_is_led_to_another_site(client, cast):
    for address in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "javascript:x"):
        assert client.post("/session", data=typed(cast.alice, next=address)).location == "/"
        client.post("/session/delete")


def test_a_wrong_password_says_so_and_keeps_the_name(client, cast):
    answer = client.post("/session", data={"username": "alice", "password": "wrong"})
    assert answer.status_code == 422 and "登录名或密码不对" in answer.text and 'value="alice"' in answer.text


def test_locked_after_five(client, cast):
    for _ in range(5):
        client.post("/session", data={"username": "alice", "password": "wrong"})
    assert "15 分钟" in client.post("/session", data=typed(cast.alice)).text


def test_a_copied_cookie_is_worth_nothing_after_log_out(client, cast, app):
    client.post("/session", data=typed(cast.alice))
    copied = client.get_cookie("session").value
    client.post("/session/delete")
    thief = app.test_client()
    thief.set_cookie("session", copied)
    assert thief.get("/today").status_code == 303
    assert not Session.select().exists()


def test_disabled_at_once(client, cast, login):
    login(client, cast.alice)
    cast.alice.amend(cast.carol, disabled=True)
    assert client.get("/today").status_code == 303


def test_log_out_everywhere(client, cast, app, login):
    login(client, cast.alice)
    other = app.test_client()
    other.post("/session", data=typed(cast.alice))
    client.post("/sessions/delete")
    assert other.get("/today").status_code == 303


def test_a_form_sent_after_the_session_ended_is_kept(client, cast, login, clock):
    login(client, cast.alice)
    clock.forward(hours=13)
    visit = {"form_id": "6f0d9a2e-1111-4222-8333-944445555666", "household": cast.home.id, "note": "别丢", "way": "in_person", "topics": ["身体", "物业服务"]}
    asked = client.post("/visits", data=visit)
    assert asked.status_code == 401 and not Visit.select().exists()
    kept = re.search(r'name="kept"[^>]*value="([^"]*)', asked.text).group(1)
    resumed = client.post("/session", data=typed(cast.alice, kept=kept))
    assert 'action="/visits"' in resumed.text
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', resumed.text)
    assert ("note", "别丢") in fields and ("topics", "物业服务") in fields
    assert "别丢" not in client.post("/session", data=typed(cast.alice, kept=kept + "x")).text


def test_a_tap_whose_session_has_ended_is_kept_where_it_was_made(client, cast, login, clock):
    login(client, cast.alice)
    clock.forward(hours=13)
    tap = {"form_id": "6f0d9a2e-1111-4222-8333-944445555666", "household": cast.home.id, "outcome": "absent"}
    asked = client.post("/visits", data=tap, headers={"HX-Request": "true"})
    assert asked.status_code == 401 and asked.headers["HX-Retarget"] == "body" and 'name="kept"' in asked.text
    typing = client.post("/drafts", data=tap, headers={"HX-Request": "true"})
    assert typing.status_code == 401 and "HX-Redirect" not in typing.headers and not typing.data


def test_only_entries_of_this_site_are_kept_for_after_the_log_in(client, cast):
    for path, headers in (("/password", {}), (f"/users/{cast.alice.id}/password", {}), ("/visits", {"Sec-Fetch-Site": "cross-site"})):
        asked = client.post(path, data={"password": "secret"}, headers=headers)
        assert re.search(r'name="kept"[^>]*value="([^"]*)', asked.text).group(1) == ""


def test_the_first_password_has_to_be_changed(client, cast):
    first = cast.alice.reset_password(cast.carol)
    client.post("/session", data={"username": "alice", "password": first})
    assert client.get("/today").location == "/password/edit"
    bad = {"present": first, "password": "short", "again": "short"}
    assert "至少 10 位" in client.post("/password", data=bad).text
    assert "两遍不一样" in client.post("/password", data={**bad, "password": "spring-2027-xy"}).text
    assert "现在的密码不对" in client.post("/password", data={**bad, "present": "no"}).text
    assert client.post("/password", data={"present": first, "password": "spring-2027-xy", "again": "spring-2027-xy"}).status_code == 303
    assert client.get("/today").status_code == 200


def test_a_missing_token_is_refused(client, cast, app, login):
    login(client, cast.alice)
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/visits", data={"household": cast.home.id, "outcome": "absent"}).status_code == 400
    assert not Visit.select().exists()


def test_headers(client, cast, login):
    page = login(client, cast.alice).get("/today")
    assert "unsafe" not in page.headers["Content-Security-Policy"] and "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store" and "HX-Request" in page.headers["Vary"] and page.headers["X-Content-Type-Options"] == "nosniff"
    style = re.search(r'href="(/assets/[^"]+\.css)"', page.text).group(1)
    with client.get(style) as sheet:
        assert "immutable" in sheet.headers["Cache-Control"]
    assert " style=" not in page.text and " onclick=" not in page.text
