"""两步验证 in the browser's hands: set up, asked for at the log-in, lost, taken away by whoever looks after the account, required by setting."""

import re
from dataclasses import replace
from datetime import UTC

import pytest

from models.factors import SecondFactor, code_at
from models.visits import Visit
from tests.cast import PASSWORD


@pytest.fixture
def shown(app, clock):
    """shown(user): what the app shows now."""

    def show(user):
        factor = SecondFactor.get(SecondFactor.user == user.id)
        return code_at(factor.secret(app.config["SETTINGS"].secret), int(clock().replace(tzinfo=UTC).timestamp()) // 30)

    return show


@pytest.fixture
def carol(app, cast, login, shown, clock):
    """Carol's browser after she has set up her second factor, and its recovery codes."""
    client = login(app.test_client(), cast.carol)
    client.post("/factor", data={"present": PASSWORD})
    page = client.post("/factor/confirmation", data={"code": shown(cast.carol)})
    client.codes = re.findall(r"<code>([a-z0-9-]{14})</code>", page.text)
    clock.forward(minutes=1)
    return client


def begin(client, user, **more):
    return client.post("/session", data={"username": user.username, "password": PASSWORD, **more})


def test_it_is_set_up_after_the_password_with_a_code(client, cast, login, shown):
    login(client, cast.carol)
    assert "现在的密码不对" in client.post("/factor", data={"present": "wrong"}).text and not SecondFactor.select().exists()
    assert client.post("/factor", data={"present": PASSWORD}).status_code == 303
    page = client.get("/factor").text
    assert "<svg" in page and re.search(r'class="letters">[A-Z2-7]{32}<', page)
    assert client.post("/factor/confirmation", data={"code": "123"}).status_code == 422 and SecondFactor.of(cast.carol) is None
    codes = re.findall(r"<code>([a-z0-9-]{14})</code>", client.post("/factor/confirmation", data={"code": shown(cast.carol)}).text)
    assert len(codes) == 8 and "已经开通" in client.get("/factor").text and codes[0] not in client.get("/factor").text


def test_the_log_in_asks_for_it_and_goes_where_one_was_going(carol, cast, app, shown):
    client = app.test_client()
    asked = begin(client, cast.carol, next="/households?q=1")
    assert asked.status_code == 200 and "6 位数字" in asked.text and 'value="/households?q=1"' in asked.text
    assert client.get("/households").status_code == 303 and client.get("/token").status_code == 401  # the password alone opens nothing
    assert client.post("/session/code", data={"code": "000000", "next": "/households"}).status_code == 422
    used = shown(cast.carol)
    assert client.post("/session/code", data={"code": used, "next": "/households?q=1"}).location == "/households?q=1"
    assert client.get("/households").status_code == 200
    again = app.test_client()
    begin(again, cast.carol)
    assert "已经用过" in again.post("/session/code", data={"code": used}).text and again.get("/households").status_code == 303


def test_what_was_being_sent_is_kept_over_both_steps(carol, cast, app, shown, clock):
    client = app.test_client()
    visit = {"form_id": "6f0d9a2e-1111-4222-8333-944445555666", "household": cast.home.id, "note": "别丢", "way": "in_person"}
    kept = re.search(r'name="kept"[^>]*value="([^"]*)', client.post("/visits", data=visit).text).group(1)
    asked = begin(client, cast.carol, kept=kept)
    kept = re.search(r'name="kept"[^>]*value="([^"]*)', asked.text).group(1)
    assert "别丢" in client.post("/session/code", data={"code": shown(cast.carol), "kept": kept}).text and not Visit.select().exists()


def test_a_recovery_code_opens_once(carol, cast, app):
    for status in (303, 422):
        client = app.test_client()
        begin(client, cast.carol)
        assert client.post("/session/code", data={"code": carol.codes[0]}).status_code == status
    fresh = re.findall(r"<code>([a-z0-9-]{14})</code>", carol.post("/factor/codes", data={"present": PASSWORD}).text)
    assert len(fresh) == 8 and not set(fresh) & set(carol.codes)


def test_the_first_step_lasts_ten_minutes_and_ends_with_the_password(carol, cast, app, shown, clock):
    late, changed, stranger = app.test_client(), app.test_client(), app.test_client()
    begin(late, cast.carol)
    clock.forward(minutes=11)
    assert late.post("/session/code", data={"code": shown(cast.carol)}).location == "/session/new"
    begin(changed, cast.carol)
    cast.carol.reset_password(cast.adam)
    assert changed.post("/session/code", data={"code": shown(cast.carol)}).location == "/session/new"
    assert stranger.get("/session/code").location == stranger.post("/session/code", data={"code": "1"}).location == "/session/new"


def test_whoever_looks_after_the_account_takes_it_away(carol, cast, app, login):
    adam = login(app.test_client(), cast.adam)
    assert "取消两步验证" in adam.get(f"/users/{cast.carol.id}").text
    adam.post(f"/users/{cast.carol.id}/factor/delete")
    assert carol.get("/today").status_code == 303 and begin(app.test_client(), cast.carol).status_code == 303
    assert "取消了两步验证" in adam.get(f"/users/{cast.carol.id}").text


def test_one_does_without_after_the_password(carol, cast):
    assert carol.post("/factor/delete", data={"present": "wrong"}).status_code == 422 and SecondFactor.of(cast.carol)
    assert carol.post("/factor/delete", data={"present": PASSWORD}).status_code == 303 and not SecondFactor.of(cast.carol)


def test_where_it_is_required_nothing_opens_before_it(app, client, cast, login, shown):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], require_second_factor=True)
    login(client, cast.carol)
    assert client.get("/today").location == client.post("/visits", data={}).location == "/factor"
    client.post("/factor", data={"present": PASSWORD})
    client.post("/factor/confirmation", data={"code": shown(cast.carol)})
    assert client.get("/today").status_code == 200
    assert client.post("/factor/delete", data={"present": PASSWORD}).status_code == 403
    assert login(app.test_client(), cast.alice).get("/today").status_code == 200  # a grid worker has none


def test_grid_workers_are_not_offered_one(client, cast, login):
    login(client, cast.alice)
    assert client.get("/factor").status_code == 404 and "两步验证" not in client.get("/more").text
