"""An uploaded spreadsheet on its way into the register: checked, shown, confirmed, carried out, forgotten."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField, UUIDField

from models import clock
from models.areas import Area
from models.database import Query
from models.imports.derived import Fill, derive
from models.imports.households import Households
from models.imports.kinds import Kind, Table, Tell
from models.imports.plans import Plan, Stale, digest
from models.imports.users import Users, first_password
from models.imports.volunteers import Volunteers
from models.records import Invalid, Record, tidy
from models.users import Role, User

KINDS: dict[str, type[Kind]] = {"households": Households, "volunteers": Volunteers, "users": Users}
KIND_LABELS = [(key, kind.model.title) for key, kind in KINDS.items()]
LONGEST = 16  # characters of a kind's key


def declare(key: str, model: type[Record], names: tuple[str, ...], fill: Fill) -> None:
    """Let the rows of a register be imported, unless it has an import of its own. Raises ValueError for a noun that the column has no room for."""
    if len(key) > LONGEST:
        raise ValueError(f"{key}: at most {LONGEST} characters")
    if key not in KINDS:
        KINDS[key] = derive(key, model, names, fill)
        KIND_LABELS.append((key, model.title))


WAITING, CHECKING, CHECKED, FAILED, APPLYING, APPLIED = "waiting", "checking", "checked", "failed", "applying", "applied"
STATES = [(WAITING, "等着检查"), (CHECKING, "正在检查"), (CHECKED, "等您确认"), (FAILED, "没法导入"), (APPLYING, "正在导入"), (APPLIED, "已导入")]
KEPT = timedelta(days=7)  # shortest retention (个人信息保护法 19)
SHOWN = timedelta(hours=1)  # first passwords
QUIET = timedelta(minutes=1)  # a job that has not been heard of for so long is taken for dead


class Import(Record):
    """One file and what becomes of it. Its key is the form's, so sending the form twice makes one import."""

    title = "导入"
    readers = frozenset({Role.COMMUNITY})
    editors = frozenset({Role.COMMUNITY})

    id = UUIDField(primary_key=True)
    user: Any = ForeignKeyField(User, backref="+", index=False, verbose_name="谁")
    community: Any = ForeignKeyField(Area, backref="+", verbose_name="社区")
    kind = CharField(LONGEST, choices=KIND_LABELS, verbose_name="什么表")
    filename = CharField(100, verbose_name="文件")
    content = BlobField(null=True)
    state = CharField(16, choices=STATES, default=WAITING, verbose_name="进度")
    problem = CharField(200, default="")
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    added = IntegerField(default=0)
    changed = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    refused = IntegerField(default=0)
    report = TextField(default="{}")
    at = DateTimeField(index=True, verbose_name="什么时候")
    touched_at = DateTimeField()
    applied_at = DateTimeField(null=True)

    def __str__(self) -> str:
        return self.filename

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A community's imports, without the file and the report, which may be large."""
        light = [field for field in cls._meta.sorted_fields if field.name not in ("content", "report")]
        rows = cls.select(*light, User).join(User)
        return rows.where(cls.community == user.area_id) if user.role == Role.COMMUNITY else rows.where(False)

    @classmethod
    def receive(cls, by: User, key: UUID, kind: str, filename: str, content: bytes) -> tuple[Self, bool]:
        """Take a file in, once for each key; gives the import and whether it is new. Raises Invalid when it cannot be read."""
        KINDS[kind](by.area).table(content, filename)
        cls.prune()
        place = {"user": by.id, "community": by.area_id, "kind": kind, "filename": tidy(filename)[-100:] or "表格"}
        row = cls.insert(id=key, content=content, at=clock.now(), touched_at=clock.now(), **place)
        new = bool(row.on_conflict(action="nothing", conflict_target=[cls.id]).as_rowcount().execute())
        kept = cls.get_by_id(key)
        if kept.user_id != by.id:
            raise Invalid(form_id="这张表单的编号已被占用，请重新打开")
        return kept, new

    @classmethod
    def prune(cls) -> None:
        """Forget files and reports after their time; that an import took place and its counts stay."""
        old = cls.at < clock.now() - KEPT
        late = cls.update(state=FAILED, problem="放了七天没有确认，文件已删除", content=None, report="{}")
        late.where(old, cls.state.in_((WAITING, CHECKING, CHECKED))).execute()
        cls.update(content=None, report="{}").where(old, cls.report != "{}").execute()

    @property
    def running(self) -> bool:
        """Whether a job is to do, or at it."""
        return self.state in (WAITING, CHECKING, APPLYING)

    @property
    def stuck(self) -> bool:
        """Whether that job has not been heard of for too long."""
        return self.running and clock.now() - self.touched_at > QUIET

    @property
    def percent(self) -> int | None:
        """How far the running job is; None while nobody can tell."""
        return self.done * 100 // self.total if self.total else None

    def details(self) -> dict[str, Any]:
        """The report: lists of added, changed and refused rows, the headings, and those not used."""
        return dict(json.loads(Import.select(Import.report).where(Import.id == self.id).scalar() or "{}"))

    def recheck(self) -> bool:
        """Let a stuck import be checked again; gives whether it was stuck."""
        return self.stuck and self._move((self.state,), WAITING, touched_at=clock.now(), done=0, total=0)

    def check_now(self, notice: str = "") -> None:
        """The job: read the file and plan what it would do."""
        if not self._move((WAITING, APPLYING), CHECKING, problem=notice):
            return
        try:
            kind, table = self._open()
            plan = kind.check(table, self._teller())
        except Invalid as error:
            self._fail(str(error))
        except Exception:
            self._fail("检查时出了意外，没有写入任何内容")
            raise
        else:
            kind.write_down_readings(self.user)
            self._show(plan, table)

    def first_passwords(self, secret: bytes) -> list[tuple[User, str]]:
        """The accounts that this import has opened and nobody has used yet, with their passwords; for an hour, then none."""
        if self.applied_at is None or clock.now() - self.applied_at > SHOWN:
            return []
        opened = User.select().where(User.id.in_(self.details().get("accounts", [])), User.must_change).order_by(User.name)
        return [(user, first_password(secret, user.username)) for user in opened]

    def confirm(self, by: User, partial: bool) -> bool:
        """Ask for the plan to be carried out; gives whether nobody had asked before.

        Raises Invalid when rows are refused and `partial` does not say that the others shall go in, and when nothing is left to do.
        """
        if self.state == CHECKED and self.refused and not partial:
            raise Invalid(partial=f"有 {self.refused} 行没通过，请先改好，或者选“只导入没问题的”")
        if self.state == CHECKED and not self.added + self.changed:
            raise Invalid(partial="没有要写入的")
        return self._move((CHECKED,), APPLYING, user=by.id, touched_at=clock.now(), done=0, total=0, problem="")

    def apply_now(self, secret: bytes) -> None:
        """The job: carry out the plan that was shown, whole, or show the new one when the register has changed meanwhile."""
        if self.state != APPLYING:  # taken for dead, and checked again
            return
        try:
            kind, table = self._open()
            plan = kind.check(table, self._teller())
            if digest(plan.report()) != self.details().get("digest"):
                raise Stale
            kind.prepare(plan, secret, self._teller())
            plan.apply(self.user, f"导入 {self.filename}", lambda: self._finish(plan))
        except (Stale, Invalid):
            self.check_now("检查之后有人改过资料，请再看一遍")
        except Exception:
            self._move((APPLYING,), CHECKED, problem="导入时出了意外，没有写入任何内容，请再试一次")
            raise

    def discard(self) -> bool:
        """Throw an import away that has not begun to be written; gives whether it could be."""
        return bool(Import.delete().where(Import.id == self.id, Import.state.in_((WAITING, CHECKING, CHECKED, FAILED))).execute())

    def _open(self) -> tuple[Kind, Table]:
        content = Import.select(Import.content).where(Import.id == self.id).scalar()
        kind = KINDS[self.kind](self.community)
        return kind, kind.table(bytes(content or b""))

    def _teller(self) -> Tell:
        """Writes progress down, at most twice a second."""
        last = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal last
            if time.monotonic() - last > 0.5:
                last = time.monotonic()
                Import.update(done=done, total=total, touched_at=clock.now()).where(Import.id == self.id).execute()

        return tell

    def _show(self, plan: Plan, table: Table) -> None:
        report = plan.report()
        kept = [heading for n, heading in enumerate(table.headings) if n not in table.ours]
        details = {**report, "head": kept, "unused": table.unused, "digest": digest(report)}
        counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": plan.unchanged, "refused": len(plan.refused)}
        self._move((CHECKING,), CHECKED, report=json.dumps(details, ensure_ascii=False), **counts)

    def _fail(self, problem: str) -> None:
        self._move((CHECKING,), FAILED, problem=problem[:200], content=None)

    def _finish(self, plan: Plan) -> None:
        """In the transaction that writes the records: what is left is the counts, and the refused rows for a while."""
        details = self.details()
        kept = {name: details[name] for name in ("refused", "head", "unused")}
        kept["accounts"] = [row.record.id for row in plan.added] if plan.model is User else []
        if not self._move((APPLYING,), APPLIED, applied_at=clock.now(), content=None, report=json.dumps(kept, ensure_ascii=False)):
            raise Stale

    def _move(self, states: tuple[str, ...], state: str, **values: Any) -> bool:
        """Go from one of these states to another, once, whoever else tries; gives whether it was this one."""
        values = {"touched_at": clock.now(), **values, "state": state}
        moved = Import.update(**values).where(Import.id == self.id, Import.state.in_(states)).execute()
        if moved:
            for name, value in values.items():
                setattr(self, name, value)
        return bool(moved)
