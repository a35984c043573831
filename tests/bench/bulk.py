"""A district in bulk for the benches: 20 communities, 160 compounds of 252 doors, and as many visits as asked for, over one year; or of another size.

For 25 visits there is one concern, with six steps, or ten where the first try was none.
"""

from __future__ import annotations

import importlib
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from peewee import DateField, DateTimeField, ForeignKeyField, UUIDField, chunked

from models import clock, passwords, schema
from models.activities import Activity, ActivityKind
from models.areas import Area, Compound
from models.concerns import Concern
from models.database import connect, db
from models.grids import Grid
from models.hours import ServiceHours, Sheet
from models.households import Care, CareKind, Household
from models.organizations import Organization
from models.steps import Step
from models.urgencies import Category
from models.users import User
from models.visits import Topic, Visit
from models.volunteers import Membership, Team, Volunteer

PASSWORD = "plum-blossom-26"
COMMUNITIES, COMPOUNDS, UNITS, FLOORS, ROOMS = 20, 8, 9, 7, 4  # 252 doors: 3 buildings of 3 units


@dataclass(frozen=True)
class Size:
    """How large the district is, and over how many days back from today its entries lie."""

    communities: int = COMMUNITIES
    compounds: int = COMPOUNDS  # of each community
    units: int = UNITS  # of each compound
    days: int = 365
    times: int = 1  # how often all the entries lie there, each time further back by as many days; SQLite only


