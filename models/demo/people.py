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
        self.count: dict[Role, int] = {}

    def open(self, role: Role, area: Area, organization: Any = None) -> Any:
        """The next account of a role."""
        number = self.count[role] = self.count.get(role, 0) + 1
        username = FIRST[role] + (str(number) if number > 1 else "")
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


def _first(one: Area, areas: Any) -> list[Area]:
    return [one, *(area for area in areas if area is not one)]


def _staff(accounts: Accounts, site: Site) -> None:
    """A grid worker for each grid, a leader for the teams, and the company's own account."""
    community = site.compound.community
    site.workers = [accounts.open(Role.GRID_WORKER, community) for _ in site.place.doors.grids]
    site.leader = accounts.open(Role.TEAM_LEADER, community) if site.place.troops else None
    if company := site.bodies.get("company"):
        accounts.open(Role.PROPERTY, community, company)


def log_ins() -> list[Login]:
    """A log-in for each role of a district that is built, without those whose password has been changed since."""
    users = {user.username: user for user in User.select().where(User.username.in_(list(FIRST.values())))}
    shown = [(label, users[FIRST[role]]) for role, label in ROLES if FIRST[role] in users]
    return [Login(label, user.username, PASSWORD, _place(user)) for label, user in shown if user.is_password(PASSWORD)]


def _place(user: User) -> str:
    """The narrowest place that the account is about."""
    if user.role == Role.GRID_WORKER and (grid := user.grids.first()):
        return f"{grid.compound} {grid}"
    if user.role == Role.TEAM_LEADER and (team := user.teams.first()):
        return str(team.compound or user.area)
    return str(user.organization.compound if user.organization and user.organization.compound else user.area)
