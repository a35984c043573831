"""Visits: one door, one time."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, TextField, UUIDField, fn

from models import clock
from models.areas import MODES, Compound
from models.database import Model, Query, db, hold
from models.editables import Editable
from models.households import Household
from models.ledgers import DIFFERENT, Entry, entries_of
from models.programmes import Programme
from models.records import Invalid, Number, tidy
from models.urgencies import Category
from models.users import Role, User

WAYS = [("in_person", "上门"), ("telephone", "电话"), ("video", "视频")]
OUTCOMES = [("met", "见到了"), ("absent", "不在家"), ("vacant", "空户"), ("refused", "拒访")]
PEOPLE = ["本人", "家属", "保姆", "租户", "邻居"]


class Topic(Editable):
    """Something to talk about at the door, for one mode of compound or for all."""

    title = "走访话题"

    name = CharField(12, verbose_name="话题")
    mode = CharField(16, null=True, choices=MODES, verbose_name="小区类型（空着就是都用）")
    position = Number(default=0, high=1000, verbose_name="次序")

    @classmethod
    def of(cls, compound: Compound) -> list[str]:
        """The topics' names for a compound's mode, in order."""
        rows = cls.select(cls.name).where(cls.mode.is_null() | (cls.mode == compound.mode))
        return [row.name for row in rows.order_by(cls.position, cls.id)]


class Visit(Entry):
    """A visit: in person, by telephone or by video; an absence at the door is one too."""

    title = "走访"
    readers = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
    editors = frozenset({Role.GRID_WORKER, Role.COMMUNITY})

    household: Any = ForeignKeyField(Household, backref="visits", index=False, verbose_name="住户")
    worker: Any = ForeignKeyField(User, backref="visits", index=False, verbose_name="走访人")
    way = CharField(16, choices=WAYS, default="in_person", verbose_name="怎么见的")
    outcome = CharField(16, choices=OUTCOMES, default="met", verbose_name="结果")
    met = CharField(20, null=True, verbose_name="见到谁")
    topics = CharField(120, default="", verbose_name="聊了什么")
    note = TextField(default="", verbose_name="记一句")
    next_day = DateField(null=True, verbose_name="下次")
    programme: Any = ForeignKeyField(Programme, null=True, backref="visits", index=False, verbose_name="机制")

    class Meta:
        indexes = (
            *((("compound", "day"), False), (("worker", "day"), False)),
            *(((place, "day", "outcome", "void"), False) for place in ("household", "community")),  # a district's figures are read from these alone
        )

    def __str__(self) -> str:
        return f"{self.day} {self.household.door}"

    @property
    def door(self) -> str:
        """The door that was visited, as 3-2-501."""
        return str(self.household.door)

    @property
    def result(self) -> str:
        """What came of it, and that it is void where it is."""
        return f"{self.shown('outcome')}（作废）" if self.void else self.shown("outcome")

    def is_slip_of(self, user: User) -> bool:
        """Whether the user may take it back without a reason: today's own mark that nobody opened."""
        return self.editable_by(user) and self.recorder_id == user.id and self.outcome != "met" and clock.in_china(self.recorded_at).date() == clock.today()

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Visits to the doors that the user sees, and a worker's own."""
        rows = cls.select(cls, Household, User).join(Household).switch(cls).join(User, on=cls.worker)
        if user.role == Role.COMMUNITY:
            return rows.where(cls.community == user.area_id)
        if user.role == Role.GRID_WORKER:
            own = Household.visible_to(user).select(Household.id)
            return rows.where((cls.worker == user.id) | cls.household.in_(own))
        return rows.where(False)

    @classmethod
    def hold(cls, by: User, concern: dict[str, Any] | None = None, **values: Any) -> tuple[Visit, bool]:
        """Enter the visit and the concern raised at it, both or neither, once whatever the retries; gives the visit and whether it is new.

        Of the concern: category, text, gist; the category's usual urgency unless another is given; consent, and then the household's contact.
        Raises Invalid for either, and for a visit sent again with another concern than it had, or without it.
        """
        from models.concerns import Concern

        with db.atomic():
            visit, new = cls.enter(by, **values)
            key = uuid5(visit.id, "concern")
            known = None if new else Concern.get_or_none(Concern.id == key)
            if not new and bool(concern) != bool(known):
                raise Invalid(id=DIFFERENT)
            if concern:
                told = {"household": visit.household, "day": visit.day, **_told(visit.household, **concern)}
                told |= {name: known.__data__[name] for name in _worked_out(visit.household, **concern)} if known else {}
                Concern.enter(by, id=key, visit=visit, channel="visit", **told)
        return visit, new

    def entered(self, by: User | None) -> None:
        """Its door keeps that somebody was met; and the draft that it was is done with, here since later would wait for the writer's lock again."""
        if self.outcome == "met":
            hold(Household, self.household_id)  # or one that is struck at the same moment would not know of this
            Household.keep_met(self.household_id, self.day)
        Draft.delete().where(Draft.id == self.id, Draft.user == (by.id if by else None)).execute()

    def amended(self, by: User | None) -> None:
        """Its door keeps the last meeting of those that stand now."""
        hold(Household, self.household_id)
        met = Visit.select(fn.MAX(Visit.day)).where(Visit.household == self.household_id, Visit.outcome == "met", Visit.standing())
        Household.update(met_on=met).where(Household.id == self.household_id).execute()

    def editable_by(self, user: User) -> bool:
        """The worker's own visits, and all of a community's for the community; a void one no more."""
        return not self.void and (user.role == Role.COMMUNITY or self.worker_id == user.id)

    def settle(self) -> None:
        if self.household_id:
            self.compound_id, self.community_id = self.household.compound_id, self.household.community_id
        self.worker = self.worker_id or self.recorder_id

    def clean(self) -> None:
        if self.next_day and self.next_day <= self.day:
            raise Invalid(next_day="下次要在这次之后")

    def correct(self, by: User, reason: str, **values: Any) -> bool:
        """Change the visit; earlier versions stay readable. Raises Invalid without a reason."""
        check_reason(reason)
        return self.amend(by, reason, **values)

    def merge(self, by: User, reason: str, made_from: int | None, key: UUID, **values: Any) -> Any:
        """The same by a form that was made from an earlier version; what collides with later changes is given as a Proposal."""
        from models.proposals import Proposal

        check_reason(reason)
        return Proposal.merge(self, by, made_from, key, reason, **values)


