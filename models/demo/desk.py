"""Who deals with the concerns of the demonstration: a compound with its company, its workers and its places, and a calendar read once."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from models.areas import Compound, Mode
from models.demo.doors import SMALL
from models.demo.matters import Matter, weights
from models.demo.places import Doors
from models.demo.rows import dice
from models.demo.world import World
from models.grids import Grid
from models.households import Household
from models.organizations import Contract
from models.services import Service
from models.urgencies import Category, Urgency
from models.visits import Visit
from models.workdays import Calendar

SPOTS = {
    Mode.COMMERCIAL: ("中心花园", "东门", "西门", "地库入口", "儿童乐园", "南门", "3 栋前", "车棚"),
    Mode.UNMANAGED: ("大门口", "院子中间", "自行车棚", "后墙边", "1 栋前", "晾衣场"),
    Mode.SUBSIDISED: ("北门", "广场", "车棚", "架空层", "2 栋前", "垃圾站旁"),
}
GATES = {Mode.COMMERCIAL: ("东门", "南门"), Mode.UNMANAGED: ("大门",), Mode.SUBSIDISED: ("北门", "西门")}


class Days(Calendar):
    """A calendar that remembers what it has looked up."""

    def works(self, day: date) -> bool:
        """As the calendar says it."""
        if day not in self.own:
            self.own[day] = super().works(day)
        return self.own[day]


@dataclass
class Yard:
    """One compound as its concerns see it. `trouble` is how often something is not solved there, 1 being usual."""

    compound: Compound
    plan: Doors
    chance: random.Random
    officer: Any
    contract: Any
    doors: list[Any]
    grids: list[Any]
    visits: list[Any]
    trouble: float = 1.0
    channel: str = ""
    weights: dict[str, float] = field(default_factory=dict)

    def company(self, day: date) -> Any:
        """The property company that serves the compound since before `day`, if one does."""
        return self.contract.company if self.contract and self.contract.since <= day else None

    @cached_property
    def lived_in(self) -> list[Any]:
        """The doors at which somebody lives."""
        return [door for door in self.doors if door.tenure != "vacant"]

    def where(self, door: Any = None) -> dict[str, str]:
        """What a matter's words say of the place: the door's own stair, or any."""
        chance, plan = self.chance, self.plan
        building = door.building if door else str(chance.randint(1, plan.buildings))
        unit = door.unit if door else str(chance.randint(1, plan.units)) if plan.units > 1 else ""
        stair = f"{building} 栋 {unit} 单元" if unit else f"{building} 栋"
        mode = Mode(self.compound.mode)
        return {"building": f"{building} 栋", "stair": stair, "spot": chance.choice(SPOTS[mode]), "gate": chance.choice(GATES[mode])}


class Desk:
    """What all stories share. `midnight` began today in China: nothing of a story that was told earlier is later than that."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calendar = Days()
        self.midnight = datetime.combine(world.today, time())
        self.urgencies = {row.name: row for row in Urgency.select()}
        self.categories = {row.name: row for row in Category.select()}
        self.services: dict[int, dict[str, Any]] = defaultdict(dict)  # community -> its menu by name
        for row in world.rows.of(Service):
            self.services[row.community_id][row.name] = row
        self._contracts = {row.compound_id: row for row in world.rows.of(Contract)}
        self._doors, self._grids, self._visits = (_by_compound(world.rows.of(model)) for model in (Household, Grid, Visit))

    def yard(self, compound: Compound, plan: Doors = SMALL, channel: str = "") -> Yard:
        """A compound with all who deal with it."""
        key, chance = compound.id, dice("yard", compound.id)
        quiet = [visit for visit in self._visits[key] if visit.outcome == "met" and not visit.note and _at_once(visit)]
        values = (self.world.officers[compound.community_id], self._contracts.get(key), self._doors[key], self._grids[key], quiet)
        return Yard(compound, plan, chance, *values, chance.uniform(0.4, 1.7), channel, weights(chance, Mode(compound.mode)))

    def urgency(self, matter: Matter) -> Any:
        """How urgent a matter is: its own word, or the usual of its category."""
        return self.urgencies[matter.urgency] if matter.urgency else self.categories[matter.category].urgency

    def office(self, key: str, compound: Compound) -> Any:
        """A department of the district, or the office or the Party committee of the compound's street."""
        offices = self.world.offices
        return offices[key] if key in offices else offices[key, compound.community.parent_id]

    def receiver(self, yard: Yard, matter: Matter, day: date) -> Any:
        """To whom a matter is sent first; None when the community sees to it, as it does for every second one where there is no company."""
        if matter.to == "own":
            return None
        if matter.to != "company":
            return self.office(matter.to, yard.compound)
        return yard.company(day) or (self.office("office", yard.compound) if yard.chance.random() < 0.4 else None)


def _by_compound(rows: list[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.compound_id].append(row)
    return found


def _at_once(visit: Any) -> bool:
    """Whether it was typed on the evening of its own day (16:00 UTC is midnight in China)."""
    return bool(visit.recorded_at.date() == visit.day and visit.recorded_at.hour < 16)
