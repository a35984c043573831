"""Closed months: closed by the community, and what still happens in them."""

from datetime import date
from uuid import uuid4

import pytest

from models.hours import Sheet, total_minutes
from models.locks import Lock
from tests.cast import TODAY
from tests.views.test_sheets import form, logged


@pytest.fixture
def bob(client, cast, login):
    """The leader's browser."""
    return login(client, cast.bob)


def test_the_community_closes_a_month(client, cast, login):
    logged(cast, day=date(2026, 9, 20))
    logged(cast, day=TODAY)
    login(client, cast.carol)
    assert 'value="2026-09-30"' in client.get("/locks").text
    filled = {"form_id": str(uuid4()), "until": "2026-09-30"}
    assert client.post("/locks", data=filled).status_code == 303
    assert sorted(sheet.state for sheet in Sheet.select()) == ["已确认", "已锁定"]
    page = client.get("/locks").text
    assert "9月30日以前" in page and "高荣" in page


@pytest.mark.parametrize(
    ("until", "message"), [("", "这一项要填"), (TODAY.isoformat(), "最晚锁到昨天"), ("2026-13-01", "没有这一天"), ("2026-09-30", "已经锁到")]
)
def test_what_cannot_be_closed(client, cast, login, until, message):
    Lock.close(cast.carol, date(2026, 9, 30))
    answer = login(client, cast.carol).post("/locks", data={"until": until})
    assert answer.status_code == 422 and message in answer.text
    assert Lock.select().count() == 1


def test_into_a_closed_month_only_the_community_logs_and_it_is_closed_at_once(client, bob, cast, login):
    Lock.close(cast.carol, date(2026, 9, 30))
    late = form(cast, day="2026-09-30")
    answer = bob.post("/sheets", data=late)
    assert answer.status_code == 422 and "已经锁定，请社区来补" in answer.text and Sheet.select().count() == 0
    assert bob.post("/sheets", data={**late, "then": "draft"}).status_code == 303
    draft = Sheet.get()
    assert bob.post(f"/sheets/{draft.id}/confirmations").status_code == 422
    assert login(client.application.test_client(), cast.carol).post(f"/sheets/{draft.id}/confirmations").status_code == 303
    assert (Sheet.get().state, total_minutes()) == ("已锁定", 480)


def test_a_leader_may_look_at_closed_months_and_not_close_one(bob, cast):
    assert bob.get("/locks").status_code == 200
    assert bob.post("/locks", data={"until": "2026-09-30"}).status_code == 403
    assert Lock.select().count() == 0
