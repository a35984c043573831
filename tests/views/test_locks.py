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
    assert "锁到 9月30日" in page and "高荣" in page


@pytest.mark.parametrize(
    ("until", "message"), [("", "这一项要填"), (TODAY.isoformat(), "最晚锁到昨天"), ("2026-13-01", "没有这一天"), ("2026-09-30", "已经锁到")]
)
def test_what_cannot_be_closed(client, cast, login, until, message):
    Lock.close(cast.carol, date(2026, 9, 30))
    answer = login(client, cast.carol).post("/locks", data={"until": until})
    assert answer.status_code == 422 and message in answer.text
    assert Lock.select().count() == 1


def test_drafts_left_behind_are_named_before_the_month_is_closed(client, cast, login):
    draft, outside = logged(cast, purpose="扫地", day=date(2026, 9, 20), confirm=False), logged(cast, purpose="种花", day=TODAY, confirm=False)
    login(client, cast.carol)
    filled = {"form_id": str(uuid4()), "until": "2026-09-30"}
    for page in (client.get("/locks").text, client.post("/locks", data=filled).text):
        assert f"/sheets/{draft.id}" in page and "扫地" in page and "还有 1 张草稿没确认" in page and "改成今天的日期才能再确认" in page
        assert f"/sheets/{outside.id}" not in page
    assert Lock.select().count() == 0
    assert client.post("/locks", data={**filled, "anyway": "y"}).status_code == 303
    assert (Lock.get().until, Sheet.get_by_id(draft.id).state) == (date(2026, 9, 30), "草稿")


@pytest.mark.parametrize("person", ["bob", "carol"])
def test_nobody_adds_to_a_closed_month(client, cast, login, person):
    Lock.close(cast.carol, date(2026, 9, 30))
    login(client, getattr(cast, person))
    late, message = form(cast, day="2026-09-30"), "已经锁了，请改成今天的日期再确认"
    answer = client.post("/sheets", data=late)
    assert answer.status_code == 422 and message in answer.text and Sheet.select().count() == 0
    assert client.post("/sheets", data={**late, "then": "draft"}).status_code == 303
    draft = Sheet.get()
    answer = client.post(f"/sheets/{draft.id}/confirmations")
    assert answer.status_code == 422 and message in answer.text
    assert (Sheet.get().state, total_minutes()) == ("草稿", 0)
    assert client.post(f"/sheets/{draft.id}", data=form(cast)).status_code == 303
    assert (Sheet.get().state, Sheet.get().day, total_minutes()) == ("已确认", TODAY, 480)


def test_a_leader_may_look_at_closed_months_and_not_close_one(bob, cast):
    assert bob.get("/locks").status_code == 200
    assert bob.post("/locks", data={"until": "2026-09-30"}).status_code == 403
    assert Lock.select().count() == 0
