"""What the machine did by itself: backups and background jobs."""

from peewee import SQL, AutoField, BigIntegerField, BooleanField, CharField, DateTimeField, Model, NodeList, SqliteDatabase


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    class Run(Model):
        id = Key()
        name = CharField(max_length=40)
        began = DateTimeField(index=True)
        seconds = BigIntegerField(default=0)
        failed = BooleanField(default=False)
        error = CharField(max_length=80, default="")
        rows = BigIntegerField(null=True)

        class Meta:
            database = db
            table_name = "run"
            indexes = ((("name", "began"), False),)

    db.create_tables([Run])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("run"))
