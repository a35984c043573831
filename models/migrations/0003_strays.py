"""Strays, visits for doors that their worker no longer sees; proposals, what two people wrote at the same time."""

from peewee import SQL, AutoField, BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, NodeList, SqliteDatabase, TextField, UUIDField


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

    class Stray(db.Model):
        id = UUIDField(primary_key=True)
        community = ForeignKeyField(Area, backref="+", index=False)
        compound = ForeignKeyField(Compound, backref="+", index=False, null=True)
        day = DateField()
        recorder = ForeignKeyField(User, backref="+", index=False)
        recorded_at = DateTimeField()
        void = BooleanField()
        household = ForeignKeyField(Household, backref="+", index=False)
        told = TextField()
        settled_at = DateTimeField(null=True)
        settled_by = ForeignKeyField(User, backref="+", index=False, null=True)
        reason = CharField(200, null=True)

        class Meta:
            table_name = "stray"
            legacy_table_names = False
            indexes = ((("community", "settled_at"), False), (("recorder", "settled_at"), False))

    class Proposal(db.Model):
        id = UUIDField(primary_key=True)
        household = ForeignKeyField(Household, backref="+", null=True, on_delete="CASCADE")
        visit = ForeignKeyField(Visit, backref="+", null=True, on_delete="CASCADE")
        user = ForeignKeyField(User, backref="+", index=False)
        at = DateTimeField()
        fields = TextField()
        sent = TextField()
        reason = CharField(200)
        settled_at = DateTimeField(null=True)
        settled_by = ForeignKeyField(User, backref="+", index=False, null=True)

        class Meta:
            table_name = "proposal"
            legacy_table_names = False

    db.create_tables([Stray, Proposal])
