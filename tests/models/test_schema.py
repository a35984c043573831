"""The schema: models and migrations agree, a copy before each step, a check after, and the promises of the connection."""

import shutil
import sqlite3
import threading
from pathlib import Path

import peewee
import pytest

from models import TABLES, schema
from models.areas import Area
from models.attempts import Attempt
from models.concerns import Concern
from models.database import db
from models.grids import Grid
from models.pictures import Picture
from models.records import Change
from models.resolutions import Resolution
from models.steps import Step
from models.surveys import Survey

POSTGRES_COLUMNS = (
    "SELECT column_name, data_type, character_maximum_length, is_nullable FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
)
POSTGRES_KEYS = """SELECT a.attname, f.relname, c.confdeltype::text FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.conrelid = %s::regclass"""


def columns(table):
    """Name, type, nullability and key of each column, as the database itself says."""
    if isinstance(db.obj, peewee.SqliteDatabase):
        return {row[1]: row[2:] for row in db.execute_sql(f'PRAGMA table_info("{table}")')}
    return {row[0]: row[1:] for row in db.execute_sql(POSTGRES_COLUMNS, (table,))}


def keys(table):
    """Column, target and what happens on deletion, of each foreign key."""
    if isinstance(db.obj, peewee.SqliteDatabase):
        return {(row[3], row[2], row[6]) for row in db.execute_sql(f'PRAGMA foreign_key_list("{table}")')}
    return {tuple(row) for row in db.execute_sql(POSTGRES_KEYS, (f'"{table}"',))}


def shape():
    """Everything that could drift, table by table."""
    names = [model._meta.table_name for model in TABLES]
    return {name: (columns(name), {(tuple(i.columns), i.unique) for i in db.obj.get_indexes(name)}, keys(name)) for name in names}


@pytest.mark.schema
def test_the_migrated_schema_is_what_the_models_say(database):
    migrated = shape()
    db.drop_tables(TABLES)
    db.create_tables(TABLES)
    assert migrated == shape()
    assert all(columns and ("community" not in name or keys) for name, (columns, _, keys) in migrated.items())


def test_no_drift(database):
    assert not schema.drift(), str(schema.drift())


def test_a_column_that_only_the_model_has_is_drift(database):
    Grid._meta.add_field("colour", peewee.CharField(null=True))
    try:
        assert "grid.colour" in str(schema.drift())
    finally:
        Grid._meta.remove_field("colour")


def test_every_table_is_in_the_list():
    concrete = {model for model in peewee.Model.__subclasses__() for model in _leaves(model) if model.__module__.startswith("models.")}
    assert concrete - set(TABLES) == {
        model for model in concrete if model.__name__ in {"Model", "Record", "Entry", "Termed", "Editable", "Communal", "Shared", "Money"}
    }


def _leaves(model):
    return {model}.union(*(_leaves(child) for child in model.__subclasses__()))


def test_migrating_twice_does_nothing(database):
    assert schema.migrate() == []


