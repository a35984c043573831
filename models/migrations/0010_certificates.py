"""Certificates of service; training, commendation and evaluation; consents, guardians and doubles of volunteers."""

from peewee import SQL, AutoField, CharField, DateField, ForeignKeyField, IntegerField, NodeList, SqliteDatabase, TextField


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

    class Certificate(db.Model):
        id = Key()
        volunteer = ForeignKeyField(Volunteer, backref="+")
        community = ForeignKeyField(Area, backref="+", index=False)
        team = ForeignKeyField(Team, backref="+", null=True)
        serial = CharField(24, unique=True)
        code = CharField(8)
        since = DateField()
        until = DateField()
        minutes = IntegerField()
        content = TextField()
        paper = CharField(16)
        paper_number = CharField(40, null=True)
        issuer = CharField(60)
        head = CharField(40)
        handler = CharField(40)
        contact = CharField(40)
        note = CharField(120, null=True)
        announced_on = DateField()
        issued_on = DateField(null=True)
        withdrawn_on = DateField(null=True)

        class Meta:
            table_name = "certificate"
            legacy_table_names = False
            indexes = ((("community", "announced_on"), False),)

    class Merit(db.Model):
        id = Key()
        volunteer = ForeignKeyField(Volunteer, backref="+")
        kind = CharField(16)
        day = DateField()
        text = CharField(120)
        issuer = CharField(60, null=True)
        minutes = IntegerField(null=True)

        class Meta:
            table_name = "merit"
            legacy_table_names = False

    db.create_tables([Certificate, Merit])
    dates = [migrator.add_column("volunteer", name, DateField(null=True)) for name in ("published_since", "published_until", "birthday", "guardian_agreed")]
    texts = {"guardian": 40, "guardian_telephone": 40, "skills": 100, "availability": 60}
    migrator.migrate(
        *dates,
        *(migrator.add_column("volunteer", name, CharField(length, null=True)) for name, length in texts.items()),
        migrator.add_column("volunteer", "merged_into_id", ForeignKeyField(Volunteer, field=Volunteer.id, null=True, backref="+")),
    )
