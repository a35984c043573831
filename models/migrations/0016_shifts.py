"""Calls for volunteers with their lists, and when a sheet's service began."""

from peewee import SQL, AutoField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, NodeList, SqliteDatabase, TimeField


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    class Area(db.Model):
        id = Key()

        class Meta:
            table_name = "area"
            legacy_table_names = False

    class Team(db.Model):
        id = Key()

        class Meta:
            table_name = "team"
            legacy_table_names = False

    class Volunteer(db.Model):
        id = Key()

        class Meta:
            table_name = "volunteer"
            legacy_table_names = False

    class Shift(db.Model):
        id = Key()
        team = ForeignKeyField(Team, backref="+")
        community = ForeignKeyField(Area, backref="+", index=False)
        purpose = CharField(60)
        day = DateField()
        starts = TimeField()
        minutes = IntegerField()
        needed = IntegerField()
        place = CharField(60, null=True)
        token = CharField(16, unique=True)
        code = CharField(4)

        class Meta:
            table_name = "shift"
            legacy_table_names = False
            indexes = ((("community", "day"), False),)

    class SignUp(db.Model):
        id = Key()
        shift = ForeignKeyField(Shift, backref="+", on_delete="CASCADE")
        volunteer = ForeignKeyField(Volunteer, backref="+", null=True)
        name = CharField(40)
        telephone = CharField(40, null=True)
        came_at = DateTimeField(null=True)
        left_at = DateTimeField(null=True)

        class Meta:
            table_name = "sign_up"
            legacy_table_names = False

    db.create_tables([Shift, SignUp])
    migrator.migrate(
        migrator.add_column("sheet", "shift_id", ForeignKeyField(Shift, field=Shift.id, null=True, backref="+")),
        migrator.add_column("sheet", "starts", TimeField(null=True)),
    )