@pytest.fixture
def step(tmp_path, monkeypatch):
    """step(line): write one more migration whose body is `line`; gives its name."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "FOLDER", folder)

    def write(line):
        name = f"{len(list(folder.glob('[0-9]*.py'))) + 1:04}_step"
        (folder / f"{name}.py").write_text(f"def up(migrator, db):\n    {line}\n", "utf-8")
        return name

    return write


@pytest.mark.schema
def test_a_step_keeps_what_is_there(cast, step):
    name = step("from peewee import CharField; migrator.migrate(migrator.add_column('grid', 'colour', CharField(null=True)))")
    assert schema.migrate() == [name]
    assert "colour" in columns("grid")
    assert Grid.get(Grid.name == "东院").worker.name == "艾丽"


@pytest.mark.schema
def test_a_step_is_written_from_the_models_and_needs_them_no_more(database, step):
    """Tables of every kind of field and key are dropped, and made again by what is written."""
    before, made = shape(), [Attempt, Picture, Survey, Step, Resolution, Concern]
    db.drop_tables(made)
    db.execute_sql('ALTER TABLE "team" DROP COLUMN "search"')
    written = Path(schema.write_migration("again"))
    text = written.read_text("utf-8")
    assert "models" not in text and compile(text, written, "exec")
    assert schema.migrate() == [written.stem]
    assert shape() == before
    if isinstance(db.obj, peewee.SqliteDatabase):
        (attempt,) = db.execute_sql("SELECT sql FROM sqlite_master WHERE name = 'attempt'").fetchone()
        assert "AUTOINCREMENT" in attempt


@pytest.mark.sqlite
@pytest.mark.schema
def test_the_file_is_copied_before_each_step(cast, step, tmp_path):
    first = step("db.execute_sql(\"UPDATE area SET name = '甲'\")")
    second = step("db.execute_sql(\"UPDATE area SET name = '乙'\")")
    schema.migrate()
    assert [_name_in(tmp_path / f"honglin.db.before-{name}") for name in (first, second)] == ["官渡区", "甲"]
    assert _name_in(tmp_path / "honglin.db") == "乙"


def _name_in(path):
    connection = sqlite3.connect(path)
    name = connection.execute("SELECT name FROM area ORDER BY id").fetchone()[0]
    connection.close()
    return name


@pytest.mark.sqlite
@pytest.mark.schema
def test_the_copy_holds_what_still_stands_in_the_journal(cast, step, tmp_path):
    """A reader holds the journal open, so it cannot be written back: a plain copy of the file would lack the last rows."""
    path = tmp_path / "honglin.db"
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM area").fetchone()
    Area.update(name="乙").where(Area.id == cast.guandu.id).execute()
    name = step("pass")
    schema.migrate()
    reader.close()
    copy = tmp_path / f"honglin.db.before-{name}"
    assert _name_in(copy) == "乙" and copy.stat().st_mode & 0o077 == 0


@pytest.mark.sqlite
@pytest.mark.schema
def test_a_step_that_failed_can_be_tried_again(cast, step, tmp_path):
    name = step("raise RuntimeError('no')")
    with pytest.raises(RuntimeError, match="no"):
        schema.migrate()
    (schema.FOLDER / f"{name}.py").write_text("def up(migrator, db):\n    pass\n", "utf-8")
    assert schema.migrate() == [name]
    assert _name_in(tmp_path / f"honglin.db.before-{name}") == "官渡区"


@pytest.mark.sqlite
@pytest.mark.parametrize("made_from", ["migrations", pytest.param("models", marks=pytest.mark.schema)])
def test_no_table_gives_a_number_twice(database, made_from):
    if made_from == "models":
        db.drop_tables(TABLES)
        db.create_tables(TABLES)
    made = dict(db.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    numbered = [model._meta.table_name for model in TABLES if isinstance(model._meta.primary_key, peewee.AutoField)]
    assert [name for name in numbered if "AUTOINCREMENT" not in made[name]] == []


@pytest.mark.sqlite
def test_an_empty_file_is_not_copied(tmp_path, database):
    assert not list(tmp_path.glob("*.before-*"))


@pytest.mark.sqlite
@pytest.mark.schema
def test_rows_that_point_nowhere_are_damage(cast, step):
    step('db.execute_sql("DELETE FROM compound")')
    with pytest.raises(schema.Damaged, match="foreign keys broken"):
        schema.migrate()
    assert db.pragma("foreign_keys") == 1


@pytest.mark.schema
def test_a_step_that_fails_leaves_nothing(cast, step):
    step("db.execute_sql(\"UPDATE area SET name = '甲'\"); raise RuntimeError('no')")
    with pytest.raises(RuntimeError, match="no"):
        schema.migrate()
    assert Area.get_by_id(cast.guandu.id).name == "官渡区"


@pytest.mark.sqlite
def test_the_file_keeps_every_receipt(database):
    settings = {name: db.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_readers_who_then_write_never_meet_a_lock(cast, clock):
    """Four at once, each reads and then writes in one transaction: none may fail and none be lost."""
    failed = []

    def work():
        for _ in range(20):
            try:
                with db.atomic():
                    key = Area.get(Area.level == "district").id
                    Change.create(at=clock(), user_name="测试", record="area", key=key, action="test")
            except peewee.OperationalError as error:
                failed.append(error)
        db.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert Change.select().where(Change.action == "test").count() == 80
