"""A database made by an earlier release comes to the present schema with all that is in it.

tests/schemas/<nnnn>.sql is a small database as the release with that migration left it, dumped by sqlite3's `.dump`. Each release
that migrates adds one, and none is ever changed.
"""

import sqlite3
import uuid
from datetime import timedelta
from pathlib import Path

import peewee
import pytest
from playhouse.migrate import SchemaMigrator, SqliteMigrator
from playhouse.migrations import Migration

from models import TABLES, clock, schema
from models.activities import Activity
from models.concerns import Concern
from models.database import connect, db
from models.hours import ServiceHours, Sheet, total_minutes
from models.households import Household, Reading
from models.pictures import Picture
from models.records import Change
from models.steps import Step
from models.urgencies import Category, Urgency
from models.users import User
from models.visits import Visit
from tests.backends import close
from tests.cast import TODAY
from tests.models.test_schema import shape

pytestmark = pytest.mark.schema
OLD = sorted((Path(__file__).parents[1] / "schemas").glob("*.sql"))
BIND = {"boolean": bool, "uuid": uuid.UUID}  # what SQLite keeps as a number or as text


def dumped(path):
    """The database of a dump, in memory, and the names of its tables."""
    kept = sqlite3.connect(":memory:")
    kept.executescript(path.read_text("utf-8"))
    names = kept.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    return kept, [name for (name,) in names]


def load(database, path, folder, monkeypatch):
    """Make the test's database what the dump says, in place of what it was; gives the names of its tables."""
    kept, tables = dumped(path)
    if isinstance(db.obj, peewee.SqliteDatabase):
        close(db.obj)
        file = Path(db.obj.database)
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            file.with_name(name).unlink(missing_ok=True)
        kept.execute("VACUUM INTO ?", (str(file),))
        connect(database)
        return tables
    db.execute_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA kept CASCADE")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "FOLDER", first_steps(path.stem, folder))
        schema.migrate()
    db.execute_sql("SET session_replication_role = replica")
    for name in tables:
        _copy(kept, name)
    db.execute_sql("SET session_replication_role = DEFAULT")
    return tables


def first_steps(last, folder):
    """A folder with the migrations up to the one whose number is `last`."""
    folder = folder / "migrations"
    folder.mkdir()
    for step in schema.FOLDER.glob("[0-9]*.py"):
        if step.name[:4] <= last:
            (folder / step.name).write_text(step.read_text("utf-8"), "utf-8")
    return folder


