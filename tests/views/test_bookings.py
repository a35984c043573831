"""Bookings through the app: a month of a station, weeks at once, and a room that is taken."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.bookings import Booking
from models.stations import Station
from tests.cast import TODAY


@pytest.fixture
def room(cast):
    """A room of 红旗广场."""
    square = Station.add(None, name="红旗广场", kind="service", area=cast.inside, compound=cast.heping)
    return Station.add(None, name="党员活动室", kind="room", area=cast.inside, compound=cast.heping, within=square)


def booking(room, **changes):
    """A filled form."""
    typed = {"station": room.id, "what": "党课", "day": str(TODAY), "starts": "19:00", "ends": "21:00", "weeks": "1"}
    return {"form_id": str(uuid4()), **typed, **changes}


def test_a_month_with_its_rooms_and_the_next(client, cast, login, room):
    login(client, cast.carol)
    form = booking(room, weeks="4")
    assert [client.post("/bookings", data=form).status_code for _ in range(2)] == [303, 303]
    assert Booking.select().count() == 4
    page = client.get(f"/stations/{room.within_id}").text
    assert page.count("党课") == 3 and "2026年10月" in page and "党员活动室" in page
    assert client.get(f"/stations/{room.id}?month=2026-11").text.count("党课") == 1
    for nonsense in ("2026-13", "1999-01", "x", "2030-01"):
        assert "2026年10月" in client.get(f"/stations/{room.id}?month={nonsense}").text


def test_a_room_that_is_taken_and_what_else_cannot_be(client, cast, login, room):
    login(client, cast.carol)
    address = client.post("/bookings", data=booking(room)).location
    for changes, message in (
        ({"starts": "20:00", "ends": "22:00", "what": "读书会"}, "已经约给“党课”"),
        ({"ends": "18:00"}, "要比开始的时间晚"),
        ({"starts": "25:00"}, "没有这个时间"),
        ({"day": str(TODAY + timedelta(days=400))}, "最多提前"),
        ({"headcount": "9", "day": str(TODAY + timedelta(days=1))}, "那天还没到"),
        ({"weeks": "99"}, "没有这个选项"),
    ):
        answer = client.post("/bookings", data=booking(room, **changes))
        assert answer.status_code == 422 and message in answer.text and changes.get("what", "党课") in answer.text, changes
    changed = client.post(address, data=booking(room, headcount="12", reason="补人数"))
    assert changed.status_code == 303 and "12" in client.get(address).text
    assert client.post(f"{address}/void", data={"reason": "停电"}).status_code == 303
    assert client.post("/bookings", data=booking(room, what="读书会")).status_code == 303
    assert client.get(f"/bookings.xlsx?station={room.id}&since={TODAY}").status_code == 200


def test_who_sees_and_who_books(app, cast, login, room):
    address = login(app.test_client(), cast.carol).post("/bookings", data=booking(room)).location
    for user, status in ((cast.alice, 200), (cast.sam, 200), (cast.charlie, 404), (cast.paula, 404)):
        browser = login(app.test_client(), user)
        assert browser.get(address).status_code == status
        assert browser.post(f"{address}/void", data={"reason": "x"}).status_code == (403 if status == 200 else 404)
