"""监督考评: editable criteria for each mode, scored with evidence for a compound and a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField

from models.areas import MODES, Compound
from models.database import Query, db
from models.editables import Editable
from models.periods import Period
from models.records import Invalid, Number, Record
from models.users import Role, User

FULL = 100


class Criterion(Editable):
    """What is scored, for one mode or for all; its weight is its share among those that are scored together."""

    title = "考评项目"
    readers = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.ADMINISTRATOR})

    name = CharField(40, verbose_name="考什么")
    mode = CharField(16, null=True, choices=MODES, verbose_name="小区类型（空着就是都用）")
    weight = Number(default=10, low=1, high=100, verbose_name="分量")
    position = Number(default=0, high=1000, verbose_name="次序")
    active = BooleanField(default=True, verbose_name="在用")

    @classmethod
    def of(cls, compound: Compound) -> list[Criterion]:
        """Those of a compound's mode, in order."""
        mine = cls.mode.is_null() | (cls.mode == compound.mode)
        return list(cls.select().where(cls.active, mine).order_by(cls.position, cls.id))


class Assessment(Record):
    """One assessment of a compound for a period: a mark for each criterion, and the score that follows."""

    title = "考评"
    readers = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.ADMINISTRATOR})
    editors = frozenset({Role.COMMUNITY, Role.STREET})
    identities = (("compound", "period"),)

    compound: Any = ForeignKeyField(Compound, backref="assessments", index=False, verbose_name="小区")
    period = CharField(7, verbose_name="哪一段时间")
    until = DateField(null=True, verbose_name="到哪天")  # the period's last day, by which assessments are in order
    score = Number(default=0, high=10 * FULL)  # in tenths of a point, from the marks: kept, so that a district's page need not add them up

    class Meta:
        indexes = ((("compound", "period"), True), (("compound", "until"), False))

    def __str__(self) -> str:
        return f"{self.compound} {self.span.label}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Of the user's communities; who walks the doors or leads a team has no business with scores, nor has who is scored."""
        rows = cls.select(cls, Compound).join(Compound)
        return rows.where(Compound.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    @property
    def span(self) -> Period:
        """The period as such."""
        return Period.parse(self.period)

    @property
    def points(self) -> float:
        """The score, out of 100."""
        return self.score / 10

    def shown(self, name: str) -> str:
        """The period by its name and the score with its unit."""
        return {"period": self.span.label, "score": f"{self.points:g} 分"}.get(name) or super().shown(name)

    def taken(self, name: str) -> str:
        return f"{self.span.label}已经考评过，去改那一次"

    def settle(self) -> None:
        if self.period:
            self.until = self.span.end

    @property
    def rows(self) -> list[Mark]:
        """The marks with their criteria, in order."""
        rows = Mark.select(Mark, Criterion).join(Criterion).where(Mark.assessment == self.id)
        return list(rows.order_by(Criterion.position, Criterion.id))

    def described(self) -> dict[str, str]:
        """With the marks, so that the history shows them."""
        told = {mark.criterion.name: f"{mark.points} 分：{mark.evidence}" for mark in self.rows} if self.id else {}
        return {**super().described(), **told, "得分": f"{self.points:g}"}

    @classmethod
    def give(cls, by: User | None, compound: Compound, period: str, marks: dict[Criterion, tuple[int, str]]) -> Assessment:
        """Assess: every criterion with its points and its evidence, all or nothing. Raises Invalid."""
        with db.atomic():
            row = cls.add(by, compound=compound, period=period)
            row.score_again(by, marks)
        return row

    def score_again(self, by: User | None, marks: dict[Criterion, tuple[int, str]]) -> None:
        """Put these marks in place of those that are there; both stay in the history. Raises Invalid unless each has points and evidence."""
        if not marks:
            raise Invalid(compound="这一类小区还没有考评项目，请管理员先添加")
        before = self.described()
        with db.atomic():
            Mark.delete().where(Mark.assessment == self.id).execute()
            for criterion, (points, evidence) in marks.items():
                Mark.add(None, assessment=self, criterion=criterion, weight=criterion.weight, points=points, evidence=evidence)
            self.score = round(10 * mean([(points, criterion.weight) for criterion, (points, _) in marks.items()]))
            self.save()
            self.record("amend", by, before, self.described())


class Mark(Record):
    """The points of one criterion, with what they rest on; its weight stays what it was then."""

    title = "考评得分"
    readers = Assessment.readers

    assessment: Any = ForeignKeyField(Assessment, backref="marks", on_delete="CASCADE", verbose_name="考评")
    criterion: Any = ForeignKeyField(Criterion, backref="marks", verbose_name="考什么")
    weight = Number(low=1, high=100, verbose_name="分量")
    points = Number(high=FULL, verbose_name="得分")
    evidence = CharField(200, verbose_name="凭据")

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """With its assessment."""
        return cls.select().where(cls.assessment.in_(Assessment.visible_to(user).select(Assessment.id)))


def mean(scored: list[tuple[int, int]]) -> float:
    """The mean of (points, weight), by weight."""
    return sum(points * weight for points, weight in scored) / sum(weight for _, weight in scored)


def scores(compound: Compound, day: date) -> list[Assessment]:
    """The last two assessments of a compound for periods that were over on `day`, the newest first."""
    return list(Assessment.select().where(Assessment.compound == compound.id, Assessment.until <= day).order_by(Assessment.until.desc()).limit(2))
