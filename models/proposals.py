"""Two people who change one thing at the same time: what does not collide is merged, what does is kept side by side until somebody picks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import peewee
from peewee import CharField, DateTimeField, ForeignKeyField, TextField, UUIDField

from models import clock
from models.database import Query, db
from models.households import Household
from models.ledgers import DIFFERENT
from models.records import Change, Invalid, Record
from models.users import Role, User
from models.visits import Visit

AMEND = "amend"
KEPT, PICKED, DECLINED = "和别人同时改的，两种写法都留着", "两种写法里选的", "看过，没有采用"


@dataclass(frozen=True)
class Side:
    """One value in its two versions: what stands there and who wrote it when, and what is proposed."""

    name: str
    label: str
    now: str
    since: Change | None
    proposed: str


class Proposal(Record):
    """What somebody wrote over values that had been changed meanwhile: of a household's card or of a visit."""

    title = "两种写法"
    readers = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
    editors = frozenset({Role.GRID_WORKER, Role.COMMUNITY})

    id = UUIDField(primary_key=True, default=uuid4)
    household: Any = ForeignKeyField(Household, null=True, backref="proposals", on_delete="CASCADE")
    visit: Any = ForeignKeyField(Visit, null=True, backref="proposals", on_delete="CASCADE")
    user: Any = ForeignKeyField(User, backref="+", index=False)
    at = DateTimeField(default=clock.stamp)
    fields = TextField()  # JSON: name -> value
    sent = TextField()  # JSON: all that the form said, to know it again
    reason = CharField(200, default="")
    settled_at = DateTimeField(null=True)
    settled_by: Any = ForeignKeyField(User, null=True, backref="+", index=False)

    @property
    def target(self) -> Any:
        """The household or the visit that it is about."""
        return self.household or self.visit

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Those about what the user sees."""
        rows = cls.select(cls, User).join(User, on=cls.user)
        if user.role not in cls.readers:
            return rows.where(False)
        doors, visits = Household.visible_to(user).select(Household.id), Visit.visible_to(user).select(Visit.id)
        return rows.where(cls.household.in_(doors) | cls.visit.in_(visits))

    @classmethod
    def waiting(cls, user: User) -> Query:
        """Those that nobody has decided about, oldest first."""
        return cls.visible_to(user).where(cls.settled_at.is_null()).order_by(cls.at, cls.id)

    @classmethod
    def about(cls, row: Record) -> list[Proposal]:
        """Those about one row that nobody has decided about."""
        rows = cls.select(cls, User).join(User, on=cls.user).where(_about(row), cls.settled_at.is_null())
        return list(rows.order_by(cls.at, cls.id))

    def editable_by(self, user: User) -> bool:
        """Whoever may change what it is about."""
        return bool(self.settled_at is None and self.target.editable_by(user))

    @classmethod
    def merge(cls, row: Any, by: User, made_from: int | None, key: UUID, reason: str = "", **values: Any) -> Proposal | None:
        """Change a household or a visit by a form that was made from the version `made_from` (None: from the present one).

        What others have not changed since is written. What they have is left to whoever picks, and the proposal given.
        Raises Invalid as `amend` does, and for other content under a key that has been received.
        """
        sent = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        with db.atomic():
            row = _held(row)
            if kept := cls.get_or_none(cls.id == key):
                return _again(kept, row, by, sent)
            later = [] if made_from is None else list(row.changes.where(Change.id > made_from, Change.action == AMEND).order_by(Change.id))
            if not later:
                row.amend(by, reason, **values)
                return None
            mine, rival = _sorted(row, by, later, values)
            try:
                row.amend(by, reason, **mine)
            except Invalid:  # together with what others wrote it breaks a rule that it alone does not
                row, rival = _held(row), rival | mine
            return cls._keep(row, by, key, reason, rival, sent) if rival else None

    @classmethod
    def _keep(cls, row: Any, by: User, key: UUID, reason: str, rival: dict[str, Any], sent: str) -> Proposal:
        about = {"household" if isinstance(row, Household) else "visit": row}
        fields = json.dumps(rival, ensure_ascii=False, default=str)
        made = cls.create(id=key, user=by.id, at=clock.now(), fields=fields, sent=sent, reason=reason[:200], **about)
        written = _written(row, rival)
        labels = {name: row._meta.fields[name].verbose_name for name in rival}
        before = {label: row.shown(name) for name, label in labels.items()}
        row.record("propose", by, before, {label: written.shown(name) for name, label in labels.items()}, reason or KEPT)
        return made

    @property
    def values(self) -> dict[str, Any]:
        """What is proposed, by field."""
        fields = self.target._meta.fields
        return {name: fields[name].python_value(value) for name, value in json.loads(self.fields).items()}

    def sides(self) -> list[Side]:
        """Each value beside what stands there now."""
        row, changes = self.target, list(self.target.changes)
        written = _written(row, self.values)
        labels = {name: row._meta.fields[name].verbose_name for name in self.values}
        since = {
            name: next((c for c in changes if c.action in (AMEND, "add") and any(line[0] == label for line in c.lines)), None) for name, label in labels.items()
        }
        return [Side(name, label, row.shown(name), since[name], written.shown(name)) for name, label in labels.items()]

    def pick(self, by: User, chosen: set[str], seen: int) -> None:
        """Decide: the values named in `chosen` become what is proposed, the others stay. Both remain in the history.

        Raises Invalid when somebody else decided first, when what stands there is newer than the version `seen`, or when a rule is broken.
        """
        with db.atomic():
            row, values = _held(self.target), self.values
            labels = {row._meta.fields[name].verbose_name for name in values}
            if any(line[0] in labels for change in row.changes.where(Change.id > seen, Change.action == AMEND) for line in change.lines):
                raise Invalid(fields="刚才又有人改了，请再看一遍")
            settled = {"settled_at": clock.now(), "settled_by": by.id}
            if not Proposal.update(**settled).where(Proposal.id == self.id, Proposal.settled_at.is_null()).execute():
                raise Invalid(fields="刚才已经有人选过了")
            written, refused = _written(row, values), [name for name in values if name not in chosen]
            if chosen & set(values):
                row.amend(by, PICKED, **{name: value for name, value in values.items() if name in chosen})
            if refused:
                row.record("decline", by, {}, {row._meta.fields[name].verbose_name: written.shown(name) for name in refused}, DECLINED)


def _held(row: Any) -> Any:
    """The row as it is now, and as nobody else changes it before the transaction ends. SQLite's transactions wait for one another anyway."""
    rows = type(row).select().where(row._meta.primary_key == row._pk)
    return (rows.for_update() if isinstance(db.obj, peewee.PostgresqlDatabase) else rows).get()


