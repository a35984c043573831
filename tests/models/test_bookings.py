"""Bookings: sessions and rooms, ahead and behind, and no room used by two at once."""

import threading
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.bookings import Booking, month_of
from models.database import db
from models.periods import Period
from models.records import Invalid
from models.stations import Station
from tests.cast import TODAY


@pytest.fixture
def square(cast):
    """红旗广场 of 和平小区."""
    return Station.add(None, name="红旗广场", kind="service", area=cast.inside, compound=cast.heping)


@pytest.fixture
def room(cast, square):
    """A room there."""
    return Station.add(None, name="党员活动室", kind="room", area=cast.inside, compound=cast.heping, within=square)


def book(cast, station, starts=14, ends=16, **values):
    return Booking.enter(cast.carol, **{"station": station, "what": "议事", "starts": time(starts), "ends": time(ends), **values})


SPANS = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 46), st.integers(1, 12))
ACTS = st.lists(st.tuples(st.sampled_from(["book", "book", "book", "move", "strike"]), SPANS, st.integers(0, 9)), max_size=25)


def clock_time(half_hours):
    return time(half_hours // 2, half_hours % 2 * 30)


@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_is_booked_moved_and_struck_no_two_are_in_a_room_at_once(cast, square, room, acts):
    other = Station.add(None, name="协商民主室", kind="room", area=cast.inside) if not Station.select().where(Station.name == "协商民主室").exists() else None
    rooms = [room, other or Station.get(Station.name == "协商民主室")]
    with db.atomic() as change:
        kept = {}  # booking -> (room, day, starts, ends), as a list would have it
        for act, (which, day, begin, length), pick in acts:
            span = (rooms[which].id, TODAY + timedelta(days=day), clock_time(begin), clock_time(min(begin + length, 47)))
            values = dict(zip(("station", "day", "starts", "ends"), span, strict=True))
            chosen = sorted(kept, key=str)[pick % len(kept)] if kept and act != "book" else None
            clashes = any(k != chosen and v[:2] == span[:2] and v[2] < span[3] and span[2] < v[3] for k, v in kept.items())
            try:
                if act == "book":
                    chosen = Booking.enter(cast.carol, what="议事", **values)[0].id
                elif chosen and act == "move":
                    Booking.get_by_id(chosen).amend(cast.carol, **values)
                elif chosen:
                    Booking.get_by_id(chosen).strike(cast.carol, "不办了")
            except Invalid as error:
                assert clashes and act != "strike" and list(error.errors) == ["starts"]
            else:
                if chosen and act == "strike":
                    del kept[chosen]
                elif chosen:
                    assert not clashes
                    kept[chosen] = span
            rows = Booking.select().where(Booking.standing())
            assert {row.id: (row.station_id, row.day, row.starts, row.ends) for row in rows} == kept
        change.rollback()


def test_two_at_the_same_moment(cast, room):
    """Six people press the button at once: one has the room."""
    told, ready = [], threading.Barrier(6)

    def press():
        ready.wait()
        try:
            told.append(book(cast, room)[1])
        except Invalid:
            told.append(False)
        db.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 5 + [True] and Booking.select().count() == 1


def test_a_station_serves_many_at_once_and_one_after_another_in_a_room_is_fine(cast, square, room):
    book(cast, square), book(cast, square, what="书法")
    book(cast, room, 9, 10), book(cast, room, 10, 11)
    with pytest.raises(Invalid, match="09:00–10:00 已经约给“议事”"):
        book(cast, room, 9, 11)
    assert Booking.select().count() == 4


def test_the_same_form_twice_is_one_and_frees_the_room_when_struck(cast, room):
    key = uuid4()
    assert [book(cast, room, id=key)[1] for _ in range(2)] == [True, False]
    Booking.get_by_id(key).strike(cast.carol, "不办了")
    assert book(cast, room)[1]
    with pytest.raises(Invalid, match="为什么作废"):
        Booking.get(Booking.standing()).strike(cast.carol, " ")


def test_weeks_are_all_or_none(cast, room):
    book(cast, room, day=TODAY + timedelta(weeks=2))
    values = {"station": room, "what": "书法", "starts": time(15), "ends": time(17), "day": TODAY}
    with pytest.raises(Invalid, match="2026-10-28"):
        Booking.enter_weekly(cast.carol, 3, id=uuid4(), **values)
    assert Booking.select().count() == 1
    key = uuid4()
    assert [Booking.enter_weekly(cast.carol, 2, id=key, **values)[1] for _ in range(2)] == [True, False]
    assert sorted(row.day for row in Booking.select().where(Booking.what == "书法")) == [TODAY, TODAY + timedelta(weeks=1)]


def test_what_cannot_be(cast, square, room):
    for values, field in (
        ({"starts": time(16), "ends": time(16)}, "ends"),
        ({"day": TODAY + timedelta(days=367)}, "day"),
        ({"day": TODAY + timedelta(days=1), "headcount": 5}, "headcount"),
        ({"station": Station.add(None, name="行业中心", kind="industry_centre", area=cast.guandu)}, "station"),
    ):
        with pytest.raises(Invalid) as error:
            Booking.enter(cast.carol, **{"station": square, "what": "义诊", "starts": time(9), "ends": time(10), **values})
        assert list(error.value.errors) == [field]
    book(cast, room)
    with pytest.raises(Invalid, match="不能互换"):
        room.amend(cast.carol, kind="service", within=None)
    with pytest.raises(Invalid, match="活动室才在驿站里"):
        square.amend(cast.carol, within=room)


def test_a_month_has_its_weeks_and_what_is_on(cast, square, room):
    book(cast, square, what="法律援助", day=date(2026, 10, 30))
    book(cast, square, 9, 10, what="义诊", day=date(2026, 10, 30))
    book(cast, square, what="书法", day=date(2026, 11, 1))
    weeks = month_of([square.id, room.id], Period(date(2026, 10, 1), 1))
    assert [day for day, _ in weeks[0]][:4] == [None, None, None, date(2026, 10, 1)] and len(weeks) == 5
    assert {day: [row.what for row in on] for week in weeks for day, on in week if on} == {date(2026, 10, 30): ["义诊", "法律援助"]}
    assert Booking.visible_to(cast.sam).count() == 3 and not Booking.visible_to(cast.charlie).exists() and not Booking.visible_to(cast.paula).exists()
