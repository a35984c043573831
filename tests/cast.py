"""The people and places that the tests share. Everybody is invented; 太和街道 has an inside, 和平路社区, and an outside, 曙光社区."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models import passwords
from models.areas import Area, Compound, Level, Mode
from models.grids import Grid
from models.households import Care, CareKind, Household
from models.organizations import Contract, Organization
from models.users import Role, User
from models.visits import Topic
from models.volunteers import Membership, Team, Volunteer

NOW = datetime(2026, 10, 14, 2)  # Wednesday, ten in the morning in China
TODAY = date(2026, 10, 14)
REGISTERED = date(2026, 9, 1)
PASSWORD = "plum-blossom-26"  # everybody's

DOORS = [  # of 东院, top floor first, in walking order: building, unit, floor, room, contact, telephone
    ("3", "1", 6, "601", "李秀英", "13800001601"),
    ("3", "1", 1, "102", "王芳", "13800001102"),
    ("3", "2", 5, "501", "张建国", "13888892501"),
    ("3", "2", 5, "502", "赵敏", "13800002502"),
    ("3", "2", 3, "301", "欧阳震华", None),
    ("10", "1", 2, "201", None, None),
]
MEMBERS = ["陈桂兰", "刘洋", "孙丽", "周明"]


class Cast:
    """Attributes are rows, read afresh by each test: cast.alice, cast.inside, cast.home, ..."""

    keys: dict[str, tuple[Any, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in self.keys:
            raise AttributeError(name)
        model, key = self.keys[name]
        setattr(self, name, model.get_by_id(key))
        return getattr(self, name)

    @property
    def people(self) -> dict[str, User]:
        """Everybody with a log-in, by name."""
        return {name: getattr(self, name) for name, (model, _) in self.keys.items() if model is User}

    @property
    def doors(self) -> list[Household]:
        """The doors of 东院 in walking order."""
        return [getattr(self, f"door_{n}") for n in range(len(DOORS))]


def build() -> None:
    """Make them all through the models' own methods, and remember their keys."""
    rows: dict[str, Any] = {}
    _territory(rows)
    _people(rows)
    _doors(rows)
    _volunteers(rows)
    Cast.keys = {name: (type(row), row.id) for name, row in rows.items()}


def _territory(rows: dict[str, Any]) -> None:
    rows["guandu"] = district = Area.add(None, name="官渡区", level=Level.DISTRICT)
    rows["taihe"] = street = Area.add(None, name="太和街道", level=Level.STREET, parent=district)
    rows["inside"] = inside = Area.add(None, name="和平路社区", level=Level.COMMUNITY, parent=street)
    rows["outside"] = outside = Area.add(None, name="曙光社区", level=Level.COMMUNITY, parent=street)
    rows["heping"] = Compound.add(None, name="和平小区", community=inside, mode=Mode.COMMERCIAL, doors=6, telephone="0871-63330001")
    rows["heleju"] = Compound.add(None, name="和乐居", community=inside, mode=Mode.UNMANAGED, doors=1)
    rows["shuguang"] = Compound.add(None, name="曙光小区", community=outside, mode=Mode.SUBSIDISED, doors=1)
    rows["company"] = company = Organization.add(None, name="和平物业公司", kind="company", area=inside)
    rows["contract"] = Contract.add(None, compound=rows["heping"], company=company, since=date(2025, 1, 1), until=date(2027, 12, 31))


def _people(rows: dict[str, Any]) -> None:
    inside, outside = rows["inside"], rows["outside"]
    seats = [
        ("alice", "艾丽", Role.GRID_WORKER, inside),
        ("bob", "包强", Role.TEAM_LEADER, inside),
        ("paula", "潘文", Role.PROPERTY, inside),
        ("carol", "高荣", Role.COMMUNITY, inside),
        ("sam", "沈安", Role.STREET, rows["taihe"]),
        ("dora", "董洁", Role.DISTRICT, rows["guandu"]),
        ("adam", "安达", Role.ADMINISTRATOR, rows["guandu"]),
        ("oscar", "邱勇", Role.GRID_WORKER, outside),
        ("charlie", "查理", Role.COMMUNITY, outside),
    ]
    for username, name, role, area in seats:
        company = rows["company"] if role == Role.PROPERTY else None
        values = {"username": username, "name": name, "role": role, "area": area, "organization": company}
        rows[username] = User.add(None, password=passwords.hashed(PASSWORD), must_change=False, **values)


def _doors(rows: dict[str, Any]) -> None:
    rows["east"] = Grid.add(None, name="东院", compound=rows["heping"], worker=rows["alice"])
    rows["west"] = Grid.add(None, name="西院", compound=rows["heping"])
    rows["shuguang_grid"] = Grid.add(None, name="一号院", compound=rows["shuguang"], worker=rows["oscar"])
    for n, (building, unit, floor, room, contact, telephone) in enumerate(DOORS):
        rows[f"door_{n}"] = _door(rows["east"], building=building, unit=unit, floor=floor, room=room, contact=contact, telephone=telephone)
    rows["home"] = rows["door_2"]
    rows["west_home"] = _door(rows["west"], building="8", floor=1, room="101", contact="郑爽")
    rows["outside_home"] = _door(rows["shuguang_grid"], building="1", floor=2, room="201", contact="马超", telephone="13900000201")
    rows["general"] = CareKind.add(None, name="一般住户", code="general", days=90)
    rows["elderly"] = CareKind.add(None, name="独居老人", days=30)
    rows["high_risk"] = CareKind.add(None, name="高风险", days=7)
    rows["care"] = Care.add(None, household=rows["home"], kind=rows["elderly"], since=REGISTERED)
    rows["outside_care"] = Care.add(None, household=rows["outside_home"], kind=rows["elderly"], since=REGISTERED)
    for position, name in enumerate(["身体", "生活困难", "邻里矛盾"]):
        Topic.add(None, name=name, position=position)
    Topic.add(None, name="物业服务", mode=Mode.COMMERCIAL, position=9)


def _door(grid: Grid, **values: Any) -> Household:
    return Household.add(None, compound=grid.compound, grid=grid, since=REGISTERED, **values)


def _volunteers(rows: dict[str, Any]) -> None:
    rows["team"] = team = Team.add(None, name="小樱花红色管家队", kind="steward", community=rows["inside"], compound=rows["heping"], leader=rows["bob"])
    rows["outside_team"] = outside = Team.add(None, name="曙光四员网格", kind="grid4", community=rows["outside"])
    for n, name in enumerate(MEMBERS):
        rows[f"member_{n}"] = _member(team, name)
    rows["outside_member"] = _member(outside, "钱进")


def _member(team: Team, name: str) -> Volunteer:
    person = Volunteer.add(None, name=name, community=team.community)
    Membership.add(None, team=team, volunteer=person, since=REGISTERED)
    return person
