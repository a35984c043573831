"""Neighbourhood activities: talks, meals, clinics, troupe evenings."""

from __future__ import annotations

from typing import Any

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, TextField, TimeField, UUIDField

from models import clock
from models.database import Model, Query
from models.ledgers import Entry
from models.programmes import Programme
from models.records import Number, Record
from models.users import NOT_PROPERTY, Role, User
from models.volunteers import Team


class ActivityKind(Record):
    """What sort of activity. `cell` 1 to 8 puts it among the eight neighbour activities of the page."""

    title = "活动类别"
    readers = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})
    editors = frozenset({Role.ADMINISTRATOR})

    name = CharField(12, unique=True, verbose_name="名称")
    cell = Number(null=True, unique=True, low=1, high=8, verbose_name="八大邻里活动第几格")
    position = Number(default=0, high=1000, verbose_name="次序")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select()


class Activity(Entry):
    """An event or session. Its volunteers' hours are a sheet of its team, made with it."""

    title = "活动"
    readers = NOT_PROPERTY
    editors = frozenset({Role.GRID_WORKER, Role.TEAM_LEADER, Role.COMMUNITY})

    name = CharField(60, verbose_name="名称")
    kind: Any = ForeignKeyField(ActivityKind, backref="activities", verbose_name="类别")
    programme: Any = ForeignKeyField(Programme, null=True, backref="activities", index=False, verbose_name="机制")
    team: Any = ForeignKeyField(Team, null=True, backref="activities", verbose_name="志愿队")
    place = CharField(60, null=True, verbose_name="地点")
    starts = TimeField(null=True, formats=["%H:%M:%S", "%H:%M"], verbose_name="几点开始")
    minutes = Number(default=120, low=5, high=1440, verbose_name="多长（分钟）")
    host = CharField(60, null=True, verbose_name="谁主办")
    headcount = Number(default=0, high=100_000, verbose_name="到场人数")
    note = TextField(default="", verbose_name="记录")

    class Meta:
        indexes = ((("compound", "day"), False), (("community", "day"), False))

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """What happens in a place is no secret there; the property company sees only what is sent to it."""
        rows = cls.select(cls, ActivityKind).join(ActivityKind)
        return rows.where(cls.community.in_(user.communities)) if user.role != Role.PROPERTY else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """The recorder's own, and all of a community's for the community; a void one no more."""
        return not self.void and (user.role == Role.COMMUNITY or self.recorder_id == user.id)


class Picture(Model):
    """A picture of an activity, shrunk and without EXIF; kept in the database so that one backup holds all."""

    id = UUIDField(primary_key=True)
    activity: Any = ForeignKeyField(Activity, backref="pictures", on_delete="CASCADE")
    jpeg = BlobField()
    added_by: Any = ForeignKeyField(User, backref="+", index=False)
    at = DateTimeField(default=clock.now)
