"""The 52 systems of the “13645” work, and what a compound's page says of each: screen, PDF and spreadsheet read this list and no other.

The list is MODEL.md's, number by number. A line stands in the module of its group (framework, quality, services, effect), which is where the
source tells of it. To make a system say its figure, give its line a function of the page (models/reports/summary.py) that returns a few words,
or nothing where the compound has nothing of it:

    def forums(page: Summary) -> str:
        found = page.of(meetings)  # meetings(compound, period) of your own report module: asked once, however many lines read it
        return f"议题办结 {found.closed} / {found.topics}" if found.topics else ""

    System(36, "好邻居议事厅 · 协商民主室", "forum", "议事厅", forums),

Words are short: beside a name of eight characters there is room for twelve, and more has a row of its own. What stands elsewhere
on the page already names the place (`at`) and stays out of the section. Counts of people in need go through `few`. A report asks the same
number of queries whatever the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.areas import Mode
from models.reports.named import named
from models.reports.systems import effect, framework, quality, services
from models.reports.systems.line import PLACES, Group, System

if TYPE_CHECKING:
    from models.reports.summary import Summary

SYSTEMS = sorted([*framework.SYSTEMS, *quality.SYSTEMS, *services.SYSTEMS, *effect.SYSTEMS])
FIRST = {  # what a mode is about comes first on its page: 红色品质, 红色服务, 红色效应
    Mode.COMMERCIAL: (Group.QUALITY, Group.FRAMEWORK, Group.SERVICES, Group.EFFECT),
    Mode.UNMANAGED: (Group.SERVICES, Group.FRAMEWORK, Group.EFFECT, Group.QUALITY),
    Mode.SUBSIDISED: (Group.EFFECT, Group.FRAMEWORK, Group.SERVICES, Group.QUALITY),
}


class Told(NamedTuple):
    """A system and what is said of it on one page, empty where there is nothing of it."""

    system: System
    words: str
    name: str

    @property
    def place(self) -> str:
        """Where on the page it stands."""
        return PLACES[self.system.at] if self.words else ""


def tell(page: Summary) -> list[Told]:
    """All 52 in their order."""
    return [Told(system, system.words(page), _own_name(page, system) or system.short) for system in SYSTEMS]


def _own_name(page: Summary, system: System) -> str:
    """What the place itself calls it."""
    done = page.of(named).get(system.code)
    return done.name if done else ""


def section(told: list[Told], mode: Mode) -> list[Told]:
    """Those of which there is something to say and that stand nowhere else on the page, the mode's own first."""
    order = {group: place for place, group in enumerate(FIRST[mode])}
    return sorted((line for line in told if line.words and not line.system.at), key=lambda line: order[line.system.group])
