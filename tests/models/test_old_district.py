"""A whole demonstration district that the first release built and backed up comes to the present schema with every row.

tests/schemas/0001-district.db.xz is the file that `app.py demo --small` and `app.py backup` of the release with migration 0001 alone wrote.
"""

import lzma
from datetime import date
from pathlib import Path

import pytest

from models import schema
from models.areas import Compound
from models.database import connect, db
from models.households import Household
from models.periods import Period
from models.reports.summary import Summary
from models.rounds import Round
from models.users import User
from models.visits import Visit
from tests import backends
from tests.models.test_schema import shape

pytestmark = [pytest.mark.sqlite, pytest.mark.whole]
OLD = Path(__file__).parents[1] / "schemas" / "0001-district.db.xz"


@pytest.fixture
def old(tmp_path, clock):
    """The old file, opened, on the day on which it was made."""
    clock.set(date(2026, 11, 27))
    path = tmp_path / "old.db"
    path.write_bytes(lzma.decompress(OLD.read_bytes()))
    opened = connect(f"sqlite:///{path}")
    yield path
    backends.close(opened)


def rows(tables):
    """Table -> column names and rows."""
    found = {}
    for name, columns in tables.items():
        listed = ", ".join(f'"{column}"' for column in columns)
        found[name] = sorted(map(repr, db.execute_sql(f'SELECT {listed} FROM "{name}"').fetchall()))
    return found


def test_every_row_of_a_district_is_kept(old):
    tables = {name: [column.name for column in db.get_columns(name)] for name in db.get_tables() if name not in ("schema_migration", "sqlite_sequence")}
    before = rows(tables)
    assert sum(map(len, before.values())) > 30_000 and min(len(before[name]) for name in ("visit", "household", "sheet", "activity")) > 50
    done = schema.migrate()
    assert done[0] == "0002_concerns" and len(done) == len(list(schema.FOLDER.glob("[0-9]*.py"))) - 1
    after = rows(tables)
    assert {name: len(after[name]) for name in before} == {name: len(before[name]) for name in before}
    assert [name for name in before if after[name] != before[name]] == []
    schema.check_foreign_keys()
    assert db.pragma("integrity_check") == "ok"
    upgraded = shape()
    backends.close(db.obj)
    opened = connect(f"sqlite:///{old.with_name('new.db')}")
    schema.migrate()
    assert shape() == upgraded
    backends.close(opened)


def test_the_old_district_is_at_work_at_once(old):
    schema.migrate()
    worker = next(user for user in User.select().where(User.role == "grid_worker") if Household.visible_to(user).exists())
    assert Round.of(worker).doors
    visit, new = Visit.enter(worker, household=Household.visible_to(worker).first())
    assert new and Visit.get_by_id(visit.id)
    assert sum(Summary(compound, Period.last_month()).visits for compound in Compound.select().limit(40)) > 0
