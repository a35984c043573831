"""What the parts of the demonstration know of each other while it is being built."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.activities import ActivityKind
from models.areas import Area, Compound
from models.demo.named import LIXIANG, SHIJICHENG, YINGHUAYU
from models.demo.named_old import DONGHUA, DONGYUAN, HELEJU, SHUGUANG, XINGFU, YARD28
from models.demo.places import Place
from models.demo.rows import Rows
from models.households import CareKind

PLACES = (YINGHUAYU, SHIJICHENG, LIXIANG, SHUGUANG, DONGHUA, DONGYUAN, HELEJU, YARD28, XINGFU)


@dataclass
class Site:
    """One named compound with the rows that belong to it, by name."""

    place: Place
    compound: Compound
    bodies: dict[str, Any] = field(default_factory=dict)
    programmes: dict[str, Any] = field(default_factory=dict)
    workers: list[Any] = field(default_factory=list)
    grids: list[Any] = field(default_factory=list)
    doors: list[Any] = field(default_factory=list)
    teams: dict[str, tuple[Any, list[Any]]] = field(default_factory=dict)
    leader: Any = None


@dataclass
class World:
    """The district so far. `small` builds few doors and little history, for tests."""

    rows: Rows
    today: date
    small: bool
    kinds: dict[str, ActivityKind] = field(default_factory=dict)
    frequencies: dict[str, CareKind] = field(default_factory=dict)
    district: Any = None
    streets: dict[str, Area] = field(default_factory=dict)
    communities: list[Area] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    others: list[Compound] = field(default_factory=list)
    people: dict[int, list[str]] = field(default_factory=dict)  # organization -> who has sat in it from the start
    branches: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))  # community -> its branches
    workers: dict[int, Any] = field(default_factory=dict)  # community -> the grid worker of its smaller compounds
    officers: dict[int, Any] = field(default_factory=dict)  # area -> its account
    cares: dict[int, list[CareKind]] = field(default_factory=dict)  # household -> its care tags
    shared: dict[int, dict[str, Any]] = field(default_factory=dict)  # community -> programmes of the whole community
    teams: dict[int, tuple[Any, list[Any]]] = field(default_factory=dict)  # community -> its own team and volunteers
    offices: dict[Any, Any] = field(default_factory=dict)  # departments by name, the street's office by the street's key
    receivers: dict[int, Any] = field(default_factory=dict)  # organization -> the account that answers for it
    due: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))  # grid -> doors due today, but for those that were promised a day

    def days(self, household: Any) -> int:
        """How many days may pass between visits to a door."""
        return min((kind.days for kind in self.cares.get(household.id, ())), default=self.frequencies["普通住户"].days)

    def site(self, place: Place) -> Site:
        """The site of a named compound."""
        return next(site for site in self.sites if site.place is place)
