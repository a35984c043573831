"""Pictures of activities, concerns and projects: shrunk, without EXIF, kept in the database so that one backup holds all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, UUIDField

from models import clock
from models.activities import Activity
from models.concerns import Concern
from models.database import Model, Query, db
from models.projects import Project
from models.records import Invalid
from models.users import User

MOST_PICTURES = 6  # of one entry, of a project before and after each
MOMENTS = [("before", "改造前"), ("after", "改造后")]


class Picture(Model):
    """A picture of one activity, one concern or one project; of a project, before the works or after them."""

    id = UUIDField(primary_key=True)
    activity: Any = ForeignKeyField(Activity, null=True, backref="pictures", on_delete="CASCADE")
    concern: Any = ForeignKeyField(Concern, null=True, backref="pictures", on_delete="CASCADE")
    project: Any = ForeignKeyField(Project, null=True, backref="pictures", on_delete="CASCADE")
    moment = CharField(8, null=True, choices=MOMENTS)
    jpeg = BlobField()
    added_by: Any = ForeignKeyField(User, backref="+", index=False)
    at = DateTimeField(default=clock.stamp)

    @property
    def entry(self) -> Any:
        """What it is a picture of."""
        return self.activity or self.concern or self.project

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """The pictures of the activities and projects that the user sees, and of the concerns that the user reads in full."""
        concerns = Concern.visible_to(user).select(Concern.id).where(user.role in Concern.editors)
        projects = Project.visible_to(user).select(Project.id)
        return cls.select().where(cls.activity.in_(Activity.visible_to(user).select(Activity.id)) | cls.concern.in_(concerns) | cls.project.in_(projects))

    @classmethod
    def keys_of(cls, entry: Any, moment: str | None = None) -> list[uuid.UUID]:
        """The keys of an entry's pictures in the order in which they came, without the pictures themselves; of a project, those of one moment."""
        chosen = [cls.moment == moment] if moment else []
        rows: Any = cls.select(cls.id).where(cls._of(entry), *chosen).order_by(cls.at, cls.id).tuples()
        return [key for (key,) in rows]

    @classmethod
    def add_to(cls, entry: Any, by: User, jpegs: Sequence[bytes], form: uuid.UUID, moment: str | None = None) -> int:
        """Add pictures once for each form, whatever the retries; gives how many were new. Raises Invalid for too many."""
        who, now = {cls._field(entry): entry.id, "added_by": by.id, "moment": moment}, clock.now()
        kept = set(cls.keys_of(entry, moment))
        rows = [{"id": uuid.uuid5(form, f"picture {n}"), "jpeg": jpeg, "at": now + timedelta(microseconds=n), **who} for n, jpeg in enumerate(jpegs)]
        rows = [row for row in rows if row["id"] not in kept]
        if len(kept) + len(rows) > MOST_PICTURES:
            raise Invalid(pictures=f"最多 {MOST_PICTURES} 张，已经有 {len(kept)} 张")
        if rows:
            cls.insert_many(rows).execute()
        return len(rows)

    @classmethod
    def enter_with(cls, model: Any, by: User, jpegs: Sequence[bytes], **values: Any) -> tuple[Any, bool]:
        """Enter an activity or a concern with its pictures, all or nothing, once whatever the retries; gives the row and whether it is new."""
        with db.atomic():
            entry, new = model.enter(by, **values)
            if new and jpegs:
                cls.add_to(entry, by, jpegs, entry.id)
        return entry, new

    def take_down(self, by: User) -> None:
        """Delete the picture for good, as somebody in it may ask; that it was there stays in the entry's history."""
        count = len(Picture.keys_of(self.entry))
        with db.atomic():
            if self.delete_instance():  # not twice
                self.entry.record("amend", by, {"照片": f"{count} 张"}, {"照片": f"{count - 1} 张"})

    @staticmethod
    def _field(entry: Any) -> str:
        return str(entry._meta.table_name)

    @classmethod
    def _of(cls, entry: Any) -> Any:
        return cls._meta.fields[cls._field(entry)] == entry.id
