"""What every record shares: checked values, and a history that nobody can edit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from peewee import CharField, DateField, DateTimeField, Field, ForeignKeyField, IntegerField, IntegrityError, TextField, chunked, fn

from models import clock, telephones
from models.database import Model, Query, db
from models.telephones import Telephone

if TYPE_CHECKING:
    from models.users import User

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2, and so no spreadsheet; PostgreSQL takes no NUL


class Invalid(ValueError):
    """Values that break a rule: `errors` maps a field's name to the message beside it."""

    def __init__(self, **errors: str) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = errors


class Number(IntegerField):
    """A whole number between `low` and `high`."""

    def __init__(self, *args: Any, low: int = 0, high: int = 1_000_000, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(*args, **kwargs)


class Change(Model):
    """One line of the audit: who changed what, when and why. Rows are never changed or deleted: see migration 0001."""

    at = DateTimeField(verbose_name="时间")
    user_id = IntegerField(null=True)
    user_name = CharField(64, verbose_name="谁")
    record = CharField(32)
    key = CharField(36)
    action = CharField(16)
    reason = TextField(default="", verbose_name="原因")
    before = TextField(default="{}")
    after = TextField(default="{}")

    class Meta:
        indexes = ((("record", "key"), False),)

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(label, before, after) of each value that differs."""
        before, after = json.loads(self.before), json.loads(self.after)
        return [(label, before.get(label, ""), after.get(label, "")) for label in {**before, **after} if before.get(label, "") != after.get(label, "")]


class Record(Model):
    """A table whose rows are added and amended by somebody, and remember it.

    Subclasses say who sees what (`visible_to`), which roles read such rows at all (`readers`), which write them (`editors`),
    and their own rules (`clean`).
    """

    title = ""  # what the screen calls one of these
    readers: frozenset[str] = frozenset({"grid_worker", "team_leader", "property", "community", "street", "district", "administrator"})
    editors: frozenset[str] = frozenset()
    identities: tuple[tuple[str, ...], ...] = ()  # the fields by which the world knows a row: no two rows agree in all of one
    apart: tuple[str, ...] = ()  # without one: the fields by which a spreadsheet's row is taken for one that is there

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """The rows that `user` may see: the only door to them."""
        raise NotImplementedError

    def editable_by(self, user: User) -> bool:
        """Whether `user`, who sees this row, may change it."""
        return user.role in self.editors

    def settle(self) -> None:
        """Set what follows from other values, such as the search text; part of every check."""

    def clean(self) -> None:
        """Raise Invalid when values together break a rule of the domain."""

    def clean_by(self, by: User) -> None:
        """Raise Invalid when `by` may not write such values, though another may."""

    @classmethod
    def add(cls, by: User | None, **values: Any) -> Self:
        """Insert a row after checking it; Invalid names what is wrong."""
        row = cls(**values)
        with row._written():
            row._check_for(by)
            row.save(force_insert=row._pk is not None)
            row.record("add", by, {}, row.described())
        return row

    def amend(self, by: User | None, reason: str = "", **values: Any) -> bool:
        """Change some values and keep both versions; gives whether anything changed."""
        before, kept = self.described(), dict(self.__data__)
        for name, value in values.items():
            if self.__data__.get(name) != getattr(value, "_pk", value):  # what a form sends back as it was is not set: it is neither written nor judged anew
                setattr(self, name, value)
        with self._written():
            self._check_for(by)
            if self.__data__ == kept:  # not by the labels: two people may share a name
                return False
            self.save()
            self.record("amend", by, before, self.described(), reason)
            self.amended(by)
        return True

    def amended(self, by: User | None) -> None:
        """What else follows from a change, written in the same transaction; imports call it too."""

    def remove(self, by: User | None, reason: str = "") -> None:
        """Delete the row; its last version stays in the audit."""
        with db.atomic():
            self.record("remove", by, self.described(), {}, reason)
            self.delete_instance()

    @contextmanager
    def _written(self) -> Iterator[None]:
        """A transaction; what a twin written at the same moment has taken is refused like what was there before."""
        try:
            with db.atomic():
                yield
        except IntegrityError:
            self.check_identity()
            raise

    def _check_for(self, by: User | None) -> None:
        self.check()
        if by:
            self.clean_by(by)

    @property
    def in_use(self) -> bool:
        """Whether rows of any table refer to this one."""
        tables = [(key, model) for key, model in self._meta.backrefs.items() if not model.__subclasses__()]  # Entry has none of its own
        return any(model.select().where(key == self._pk).exists() for key, model in tables)

    @property
    def changes(self) -> Query:
        """The history of this row, newest first; of a person whose information was deleted on request, nothing from before that."""
        erased, mine = Change.alias(), (self._meta.table_name, str(self._pk))
        last = erased.select(fn.MAX(erased.id)).where(erased.record == mine[0], erased.key == mine[1], erased.action == "erase")
        return Change.select().where(Change.record == mine[0], Change.key == mine[1], Change.id >= fn.COALESCE(last, 0)).order_by(Change.id.desc())

    @property
    def version(self) -> int:
        """The number of the last change: what a form was made from."""
        return int(self.changes.select(Change.id).limit(1).scalar() or 0)

    def record(self, action: str, by: User | None, before: dict[str, str], after: dict[str, str], reason: str = "") -> None:
        """Write one line of the audit."""
        Change.insert(self.change(action, by, before, after, reason)).execute()

    def change(self, action: str, by: User | None, before: dict[str, str], after: dict[str, str], reason: str = "") -> dict[str, Any]:
        """One line of the audit as values, for an insert of many at once."""
        who = {"user_id": by.id, "user_name": by.name} if by else {"user_id": None, "user_name": "系统"}
        what = {"record": self._meta.table_name, "key": str(self._pk), "action": action, "reason": tidy(reason, lines=True)}
        return {"at": clock.now(), **who, **what, "before": json.dumps(before, ensure_ascii=False), "after": json.dumps(after, ensure_ascii=False)}

    def described(self) -> dict[str, str]:
        """Label -> value as a reader would see it, for the audit."""
        return {f.verbose_name: self.shown(f.name) for f in self._meta.sorted_fields if f.verbose_name and self.__data__.get(f.name) is not None}

    def shown(self, name: str) -> str:
        """The value of a field as text for a reader: the choice's label, the related row's name, 是 or 否."""
        field, value = self._meta.fields.get(name), getattr(self, name)
        if field is not None and field.choices:
            value = dict(field.choices).get(value, value)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return clock.in_china(value).strftime("%Y-%m-%d %H:%M")
        return "" if value is None else str(value)

    def check(self) -> None:
        """Tidy the values, settle what follows from them, and raise Invalid for what no row of this table may hold."""
        self.check_values()
        self.check_identity()

    def check_identity(self) -> None:
        """Raise Invalid when another row is known by the same; an import of thousands asks a set of its own instead."""
        for names, values in self.known_by():
            same = [self._meta.fields[name] == value for name, value in zip(names, values, strict=True)]
            if type(self).select().where(*same, self._meta.primary_key != (self._pk or 0)).exists():
                raise Invalid(**{names[-1]: self.taken(names[-1])})

    def known_by(self) -> list[tuple[tuple[str, ...], tuple[Any, ...]]]:
        """(fields, values) of each identity that this row has; one with an empty value is none, as in SQL."""
        found = [(names, tuple(self.__data__.get(name) for name in names)) for names in self.identities]
        return [(names, values) for names, values in found if None not in values]

    def taken(self, name: str) -> str:
        """What to say beside the field `name` when another row is known by the same."""
        return f"“{self.shown(name)}”已经有了"

    def check_values(self) -> None:
        """The part of the check that needs no look at other rows."""
        self._tidy()
        self.settle()
        errors = {}
        for field in self._meta.sorted_fields:
            if field.primary_key:
                continue
            try:
                self.check_field(field)
            except ValueError as error:
                errors[field.name] = str(error)
        if errors:
            raise Invalid(**errors)
        self.clean()

    def _tidy(self) -> None:
        for field in self._meta.sorted_fields:
            value = self.__data__.get(field.name)
            if value is None and not field.null and field.default is not None:
                setattr(self, field.name, field.default() if callable(field.default) else field.default)
            if isinstance(value, str) and isinstance(field, (CharField, TextField)):
                tidied = tidy(value, lines=isinstance(field, TextField))
                if tidied != value:  # a column set is a column written, over what somebody else wrote meanwhile
                    setattr(self, field.name, tidied)

    def check_field(self, field: Field) -> None:
        """The part of the check that needs one value alone; raises ValueError."""
        value = self.__data__.get(field.name)
        if value not in (None, ""):
            _check_value(field, value)
            if isinstance(field, Telephone) and field.name in self._dirty:
                telephones.check(value)
        elif not field.null and field.default is None:
            raise ValueError("这一项要填")


def load_related(rows: list[Any], *names: str) -> None:
    """Fetch what the named foreign keys of these rows point to, with one query a key however many rows."""
    fields = rows[0]._meta.fields if rows else {}
    for field in (fields[name] for name in names if isinstance(fields.get(name), ForeignKeyField)):
        keys = {row.__data__.get(field.name) for row in rows} - {None}
        found = {row._pk: row for chunk in chunked(keys, 500) for row in field.rel_model.select().where(field.rel_field.in_(chunk))}
        for row in rows:
            if row.__data__.get(field.name) in found:
                row.__rel__[field.name] = found[row.__data__[field.name]]


def tidy(text: str, lines: bool = False) -> str:
    """Text without control characters and outer blanks; `lines` keeps line breaks."""
    kept = UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return kept.strip() if lines else " ".join(kept.split())


def _check_value(field: Field, value: Any) -> None:
    if isinstance(field, CharField) and len(value) > field.max_length:
        raise ValueError(f"最多 {field.max_length} 个字，现在是 {len(value)} 个")
    if isinstance(field, TextField) and len(value) > 4000:
        raise ValueError(f"最多 4000 个字，现在是 {len(value)} 个")
    if field.choices and value not in dict(field.choices):
        raise ValueError("没有这个选项")
    if isinstance(field, Number) and not field.low <= value <= field.high:
        raise ValueError(f"要在 {field.low} 到 {field.high} 之间")
    if isinstance(field, DateField) and not EARLIEST <= value <= LATEST:
        raise ValueError("日期不对")
    if isinstance(field, ForeignKeyField) and isinstance(value, int) and not 0 < value < 2**31:
        raise ValueError("没有这一项")
