# Generated from a schema diff on 2026-11-27 09:50.
from peewee import SQL, AutoField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model, NodeList, SqliteDatabase, TextField


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

    class Bulletin(Model):
        id = Key()
        community = ForeignKeyField(Area, index=False)
        period = CharField(max_length=7)
        headline = CharField(max_length=30)
        greeting = TextField(default="")
        notices = TextField(default="")
        coming = TextField(default="")
        menu = TextField(default="")
        thanks = TextField(default="")
        calls = TextField(default="")
        sides = CharField(max_length=1, default="1")

        class Meta:
            database = db
            table_name = "bulletin"
            indexes = ((("community", "period"), True),)

    db.create_tables([Bulletin])

    class Edition(Model):
        id = Key()
        bulletin = ForeignKeyField(Bulletin, index=False)
        number = IntegerField()
        content = TextField()
        user = ForeignKeyField(User, index=False)
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "edition"
            indexes = ((("bulletin", "number"), True),)

    db.create_tables([Edition])
