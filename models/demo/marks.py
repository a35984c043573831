"""What residents answered to the two questions of the public page."""

from __future__ import annotations

from models.demo.days import scattered
from models.demo.rows import dice
from models.demo.world import World
from models.surveys import Survey

MONTHLY, MONTHLY_SMALL = (5, 14), (2, 4)
MARKS = (5, 4, 3, 2, 1)


def answer(world: World) -> None:
    """A few answers a month in each named compound; people feel at home a little more than they are satisfied."""
    for site in world.sites:
        chance = dice("survey", site.place.name)
        ease = chance.uniform(0.8, 1.3)
        for day in scattered(chance, chance.uniform(*MONTHLY_SMALL if world.small else MONTHLY), world.today):
            satisfied = chance.choices(MARKS, (34 * ease, 41 * ease, 16, 6, 3))[0]
            belonging = chance.choices(MARKS, (40 * ease, 38 * ease, 15, 5, 2))[0]
            world.rows.add_settled(Survey, compound=site.compound, day=day, satisfied=satisfied, belonging=belonging)
