"""Requests about one's own information, terms of keeping as rules, and sessions of tablets that are to be cleared."""

from peewee import SQL, AutoField, BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, NodeList, SqliteDatabase, TextField

TERMS = [  # code, name, days, note
    ("keep_readings", "谁看过的记录留多久", 366, "网络日志不能少于六个月（网络安全法第21条）"),
    ("keep_contacts", "诉求办完以后联系方式留多久", 180, "到期抹去联系人和电话，诉求还在"),
    ("keep_cares", "结束了的关爱标签留多久", 366, "到期删掉"),
    ("keep_drafts", "没填完的表留多久", 90, "到期删掉"),
    ("keep_tray", "交上来、办过了的记录留多久", 366, "到期删掉，收下的在台账里"),
    ("keep_requests", "答复过的个人信息申请留多久", 1096, "到期抹去姓名和内容"),
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

    class Inquiry(db.Model):
        id = Key()
        community = ForeignKeyField(Area)
        kind = CharField(16)
        name = CharField(40)
        telephone = CharField(40, null=True)
        about = TextField()
        asked = DateField()
        due = DateField(null=True)
        done = DateField(null=True)
        refused = BooleanField()
        answer = TextField(null=True)
        search = CharField(400)

        class Meta:
            table_name = "inquiry"
            legacy_table_names = False

    class Rule(db.Model):
        id = Key()
        code = CharField(24, unique=True)
        name = CharField(60)
        value = IntegerField()
        unit = CharField(10)
        note = CharField(120)
        position = IntegerField()

        class Meta:
            table_name = "rule"
            legacy_table_names = False

    db.create_tables([Inquiry])
    migrator.migrate(migrator.add_column("session", "wipe", DateTimeField(null=True)))
    for position, (code, name, value, note) in enumerate(TERMS, 100):
        Rule.create(code=code, name=name, value=value, unit="天", note=note, position=position)
