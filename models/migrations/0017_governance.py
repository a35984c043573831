"""Exit and hand-over of property contracts, partners' tasks, uses of the courtyard seal, the shelf of documents."""

from peewee import SQL, AutoField, BlobField, CharField, DateField, ForeignKeyField, IntegerField, NodeList, SqliteDatabase, TextField


def up(migrator, db):
    class Key(AutoField):
        def ddl(self, ctx):
            column = super().ddl(ctx)
            return NodeList((column, SQL("AUTOINCREMENT"))) if isinstance(db, SqliteDatabase) else column

    def known(name):
        meta = type("Meta", (), {"table_name": name, "legacy_table_names": False})
        return type(name.title(), (db.Model,), {"id": Key(), "Meta": meta})

    Area, Compound, Contract = map(known, ("area", "compound", "contract"))

    class Document(db.Model):
        id = Key()
        search = CharField(400)
        community = ForeignKeyField(Area, null=True, backref="+")
        compound = ForeignKeyField(Compound, null=True, backref="+")
        name = CharField(100)
        number = CharField(40, null=True)
        issuer = CharField(60, null=True)
        day = DateField(null=True)
        address = CharField(300, null=True)
        note = TextField()

        class Meta:
            table_name = "document"
            legacy_table_names = False

    class DocumentFile(db.Model):
        id = Key()
        document = ForeignKeyField(Document, backref="+", unique=True, on_delete="CASCADE")
        name = CharField(100)
        mimetype = CharField(100)
        size = IntegerField()
        content = BlobField()

        class Meta:
            table_name = "document_file"
            legacy_table_names = False

    class HandoverStep(db.Model):
        id = Key()
        contract = ForeignKeyField(Contract, backref="+", on_delete="CASCADE")
        position = IntegerField()
        name = CharField(40)
        done = DateField(null=True)
        note = CharField(100, null=True)

        class Meta:
            table_name = "handover_step"
            legacy_table_names = False

    class PartnerTask(db.Model):
        id = Key()
        community = ForeignKeyField(Area, backref="+")
        search = CharField(400)
        compound = ForeignKeyField(Compound, null=True, backref="+")
        partner = CharField(60)
        name = CharField(100)
        owner = CharField(40, null=True)
        since = DateField()
        due = DateField(null=True)
        done = DateField(null=True)

        class Meta:
            table_name = "partner_task"
            legacy_table_names = False

    class SealUse(db.Model):
        id = Key()
        community = ForeignKeyField(Area, backref="+")
        search = CharField(400)
        compound = ForeignKeyField(Compound, backref="+")
        day = DateField()
        matter = CharField(100)
        approver = CharField(40)
        handler = CharField(40, null=True)
        copies = IntegerField()

        class Meta:
            table_name = "seal_use"
            legacy_table_names = False

    db.create_tables([Document, DocumentFile, HandoverStep, PartnerTask, SealUse])
    migrator.migrate(
        migrator.add_column("contract", "standard", CharField(60, null=True)),
        migrator.add_column("contract", "notice_days", IntegerField(default=60)),
        migrator.add_column("contract", "noticed", DateField(null=True)),
        migrator.add_column("contract", "leaves", DateField(null=True)),
    )
