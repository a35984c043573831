"""A year of concerns: how each came in, and which way it went."""

from __future__ import annotations

import random
from datetime import date, timedelta

from models import clock
from models.areas import Mode
from models.demo import intake, matters, offers, pressing
from models.demo.days import YEAR, scattered
from models.demo.desk import Desk, Yard
from models.demo.matters import Matter
from models.demo.rows import dice
from models.demo.stories import Story
from models.demo.world import World

SHARE_SMALL = 0.3  # of the concerns in the small variant
CHANNELS = {"visit": 30, "public": 24, "telephone": 26, "station": 20}
OWN = 0.2  # of them by the compound's own channel
UNSOLVED, UNHAPPY = 0.19, 0.05  # where the trouble is usual


def collect(world: World) -> None:
    """Concerns with their steps in every compound, those that stand open today, and the orders."""
    desk = Desk(world)
    for site in world.sites:
        chance = dice("concerns", site.place.name)
        yard = desk.yard(site.compound, site.place.doors, site.place.channel)
        for day in scattered(chance, site.place.concerns * (SHARE_SMALL if world.small else 1), world.today):
            _raise(desk, chance, yard, day)
        pressing.stand(desk, site, yard)
        offers.order(desk, site, yard)
    for compound in world.others:
        _few(desk, dice("concerns", compound.id), desk.yard(compound))
    pressing.climb(desk)


def _few(desk: Desk, chance: random.Random, yard: Yard) -> None:
    """A handful a year where nothing is told of the compound; hardly any in the small variant."""
    count = chance.random() < 0.2 if desk.world.small else chance.randint(3, 8)
    for _ in range(count):
        _raise(desk, chance, yard, desk.world.today - timedelta(days=1 + int((YEAR - 5) * chance.random() ** 1.2)))


def _raise(desk: Desk, chance: random.Random, yard: Yard, day: date) -> None:
    """One concern of any kind, and its whole story; one from a visit is of that visit's day."""
    channel = yard.channel if yard.channel and chance.random() < OWN else chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    if channel == "mediation":
        _mediate(desk, chance, yard, day)
        return
    if channel == "visit" and not yard.visits:
        channel = "station"
    category = chance.choices(list(yard.weights), list(yard.weights.values()))[0]
    matter = chance.choice(matters.of(Mode(yard.compound.mode), category))
    if channel == "visit":
        visit = chance.choice(yard.visits)
        story = intake.take_in(desk, yard, matter, clock.in_china(visit.recorded_at), channel, visit.household, visit=visit)
    else:
        door = chance.choice(yard.lived_in) if matter.home or channel != "observer" and chance.random() < 0.2 else None
        story = intake.take_in(desk, yard, matter, intake.hour(chance, day, channel), channel, door)
    story.tell(_path(chance, story))


def _path(chance: random.Random, story: Story) -> str:
    """One of the usual ways, up to the resident's word."""
    lead = "C" if story.concern.channel == "public" else ""
    if story.matter.away:
        return f"{lead}R"
    done = lead + _way(chance, story)
    if chance.random() < UNSOLVED * story.yard.trouble:
        return f"{done}N-{_again(chance, story)}"
    return f"{done}N{_word(chance, story, silent=0.05)}"


def _way(chance: random.Random, story: Story) -> str:
    if story.receiver is None or chance.random() < 0.06:
        return "h"
    by_company = story.receiver is story.yard.company(story.concern.day)
    if story.matter.back[0] and by_company and chance.random() < 0.4:
        return chance.choice(("DBEAH", "DABEAH"))
    return "DAH" if chance.random() < 0.92 else "DH"


def _again(chance: random.Random, story: Story) -> str:
    """After an unsolved one: sent once more or seen to at once."""
    redo = "DAHN" if story.receiver and chance.random() < 0.7 else "HN"
    return redo + _word(chance, story, silent=0.7)


def _word(chance: random.Random, story: Story, silent: float) -> str:
    """At a door the resident is asked until there is an answer; of common places nobody says anything now and then."""
    if story.concern.household is None and chance.random() < silent:
        return ""
    return "~" if chance.random() < UNHAPPY * story.yard.trouble else "+"


def _mediate(desk: Desk, chance: random.Random, yard: Yard, day: date) -> None:
    """Two parties in the mediation room: nobody but the community knows, and nothing is for the wall."""
    text, done = chance.choice(matters.QUARRELS)
    story = intake.take_in(desk, yard, Matter("邻里矛盾", "", text, done, to="own"), intake.hour(chance, day, "mediation"), "mediation")
    story.tell("HN+" if chance.random() < 0.85 else "HN-HN+" if chance.random() < 0.5 else "H")
