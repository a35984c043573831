"""Assessments of compounds, checklists of what is in place there; which system an institution is, and which integration it serves."""

from peewee import SQL, AutoField, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, NodeList, SqliteDatabase, TextField

POINTS = [  # the six mechanisms and the five guarantees of the plan
    ("mechanisms", "党建联建 物业服务标准 业委会规范化 人才队伍建设 监督考评 监管联动"),
    ("guarantees", "组织保障 机制保障 经费保障 阵地保障 宣传保障"),
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

    class Compound(db.Model):
        id = Key()

        class Meta:
            table_name = "compound"
            legacy_table_names = False

    class Criterion(db.Model):
        id = Key()
        name = CharField(40)
        mode = CharField(16, null=True)
        weight = IntegerField()
        position = IntegerField()
        active = BooleanField()

        class Meta:
            table_name = "criterion"
            legacy_table_names = False

    class Assessment(db.Model):
        id = Key()
        compound = ForeignKeyField(Compound, backref="+", index=False)
        period = CharField(7)
        until = DateField(null=True)
        score = IntegerField()

        class Meta:
            table_name = "assessment"
            legacy_table_names = False
            indexes = ((("compound", "period"), True), (("compound", "until"), False))

    class Mark(db.Model):
        id = Key()
        assessment = ForeignKeyField(Assessment, backref="+", on_delete="CASCADE")
        criterion = ForeignKeyField(Criterion, backref="+")
        weight = IntegerField()
        points = IntegerField()
        evidence = CharField(200)

        class Meta:
            table_name = "mark"
            legacy_table_names = False

    class Point(db.Model):
        id = Key()
        name = CharField(40)
        checklist = CharField(16)
        community = ForeignKeyField(Area, backref="+", null=True)
        text = TextField()
        position = IntegerField()
        active = BooleanField()

        class Meta:
            table_name = "point"
            legacy_table_names = False

    class Tick(db.Model):
        id = Key()
        compound = ForeignKeyField(Compound, backref="+", index=False)
        point = ForeignKeyField(Point, backref="+")
        since = DateField()
        until = DateField(null=True)
        evidence = CharField(200)

        class Meta:
            table_name = "tick"
            legacy_table_names = False
            indexes = ((("compound", "point"), True),)

    db.create_tables([Criterion, Assessment, Mark, Point, Tick])
    for checklist, names in POINTS:
        for position, name in enumerate(names.split()):
            Point.create(name=name, checklist=checklist, community=None, text="", position=position, active=True)
    migrator.migrate(
        migrator.add_column("programme", "code", CharField(20, null=True)),
        migrator.add_column("programme", "integration", CharField(16, null=True)),
        migrator.add_column("activity", "integration", CharField(16, null=True)),
    )
