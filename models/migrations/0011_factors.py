"""The second factor of an account."""

from peewee import SQL, AutoField, CharField, DateTimeField, ForeignKeyField, IntegerField, NodeList, SqliteDatabase, TextField


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    class User(db.Model):
        id = Key()

        class Meta:
            table_name = "user"
            legacy_table_names = False

    class SecondFactor(db.Model):
        id = Key()
        user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
        salt = CharField(64)
        confirmed_at = DateTimeField(null=True)
        step = IntegerField()
        codes = TextField()

        class Meta:
            table_name = "second_factor"
            legacy_table_names = False

    db.create_tables([SecondFactor])
