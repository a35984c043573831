"""What takes hours back stands on the day of what it takes back, in a closed month too: no total of any period is below nothing.

Releases up to 0.4 dated it on the day on which a locked sheet was corrected. What is moved here says so in its history, and is locked
as what it takes back is.
"""

import json
from datetime import UTC, datetime

from peewee import AutoField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField, UUIDField


def up(migrator, db):
    class Sheet(db.Model):
        id = UUIDField(primary_key=True)
        day = DateField()
        locked_at = DateTimeField(null=True)
        locked_by = IntegerField(null=True, column_name="locked_by_id")
        reverses = ForeignKeyField("self", null=True)

        class Meta:
            table_name = "sheet"
            legacy_table_names = False

    class Change(db.Model):
        id = AutoField()
        at = DateTimeField()
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

    own = Sheet.alias()
    moved = list(Sheet.select(Sheet, own).join(own, on=(Sheet.reverses == own.id), attr="own").where(Sheet.day != own.day))
    for sheet in moved:
        lock = {"locked_at": sheet.locked_at or sheet.own.locked_at, "locked_by": sheet.locked_by or sheet.own.locked_by}
        Sheet.update(day=sheet.own.day, **lock).where(Sheet.id == sheet.id).execute()
        Change.insert(
            at=datetime.now(UTC).replace(tzinfo=None),
            user_name="系统",
            record="sheet",
            key=str(sheet.id),
            action="amend",
            reason="升级：抵数的改记在原来那一天",
            before=json.dumps({"日期": str(sheet.day)}, ensure_ascii=False),
            after=json.dumps({"日期": str(sheet.own.day)}, ensure_ascii=False),
        ).execute()
    db.execute_sql(
        'UPDATE "service_hours" SET "day" = (SELECT own.day FROM "sheet" AS own WHERE own.id = "service_hours"."sheet_id") WHERE "reverses_id" IS NOT NULL'
    )
