"""Accounts: one for each role to show, and those of everybody who has written into the ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher

from models.areas import Area
from models.demo import names
from models.demo.named import YINGHUAYU
from models.demo.rows import dice
from models.demo.world import Site, World
from models.organizations import Organization
from models.users import ROLES, Role, User

PASSWORD = "HongLin-2026"  # noqa: S105  the demonstration's, printed at every start
FIRST = {  # the log-in names shown first; the others of a role are numbered from 2
    Role.GRID_WORKER: "wangge",
    Role.TEAM_LEADER: "duizhang",
    Role.PROPERTY: "wuye",
    Role.COMMUNITY: "shequ",
    Role.STREET: "jiedao",
    Role.DISTRICT: "qu",
    Role.ADMINISTRATOR: "admin",
}
DEPARTMENT = "bumen"  # of the same role as a property company, but with names of its own
LABELS = {FIRST[Role.PROPERTY]: "物业", DEPARTMENT: "部门"}


@dataclass(frozen=True)
class Login:
    """One way into the demonstration: the role as the screen calls it, and the place that it sees."""

    role: str
    username: str
    password: str
    place: str


class Accounts:
    """Opens accounts that share one hash: hashing is slow on purpose."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hash = PasswordHasher().hash(PASSWORD, salt=b"the demonstration")
        self.count: dict[str, int] = {}

    def open(self, role: Role, area: Area, organization: Any = None, first: str = "") -> Any:
        """The next account of a role; `first` is the log-in name of the first such one, where it is not the role's."""
        first = first or FIRST[role]
        number = self.count[first] = self.count.get(first, 0) + 1
        username = first + (str(number) if number > 1 else "")
        values = {"role": role, "area": area, "organization": organization, "password": self.hash, "must_change": False}
        return self.world.rows.add(User, username=username, name=names.person(dice("account", username)), **values)


def employ(world: World) -> None:
    """Accounts of every tier, those of 银海樱花语小区 and its community first: they have the names without a number."""
    accounts = Accounts(world)
    community = world.site(YINGHUAYU).compound.community
    accounts.open(Role.ADMINISTRATOR, world.district)
    accounts.open(Role.DISTRICT, world.district)
    for street in _first(community.parent, world.streets.values()):
        world.officers[street.id] = accounts.open(Role.STREET, street)
    for area in _first(community, world.communities):
        world.officers[area.id] = accounts.open(Role.COMMUNITY, area)
    for site in world.sites:
        _staff(accounts, site)
    for area in world.communities:
        world.workers[area.id] = accounts.open(Role.GRID_WORKER, area)
    _receive(accounts, world)


def _first(one: Area, areas: Any) -> list[Area]:
    return [one, *(area for area in areas if area is not one)]


def _staff(accounts: Accounts, site: Site) -> None:
    """A grid worker for each grid, a leader for the teams, and the company's own account."""
    community = site.compound.community
    site.workers = [accounts.open(Role.GRID_WORKER, community) for _ in site.place.doors.grids]
    site.leader = accounts.open(Role.TEAM_LEADER, community) if site.place.troops else None
    if company := site.bodies.get("company"):
        accounts.world.receivers[company.id] = accounts.open(Role.PROPERTY, community, company)


def _receive(accounts: Accounts, world: World) -> None:
    """Who answers for every other body to which a concern can be sent; the Party committee of a street is the street's own account."""
    for company in world.rows.of(Organization):
        if company.kind == "company" and company.id not in world.receivers:
            world.receivers[company.id] = accounts.open(Role.PROPERTY, world.district, company)
    for office in world.offices.values():
        street = world.officers.get(office.area_id) if office.kind == "core" else None
        world.receivers[office.id] = street or accounts.open(Role.PROPERTY, office.area, office, DEPARTMENT)


def log_ins() -> list[Login]:
    """A log-in for each role of a district that is built, and a department's, without those whose password has been changed since."""
    users = {user.username: user for user in User.select().where(User.username.in_([*FIRST.values(), DEPARTMENT]))}
    shown = [(LABELS.get(name, label), users.get(name)) for role, label in ROLES for name in _names(role)]
    unchanged = {kept: user.is_password(PASSWORD) for kept, user in {user.password: user for user in users.values()}.items()}  # one hash for all: see Accounts
    return [Login(label, user.username, PASSWORD, _place(user)) for label, user in shown if user and unchanged[user.password]]


def _names(role: Role) -> list[str]:
    return [FIRST[role], DEPARTMENT] if role == Role.PROPERTY else [FIRST[role]]


def _place(user: User) -> str:
    """The narrowest place that the account is about."""
    if user.role == Role.GRID_WORKER and (grid := user.grids.first()):
        return f"{grid.compound} {grid}"
    if user.role == Role.TEAM_LEADER and (team := user.teams.first()):
        return str(team.compound or user.area)
    return str(user.organization.compound or user.organization if user.organization else user.area)
