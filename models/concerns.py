"""Concerns: what residents need done. One stays open until the resident has been answered."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, time
from typing import Any

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from models import clock
from models.callers import rang
from models.database import Query
from models.grids import Grid
from models.households import Household, Reading
from models.ledgers import Entry
from models.records import Invalid, tidy
from models.search import SearchField, matches, spoken_door, words
from models.services import Service
from models.telephones import Telephone
from models.urgencies import Category, Urgency
from models.users import Role, User
from models.visits import Visit

CHANNELS = [
    ("visit", "走访"),
    ("station", "驿站"),
    ("public", "扫码"),
    ("meeting", "会议"),
    ("observer", "品质观察员"),
    ("tenants", "租户呼声"),
    ("mediation", "调解（保密）"),
    ("telephone", "电话"),
]
MEDIATION = "mediation"
LAST_MINUTE = time(23, 59)  # of a day


class Concern(Entry):
    """One thing that a resident needs done. What has become of it is told by its steps (models/steps.py) and by nothing else.

    `gist` is the line that goes on the wall; `door`, `text`, `contact` and `telephone` never leave the community, but for what a
    dispatch carries with the resident's consent. A mediation is in no list, export or print.
    """

    title = "诉求"
    readers = frozenset({Role.GRID_WORKER, Role.COMMUNITY, Role.STREET, Role.DISTRICT})
    editors = frozenset({Role.GRID_WORKER, Role.COMMUNITY})

    recorder: Any = ForeignKeyField(User, null=True, backref="+", index=False, verbose_name="记录人")  # null: a resident, by the public page
    household: Any = ForeignKeyField(Household, null=True, backref="concerns", index=False, verbose_name="住户")
    visit: Any = ForeignKeyField(Visit, null=True, backref="concerns", verbose_name="走访")
    channel = CharField(16, choices=CHANNELS, default="visit", verbose_name="怎么来的")
    category: Any = ForeignKeyField(Category, backref="concerns", index=False, verbose_name="哪一类")
    urgency: Any = ForeignKeyField(Urgency, backref="concerns", index=False, verbose_name="急不急")
    service: Any = ForeignKeyField(Service, null=True, backref="concerns", index=False, verbose_name="点的服务")
    gist = CharField(40, default="", verbose_name="上墙的一句话")
    place = CharField(60, null=True, verbose_name="在哪里")
    door = CharField(40, null=True, verbose_name="居民写的门牌")  # as typed on the public page, whether or not it is one of the register
    text = TextField(verbose_name="怎么回事")
    contact = CharField(40, null=True, verbose_name="联系人")
    telephone = Telephone(null=True, verbose_name="电话")
    consent = BooleanField(default=False, verbose_name="同意把联系方式给办事的单位")
    number = CharField(6, default="", verbose_name="编号")
    code = CharField(8, default="")  # with the number, the key of the resident's slip: from nothing that stands in an address
    respond_by = DateTimeField(verbose_name="最晚回应")
    due = DateTimeField(verbose_name="最晚办完")
    climbs_at = DateTimeField()
    search = SearchField()  # never the words or the contact
    # What its steps come to, kept beside it by each of them (see `stand`): a district's figures would else read every step that was ever taken
    stage = CharField(16, default="intake")  # the kind of the last one
    last_step = IntegerField(default=0)  # its number
    last_at = DateTimeField(null=True)  # when it was taken
    responded_at = DateTimeField(null=True)  # the first response
    solved = BooleanField(null=True)  # by the resident's last word
    satisfied = BooleanField(null=True)

    class Meta:
        indexes = (
            *(((place, "day"), False) for place in ("community", "compound")),
            *((("community", "stage", "day"), False), (("compound", "stage", "last_at"), False), (("household", "stage"), False)),
            *((("community", "due"), False), (("community", "channel"), False), (("number", "code"), False)),
        )

    before: Concern | None = None  # as the table has it, while a change is checked

    def __str__(self) -> str:
        return f"{self.number} {self.told}"

    @property
    def told(self) -> str:
        """What the wall calls it: never more than the line written for it, else its kind."""
        return self.gist or str(self.service or self.category)

    @property
    def confidential(self) -> bool:
        """Whether it is a mediation, whose parties nobody else learns of."""
        return bool(self.channel == MEDIATION)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A community's own; a worker's own, and those of the worker's doors and yards; for street and district all, as the wall tells it.

        Mediations are seen by the community and by whoever took them in.
        """
        rows = cls.select(cls, Category, Urgency).join(Category).switch(cls).join(Urgency)
        if user.role == Role.COMMUNITY:
            return rows.where(cls.community == user.area_id)
        if user.role in (Role.STREET, Role.DISTRICT):
            return rows.where(cls.community.in_(user.communities), cls.channel != MEDIATION)
        if user.role != Role.GRID_WORKER:
            return rows.where(False)
        doors = cls.household.in_(Household.visible_to(user).select(Household.id))
        yards = cls.household.is_null() & cls.compound.in_(Grid.visible_to(user).select(Grid.compound))
        return rows.where(cls.community == user.area_id, (cls.recorder == user.id) | ((doors | yards) & (cls.channel != MEDIATION)))

    @classmethod
    def listed_to(cls, user: User) -> Query:
        """Those that may stand in a list, an export or a print: no mediation."""
        return cls.visible_to(user).where(cls.channel != MEDIATION)

    @classmethod
    def found_by(cls, user: User, query: str) -> Query:
        """Those listed to `user` that hold every word of `query`, or whose caller it is; who may not read door and contact finds nothing by them."""
        rows = cls.listed_to(user)
        if user.role in cls.editors:
            return rows.where(matches(cls.search, query) | rang(cls.contact, cls.telephone, query))
        return rows.where((cls.number == tidy(query)) | cls.gist.contains(tidy(query)))

    def told_in_full_to(self, user: User) -> bool:
        """Whether `user`, who sees it, also reads the words, the door and the contact: its community and its worker alone."""
        return user.role in self.editors

    def editable_by(self, user: User) -> bool:
        """Its community's, and the recorder's own; a void one no more."""
        return not self.void and (user.role == Role.COMMUNITY or (user.role == Role.GRID_WORKER and self.recorder_id == user.id))

    def read_by(self, user: User) -> None:
        """Write down that `user` looked at it, if it is a mediation."""
        if self.confidential:
            Reading.create(user=user.id, household=self.household_id, concern=self.id, community=self.community_id, at=clock.now(), what=f"调解 {self.number}")

    def check(self) -> None:
        """Part of every check is what the table holds already: what was right when it was entered stays right."""
        self.before = type(self).get_or_none(type(self).id == self.id)
        super().check()

    def changed(self, *names: str) -> bool:
        """Whether any of these values is new, or other than the table has it."""
        return self.before is None or any(self.before.__data__.get(name) != self.__data__.get(name) for name in names)

    def settle(self) -> None:
        """Place, number, words to find it by and promised times follow from the rest."""
        moved = self.before and self.changed("household") and not self.changed("compound")
        if self.household_id and (moved or self.compound is None):
            self.compound = self.household.compound
        if self.compound is None:
            raise Invalid(compound="请选在哪个小区")
        super().settle()
        self.id = self.id or uuid.uuid4()
        self.number, self.code = self.number or _drawn(6), self.code or _drawn(8)
        self.search = words(self.number, *([] if self.confidential else self._findable()))
        if self.urgency_id:
            self._promise()

    def _promise(self) -> None:
        """Times are promised when it is taken in; a new urgency or day moves the later ones, not when the first response was due."""
        if self.respond_by is None:
            self.respond_by = self.urgency.promise(self.recorded_at).respond_by
        if self.due is None or self.before and self.changed("urgency", "day"):
            self._promise_from(self.promised_at)

    def _findable(self) -> list[Any]:
        return [self.told if self.category_id else self.gist, *map(spoken_door, filter(None, (self.place, self.door))), self.household and self.household.door]

    def _promise_from(self, start: datetime) -> None:
        promise = self.urgency.promise(start)
        self.due, self.climbs_at = promise.due, promise.climbs_at

    def entered(self, by: User | None) -> None:
        """Taking it in is its first step."""
        from models.steps import Step

        Step.begin(self, by)

    def stand(self, step: Any) -> None:
        """Keep what `step`, just taken, makes of it, in the same transaction."""
        self._keep(self.after(step))

    def after(self, step: Any) -> dict[str, Any]:
        """What `step`, taken next, makes of it, as values of its columns."""
        from models.steps import RESPONSES

        kept: dict[str, Any] = {"stage": step.kind, "last_step": step.number, "last_at": step.at}
        if step.kind in RESPONSES and self.responded_at is None:
            kept["responded_at"] = step.at
        if step.kind == "verdict":
            kept |= {"solved": step.solved, "satisfied": step.satisfied}
        return kept

    def _keep(self, values: dict[str, Any]) -> None:
        """Write values that no form has, and show them: they are not among what a later save of this row writes."""
        type(self).update(values).where(type(self).id == self.id).execute()
        self.__data__.update(values)

    def promise_again(self, start: datetime) -> None:
        """The times of a concern that is taken up again at `start`; when the first response was due does not change."""
        promise = self.urgency.promise(start)
        self._keep({"due": promise.due, "climbs_at": promise.climbs_at})

    @property
    def promised_at(self) -> datetime:
        """When the promise of the moment began: with the last reopening, else when it was told."""
        reopened = [step.at for step in self.steps if step.kind == "reopening"] if self.before else []
        return max(reopened, default=self.told_at)

    @property
    def told_at(self) -> datetime:
        """When the promise to settle it begins: when it was recorded, or the end of an earlier day that it was told on."""
        recorded: datetime = self.recorded_at
        return clock.stored(datetime.combine(self.day, LAST_MINUTE)) if self.day < clock.in_china(recorded).date() else recorded

    def check_field(self, field: Any) -> None:
        """A telephone that the household's card has is taken over as it stands there."""
        if field.name != "telephone" or not self.household or self.telephone != self.household.telephone:
            super().check_field(field)

    def clean(self) -> None:
        if self.changed("category") and self.category.elsewhere:
            raise Invalid(category=f"这类事这里办不了：{self.category.elsewhere}")
        if self.changed("household", "compound") and self.household and self.household.compound_id != self.compound_id:
            raise Invalid(household="这一户不在所选的小区里")
        if self.changed("visit", "household", "compound") and self.visit and not self._of_visit(self.visit):
            raise Invalid(visit="那次走访走的不是这一户")
        if self.changed("service") and self.service and (self.service.community_id != self.community_id or not self.service.active):
            raise Invalid(service="这个社区现在没有这项服务")
        if self.consent and not self.telephone:
            raise Invalid(telephone="同意给出联系方式，就要留一个电话")
        if self.before:
            self._clean_change(self.before)

    def _of_visit(self, visit: Visit) -> bool:
        """Of the door that was visited, or of nobody's door in the same compound."""
        return bool(self.compound_id == visit.compound_id and self.household_id in (None, visit.household_id))

    def _clean_change(self, before: Concern) -> None:
        """What a concern once entered may not become."""
        if before.community_id != self.community_id:
            raise Invalid(compound="只能换到本社区的小区")
        if before.compound_id != self.compound_id and (receiver := self.receiver):
            raise Invalid(compound=f"已经派给{receiver}，不能换小区；请先让对方退回")
        if before.confidential and not self.confidential:
            raise Invalid(channel="保密的调解不能改成公开的诉求")
        if self.confidential and not before.confidential and (receiver := self.receiver):
            raise Invalid(channel=f"已经派给{receiver}，不能改成保密的调解")

    @property
    def receiver(self) -> Any:
        """The organization that has it now: the one that it was last sent to, until that has done it or given it back."""
        from models.steps import WITH_RECEIVER

        story = sorted(self.steps, key=lambda step: step.number)
        with_it = bool(story) and story[-1].kind in WITH_RECEIVER
        return next(step.to for step in reversed(story) if step.kind == "dispatch") if with_it else None


def _drawn(digits: int) -> str:
    """So many digits that nobody can work out."""
    return f"{secrets.randbelow(10**digits):0{digits}}"
