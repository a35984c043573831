"""排期: the calendar of a station and its rooms, and the ledger of all bookings."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from models import clock
from models.areas import Level
from models.bookings import MOST_WEEKS, Booking, month_of, months_around
from models.programmes import Programme
from models.stations import Station
from views.forms import Choice, Form, form_for, rows_choice
from views.ledger import Ledger

WEEKS = [(1, "就这一次"), *((n, f"连着 {n} 周") for n in range(2, MOST_WEEKS + 1))]


class Bookings(Ledger):
    """The list, and a form that can repeat a booking week after week."""

    def form(self) -> type[Form]:
        """A new one can be for several weeks; a programme that is closed is not offered."""
        form: Any = super().form()
        form.programme = rows_choice(Programme, "算在哪个机制里", False, Programme.open_to(current_user))
        if not (request.view_args or {}).get("pk"):
            form.weeks = Choice("连着几周", WEEKS, coerce=int, default=1)
        return form

    def filter_form(self) -> type[Form]:
        """By station, where the user's are few enough to choose from."""
        return form_for(Booking, ("station",) if current_user.area.level == Level.COMMUNITY else ())

    def _add(self, form: Form) -> str:
        values = form.values
        booking, _ = Booking.enter_weekly(current_user._get_current_object(), values.pop("weeks"), id=form.key, **values)
        return self.address(booking)


bookings = Bookings(
    "bookings",
    Booking,
    fields=("station", "what", "day", "starts", "ends", "host", "programme", "headcount"),
    columns=("day", ("time", "几点"), "what", "station", "host", "headcount"),
    exported=("day", "time", "station", "what", "host", "programme", "headcount", "compound", "community", "recorder", "void"),
    order=(Booking.day.desc(), Booking.starts),
    voided="取消了，时间空出来了",
    striking="不办了，取消",
    reasons=("来不了了", "改日子了", "记重了"),
    intro="驿站的医疗、法律援助、书法、绘画，活动室的预约，都排在这里。活动室同一时间只给一家用，排重了存不进去。",
)


def calendar_of(station: Station) -> dict[str, Any]:
    """The month of ?month= at a station and in its rooms, this one by default, and the keys of the months before and after."""
    months = [month.key for month in months_around(clock.today())]
    place = months.index(request.args.get("month", "")) if request.args.get("month") in months else len(months) // 2
    month = months_around(clock.today())[place]
    rooms = list(Station.visible_to(current_user).where(Station.within == station.id).order_by(Station.name))
    return {
        "weeks": month_of([station.id, *(room.id for room in rooms)], month),
        "month": month,
        "earlier": months[place - 1] if place else None,
        "later": months[place + 1] if place + 1 < len(months) else None,
        "rooms": rooms,
        "may_book": bookings.addable() and station.area.level == Level.COMMUNITY,
    }
