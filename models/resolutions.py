"""Resolutions of meetings: who does what by when; one that needs work becomes a concern."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import peewee
from peewee import CharField, DateField, ForeignKeyField

from models import clock
from models.areas import Compound
from models.communals import Communal
from models.concerns import Concern
from models.database import db
from models.meetings import Meeting
from models.projects import Project
from models.records import Invalid
from models.users import User

STATES = [("open", "在办"), ("overdue", "超期"), ("done", "办完了")]
CHANNEL = {"observers": "observer"}  # by the kind of the meeting; every other is a meeting's


class Resolution(Communal):
    """One thing resolved. Its place is its meeting's."""

    title = "决议"
    searched = ("name", "owner")

    meeting: Any = ForeignKeyField(Meeting, backref="resolutions", verbose_name="会议")
    compound: Any = ForeignKeyField(Compound, null=True, backref="+", verbose_name="小区")
    name = CharField(200, verbose_name="决议")
    owner = CharField(40, verbose_name="谁办")
    due = DateField(verbose_name="最晚哪天")
    done = DateField(null=True, verbose_name="哪天办完的")
    concern: Any = ForeignKeyField(Concern, null=True, backref="+", verbose_name="转成的诉求")
    project: Any = ForeignKeyField(Project, null=True, backref="+", verbose_name="转成的项目")

    @property
    def state(self) -> str:
        """在办, 超期 or 办完了."""
        return dict(STATES)["done" if self.done else "overdue" if self.due < clock.today() else "open"]

    @classmethod
    def standing(cls, state: str) -> peewee.Expression:
        """The condition of a state today."""
        if state == "done":
            return cls.done.is_null(False)
        late = cls.due < clock.today()
        return cls.done.is_null() & (late if state == "overdue" else ~late)

    def settle(self) -> None:
        if self.__data__.get("meeting"):
            self.community = self.meeting.community_id
            self.compound = self.compound or self.meeting.compound_id
        super().settle()

    def clean(self) -> None:
        super().clean()
        if not self.meeting.held:
            raise Invalid(name="会还没开，还没有决议")
        if self.due < self.meeting.day:
            raise Invalid(due="不能早于开会那天")
        if self.done and not self.meeting.day <= self.done <= clock.today():
            raise Invalid(done="在开会以后、今天以前")

    def raise_concern(self, by: User, key: UUID, category: Any, urgency: Any, compound: Any) -> Concern:
        """Make a concern of it, once; observers' suggestions come by their own channel. Raises Invalid when it is one already."""
        if self.concern_id:
            raise Invalid(category="已经转成诉求了")
        channel = CHANNEL.get(self.meeting.kind.code or "", "meeting")
        with db.atomic():
            what = {"text": f"{self.meeting}：{self.name}", "gist": self.name[:40], "channel": channel, "day": self.meeting.day}
            concern, _ = Concern.enter(by, id=key, compound=compound, category=category, urgency=urgency, **what)
            self.amend(by, concern=concern, compound=compound)
        return concern

    def begin_project(self, by: User, compound: Any, kind: str, budget: int) -> Project:
        """Make a project of it, once; `budget` in fen. Raises Invalid when it is one already, and as a project does."""
        if self.project_id:
            raise Invalid(kind="已经转成项目了")
        with db.atomic():
            project = Project.begin(by, compound=compound, name=self.name[:40], kind=kind, budget=budget, note=str(self.meeting))
            self.amend(by, project=project, compound=compound)
        return project