def _about(row: Any) -> Any:
    return Proposal.household == row.id if isinstance(row, Household) else Proposal.visit == row.id


def _again(kept: Proposal, row: Any, by: User, sent: str) -> Proposal:
    """What the form with this key made the first time."""
    if kept.target != row or kept.user_id != by.id or kept.sent != sent:
        raise Invalid(id=DIFFERENT)
    return kept


def _written(row: Any, values: dict[str, Any]) -> Any:
    """A copy of the row with these values, to be read and never saved."""
    copy = type(row)(**row.__data__)
    copy._dirty.clear()
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def _sorted(row: Any, by: User, later: list[Change], values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what may be written, what collides) of a form's values, when these changes came later than the form.

    What equals the value that the form began with was not touched; what the same person wrote before was a retry.
    """
    written = _written(row, values)
    written.check()
    mine, rival = {}, {}
    for name, value in values.items():
        lines = [(change, line) for change in later for line in change.lines if line[0] == row._meta.fields[name].verbose_name]
        said = written.shown(name)
        known = {row.shown(name), *(line[1] for _, line in lines[:1]), *(line[2] for change, line in lines if change.user_id == by.id)}
        if not lines or lines[-1][0].user_id == by.id and said not in known:
            mine[name] = value
        elif said not in known:
            rival[name] = value
    return mine, rival
