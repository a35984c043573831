"""The schema's way forward: numbered migrations, a copy before each, a check after."""

from __future__ import annotations

import re
from pathlib import Path

import peewee
from playhouse import migrations
from playhouse.schema_diff import SchemaDiff, diff_models

from models import TABLES, backups
from models.database import db

FOLDER = Path(__file__).parent / "migrations"
KEY = """    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column
"""


class Damaged(RuntimeError):
    """A migration left rows that point nowhere."""


def migrate() -> list[str]:
    """Apply every pending migration in order; gives their names.

    An SQLite file that holds data is copied beside itself first. Raises Damaged when a foreign key is broken afterwards.
    """
    runner = migrations.Runner(db.obj, str(FOLDER))
    pending = [m.name for m in runner.status() if m.path and not m.applied]
    used = bool(runner.applied())
    for name in pending:
        if used:
            _copy_before(name)
        runner.up(name)
        check_foreign_keys()
    return pending


def check_foreign_keys() -> None:
    """Raise Damaged when a row refers to one that is not there (SQLite; PostgreSQL checks by itself)."""
    if isinstance(db.obj, peewee.SqliteDatabase):
        broken = db.execute_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise Damaged(f"foreign keys broken: {broken[:5]}")


def drift() -> SchemaDiff:
    """What the models have that the migrated schema has not, or the other way round; empty when they agree."""
    return diff_models(db.obj, TABLES)


def write_migration(name: str) -> str:
    """Write the next migration from the difference between schema and models; gives its path."""
    difference = drift()
    text = _frozen(migrations.template(difference))
    for field in [field for model in difference.create_tables for field in model._meta.sorted_fields]:
        if isinstance(field, peewee.ForeignKeyField) and not field.index:  # the template forgets
            line = rf"(class {field.model.__name__}\(Model\):(?:\n .*)*?\n +{field.name} = ForeignKeyField\(.*)\)"
            text = re.sub(line, r"\1, index=False)", text)
    return migrations.Runner(db.obj, str(FOLDER)).create(name, text)


def _frozen(text: str) -> str:
    """A migration without a word of the models, which move on: our own kinds of field as the plain ones below them."""
    text = re.sub(r"^from models\.\w+ import \w+\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"\b(Number|Fen)\(", "IntegerField(", re.sub(r"\b(SearchField|Telephone)\(", "CharField(", text))
    if re.search(r"\bKey\(", text):
        text = text.replace("import *\n", "import *\nfrom peewee import NodeList\n", 1)
        text = text.replace("def up(migrator, db):\n", f"def up(migrator, db):\n{KEY}\n")
    return text


def _copy_before(name: str) -> None:
    database = db.obj
    if not isinstance(database, peewee.SqliteDatabase):
        return
    path = Path(database.database)
    copy = path.with_name(f"{path.name}.before-{name}")
    copy.unlink(missing_ok=True)  # of a step that failed and left nothing
    backups.backup(copy)
