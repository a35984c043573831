"""Rules of volunteering as an editable table; guests and companions on a sheet."""

from peewee import SQL, AutoField, BooleanField, CharField, IntegerField, NodeList, SqliteDatabase

RULES = [  # code, name, value, unit, note
    ("unit", "时长按多长取整", 1, "分钟", "1 是按分钟算；30 是不到一刻钟不算、三刻钟以内算半小时"),
    ("day_most", "一个人一天超过多长要问一句", 720, "分钟", ""),
    ("credited_age", "不满几岁不计时长", 6, "岁", ""),
    ("accompanied_age", "不满几岁要有大人陪着", 10, "岁", ""),
    ("consent_age", "不满几岁要监护人同意", 14, "岁", ""),
    ("publicity", "开证明以前公示几天", 7, "天", "不能少于 7 天（民发〔2015〕149号）"),
]


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

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

    db.create_tables([Rule])
    for position, (code, name, value, unit, note) in enumerate(RULES):
        Rule.create(code=code, name=name, value=value, unit=unit, note=note, position=position)
    migrator.migrate(
        migrator.add_column("service_hours", "guest", BooleanField(default=False)),
        migrator.add_column("sheet", "companions", IntegerField(default=0)),
    )
