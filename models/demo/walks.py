"""A year of visits to every door, counted back from the day on which it is due next."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from models.areas import Mode
from models.demo import talk
from models.demo.days import SPRING, happened, not_sunday, past, typed
from models.demo.rows import dice
from models.demo.world import Site, World
from models.households import Household
from models.visits import Visit

# of the doors of a grid: past their day, due today, promised for these days, never visited yet
LATE, TODAY, AGREED, NEW = 0.018, 0.028, 0.018, 0.006
UNMET = {"vacant": "空着，门上留了联系卡", "refused": "不方便开门，说过几天再来", "absent": ""}


@dataclass
class Walk:
    """One door, how often it is visited, and in how many days it is due: 0 is today, below 0 it is late."""

    door: Any
    days: int
    due: int = 0
    agreed: bool = False
    new: bool = False


def walk(world: World) -> None:
    """Visits to every door of every grid."""
    sites = {site.compound.id: site for site in world.sites}
    for grid, doors in groupby(world.rows.of(Household), lambda door: door.grid):
        site = sites.get(grid.compound_id)
        chance = dice("walks", grid.id)
        diary = Diary(world, chance, site)
        for plan in _planned(world, chance, list(doors), least=site is not None):
            diary.keep(plan)
            if plan.due <= 0 and not plan.new and not plan.agreed:
                world.due[grid.id].append(plan.door)


def _planned(world: World, chance: random.Random, doors: list[Any], least: bool) -> list[Walk]:
    """When each door of a grid is due; with `least` at least one of each sort."""
    walks = [Walk(door, world.days(door)) for door in doors]
    _spread(world, chance, walks)
    _due_care(chance, [w for w in walks if w.door.id in world.cares])
    general = [w for w in walks if w.door.id not in world.cares and w.door.tenure != "vacant"]
    late, today, agreed, new = (max(least, int(len(doors) * share + chance.random())) for share in (LATE, TODAY, AGREED, NEW))
    for w in _neighbours(chance, general, late):
        w.due = -chance.choice((1, 1, 2, 2, 3, 4, 6, 9))
    for w in _neighbours(chance, [w for w in general if w.due > 0], today):
        w.due = 0
    rest = [w for w in general if w.due > 0]
    chance.shuffle(rest)
    for w in rest[:agreed]:
        w.agreed, w.due = True, -chance.choice((0, 0, 0, 1))
    for w in rest[agreed : agreed + new]:
        w.new, w.door.since = True, world.today - timedelta(days=chance.randint(0, 6))
    return walks


def _spread(world: World, chance: random.Random, walks: list[Walk]) -> None:
    """Doors of one stair are walked together, the stairs of a grid one after the other."""
    stairs = [list(doors) for _, doors in groupby(walks, lambda w: (w.door.building, w.door.unit))]
    shift = chance.random()
    for n, stair in enumerate(stairs):
        for w in stair:
            w.due = 1 + round(((n + chance.random()) / len(stairs) + shift) * (w.days - 1)) % (w.days - 1)
            if (world.today + timedelta(days=w.due - w.days)).month == SPRING and chance.random() < 0.45:
                w.due = chance.randrange(1, w.days)


def _due_care(chance: random.Random, walks: list[Walk]) -> None:
    """Half of the doors with a care tag come up today or are a little late."""
    for n, w in enumerate(walks):
        w.due = (-chance.randint(1, 4), chance.randrange(1, w.days), 0, chance.randrange(1, w.days))[n % 4]


def _neighbours(chance: random.Random, walks: list[Walk], count: int) -> list[Walk]:
    """So many doors near each other."""
    start = chance.randrange(max(1, len(walks) - 2 * count))
    near = walks[start : start + 2 * count]
    return chance.sample(near, min(count, len(near)))


class Diary:
    """What the worker of one grid wrote down."""

    def __init__(self, world: World, chance: random.Random, site: Site | None) -> None:
        self.world, self.chance, self.today = world, chance, world.today
        self.brief = world.small and site is None  # the last visits only
        self.caring = site.programmes.get(site.place.care_programme) if site else None
        self.helping = site.programmes.get(site.place.help_programme) if site else None

    def keep(self, plan: Walk) -> None:
        """Every visit of the last year to one door."""
        if plan.new:
            return
        last = self._last(plan)
        for day in () if self.brief else self._earlier(plan, last):
            self._visit(plan, day)
            self._perhaps_return(plan, day)
        self._visit_last(plan, last)

    def _last(self, plan: Walk) -> date:
        """The last day on which the door answered."""
        if plan.agreed:
            return self.today - timedelta(days=self.chance.randint(8, 24))
        return min(self.today + timedelta(days=plan.due - plan.days), self.today - timedelta(days=1))

    def _earlier(self, plan: Walk, last: date) -> Iterator[date]:
        day = last
        while past(day := not_sunday(day - timedelta(days=max(4, round(plan.days * self.chance.uniform(0.84, 1.04))))), self.today):
            if happened(self.chance, day, self.today) or plan.days < 90 and self.chance.random() < 0.6:
                yield day

    def _visit_last(self, plan: Walk, last: date) -> None:
        if not past(last, self.today):
            return
        if plan.agreed or (plan.due > 12 and plan.door.tenure != "vacant" and self.chance.random() < 0.06):
            topic, note, _ = talk.matter(self.chance, plan.door.compound.mode)
            ahead = plan.due if plan.agreed else self.chance.randint(1, 12)
            self._write(plan, last, topics=topic, note=note, next_day=self.today + timedelta(days=ahead), outcome="met", programme=self.helping)
        else:
            self._visit(plan, last)
        if plan.due < 0 and not plan.agreed and self.chance.random() < 0.4:
            self._absent(plan, self.today - timedelta(days=self.chance.randint(1, 3)))

    def _visit(self, plan: Walk, day: date) -> None:
        """A visit at which nothing was amiss, sometimes after an attempt without an answer."""
        if self.chance.random() < 0.07:
            self._absent(plan, not_sunday(day - timedelta(days=self.chance.randint(1, 4))))
        topics, note = talk.everyday(self.chance, cared=plan.days < 90)
        self._write(plan, day, topics=topics, note=note)

    def _perhaps_return(self, plan: Walk, day: date) -> None:
        """One visit in ten brings something up and is followed by a second, as promised."""
        if self.chance.random() > 0.1 or plan.days < 90 or plan.door.tenure == "vacant":
            return
        topic, note, later = talk.matter(self.chance, plan.door.compound.mode)
        first, second = day + timedelta(days=2), day + timedelta(days=self.chance.randint(9, 16))
        if past(second, self.today):
            self._write(plan, first, topics=topic, note=note, next_day=second, outcome="met", programme=self.helping)
            self._write(plan, second, topics=topic, note=later, outcome="met", programme=self.helping)

    def _absent(self, plan: Walk, day: date) -> None:
        if past(day, self.today) and plan.door.tenure != "vacant":
            self._write(plan, day, outcome="absent", way="in_person")

    def _write(self, plan: Walk, day: date, **said: Any) -> None:
        outcome = said.pop("outcome", None) or self._outcome(plan)
        met = {"met": self._met(plan)} if outcome == "met" else {"topics": "", "note": UNMET[outcome]}
        way = self.chance.choices(("in_person", "telephone", "video"), (84, 13, 3))[0] if outcome == "met" else "in_person"
        worker = plan.door.grid.worker
        values = {"household": plan.door, "worker": worker, "recorder": worker, "day": day, "recorded_at": typed(self.chance, day, self.today)}
        tagged = self._programme(plan) if outcome == "met" else None
        if outcome == "met":
            plan.door.met_on = max(day, plan.door.met_on or day)
        self.world.rows.add(Visit, **{"way": way, "outcome": outcome, "programme": tagged} | values | said | met)

    def _programme(self, plan: Walk) -> Any:
        if plan.days >= 90:
            return None
        return self.helping if self.chance.random() < 0.3 else self.caring

    def _outcome(self, plan: Walk) -> str:
        if plan.door.tenure == "vacant":
            return "vacant"
        return "refused" if plan.days == 90 and self.chance.random() < 0.015 else "met"

    def _met(self, plan: Walk) -> str:
        if plan.door.tenure == "tenant" and plan.door.compound.mode != Mode.SUBSIDISED:
            return self.chance.choice(("租户", "租户", "本人"))
        return self.chance.choices(("本人", "家属", "保姆", "邻居"), (68, 27, 3, 2))[0]
