"""成批打印: many documents ordered at once, made in the background, kept for a week."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, TextField, UUIDField, fn

from models import clock
from models.areas import Area, Compound
from models.database import Query
from models.periods import Period
from models.records import Invalid, Record, tidy
from models.users import Role, User

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
STATES = [(WAITING, "排着队"), (RUNNING, "正在打印"), (DONE, "打印好了"), (FAILED, "没打完"), (CANCELLED, "取消了")]
OFFICES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)  # which print pages
KEPT = timedelta(days=7)  # shortest retention (个人信息保护法 19)
NAMESPACE = UUID("7f0c2d3e-0000-5000-8000-000000000000")  # of the keys of monthly batches
QUIET = timedelta(seconds=20)  # a run tells every second how far it is: one that has been silent for so long is dead
MOST_RUNS = 5  # of one batch that dies under the printer each time


class Batch(Record):
    """One order of many documents of a kind. Its key is the form's, so sending the form twice makes one batch.

    What it is about is `area` and `asked`, plain values that the kind understands (views/kinds.py). Who ordered it alone sees it; what nobody
    ordered, because it is made every month, is for the office of its area.
    """

    title = "成批打印"
    readers = frozenset({Role.TEAM_LEADER, Role.COMMUNITY, Role.STREET, Role.DISTRICT})
    editors = readers

    id = UUIDField(primary_key=True)
    user: Any = ForeignKeyField(User, null=True, backref="+", verbose_name="谁")
    area: Any = ForeignKeyField(Area, backref="+", verbose_name="哪里的")
    kind = CharField(20)
    name = CharField(120, verbose_name="名称")
    asked = TextField(default="{}")
    state = CharField(16, choices=STATES, default=WAITING, index=True, verbose_name="进度")
    run = UUIDField(null=True)
    runs = IntegerField(default=0)
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    fresh = IntegerField(default=0)
    place = CharField(64, default="")
    source = CharField(64, default="")  # a digest of all that it was printed from
    problem = CharField(200, default="")
    at = DateTimeField(verbose_name="什么时候")
    touched_at = DateTimeField()
    started_at = DateTimeField(null=True)
    finished_at = DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Of the last week, those that the user ordered and that lie within the user's place still, and the monthly ones of an office."""
        rows = cls.select(cls, Area).join(Area).where(cls.at > clock.now() - KEPT, Area.path.startswith(user.area.path))
        monthly = cls.user.is_null() & (cls.area == (user.area_id if user.role in OFFICES else None))
        return rows.where((cls.user == user.id) | monthly) if user.role in cls.readers else rows.where(False)

    @classmethod
    def order(cls, by: User | None, key: UUID, kind: str, area: Area, name: str, **asked: Any) -> tuple[Self, bool]:
        """Ask for a batch, once for each key; gives it and whether it is new. Raises Invalid for a key that is somebody else's."""
        values = {"user": by.id if by else None, "area": area.id, "kind": kind, "name": tidy(name)[:120], "asked": json.dumps(asked, ensure_ascii=False)}
        row = cls.insert(id=key, at=clock.now(), touched_at=clock.now(), **values)
        new = bool(row.on_conflict(action="nothing", conflict_target=[cls.id]).as_rowcount().execute())
        kept = cls.get_by_id(key)
        if kept.user_id != values["user"]:
            raise Invalid(form_id="这张表单的编号已被占用，请重新打开")
        return kept, new

    @classmethod
    def monthly(cls, month: Period, root: str | None) -> list[Batch]:
        """The pages of a month for each district, street and community, ordered now where they have not been; gives the new ones.

        The district comes first: what is printed for it is printed for the others.
        """
        rows: Any = Compound.select(Area.path).join(Area).distinct().tuples()
        used = {path for (path,) in rows}
        found = []
        for area in Area.select().order_by(fn.LENGTH(Area.path), Area.path):
            if any(path.startswith(area.path) for path in used):
                key = uuid5(NAMESPACE, f"{area.id} {month.key}")
                batch, new = cls.order(None, key, "pages", area, f"{area.name} 小区一页纸 {month.label}", period=month.key, root=root)
                found += [batch] if new else []
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for, besides the place."""
        return dict(json.loads(self.asked))

    @property
    def running(self) -> bool:
        """Whether it waits for the printer or is at it."""
        return self.state in (WAITING, RUNNING)

    @property
    def stuck(self) -> bool:
        """Whether nothing has been heard of it for too long."""
        return self.running and clock.now() - self.touched_at > 3 * QUIET

    @property
    def percent(self) -> int | None:
        """How far it is; None while nobody can tell."""
        return self.done * 100 // self.total if self.total else None

    @property
    def seconds_left(self) -> int | None:
        """How long the rest will take if it goes on like this; None before that can be told."""
        if self.started_at is None or not self.done or self.state != RUNNING:
            return None
        passed = (self.touched_at - self.started_at).total_seconds()
        return round(passed / self.done * (self.total - self.done))

    @property
    def kept_until(self) -> datetime:
        """The moment up to which its files are kept."""
        return self.at + KEPT

    def begin(self) -> bool:
        """Take it from the queue, or from a run that died; gives whether it was this one that took it."""
        if self.runs >= MOST_RUNS:
            self._move((WAITING, RUNNING), FAILED, problem="试了几次都没打完，请再试一次")
            return False
        free = (Batch.state == WAITING) | ((Batch.state == RUNNING) & (Batch.touched_at < clock.now() - QUIET))
        started = {"run": uuid4(), "runs": self.runs + 1, "started_at": clock.now(), "done": 0, "total": 0, "fresh": 0, "problem": ""}
        return self._move((WAITING, RUNNING), RUNNING, free, **started)

    def tell(self, done: int, total: int, fresh: int) -> bool:
        """Say how far this run is; gives whether it shall go on: not when it was cancelled, or another run has taken over."""
        return self._move((RUNNING,), RUNNING, Batch.run == self.run, done=done, total=total, fresh=fresh)

    def finish(self, place: str) -> bool:
        """All is printed and put together under `place` in the store; gives whether that still counts."""
        return self._move((RUNNING,), DONE, Batch.run == self.run, place=place, finished_at=clock.now())

    def printed_from(self, source: str) -> list[Self]:
        """Keep from what this run prints, a digest of it all; gives those that were printed from the same, the latest first."""
        self._move((RUNNING,), RUNNING, Batch.run == self.run, source=source)
        return list(type(self).select().where(Batch.source == source, Batch.state == DONE).order_by(Batch.finished_at.desc()))

    def fail(self, problem: str) -> bool:
        """This run ends without a result."""
        return self._move((RUNNING,), FAILED, Batch.run == self.run, problem=problem[:200])

    def cancel(self) -> bool:
        """Nobody wants it any more; gives whether it was still to be printed."""
        return self._move((WAITING, RUNNING), CANCELLED)

    def retry(self) -> bool:
        """Print it after all, or again where it got stuck; what is printed already is not printed twice. Gives whether that makes sense."""
        if self.stuck or self.state in (FAILED, CANCELLED):
            return self._move((self.state,), WAITING, runs=0, problem="")
        return False

    @classmethod
    def abandoned(cls) -> Query:
        """Those whose run died, or that were lost from the queue."""
        return cls.select().where(cls.state.in_((WAITING, RUNNING)), cls.touched_at < clock.now() - QUIET)

    def _move(self, states: tuple[str, ...], state: str, *where: Any, **values: Any) -> bool:
        """Go from one of these states to another, once, whoever else tries; gives whether it was this one."""
        values = {"touched_at": clock.now(), **values, "state": state}
        moved = Batch.update(**values).where(Batch.id == self.id, Batch.state.in_(states), *where).execute()
        if moved:
            for name, value in values.items():
                setattr(self, name, value)
        return bool(moved)
