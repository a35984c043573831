"""Rosters with pledges, bookings of stations and rooms, the points of the charity shop, projects; meals of an activity."""

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

CODES = {  # the kinds of activity that a district begins with: what the page counts them as
    **{"爱心食堂用餐": "canteen", "3块3伙食团": "meals", "家门口福利社": "welfare", "小太阳关爱堂": "children", "文娱队活动": "arts"},
    **{"垃圾分类宣讲": "talk", "技能培训": "training", "志愿服务": "service", "防疫服务": "epidemic"},
}


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    def known(name):
        meta = type("Meta", (), {"table_name": name, "legacy_table_names": False})
        return type(name.title(), (db.Model,), {"id": Key(), "Meta": meta})

    Area, Compound, Grid, Programme = map(known, ("area", "compound", "grid", "programme"))
    Station, Team, User, Volunteer = map(known, ("station", "team", "user", "volunteer"))

    class Entry(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()

        class Meta:
            legacy_table_names = False

    class Place(db.Model):
        id = Key()
        team = ForeignKeyField(Team, backref="+")
        grid = ForeignKeyField(Grid, backref="+", null=True)
        slot = CharField(16)
        person = CharField(40)
        public = BooleanField()
        since = DateField()
        until = DateField(null=True)
        search = CharField(400)

        class Meta:
            legacy_table_names = False

    class Pledge(db.Model):
        id = Key()
        place = ForeignKeyField(Place, backref="+", on_delete="CASCADE")
        text = CharField(60)
        day = DateField()
        state = CharField(8)
        judged = DateField(null=True)

        class Meta:
            legacy_table_names = False

    class Booking(Entry):
        station = ForeignKeyField(Station, backref="+", index=False)
        what = CharField(20)
        starts = TimeField()
        ends = TimeField()
        host = CharField(40, null=True)
        programme = ForeignKeyField(Programme, backref="+", index=False, null=True)
        headcount = IntegerField(null=True)
        search = CharField(400)

        class Meta:
            indexes = ((("station", "day"), False), (("compound", "day"), False), (("community", "day"), False))

    class Good(db.Model):
        id = Key()
        station = ForeignKeyField(Station, backref="+", index=False)
        name = CharField(30)
        points = IntegerField()
        stock = IntegerField()
        active = BooleanField()
        search = CharField(400)

        class Meta:
            legacy_table_names = False
            indexes = ((("station", "name"), True),)

    class Transfer(Entry):
        kind = CharField(8)
        volunteer = ForeignKeyField(Volunteer, backref="+", index=False)
        points = IntegerField()
        good = ForeignKeyField(Good, backref="+", null=True)
        quantity = IntegerField(null=True)
        what = CharField(60)

        class Meta:
            indexes = ((("volunteer", "day"), False), (("compound", "day"), False), (("community", "day"), False))

    class Posting(db.Model):
        id = UUIDField(primary_key=True)
        transfer = ForeignKeyField(Transfer, backref="+", on_delete="CASCADE")
        community = ForeignKeyField(Area, backref="+")
        volunteer = ForeignKeyField(Volunteer, backref="+", null=True)
        points = IntegerField()

        class Meta:
            legacy_table_names = False

    class Project(db.Model):
        id = Key()
        name = CharField(40)
        kind = CharField(16)
        compound = ForeignKeyField(Compound, backref="+", index=False)
        community = ForeignKeyField(Area, backref="+")
        programme = ForeignKeyField(Programme, backref="+", null=True)
        budget = IntegerField()
        source = CharField(60, null=True)
        note = TextField()
        search = CharField(400)

        class Meta:
            legacy_table_names = False
            indexes = ((("compound", "name"), True),)

    class Stage(db.Model):
        id = Key()
        project = ForeignKeyField(Project, backref="+", on_delete="CASCADE")
        name = CharField(30)
        planned = DateField()
        done = DateField(null=True)

        class Meta:
            legacy_table_names = False

    class Expense(Entry):
        what = CharField(60)
        project = ForeignKeyField(Project, backref="+", index=False)
        fen = IntegerField()

        class Meta:
            indexes = ((("project", "day"), False), (("compound", "day"), False), (("community", "day"), False))

    db.create_tables([Place, Pledge, Booking, Good, Transfer, Posting, Project, Stage, Expense])
    works = ForeignKeyField(Project, Project.id, null=True, backref="+", on_delete="CASCADE", index=True)
    within = ForeignKeyField(Station, Station.id, null=True, backref="+", index=True)
    migrator.migrate(
        migrator.add_column("activity_kind", "code", CharField(20, null=True)),
        migrator.add_column("activity_kind", "minors", BooleanField(default=False)),
        migrator.add_column("activity", "meals", IntegerField(null=True)),
        migrator.add_column("activity", "price", IntegerField(null=True)),
        migrator.add_column("station", "within_id", within),
        migrator.add_column("picture", "project_id", works),
        migrator.add_column("picture", "moment", CharField(8, null=True)),
    )
    _name_kinds(db)


def _name_kinds(db):
    """What the page counts the kinds as that are there; one that was renamed the district marks by hand."""

    class ActivityKind(db.Model):
        name = CharField(12)
        code = CharField(20, null=True)
        minors = BooleanField()

        class Meta:
            table_name = "activity_kind"

    for name, code in CODES.items():
        ActivityKind.update(code=code).where(ActivityKind.name == name).execute()
    ActivityKind.update(minors=True).where(ActivityKind.name.in_(["小太阳关爱堂", "儿童课堂"])).execute()