def _copy(kept, name):
    types = dict(db.execute_sql("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", (name,)).fetchall())
    cursor = kept.execute(f'SELECT * FROM "{name}"')
    columns = [column for column, *_ in cursor.description]
    db.execute_sql(f'DELETE FROM "{name}"')
    for row in cursor.fetchall():
        values = [BIND.get(types[c], lambda v: v)(v) if v is not None else None for c, v in zip(columns, row, strict=True)]
        names, marks = ", ".join(f'"{c}"' for c in columns), ", ".join(["%s"] * len(columns))
        db.execute_sql(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', values)
    if types["id"] == "integer":
        last = kept.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)).fetchone() or kept.execute(f'SELECT MAX(id) FROM "{name}"').fetchone()
        db.execute_sql("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (f'"{name}"', last[0]))


def contents(tables):
    """Table -> its rows in order, each a mapping from column to value."""
    found = {}
    for name in tables:
        cursor = db.execute_sql(f'SELECT * FROM "{name}" ORDER BY id')
        columns = [column[0] for column in cursor.description]
        found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


@pytest.fixture(params=OLD, ids=lambda path: path.stem)
def old(request):
    """The dump to begin from."""
    return request.param


@pytest.fixture(params=[None, pytest.param((3, 40, 0), marks=pytest.mark.sqlite)], ids=["", "rebuilding"])
def upgraded(request, old, database, tmp_path, monkeypatch):
    """What an upgrade began from and what it did: (the shape of a new database, the old rows by table, steps taken).

    Debian's SQLite cannot alter a column, and so rebuilds the table.
    """
    fresh = shape()
    before = contents(load(database, old, tmp_path, monkeypatch))
    if request.param:
        monkeypatch.setattr(SqliteMigrator, "__init__", _as_version(request.param))
    return fresh, before, schema.migrate()


def _as_version(version):
    real = SqliteMigrator.__init__

    def init(self, *args, **kwargs):
        real(self, *args, **kwargs)
        self.sqlite_version = version

    return init


def test_every_row_is_kept_and_the_schema_is_that_of_a_new_database(old, upgraded):
    fresh, before, done = upgraded
    assert done == [step.stem for step in sorted(schema.FOLDER.glob("[0-9]*.py")) if step.name[:4] > old.stem]
    after = contents(before)
    del before["schema_migration"]
    for name, rows in before.items():
        assert rows, f"nothing in {name}: to keep nothing proves nothing"
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows
    assert shape() == fresh
    schema.check_foreign_keys()


def test_a_second_run_does_nothing(upgraded):
    tables = ["schema_migration", *(model._meta.table_name for model in TABLES)]
    before = contents(tables)
    assert schema.migrate() == []
    assert contents(tables) == before


def test_the_audit_still_refuses(upgraded):
    for change in (Change.update(user_name="谁"), Change.delete()):
        with pytest.raises(peewee.DatabaseError, match="the audit is never changed"), db.atomic():
            change.execute()


def test_what_hung_together_still_does(upgraded):
    activity, door = Activity.get(), Household.get(Household.room == "501")
    assert [picture.jpeg[:2] for picture in activity.pictures] == [b"\xff\xd8"] * 2
    assert {reading.user.username for reading in door.readings} == {"alice", "carol"}
    last = Reading.create(user=door.readings[0].user, household=door, community=door.community, at=clock.now(), what="关爱标签")
    assert last.id == 5  # 4 has been given before, and went with its door
    activity.delete_instance()
    assert not Picture.select().exists()
    with pytest.raises(peewee.IntegrityError), db.atomic():
        door.community.delete_instance()


def test_a_correction_of_a_locked_month_comes_to_the_day_of_what_it_takes_back(cast, clock):
    """Up to 0.4 it stood on the day on which it was made."""
    sheets = [Sheet.log(cast.bob, {cast.member_0.id: 60}, team=cast.team, purpose="巡楼", day=TODAY - timedelta(days=40))[0] for _ in range(2)]
    Sheet.lock(cast.carol, TODAY - timedelta(days=30))
    back = Sheet.get_by_id(sheets[0].id).reverse(cast.carol, "记重了")
    for model, key in ((Sheet, Sheet.id), (ServiceHours, ServiceHours.sheet)):
        model.update(day=TODAY).where(key == back.id).execute()
    Sheet.update(locked_at=None, locked_by=None).where(Sheet.id == back.id).execute()
    assert total_minutes(ServiceHours.day == TODAY) == -60
    take("0020_reversals")
    moved = Sheet.get_by_id(back.id)
    assert (moved.day, moved.state, moved.changes.first().lines) == (sheets[0].day, "已锁定", [("日期", str(TODAY), str(sheets[0].day))])
    assert (total_minutes(ServiceHours.day == TODAY), total_minutes(ServiceHours.day == sheets[0].day)) == (0, 60)


def take(name):
    """One step again, on what there is now."""
    step = next(step for step in Migration.load_directory(str(schema.FOLDER)) if step.name == name)
    step.load().up(SchemaMigrator.from_database(db.obj), db.obj)


def test_it_takes_concerns_at_once(upgraded):
    alice, home = User.get(User.username == "alice"), Visit.get().household
    assert (Urgency.select().count(), Category.select().count()) == (3, 19)
    category = Category.get(Category.name == "电梯")
    concern, new = Concern.enter(alice, household=home, category=category, urgency=category.urgency, text="一直响", channel="mediation")
    assert new and Step.get().concern == concern
    concern.read_by(alice)
    Picture.add_to(concern, alice, [b"\xff\xd8"], uuid.uuid4())
    assert Reading.get(Reading.concern == concern.id).household == home
    assert Picture.keys_of(concern)
