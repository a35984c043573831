"""How a concern comes in: by whom, at what hour, with whose telephone, and what is promised."""

from __future__ import annotations

import random
from datetime import date, datetime, time
from typing import Any

from models import clock
from models.concerns import Concern
from models.demo import names
from models.demo.desk import Desk, Yard
from models.demo.matters import Matter
from models.demo.rows import dice
from models.demo.stories import Story

HOURS = {  # of the day at which one comes in by each channel, first and last
    **{"visit": (9, 17), "station": (9, 17), "public": (7, 21), "telephone": (8, 19)},
    **{"meeting": (19, 20), "observer": (19, 20), "tenants": (9, 18), "mediation": (14, 16)},
}


def take_in(desk: Desk, yard: Yard, matter: Matter, told: datetime, channel: str, door: Any = None, **more: Any) -> Story:
    """A concern with its first step, told at that local time. `more` may hold the visit that it comes from, a service, and the pace of its story."""
    chance, pace, where, at, urgency = yard.chance, more.pop("pace", 1.0), yard.where(door), clock.stored(told), desk.urgency(matter)
    promise = urgency.promise(at, desk.calendar)
    times = {"day": told.date(), "recorded_at": at, "respond_by": promise.respond_by, "due": promise.due, "climbs_at": promise.climbs_at}
    kind = {"compound": yard.compound, "channel": channel, "category": desk.categories[matter.category], "urgency": urgency, "household": door}
    words = {"gist": matter.gist.format(**where), "text": matter.text.format(**where), "place": None if matter.home else _place(matter, where)}
    who = _contact(chance, door, channel) | {"recorder": _recorder(chance, yard, channel, door)}
    concern = desk.world.rows.add(Concern, **(times | kind | words | who | more | _digits(len(desk.world.rows.of(Concern)))))
    return Story(desk, yard, matter, concern, matter.done.format(**where), pace)


def _digits(count: int) -> dict[str, str]:
    """Number and code of a slip, which the product draws anew each time: here the same day gives the same rows."""
    chance = dice("slip", count)
    return {"number": f"{chance.randrange(10**6):06}", "code": f"{chance.randrange(10**8):08}"}


def hour(chance: random.Random, day: date, channel: str) -> datetime:
    """A local time on that day at which one comes in by the channel."""
    return datetime.combine(day, time(chance.randint(*HOURS[channel]), chance.randrange(60)))


def _place(matter: Matter, where: dict[str, str]) -> str | None:
    """What the wall's line has in brackets."""
    start, end = matter.gist.find("（"), matter.gist.find("）")
    return matter.gist[start + 1 : end].format(**where) if start > 0 else None


def _contact(chance: random.Random, door: Any, channel: str) -> dict[str, Any]:
    """Whom to ring: of a household whoever is in the register, else most often whoever came, called or scanned."""
    if door:
        return {"contact": door.contact, "telephone": door.telephone, "consent": bool(door.telephone) and chance.random() < 0.7}
    if channel != "observer" and chance.random() < 0.8:
        return {"contact": names.person(chance, elder=chance.random() < 0.4), "telephone": names.mobile(chance), "consent": chance.random() < 0.5}
    return {}


def _recorder(chance: random.Random, yard: Yard, channel: str, door: Any) -> Any:
    """Nobody for a scan; at the door its worker, at the desk the community."""
    if channel == "public":
        return None
    own = door.grid.worker if door else chance.choice(yard.grids).worker
    return own if channel in ("visit", "tenants") or (channel == "station" and chance.random() < 0.3) else yard.officer
