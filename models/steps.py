"""The steps of a concern, from which its state follows. A step is never changed or taken away; the next one says what is new."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import peewee
from peewee import JOIN, BooleanField, CharField, DateTimeField, ForeignKeyField, IntegrityError, TextField, UUIDField

from models import clock
from models.concerns import MEDIATION, Concern
from models.database import Model, Query, db
from models.ledgers import DIFFERENT
from models.organizations import Organization
from models.records import Invalid, Number, tidy
from models.users import User

KINDS = {
    "intake": "收下",
    "confirmation": "核实",
    "dispatch": "派出",
    "acceptance": "接单",
    "return": "退回",
    "handling": "办理",
    "answer": "答复",
    "verdict": "居民评价",
    "reopening": "重办",
    "referral": "告知去处",
}
# The state of a concern is its last step's kind; what may come next is said here and nowhere else
STATES = {
    "intake": "待受理",
    "confirmation": "核实了，待派",
    "dispatch": "派出了，等接单",
    "acceptance": "正在办",
    "return": "被退回，待改派",
    "handling": "办了，待答复",
    "answer": "答复了，等居民评",
    "verdict": "解决了",
    "reopening": "没解决，重新办",
    "referral": "告知了去处",
}
NEXT = {
    "intake": {"confirmation", "dispatch", "handling", "referral"},
    "confirmation": {"dispatch", "handling", "referral"},
    "dispatch": {"acceptance", "return", "handling", "dispatch"},
    "acceptance": {"handling", "return", "dispatch"},
    "return": {"dispatch", "handling", "referral"},
    "handling": {"answer", "dispatch"},
    "answer": {"verdict", "reopening"},
    "verdict": {"verdict", "reopening"},
    "reopening": {"dispatch", "handling", "referral", "verdict"},  # a verdict only to put right a mis-tapped one: see takers
    "referral": {"reopening"},
}
OPEN = ("intake", "confirmation", "dispatch", "acceptance", "return", "handling", "reopening")  # until the resident is answered
RESPONSES = ("dispatch", "acceptance", "handling", "answer", "referral")
UNHEARD = ("intake", "confirmation")  # the last steps of what nobody has responded to: every other comes after a response
ANSWERED = ("answer", "verdict")
HANDLED = ("handling", *ANSWERED)
WITH_RECEIVER = ("dispatch", "acceptance")
NEEDS_TEXT = {"dispatch": "请写要办什么", "return": "请写明为什么退回", "handling": "请写怎么办的", "answer": "请写答复了什么", "referral": "请写去哪里办"}
NEEDS_TEXT |= {"reopening": "请写为什么重办"}
AWAY = frozenset({"dispatch", "acceptance", "return"})  # what a mediation never sees: its parties are nobody else's business
SAME = ("concern", "kind", "by", "text", "to", "contact_given", "doer", "solved", "satisfied", "way")
KEPT = ("stage", "last_step", "responded_at", "solved", "satisfied", "due", "climbs_at")  # what a concern shows of its steps
VOID = "这条诉求已作废"
QUICKER = "刚刚有人先办了一步，请看最新的情况再办"
WAYS = [("visit", "上门问的"), ("telephone", "电话问的"), ("public", "居民扫码")]


class Step(Model):
    """One step of a concern: who, when, and what was said. `number` counts from 1, the taking in, and no two steps share one.

    `by` is empty for the resident on the public page. Of a dispatch, `text` is all that the receiver reads, and `contact_given`
    whether it also got the contact. Of a verdict, `solved` and `satisfied` are the resident's own word.
    """

    id = UUIDField(primary_key=True, default=uuid.uuid4)
    concern: Any = ForeignKeyField(Concern, backref="steps", index=False)
    number = Number(low=1)
    kind = CharField(16, choices=list(KINDS.items()))
    by: Any = ForeignKeyField(User, null=True, backref="+", index=False)
    at = DateTimeField(default=clock.stamp)
    text = TextField(default="")
    to: Any = ForeignKeyField(Organization, null=True, backref="dispatches")
    contact_given = BooleanField(default=False)
    doer = CharField(40, null=True)
    solved = BooleanField(null=True)
    satisfied = BooleanField(null=True)
    way = CharField(16, null=True, choices=WAYS)

    receiving = False  # of what was sent to somebody: see sent_to

    class Meta:
        indexes = ((("concern", "number"), True), (("concern", "number", "kind"), False))  # the second tells how each stands without reading the step

    @classmethod
    def sent_to(cls, user: User) -> Query:
        """The inbox: what was ever sent to the organizations for which the user acts, from the user's own area: a company may serve many.

        A receiver sees dispatches, never concerns. `.receiving` of each says whether such a concern would still be sent there.
        """
        rows = cls.select(cls, Concern, Organization, Organization.receiving(Concern.compound).alias("receiving")).join(Concern).switch(cls).join(Organization)
        rows = rows.where(cls.kind == "dispatch", cls.to.in_(Organization.run_by(user)), Concern.community.in_(user.communities))
        return rows.where(~Concern.void, Concern.channel != MEDIATION)

    @classmethod
    def standing(cls, rows: Query) -> Query:
        """Concerns with their last step joined, as `.last` of each row and as the columns of Step for conditions."""
        joined = rows.switch(Concern).join(cls, on=(cls.concern == Concern.id) & (cls.number == Concern.last_step), attr="last")
        return joined.select_extend(cls)

    @classmethod
    def of(cls, concerns: Any) -> dict[uuid.UUID, list[Step]]:
        """The steps of each of these concerns in order, with who took them and to whom they went; one query for all."""
        keys = [concern.id for concern in concerns]
        found: dict[uuid.UUID, list[Step]] = {key: [] for key in keys}
        rows = cls.select(cls, User, Organization).join(User, JOIN.LEFT_OUTER).switch(cls).join(Organization, JOIN.LEFT_OUTER, on=cls.to)
        for part in peewee.chunked(keys, 500):
            for step in rows.where(cls.concern.in_(part)).order_by(cls.number):
                found[step.concern_id].append(step)
        return found

    @property
    def state(self) -> str:
        """The state of a concern whose last step this is."""
        return STATES[self.kind]

    @property
    def name(self) -> str:
        """What the screen calls it."""
        return KINDS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether a concern whose last step this is still waits for the resident to be answered."""
        return self.kind in OPEN

    @classmethod
    def begin(cls, concern: Concern, by: User | None) -> Step:
        """Take the concern in."""
        step = cls.create(id=uuid.uuid5(concern.id, "intake"), concern=concern, number=1, kind="intake", by=by, at=clock.now())
        concern.stand(step)
        return step

    @classmethod
    def take(cls, concern: Concern, kind: str, by: User | None, key: uuid.UUID | None = None, after: int | None = None, **values: Any) -> Step:
        """Take the next step, once for each `key` whatever the retries; an unsolved verdict reopens at once.

        `after` is the number of the step that `by` saw as the last one: who saw another state is asked to look again.

        Raises Invalid when the step may not follow, when `by` may not take it, when somebody was quicker, or for values that
        a step of this kind must have. Without `by` it is the resident, who may say a verdict.
        """
        step = cls(id=key or uuid.uuid4(), concern=concern, kind=kind, by=by, at=clock.now(), **values)
        step.tidy()
        if twin := step.twin():
            return twin
        last = concern_last(concern)
        if after not in (None, last.number):
            raise Invalid(form_id=QUICKER)
        step.number = last.number + 1
        try:
            with db.atomic():
                step._claim()
                step.check(last, by)
                step.save(force_insert=True)
                step._follow()
        except IntegrityError:
            if twin := step.twin():
                return twin
            raise Invalid(form_id=QUICKER) from None
        concern.__data__.update({name: step.concern.__data__[name] for name in KEPT})
        return step

    def tidy(self) -> None:
        """Words without control characters and outer blanks."""
        self.text, self.doer, self.way = tidy(self.text or "", lines=True), tidy(self.doer or "") or None, self.way or None

    def twin(self) -> Step | None:
        """The step that is kept under this key already; Invalid when that one says something else."""
        kept = Step.get_or_none(Step.id == self.id)
        if kept and any(kept.__data__.get(name) != self.__data__.get(name) for name in SAME):
            raise Invalid(form_id=DIFFERENT)
        return kept

    def check(self, last: Step, by: User | None) -> None:
        """Raise Invalid when this may not come after `last`, not from `by`, or not with these values."""
        from models.takers import takers

        if self.concern.void:
            raise Invalid(kind=VOID)
        if self.kind in AWAY and self.concern.confidential:
            raise Invalid(kind="调解要保密，不派给别的单位")
        if self.kind not in NEXT[last.kind]:
            raise Invalid(kind=f"现在是“{STATES[last.kind]}”，不能{KINDS.get(self.kind, '这样办')}")
        if self.kind not in takers(self.concern, last, by):
            raise Invalid(kind=f"{KINDS[self.kind]}这一步不归您办")
        self._check_values()
        if self.kind == "verdict" and last.kind == "reopening" and not self.solved:
            raise Invalid(solved="已经在重新办了，不用再记一次没解决")

    def _check_values(self) -> None:
        if len(self.text) > 1000:
            raise Invalid(text=f"最多 1000 个字，现在是 {len(self.text)} 个")
        if len(doer := self.doer or "") > 40:
            raise Invalid(doer=f"最多 40 个字，现在是 {len(doer)} 个")
        if self.kind in NEEDS_TEXT and not self.text:
            raise Invalid(text=NEEDS_TEXT[self.kind])
        if self.kind == "dispatch":
            self._check_dispatch()
        if self.kind == "verdict" and None in (self.solved, self.satisfied):
            raise Invalid(solved="请选解决没解决、满意不满意")
        if self.way not in (None, *dict(WAYS)):
            raise Invalid(way="没有这个选项")

    def _check_dispatch(self) -> None:
        if self.to_id is None:
            raise Invalid(to="请选派给谁")
        if not Organization.receivers(self.concern.compound).where(Organization.id == self.to_id).exists():
            raise Invalid(to="这个单位不管这个小区")
        if self.contact_given and not self.concern.consent:
            raise Invalid(contact_given="居民还没有同意给出联系方式")

    def _claim(self) -> None:
        """Inside a transaction: the concern as it is now, and nobody else changes it until the end."""
        Concern.update(void=Concern.void).where(Concern.id == self.concern_id).execute()
        self.concern = Concern.get_by_id(self.concern_id)

    def _follow(self) -> None:
        """What a step brings with it, in the same transaction."""
        self.concern.stand(self)
        if self.kind == "verdict" and not self.solved:
            again = Step.create(id=uuid.uuid5(self.id, "reopening"), concern=self.concern, number=self.number + 1, kind="reopening", by=self.by, at=self.at)
            self.concern.stand(again)
        if self.kind == "reopening" or (self.kind == "verdict" and not self.solved):
            self.concern.promise_again(self.at)


def overdue(is_open: Any, due: Any, now: datetime) -> Any:
    """Whether a concern is past its promise: the only rule there is, for a row as for a query's columns."""
    return is_open & (due < now)


def concern_last(concern: Concern) -> Step:
    """The last step of a concern: its state."""
    step: Step = Step.select().where(Step.concern == concern.id).order_by(Step.number.desc()).get()
    return step
