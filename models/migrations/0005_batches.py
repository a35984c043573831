# Generated from a schema diff on 2026-11-27 09:03.
from peewee import SQL, AutoField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model, NodeList, SqliteDatabase, TextField, UUIDField


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    class Area(Model):
        id = Key()

        class Meta:
            database = db
            table_name = "area"

    class User(Model):
        id = Key()

        class Meta:
            database = db
            table_name = "user"

    class Batch(Model):
        id = UUIDField(primary_key=True)
        user = ForeignKeyField(User, null=True)
        area = ForeignKeyField(Area)
        kind = CharField(max_length=20)
        name = CharField(max_length=120)
        asked = TextField(default="{}")
        state = CharField(index=True, max_length=16, default="waiting")
        run = UUIDField(null=True)
        runs = IntegerField(default=0)
        done = IntegerField(default=0)
        total = IntegerField(default=0)
        fresh = IntegerField(default=0)
        place = CharField(max_length=64, default="")
        problem = CharField(max_length=200, default="")
        at = DateTimeField()
        touched_at = DateTimeField()
        started_at = DateTimeField(null=True)
        finished_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "batch"

    db.create_tables([Batch])
