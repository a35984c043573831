"""The first schema: a frozen copy of the tables as they were, and an audit that refuses changes."""

# ruff: noqa: E501
from peewee import (
    SQL,
    AutoField,
    BlobField,
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


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    class Change(db.Model):
        id = Key()
        at = DateTimeField()
        user_id = IntegerField(null=True)
        user_name = CharField(64)
        record = CharField(32)
        key = CharField(36)
        action = CharField(16)
        reason = TextField()
        before = TextField()
        after = TextField()

        class Meta:
            table_name = "change"
            legacy_table_names = False
            indexes = ((("record", "key"), False),)

    class Area(db.Model):
        id = Key()
        name = CharField(40)
        level = CharField(16)
        parent = ForeignKeyField("self", backref="+", null=True)
        path = CharField(64, index=True)
        demonstration_data = BooleanField()
        search = CharField(400)

        class Meta:
            table_name = "area"
            legacy_table_names = False

    class Compound(db.Model):
        id = Key()
        name = CharField(60)
        community = ForeignKeyField(Area, backref="+", index=False)
        mode = CharField(16)
        demonstration = CharField(16)
        pilot_since = DateField(null=True)
        built = IntegerField(null=True)
        doors = IntegerField()
        telephone = CharField(40, null=True)
        supervision = CharField(40, null=True)
        search = CharField(400)

        class Meta:
            table_name = "compound"
            legacy_table_names = False
            indexes = ((("community", "name"), True),)

    class Organization(db.Model):
        id = Key()
        name = CharField(60)
        kind = CharField(16)
        area = ForeignKeyField(Area, backref="+")
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        telephone = CharField(40, null=True)
        since = DateField(null=True)
        search = CharField(400)

        class Meta:
            table_name = "organization"
            legacy_table_names = False
            indexes = ((("compound", "kind"), False),)

    class Contract(db.Model):
        id = Key()
        compound = ForeignKeyField(Compound, backref="+")
        company = ForeignKeyField(Organization, backref="+")
        since = DateField(null=True)
        until = DateField(null=True)

        class Meta:
            table_name = "contract"
            legacy_table_names = False

    class Post(db.Model):
        id = Key()
        organization = ForeignKeyField(Organization, backref="+", on_delete="CASCADE")
        person = CharField(40)
        duty = CharField(40)
        telephone = CharField(40, null=True)
        since = DateField(null=True)
        until = DateField(null=True)

        class Meta:
            table_name = "post"
            legacy_table_names = False

    class User(db.Model):
        id = Key()
        username = CharField(40, unique=True)
        name = CharField(40)
        role = CharField(16)
        area = ForeignKeyField(Area, backref="+")
        organization = ForeignKeyField(Organization, backref="+", null=True)
        password = CharField(128)
        must_change = BooleanField()
        disabled = BooleanField()
        search = CharField(400)

        class Meta:
            table_name = "user"
            legacy_table_names = False

    class Session(db.Model):
        id = Key()
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
        hash = CharField(64, unique=True)
        opened = DateTimeField()
        seen = DateTimeField()

        class Meta:
            table_name = "session"
            legacy_table_names = False

    class Attempt(db.Model):
        id = Key()
        username = CharField(40, index=True)
        at = DateTimeField()

        class Meta:
            table_name = "attempt"
            legacy_table_names = False

    class Receipt(db.Model):
        id = UUIDField(primary_key=True)
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE", index=False)
        path = CharField(200)
        at = DateTimeField()

        class Meta:
            table_name = "receipt"
            legacy_table_names = False

    class Grid(db.Model):
        id = Key()
        name = CharField(40)
        compound = ForeignKeyField(Compound, backref="+", index=False)
        worker = ForeignKeyField(User, backref="+", null=True)
        telephone = CharField(40, null=True)
        top_down = BooleanField()

        class Meta:
            table_name = "grid"
            legacy_table_names = False
            indexes = ((("compound", "name"), True),)

    class CareKind(db.Model):
        id = Key()
        name = CharField(20, unique=True)
        code = CharField(20, null=True, unique=True)
        days = IntegerField()
        source = CharField(100, null=True)
        minors = BooleanField()

        class Meta:
            table_name = "care_kind"
            legacy_table_names = False

    class Household(db.Model):
        id = Key()
        compound = ForeignKeyField(Compound, backref="+", index=False)
        community = ForeignKeyField(Area, backref="+", index=False)
        grid = ForeignKeyField(Grid, backref="+", index=False, null=True)
        building = CharField(10)
        unit = CharField(10)
        floor = IntegerField(null=True)
        room = CharField(10)
        contact = CharField(40, null=True)
        telephone = CharField(40, null=True)
        tenure = CharField(16)
        note = CharField(200, null=True)
        since = DateField()
        door_key = CharField(64)
        search = CharField(400)

        class Meta:
            table_name = "household"
            legacy_table_names = False
            indexes = ((("compound", "building", "unit", "room"), True), (("grid", "door_key"), False), (("community", "door_key"), False))

    class Care(db.Model):
        id = Key()
        household = ForeignKeyField(Household, backref="+", on_delete="CASCADE", index=False)
        kind = ForeignKeyField(CareKind, backref="+")
        since = DateField()
        until = DateField(null=True)
        basis = CharField(60)

        class Meta:
            table_name = "care"
            legacy_table_names = False
            indexes = ((("household", "until"), False),)

    class Reading(db.Model):
        id = Key()
        user = ForeignKeyField(User, backref="+", index=False)
        household = ForeignKeyField(Household, backref="+", on_delete="CASCADE")
        community = ForeignKeyField(Area, backref="+")
        at = DateTimeField()
        what = CharField(40)

        class Meta:
            table_name = "reading"
            legacy_table_names = False

    class Programme(db.Model):
        id = Key()
        name = CharField(60)
        community = ForeignKeyField(Area, backref="+", null=True)
        compound = ForeignKeyField(Compound, backref="+", null=True)
        text = TextField()
        active = BooleanField()
        search = CharField(400)

        class Meta:
            table_name = "programme"
            legacy_table_names = False

    class Topic(db.Model):
        id = Key()
        name = CharField(12)
        mode = CharField(16, null=True)
        position = IntegerField()

        class Meta:
            table_name = "topic"
            legacy_table_names = False

    class Visit(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        household = ForeignKeyField(Household, backref="+", index=False)
        worker = ForeignKeyField(User, backref="+", index=False)
        way = CharField(16)
        outcome = CharField(16)
        met = CharField(20, null=True)
        topics = CharField(120)
        note = TextField()
        next_day = DateField(null=True)
        programme = ForeignKeyField(Programme, backref="+", index=False, null=True)

        class Meta:
            table_name = "visit"
            legacy_table_names = False
            indexes = ((("household", "day"), False), (("compound", "day"), False), (("community", "day"), False), (("worker", "day"), False))

    class Draft(db.Model):
        id = UUIDField(primary_key=True)
        user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
        path = CharField(200)
        title = CharField(60)
        fields = TextField()
        at = DateTimeField()

        class Meta:
            table_name = "draft"
            legacy_table_names = False

    class Team(db.Model):
        id = Key()
        name = CharField(40)
        kind = CharField(16)
        community = ForeignKeyField(Area, backref="+")
        compound = ForeignKeyField(Compound, backref="+", null=True)
        leader = ForeignKeyField(User, backref="+", null=True)
        programme = ForeignKeyField(Programme, backref="+", null=True)
        search = CharField(400)

        class Meta:
            table_name = "team"
            legacy_table_names = False

    class Volunteer(db.Model):
        id = Key()
        name = CharField(40)
        community = ForeignKeyField(Area, backref="+", index=False)
        telephone = CharField(40, null=True)
        number = CharField(40, null=True)
        birth_year = IntegerField(null=True)
        publishes_name = BooleanField()
        search = CharField(400)

        class Meta:
            table_name = "volunteer"
            legacy_table_names = False
            indexes = ((("community", "name"), False),)

    class Membership(db.Model):
        id = Key()
        team = ForeignKeyField(Team, backref="+", index=False)
        volunteer = ForeignKeyField(Volunteer, backref="+")
        since = DateField()
        until = DateField(null=True)

        class Meta:
            table_name = "membership"
            legacy_table_names = False
            indexes = ((("team", "volunteer"), True),)

    class Pairing(db.Model):
        id = Key()
        household = ForeignKeyField(Household, backref="+", on_delete="CASCADE", index=False)
        steward = ForeignKeyField(Volunteer, backref="+", index=False)
        since = DateField()
        until = DateField(null=True)

        class Meta:
            table_name = "pairing"
            legacy_table_names = False
            indexes = ((("household", "until"), False), (("steward", "until"), False))

    class ActivityKind(db.Model):
        id = Key()
        name = CharField(12, unique=True)
        cell = IntegerField(null=True, unique=True)
        position = IntegerField()

        class Meta:
            table_name = "activity_kind"
            legacy_table_names = False

    class Activity(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        name = CharField(60)
        kind = ForeignKeyField(ActivityKind, backref="+")
        programme = ForeignKeyField(Programme, backref="+", index=False, null=True)
        team = ForeignKeyField(Team, backref="+", null=True)
        place = CharField(60, null=True)
        starts = TimeField(null=True)
        minutes = IntegerField()
        host = CharField(60, null=True)
        headcount = IntegerField()
        note = TextField()
        search = CharField(400)

        class Meta:
            table_name = "activity"
            legacy_table_names = False
            indexes = ((("compound", "day"), False), (("community", "day"), False))

    class Picture(db.Model):
        id = UUIDField(primary_key=True)
        activity = ForeignKeyField(Activity, backref="+", on_delete="CASCADE")
        jpeg = BlobField()
        added_by = ForeignKeyField(User, backref="+", index=False)
        at = DateTimeField()

        class Meta:
            table_name = "picture"
            legacy_table_names = False

    class Sheet(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        team = ForeignKeyField(Team, backref="+", index=False)
        purpose = CharField(60)
        minutes = IntegerField()
        programme = ForeignKeyField(Programme, backref="+", index=False, null=True)
        activity = ForeignKeyField(Activity, backref="+", null=True)
        confirmed_at = DateTimeField(null=True)
        confirmed_by = ForeignKeyField(User, backref="+", index=False, null=True)
        locked_at = DateTimeField(null=True)
        locked_by = ForeignKeyField(User, backref="+", index=False, null=True)
        reverses = ForeignKeyField("self", backref="+", null=True, unique=True)

        class Meta:
            table_name = "sheet"
            legacy_table_names = False
            indexes = ((("team", "day"), False), (("community", "day"), False))

    class ServiceHours(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        sheet = ForeignKeyField(Sheet, backref="+")
        volunteer = ForeignKeyField(Volunteer, backref="+", index=False)
        team = ForeignKeyField(Team, backref="+", index=False)
        minutes = IntegerField()
        source = CharField(16)
        reverses = ForeignKeyField("self", backref="+", null=True, unique=True)

        class Meta:
            table_name = "service_hours"
            legacy_table_names = False
            indexes = ((("volunteer", "day"), False), (("compound", "day"), False), (("community", "day"), False), (("team", "day"), False))

    class Lock(db.Model):
        id = Key()
        community = ForeignKeyField(Area, backref="+")
        until = DateField()
        locked_by = ForeignKeyField(User, backref="+", index=False)
        locked_at = DateTimeField()

        class Meta:
            table_name = "lock"
            legacy_table_names = False

    class Station(db.Model):
        id = Key()
        name = CharField(60)
        kind = CharField(20)
        area = ForeignKeyField(Area, backref="+")
        compound = ForeignKeyField(Compound, backref="+", null=True)
        hours = CharField(60, null=True)
        services = CharField(200, null=True)
        telephone = CharField(40, null=True)
        search = CharField(400)

        class Meta:
            table_name = "station"
            legacy_table_names = False

    class Import(db.Model):
        id = UUIDField(primary_key=True)
        user = ForeignKeyField(User, backref="+", index=False)
        community = ForeignKeyField(Area, backref="+")
        kind = CharField(16)
        filename = CharField(100)
        content = BlobField(null=True)
        state = CharField(16)
        problem = CharField(200)
        done = IntegerField()
        total = IntegerField()
        added = IntegerField()
        changed = IntegerField()
        unchanged = IntegerField()
        refused = IntegerField()
        report = TextField()
        at = DateTimeField(index=True)
        touched_at = DateTimeField()
        applied_at = DateTimeField(null=True)

        class Meta:
            table_name = "import"
            legacy_table_names = False

    db.create_tables(
        [
            Change,
            Area,
            Compound,
            Organization,
            Contract,
            Post,
            User,
            Session,
            Attempt,
            Receipt,
            Grid,
            CareKind,
            Household,
            Care,
            Reading,
            Programme,
            Topic,
            Visit,
            Draft,
            Team,
            Volunteer,
            Membership,
            Pairing,
            ActivityKind,
            Activity,
            Picture,
            Sheet,
            ServiceHours,
            Lock,
            Station,
            Import,
        ]
    )
    _seal_the_audit(db)


def _seal_the_audit(db):
    """Let the database itself refuse to change or delete a line of the audit."""
    if isinstance(db, SqliteDatabase):
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql(f"CREATE TRIGGER change_no_{verb.lower()} BEFORE {verb} ON change BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END")
        return
    db.execute_sql("CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is never changed'; END $$")
    db.execute_sql("CREATE TRIGGER change_sealed BEFORE UPDATE OR DELETE ON change FOR EACH ROW EXECUTE FUNCTION refuse_change()")