def check_reason(reason: str) -> None:
    """Raise Invalid when nothing is said about why a visit is corrected."""
    if not reason.strip():
        raise Invalid(reason="请写明为什么改")


def _told(household: Household, category: Any, text: str, urgency: Any = None, consent: bool = False, telephone: str = "", **values: Any) -> dict[str, Any]:
    """What was said at the door as values of a concern: the contact only with consent, a telephone only where the household has none."""
    wrong = {} if category else {"category": "请选是哪一类事"}
    if not text.strip():
        wrong["text"] = "请写怎么回事"
    if telephone.strip() and not consent:
        wrong["consent"] = "留电话要住户同意，请勾上"
    if wrong:
        raise Invalid(**wrong)
    contact = {"contact": household.contact, "telephone": household.telephone or telephone or None} if consent else {}
    urgency = urgency or Category.get_by_id(category).urgency_id
    return {**values, **contact, "category": category, "text": text, "urgency": urgency, "consent": consent}


def _worked_out(household: Household, urgency: Any = None, telephone: str = "", **values: Any) -> list[str]:
    """The values of a concern that nobody sent: the tables that they follow from may have changed before a retry."""
    asked = {"urgency": urgency, "telephone": telephone.strip() and not household.telephone}
    return ["household", "day", *(name for name, sent in asked.items() if not sent), *(["contact"] if values.get("consent") else [])]


class Draft(Model):
    """A form half filled in, kept as typed until it is sent or thrown away."""

    id = UUIDField(primary_key=True)
    user: Any = ForeignKeyField(User, backref="drafts", on_delete="CASCADE")
    path = CharField(200)
    title = CharField(60)
    fields = TextField(default="{}")
    at = DateTimeField(default=clock.stamp)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """One's own drafts, newest first; one that was thrown away, or whose key has become an entry, is a draft no more."""
        return cls.select().where(cls.user == user.id, cls.path != "", *(~fn.EXISTS(rows) for rows in entries_of(cls.id))).order_by(cls.at.desc())

    @classmethod
    def keep(cls, user: User, key: UUID, path: str, title: str, fields: dict[str, list[str]]) -> None:
        """Keep what has been typed so far; a key that was thrown away, has become an entry, or is somebody else's, is left alone."""
        path, title = tidy(path), tidy(title)
        text = json.dumps({tidy(name): [tidy(value, lines=True) for value in values] for name, values in fields.items()}, ensure_ascii=False)
        if len(text) > 20_000 or any(rows.exists() for rows in entries_of(key)):
            return
        rows = cls.insert(id=key, user=user.id, path=path, title=title, fields=text, at=clock.now())
        update = {cls.title: title, cls.fields: text, cls.at: clock.now()}
        rows.on_conflict(conflict_target=[cls.id], update=update, where=(cls.user == user.id) & (cls.path != "")).execute()

    @classmethod
    def throw_away(cls, user: User, key: UUID) -> str | None:
        """Forget what was typed; the key stays, so that what is still on its way from the tablet does not bring it back.

        Gives the address of the form, "" where nothing had been kept yet, None where the key is somebody else's.
        """
        draft = cls.get_or_none(cls.id == key)
        if draft and draft.user_id != user.id:
            return None
        emptied = {cls.path: "", cls.title: "", cls.fields: "{}", cls.at: clock.now()}
        cls.insert({cls.id: key, cls.user: user.id, **emptied}).on_conflict(conflict_target=[cls.id], update=emptied, where=(cls.user == user.id)).execute()
        return draft.path if draft else ""

    @property
    def typed(self) -> dict[str, list[str]]:
        """What was typed, by field name."""
        return dict(json.loads(self.fields))
