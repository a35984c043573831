"""What is declared of a named compound: its doors, institutions, bodies, teams, stations and what happens there."""

from __future__ import annotations

from dataclasses import dataclass

from models.areas import Mode


@dataclass(frozen=True)
class Doors:
    """How a compound is built, and how many doors of it are real."""

    count: int
    buildings: int
    units: int
    floors: int
    flats: int
    grids: tuple[str, ...]
    top_down: bool = True


@dataclass(frozen=True)
class Body:
    """An organization of the compound, of its community, or of the district, and the duties in it."""

    name: str
    kind: str
    duties: tuple[str, ...] = ()
    of: str = "compound"


@dataclass(frozen=True)
class Troop:
    """A volunteer team: how many, how often, who comes, for what."""

    name: str
    kind: str
    members: int
    every: int  # days
    turnout: tuple[int, int]
    purposes: tuple[str, ...]
    programme: str = ""
    minutes: int = 120
    draft: bool = False  # the newest sheet is not confirmed yet


@dataclass(frozen=True)
class House:
    """A station of the compound or of its community."""

    name: str
    kind: str
    services: str = ""
    hours: str = "周一至周六 9:00–17:30"
    of: str = "compound"


@dataclass(frozen=True)
class Happening:
    """Something that takes place so many times a month."""

    kind: str
    name: str
    monthly: float
    people: tuple[int, int]
    where: str
    programme: str = ""
    team: str = ""
    starts: int = 14
    minutes: int = 120


@dataclass(frozen=True)
class Offer:
    """A line of the menu: which station does it, what it costs as the menu says it, and the fee in yuan from and to."""

    name: str
    house: str
    price: str = "免费"
    fee: tuple[int, int] = (0, 0)
    note: str = ""


@dataclass(frozen=True)
class Place:
    """A compound that the source names, or one of a community that it names."""

    name: str
    street: str
    community: str
    mode: Mode
    built: int
    doors: Doors
    level: str = "municipal"
    pilot: bool = False
    programmes: tuple[tuple[str, str], ...] = ()
    shared: tuple[tuple[str, str], ...] = ()  # programmes of the whole community
    bodies: tuple[Body, ...] = ()
    troops: tuple[Troop, ...] = ()
    houses: tuple[House, ...] = ()
    happenings: tuple[Happening, ...] = ()
    care_programme: str = ""  # carried by visits to doors with a care tag
    help_programme: str = ""  # carried by visits that bring something up, and by the return
    steward_team: str = ""
    steward_share: float = 0.0
    concerns: float = 0.0  # a month
    channel: str = ""  # by which one concern in five comes here, beside the usual ways
    offers: tuple[Offer, ...] = ()
    orders: float = 0.0  # a month
