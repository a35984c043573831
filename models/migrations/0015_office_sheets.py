# Generated from a schema diff on 2026-11-27 10:11.
from peewee import SQL, AutoField, BlobField, CharField, DateTimeField, ForeignKeyField, Model, NodeList, SqliteDatabase

# TODO: at: default <function stamp at 0x7f9472f8f100> must be added by hand


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

    class OfficeSheet(Model):
        id = Key()
        name = CharField(max_length=60)
        area = ForeignKeyField(Area)
        user = ForeignKeyField(User, index=False)
        content = BlobField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "office_sheet"

    db.create_tables([OfficeSheet])
