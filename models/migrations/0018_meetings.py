"""Meetings with motions and votes, and what they resolve."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    NodeList,
    SqliteDatabase,
    TextField,
    TimeField,
    UUIDField,
)

KINDS = [  # code, name, every how many months: where nobody has said how often, there is no number
    ("joint", "联席会议", 3),
    ("three", "“三三”联席会议", None),
    ("forum", "议事厅", None),
    ("observers", "品质观察员—业主交流会", None),
    ("courtyard", "院落会议", None),
    ("owners", "业主大会", 12),
    ("branch", "支部委员会", 1),
    ("members", "党员大会", 3),
]


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    def known(name, key=Key):
        meta = type("Meta", (), {"table_name": name, "legacy_table_names": False})
        return type(name.title(), (db.Model,), {"id": key(), "Meta": meta})

    Area, Compound, Programme, User, Project = map(known, ("area", "compound", "programme", "user", "project"))
    Concern = known("concern", lambda: UUIDField(primary_key=True))

    class MeetingKind(db.Model):
        id = Key()
        name = CharField(30, unique=True)
        code = CharField(12, null=True, unique=True)
        months = IntegerField(null=True)
        position = IntegerField()

        class Meta:
            table_name = "meeting_kind"
            legacy_table_names = False

    class Meeting(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        kind = ForeignKeyField(MeetingKind, backref="+")
        name = CharField(60)
        programme = ForeignKeyField(Programme, backref="+", index=False, null=True)
        starts = TimeField(null=True)
        place = CharField(60, null=True)
        noticed = DateField(null=True)
        attended = TextField()
        note = TextField()
        search = CharField(400)

        class Meta:
            table_name = "meeting"
            legacy_table_names = False
            indexes = ((("compound", "day"), False), (("community", "day"), False))

    class Motion(db.Model):
        id = Key()
        meeting = ForeignKeyField(Meeting, backref="+", on_delete="CASCADE")
        position = IntegerField()
        name = CharField(100)
        note = TextField()
        way = CharField(8)
        yes = IntegerField(null=True)
        no = IntegerField(null=True)
        abstained = IntegerField(null=True)
        matter = CharField(12, null=True)
        owners = IntegerField(null=True)
        area = IntegerField(null=True)
        owners_present = IntegerField(null=True)
        area_present = IntegerField(null=True)
        owners_agreed = IntegerField(null=True)
        area_agreed = IntegerField(null=True)
        conclusion = CharField(200, null=True)

        class Meta:
            table_name = "motion"
            legacy_table_names = False

    class Resolution(db.Model):
        id = Key()
        community = ForeignKeyField(Area, backref="+")
        search = CharField(400)
        meeting = ForeignKeyField(Meeting, backref="+")
        compound = ForeignKeyField(Compound, backref="+", null=True)
        name = CharField(200)
        owner = CharField(40)
        due = DateField()
        done = DateField(null=True)
        concern = ForeignKeyField(Concern, backref="+", null=True)
        project = ForeignKeyField(Project, backref="+", null=True)

        class Meta:
            table_name = "resolution"
            legacy_table_names = False

    db.create_tables([MeetingKind, Meeting, Motion, Resolution])
    rows = [{"code": code, "name": name, "months": months, "position": 10 * place} for place, (code, name, months) in enumerate(KINDS)]
    MeetingKind.insert_many(rows).execute()
