"""Moving house from an SQLite file to PostgreSQL: the small demonstration district, row by row."""

import shutil
import uuid
from pathlib import Path

import peewee
import pytest

from models import TABLES, relocations
from models.areas import Area
from models.database import connect, db
from models.faults import MOVED, fault_of
from models.households import Household
from models.users import User
from models.visits import Visit
from tests import backends

pytestmark = [pytest.mark.sqlite, pytest.mark.whole]


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server of our own."""
    try:
        started = backends.start_server()
    except Exception as error:
        pytest.skip(f"PostgreSQL cannot run here: {error}")
    yield started
    started.cleanup()


@pytest.fixture
def target(server):
    """The address of an empty database."""
    import psycopg

    name = f"move_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield server.get_uri(name)
    backends.close(db.obj)


@pytest.fixture
def file(built, tmp_path):
    """A copy of the district's file."""
    path = tmp_path / "honglin.db"
    opened = connect(built[0])
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    backends.close(opened)
    shutil.copy(built[0].removeprefix("sqlite:///"), path)
    return path


def contents():
    """Table -> its rows as the models see them, in order of the key; what it takes long to compare is compared as text."""
    return {model.__name__: [tuple(map(_plain, row)) for row in model.select().order_by(model._meta.primary_key).tuples()] for model in TABLES}


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def test_every_row_arrives_and_the_file_is_closed(file, target, clock):
    opened = connect(f"sqlite:///{file}")
    before = contents()
    backends.close(opened)
    moved = relocations.move(file, target)
    assert moved == {model._meta.table_name: len(before[model.__name__]) for model in TABLES} and sum(moved.values()) > 1000
    assert sorted(map(str, contents()["Visit"])) == sorted(map(str, before["Visit"]))
    after = contents()
    for name, rows in before.items():
        assert sorted(map(repr, after[name])) == sorted(map(repr, rows)), name
    newest = max(row[0] for row in before["Area"])
    assert Area.add(None, name="新区", level="district").id > newest  # numbers go on where they were
    worker = User.get(User.role == "grid_worker")
    Visit.enter(worker, household=Household.visible_to(worker).first())  # the moved database is at work
    backends.close(db.obj)
    _takes_nothing_more(file, before)


def _takes_nothing_more(file, before):
    opened = connect(f"sqlite:///{file}")
    try:
        for attempt in (
            lambda: Area.create(name="旧区", level="district"),
            lambda: Visit.delete().execute(),
            lambda: User.update(name="谁").execute(),
        ):
            with pytest.raises(peewee.DatabaseError) as caught:
                attempt()
            assert fault_of(caught.value) is MOVED
        assert contents() == before
    finally:
        backends.close(opened)


def test_a_target_with_data_and_a_second_move_are_refused(file, target):
    connect(target)
    relocations.schema.migrate()
    Area.add(None, name="别区", level="district")
    backends.close(db.obj)
    with pytest.raises(relocations.Refused, match="holds data already, in area, change"):
        relocations.move(file, target)
    backends.close(db.obj)
    connect(target)
    assert [area.name for area in Area.select()] == ["别区"]
    Area.delete().execute()
    db.execute_sql("TRUNCATE change")
    backends.close(db.obj)
    relocations.move(file, target)
    backends.close(db.obj)
    with pytest.raises(relocations.Refused):
        relocations.move(file, target)


def test_what_breaks_on_the_way_leaves_both_sides_as_they_were(file, target, monkeypatch):
    def less(file, table, names, real=relocations._rows):
        rows = list(real(file, table, names))
        return iter(rows[1:] if table == "visit" else rows)

    monkeypatch.setattr(relocations, "_rows", less)
    with pytest.raises((relocations.Refused, peewee.IntegrityError)):
        relocations.move(file, target)
    assert not Area.select().exists()
    backends.close(db.obj)
    opened = connect(f"sqlite:///{file}")
    assert Area.create(name="还能写", level="district").id
    backends.close(opened)


def test_by_the_command_line(file, target, app, settings, tmp_path):
    from dataclasses import replace

    app.config["SETTINGS"] = replace(settings, database_url="", data=Path(file).parent)
    result = app.test_cli_runner().invoke(args=["move-to", target])
    assert result.exit_code == 0 and "the same on both sides" in result.output, result.output
    backends.close(db.obj)
    again = app.test_cli_runner().invoke(args=["move-to", target])
    assert again.exit_code == 1 and "Traceback" not in again.output
    assert app.test_cli_runner().invoke(args=["move-to", "mysql://x"]).exit_code == 2