def build(folder: Path, visits: int, size: Size | None = None, url: str = "") -> str:
    """Make the file in `folder`, or fill the empty database of `url`, with a worker for each compound; gives the URL, to which `db` is connected."""
    url, size = url or f"sqlite:///{folder / 'honglin.db'}", size or Size()
    connect(url)
    schema.migrate()
    chance = random.Random(26)
    if url.startswith("sqlite"):
        db.execute_sql("PRAGMA synchronous=OFF")  # the file is thrown away if the machine stops now
        db.execute_sql("PRAGMA cache_size=-1000000")
    with db.atomic():
        _territory(size)
        _doors(chance, size)
        _visits(chance, visits, size)
        _hours(chance, visits // 10, size)
        _activities(chance, visits // 50, size)
        _concerns(chance, visits // 25, size)
        _again(size)
    db.execute_sql("ANALYZE")
    if url.startswith("sqlite"):
        db.execute_sql("PRAGMA synchronous=FULL")
    return url


def rows() -> str:
    """How many rows the big tables hold."""
    counts = {model.__name__: model.select().count() for model in (Visit, Household, ServiceHours, Activity, Concern, Step)}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _territory(size: Size) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords.hasher = hasher
    district = Area.add(None, name="官渡区", level="district")
    street = Area.add(None, name="太和街道", level="street", parent=district)
    password = hasher.hash(PASSWORD)
    for n in range(size.communities):
        community = Area.add(None, name=f"第{n}社区", level="community", parent=street)
        account = {"area": community, "password": password, "must_change": False}
        User.add(None, username=f"community{n}", name=f"社区{n}", role="community", **account)
        team = Team.add(None, name=f"第{n}志愿队", community=community)
        for m in range(size.compounds):
            worker = User.add(None, username=f"worker{n * size.compounds + m}", name=f"网格员{n}-{m}", role="grid_worker", **account)
            compound = Compound.add(None, name=f"第{m}小区", community=community, mode="commercial", doors=size.units * FLOORS * ROOMS)
            Grid.add(None, name="东院", compound=compound, worker=worker)
            Membership.add(None, team=team, volunteer=Volunteer.add(None, name=f"志愿者{m}", community=community))
    CareKind.add(None, name="一般住户", code="general", days=90)
    CareKind.add(None, name="独居老人", days=30)
    ActivityKind.add(None, name="邻里节", cell=1)
    for topic in ("身体", "生活困难", "邻里矛盾"):
        Topic.add(None, name=topic)


def _doors(chance: random.Random, size: Size) -> None:
    since = clock.today() - timedelta(days=size.days + 35)
    compounds = list(Grid.select(Grid, Compound).join(Compound))
    doors = ((grid, unit, floor, room) for grid in compounds for unit in range(size.units) for floor in range(1, FLOORS + 1) for room in range(1, ROOMS + 1))
    for batch in chunked(doors, 500):
        Household.insert_many([_door(*place, since) for place in batch]).execute()
    tagged = [row for row in Household.select(Household.id).tuples() if chance.random() < 0.12]
    for batch in chunked(tagged, 500):
        Care.insert_many([{"household": key, "kind": 2, "since": since, "basis": "本人同意"} for (key,) in batch]).execute()


def _door(grid: Grid, unit: int, floor: int, room: int, since: Any) -> dict[str, Any]:
    place = {"compound": grid.compound_id, "community": grid.compound.community_id, "grid": grid.id}
    row = Household(**place, building=str(unit // 3 + 1), unit=str(unit % 3 + 1), floor=floor, room=f"{floor}0{room}", contact="张建国", since=since)
    row.settle()
    return dict(row.__data__)


def _visits(chance: random.Random, count: int, size: Size) -> None:
    doors = list(Household.select(Household.id, Household.compound, Household.community, Grid.worker).join(Grid).tuples())
    notes = ["老人身体都好，子女周末来", "水管漏水，已报物业", "换了新电话", ""]

    def make() -> Iterator[dict[str, Any]]:
        for n in range(count):
            household, compound, community, worker = doors[n % len(doors)]
            place = {"household": household, "compound": compound, "community": community, "worker": worker, "recorder": worker}
            outcome = "met" if chance.random() < 0.8 else "absent"
            yield {**place, **_common(chance, size), "way": "in_person", "outcome": outcome, "topics": "身体", "note": chance.choice(notes)}

    _insert(Visit, make())
    db.execute_sql(importlib.import_module("models.migrations.0022_met_on").FROM_VISITS)


def _hours(chance: random.Random, count: int, size: Size) -> None:
    members = list(Membership.select(Membership.volunteer, Membership.team, Team.community).join(Team).tuples())
    compounds = dict(Compound.select(Compound.community, Compound.id).tuples())
    sheets: list[dict[str, Any]] = []
    for n in range(max(1, count // 12)):
        _, team, community = members[n * size.compounds % len(members)]
        place = {"team": team, "community": community, "compound": compounds[community], "recorder": 1}
        sheets.append({**place, **_common(chance, size), "purpose": "巡楼", "minutes": 120, "confirmed_at": clock.now(), "confirmed_by": 1})
    _insert(Sheet, iter(sheets))
    keep = ("team", "community", "compound", "recorder", "day", "recorded_at", "void")

    def make() -> Iterator[dict[str, Any]]:
        for n in range(count):
            sheet = sheets[n % len(sheets)]
            line = {name: sheet[name] for name in keep}
            yield {**line, "id": uuid.UUID(int=chance.getrandbits(128)), "sheet": sheet["id"], "volunteer": members[n % len(members)][0], "minutes": 120}

    _insert(ServiceHours, make())


def _activities(chance: random.Random, count: int, size: Size) -> None:
    compounds = list(Compound.select(Compound.id, Compound.community).tuples())

    def make() -> Iterator[dict[str, Any]]:
        for n in range(count):
            compound, community = compounds[n % len(compounds)]
            place = {"compound": compound, "community": community, "recorder": 1}
            yield {**place, **_common(chance, size), "name": "百家宴", "kind": 1, "headcount": 40}

    _insert(Activity, make())


def _concerns(chance: random.Random, count: int, size: Size) -> None:
    """Told over the year; the newest are still open, three in a hundred of the others are."""
    doors = list(Household.select(Household.id, Household.compound, Household.community, Grid.worker).join(Grid).tuples())
    company = Organization.add(None, name="春城物业", kind="company", area=1).id
    kinds = {category.id: category.urgency_id for category in Category.select().where(Category.elsewhere.is_null())}
    concerns: list[dict[str, Any]] = []
    for n in range(count):
        household, compound, community, worker = doors[n * 7 % len(doors)]
        common, category = _common(chance, size), chance.choice(list(kinds))
        told, number = common["recorded_at"], f"{chance.randrange(10**6):06}"
        place = {"household": household, "compound": compound, "community": community, "recorder": worker, "channel": "visit"}
        words = {
            "gist": "楼道灯不亮（7 栋 2 单元）",
            "text": "三楼到四楼的灯坏了快半个月",
            "number": number,
            "code": f"{chance.randrange(10**8):08}",
            "search": f" {number} 楼道灯不亮 ",
        }
        times = {"respond_by": told + timedelta(days=2), "due": told + timedelta(days=9), "climbs_at": told + timedelta(days=16)}
        concerns.append({**common, **place, **words, **times, "category": category, "urgency": kinds[category], "consent": False})
    _insert(Concern, iter(concerns))
    _insert(Step, (step for concern in concerns for step in _story(chance, concern, company)))
    for statement in importlib.import_module("models.migrations.0019_stages").FROM_STEPS:
        db.execute_sql(statement)


def _story(chance: random.Random, concern: dict[str, Any], company: int) -> Iterator[dict[str, Any]]:
    """The steps that lie in the past: sent, handled and answered within six days, then the resident's word, one in eight unsolved."""
    after = ["verdict"] if chance.random() < 0.88 else ["verdict", "reopening", "handling", "answer", "verdict"]
    kinds = ["intake", "dispatch", "acceptance", "handling", "answer", *after][: chance.randint(1, 5) if chance.random() < 0.03 else None]
    for number, kind in enumerate(kinds, 1):
        at = concern["recorded_at"] + timedelta(hours=(number - 1) * 30)
        if at > clock.now():
            break
        solved = kinds[number : number + 1] != ["reopening"] if kind == "verdict" else None
        values = {"id": uuid.uuid5(concern["id"], str(number)), "concern": concern["id"], "number": number, "kind": kind, "by": concern["recorder"], "at": at}
        yield {**values, "solved": solved, "satisfied": solved, "text": "换了声控灯", "to": company if kind == "dispatch" else None, "contact_given": False}


def _common(chance: random.Random, size: Size) -> dict[str, Any]:
    day = clock.today() - timedelta(days=chance.randrange(size.days))
    return {"id": uuid.UUID(int=chance.getrandbits(128)), "day": day, "recorded_at": datetime(day.year, day.month, day.day, 9), "void": False}


OVER = "stage IN ('answer', 'verdict', 'referral')"
LEDGERS = (Sheet, ServiceHours, Visit, Activity, Concern, Step)  # in the order in which they point to each other


def _again(size: Size) -> None:
    """All entries again and again, each time further back: written by SQLite itself, since ten million take Python an hour.

    Of earlier years no concern is open any more: what waits is what waited in the last.
    """
    if size.times < 2:  # nothing to repeat, on any database
        return
    last = {model: db.execute_sql(f'SELECT MAX(rowid) FROM "{model._meta.table_name}"').fetchone()[0] for model in LEDGERS}
    for earlier in range(1, size.times):
        for model in LEDGERS:
            fields, table = model._meta.sorted_fields, model._meta.table_name
            names = ", ".join(f'"{field.column_name}"' for field in fields)
            values = ", ".join(_earlier(field, earlier, earlier * size.days) for field in fields)
            over = {Concern: OVER, Step: f'concern_id IN (SELECT id FROM "concern" WHERE {OVER})'}.get(model, "true")
            # a key may end like its own copy, one in 65,536: that one is there already
            db.execute_sql(f'INSERT OR IGNORE INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE rowid <= {last[model]} AND {over}')


def _earlier(field: Any, copy: int, days: int) -> str:
    """The expression of a column's value in the so-manieth copy, so many days earlier."""
    name = f'"{field.column_name}"'
    key = field.rel_field if isinstance(field, ForeignKeyField) else field
    if isinstance(key, UUIDField):
        return f"substr({name}, 1, 28) || '{copy:04x}'"  # of NULL it is NULL
    if isinstance(field, DateTimeField):
        return f"datetime({name}, '-{days} days')"
    return f"date({name}, '-{days} days')" if isinstance(field, DateField) else name


def _insert(model: Any, made: Iterator[dict[str, Any]]) -> None:
    """Many rows at once, straight through the driver: the statement that the model would use, prepared once."""
    first = next(made, None)
    if first is None:
        return
    row = model(**first)
    sql = model.insert(row.__data__).sql()[0]
    fields = [field for field in model._meta.sorted_fields if field.name in row.__data__]

    def values(of: dict[str, Any]) -> list[Any]:
        data = {**row.__data__, **of}
        return [field.db_value(data[field.name]) for field in fields]

    cursor = db.connection().cursor()
    cursor.execute(sql, values(first))
    cursor.executemany(sql, (values(of) for of in made))
