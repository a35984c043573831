"""Projects: micro-renovation and investment, with budget, what was spent, stages, and a state that follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, TextField, fn

from models import clock
from models.areas import Compound
from models.communals import Communal
from models.database import Query, db
from models.money import Fen, Money, in_yuan
from models.programmes import Programme
from models.records import Invalid, Record
from models.users import Role, User

PROJECT_KINDS = [("micro", "微改造"), ("landscape", "微景观"), ("investment", "软硬件改造")]
MOST = 2_000_000_000  # fen, 20 million yuan: what an integer holds on every database


class Project(Communal):
    """Works in a compound."""

    title = "项目"
    identities = (("compound", "name"),)
    searched = ("name", "source")

    name = CharField(40, verbose_name="名称")
    kind = CharField(16, choices=PROJECT_KINDS, default="micro", verbose_name="类别")
    compound: Any = ForeignKeyField(Compound, backref="projects", index=False, verbose_name="小区")
    programme: Any = ForeignKeyField(Programme, null=True, backref="projects", verbose_name="机制")
    budget = Fen(low=1, high=MOST, verbose_name="预算（元）")
    source = CharField(60, null=True, verbose_name="钱从哪里来")
    note = TextField(default="", verbose_name="做些什么")

    class Meta:
        indexes = ((("compound", "name"), True),)

    @classmethod
    def begin(cls, by: User, stages: Iterable[tuple[str, date]] = (), **values: Any) -> Project:
        """A new project with its stages (name, planned day): also the way in for a resolution that needs works. Raises Invalid as `add` does."""
        with db.atomic():
            project = cls.add(by, **values)
            for name, planned in stages:
                Stage.add(by, project=project, name=name, planned=planned)
        return project

    @cached_property
    def now(self) -> Progress:
        """How far it is today; a list sets it for all its rows at once."""
        return progress([self.id])[self.id]

    def settle(self) -> None:
        if self.compound_id:
            self.community_id = self.compound.community_id
        super().settle()

    def clean(self) -> None:
        super().clean()
        if self.programme and self.programme.community_id not in (None, self.community_id):
            raise Invalid(programme="这个机制不在这个社区里")
        before = Project.get_or_none(Project.id == self.id)
        if before and before.compound_id != self.compound_id and before.expenses.exists():
            raise Invalid(compound="已经记了开支，不能换小区")

    def shown(self, name: str) -> str:
        """Money in yuan, also in the history; what follows from stages and expenses as well."""
        if name == "state":
            return self.now.state
        if name == "spent":
            return in_yuan(self.now.spent)
        return in_yuan(self.budget) if name == "budget" and self.budget else super().shown(name)


class Stage(Record):
    """A part of the works: when it should be done, and when it was."""

    title = "阶段"
    readers = Project.readers
    editors = Project.editors

    project: Any = ForeignKeyField(Project, backref="stages", on_delete="CASCADE", verbose_name="项目")
    name = CharField(30, verbose_name="阶段")
    planned = DateField(verbose_name="计划哪天完成")
    done = DateField(null=True, verbose_name="哪天完成的")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select(cls, Project).join(Project).where(Project.id.in_(Project.visible_to(user).select(Project.id)))

    @property
    def late(self) -> bool:
        """Whether it should have been done by now."""
        return self.done is None and self.planned < clock.today()

    def clean(self) -> None:
        if self.done and self.done > clock.today():
            raise Invalid(done="不能是以后的日子")


class Expense(Money):
    """Money spent on a project."""

    title = "项目开支"
    readers = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT})
    editors = frozenset({Role.COMMUNITY})

    project: Any = ForeignKeyField(Project, backref="expenses", index=False, verbose_name="项目")
    fen = Fen(low=1, high=MOST, verbose_name="金额（元）")

    class Meta:
        indexes = ((("project", "day"), False), (("compound", "day"), False), (("community", "day"), False))

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Project).join(Project)
        return rows.where(cls.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    def settle(self) -> None:
        if self.project_id:
            self.compound_id, self.community_id = self.project.compound_id, self.project.community_id


@dataclass(frozen=True)
class Progress:
    """How far a project is: of so many stages so many done, the last of them on `ended`; whether one is late; fen spent."""

    stages: int = 0
    done: int = 0
    ended: date | None = None
    late: bool = False
    spent: int = 0

    @property
    def finished(self) -> bool:
        """Whether every stage is done."""
        return 0 < self.stages == self.done

    @property
    def state(self) -> str:
        """还没开工, 在做, 超期 or 完工: what follows from stages and money."""
        if self.finished:
            return "完工"
        return "超期" if self.late else "在做" if self.done or self.spent else "还没开工"


def progress(keys: Iterable[int], day: date | None = None) -> dict[int, Progress]:
    """Project -> how far it was on a day (today), for each of these; two queries however many."""
    keys, day = list(keys), day or clock.today()
    spent: Any = Expense.select(Expense.project, fn.SUM(Expense.fen)).where(Expense.project.in_(keys), Expense.standing(), Expense.day <= day)
    sums = dict(spent.group_by(Expense.project).tuples())
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.select().where(Stage.project.in_(keys)):
        stages[stage.project_id].append(stage)
    return {key: _progress(stages[key], int(sums.get(key) or 0), day) for key in keys}


def _progress(stages: list[Stage], spent: int, day: date) -> Progress:
    ends = [stage.done for stage in stages if stage.done and stage.done <= day]
    late = any(stage.planned < day for stage in stages if not stage.done or stage.done > day)
    return Progress(len(stages), len(ends), max(ends, default=None), late, spent)
