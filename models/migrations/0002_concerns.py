"""Concerns with their steps, services on order, surveys, working days; pictures of concerns and readings of mediations."""

# ruff: noqa: E501
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
    UUIDField,
)

URGENCIES = [  # name, hours to respond, hours to settle, hours until the district is told, working days only
    ("小事", 24, 168, 120, True),
    ("急事", 2, 24, 24, False),
    ("难事", 24, 360, 120, True),
]
CATEGORIES = [  # name, usual urgency, where to go instead
    ("设施维修", "小事", None),
    ("电梯", "急事", None),
    ("漏水管道", "急事", None),
    ("楼道照明", "小事", None),
    ("绿化环境", "小事", None),
    ("停车充电", "小事", None),
    ("卫生保洁", "小事", None),
    ("门禁安全", "小事", None),
    ("物业服务", "小事", None),
    ("物业费", "难事", None),
    ("业主权益", "难事", None),
    ("没人管物业", "难事", None),
    ("邻里矛盾", "小事", None),
    ("生活困难", "急事", None),
    ("服务点单", "小事", None),
    ("其他", "小事", None),
    ("火情、急病、报警", "急事", "起火打 119，急病受伤打 120，打人、偷抢、被骗打 110，请马上打"),
    ("信访", "难事", "去区信访局接待窗口，或拨打 12345 问清楚怎么走"),
    ("打官司", "难事", "请找法院或法律援助，拨打 12348 可以免费咨询"),
]


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

    class Station(db.Model):
        id = Key()

        class Meta:
            table_name = "station"
            legacy_table_names = False

    class Compound(db.Model):
        id = Key()

        class Meta:
            table_name = "compound"
            legacy_table_names = False

    class User(db.Model):
        id = Key()

        class Meta:
            table_name = "user"
            legacy_table_names = False

    class Household(db.Model):
        id = Key()

        class Meta:
            table_name = "household"
            legacy_table_names = False

    class Visit(db.Model):
        id = UUIDField(primary_key=True)

        class Meta:
            table_name = "visit"
            legacy_table_names = False

    class Organization(db.Model):
        id = Key()

        class Meta:
            table_name = "organization"
            legacy_table_names = False

    class Workday(db.Model):
        id = Key()
        day = DateField(unique=True)
        working = BooleanField()
        name = CharField(20)

        class Meta:
            table_name = "workday"
            legacy_table_names = False

    class Urgency(db.Model):
        id = Key()
        name = CharField(8, unique=True)
        respond = IntegerField()
        hours = IntegerField()
        climb = IntegerField()
        working = BooleanField()
        position = IntegerField()

        class Meta:
            table_name = "urgency"
            legacy_table_names = False

    class Category(db.Model):
        id = Key()
        name = CharField(12, unique=True)
        urgency = ForeignKeyField(Urgency, backref="+")
        elsewhere = CharField(100, null=True)
        position = IntegerField()
        active = BooleanField()

        class Meta:
            table_name = "category"
            legacy_table_names = False

    class Service(db.Model):
        id = Key()
        name = CharField(20)
        community = ForeignKeyField(Area, backref="+")
        station = ForeignKeyField(Station, backref="+", null=True)
        price = CharField(40)
        urgency = ForeignKeyField(Urgency, backref="+", index=False, null=True)
        note = CharField(100, null=True)
        position = IntegerField()
        active = BooleanField()
        search = CharField(400)

        class Meta:
            table_name = "service"
            legacy_table_names = False

    class Income(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        station = ForeignKeyField(Station, backref="+", index=False)
        service = ForeignKeyField(Service, backref="+", index=False, null=True)
        fen = IntegerField()
        what = CharField(60)

        class Meta:
            table_name = "income"
            legacy_table_names = False
            indexes = ((("community", "day"), False), (("station", "day"), False))

    class Concern(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorded_at = DateTimeField()
        void = BooleanField()
        recorder = ForeignKeyField(User, backref="+", index=False, null=True)
        household = ForeignKeyField(Household, backref="+", index=False, null=True)
        visit = ForeignKeyField(Visit, backref="+", null=True)
        channel = CharField(16)
        category = ForeignKeyField(Category, backref="+", index=False)
        urgency = ForeignKeyField(Urgency, backref="+", index=False)
        service = ForeignKeyField(Service, backref="+", index=False, null=True)
        gist = CharField(40)
        place = CharField(60, null=True)
        door = CharField(40, null=True)
        text = TextField()
        contact = CharField(40, null=True)
        telephone = CharField(40, null=True)
        consent = BooleanField()
        number = CharField(6)
        code = CharField(8)
        respond_by = DateTimeField()
        due = DateTimeField()
        climbs_at = DateTimeField()
        search = CharField(400)

        class Meta:
            table_name = "concern"
            legacy_table_names = False
            indexes = (
                (("community", "day"), False),
                (("compound", "day"), False),
                (("household", "day"), False),
                (("number", "code"), False),
                (("community", "due"), False),
            )

    class Step(db.Model):
        id = UUIDField(primary_key=True)
        concern = ForeignKeyField(Concern, backref="+", index=False)
        number = IntegerField()
        kind = CharField(16)
        by = ForeignKeyField(User, backref="+", index=False, null=True)
        at = DateTimeField()
        text = TextField()
        to = ForeignKeyField(Organization, backref="+", null=True)
        contact_given = BooleanField()
        doer = CharField(40, null=True)
        solved = BooleanField(null=True)
        satisfied = BooleanField(null=True)
        way = CharField(16, null=True)

        class Meta:
            table_name = "step"
            legacy_table_names = False
            indexes = ((("concern", "number"), True),)

    class Survey(db.Model):
        id = UUIDField(primary_key=True)
        compound = ForeignKeyField(Compound, backref="+", index=False)
        day = DateField()
        satisfied = IntegerField()
        belonging = IntegerField()

        class Meta:
            table_name = "survey"
            legacy_table_names = False
            indexes = ((("compound", "day"), False),)

    db.create_tables([Workday, Urgency, Category, Service, Income, Concern, Step, Survey])
    _fill(Urgency, Category)
    keep_number = _last_number(db, "reading")
    reference = ForeignKeyField(Concern, Concern.id, null=True, backref="+", on_delete="CASCADE", index=True)
    migrator.migrate(
        migrator.drop_not_null("picture", "activity_id"),
        migrator.add_column("picture", "concern_id", reference),
        migrator.drop_not_null("reading", "household_id"),
        migrator.add_column("reading", "concern", UUIDField(null=True)),
    )
    keep_number()


def _fill(Urgency, Category):
    """What every district starts with, all editable."""
    keys = {}
    for position, (name, respond, hours, climb, working) in enumerate(URGENCIES):
        row = Urgency.create(name=name, respond=respond, hours=hours, climb=climb, working=working, position=position)
        keys[name] = row.id
    for position, (name, urgency, elsewhere) in enumerate(CATEGORIES):
        Category.create(name=name, urgency=keys[urgency], elsewhere=elsewhere, position=position, active=True)


def _last_number(db, table):
    """A call that puts the last number given by a table back: an SQLite older than 3.53 rebuilds the table and forgets it."""
    if not isinstance(db, SqliteDatabase):
        return lambda: None
    given = db.execute_sql("SELECT name, seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchall()

    def put_back():
        db.execute_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        for row in given:
            db.execute_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", row)

    return put_back
