"""What every import shares: columns under the headings that people use, and rows that become records one by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from peewee import ForeignKeyField

from models.areas import Area
from models.database import Model
from models.imports import cells
from models.imports.plans import Entry, Plan, Refusal
from models.imports.reading import MOST_ROWS, Row, sheets
from models.records import Invalid, Record
from models.users import User

Tell = Callable[[int, int], None]  # hears how many of how many are done
REASON = "没导入的原因"
REMARK = "说明"
SAMPLE = "示例"
MISSING = "这一项要填"
NO_VALUE = "这是公式，文件里没有算好的结果，请用 Excel 或 WPS 打开、保存一次再传，或直接填结果"


def untold(done: int, total: int) -> None:
    """For those who need no progress bar."""


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, its heading and the other names it goes by, and how a cell is read."""

    name: str
    heading: str
    others: tuple[str, ...] = ()
    read: Callable[[Any], Any] = cells.text
    required: bool = False
    hint: str = ""
    example: str = ""
    covers: tuple[str, ...] = ()  # fields that it fills instead of one of its own name


@dataclass
class Table:
    """The rows of a file under the columns of a kind."""

    headings: list[str]
    columns: list[Column | None]
    rows: Callable[[], list[Row]]
    ours: set[int] = field(default_factory=set)  # columns that we wrote ourselves: remarks, reasons

    @property
    def unused(self) -> list[str]:
        """Headings that mean nothing here."""
        return [h for n, h in enumerate(self.headings) if h and self.columns[n] is None and n not in self.ours]

    def is_sample(self, row: Sequence[Any]) -> bool:
        """Whether this is the sample row of a template, which says so in our own column."""
        return any(cells.text(cell).startswith(SAMPLE) for n, cell in enumerate(row) if n in self.ours)

    def kept(self, row: Sequence[Any]) -> list[str]:
        """The row as text, without our own columns, for the spreadsheet of refused rows."""
        return [cells.text(cell) for n, cell in enumerate(row[: len(self.headings)]) if n not in self.ours]


class Kind:
    """One kind of import into one community. Subclasses say which columns, which values, which existing row."""

    key: ClassVar[str]
    model: ClassVar[type[Record]]
    columns: tuple[Column, ...]
    watched: tuple[type[Model], ...]  # a change in these makes a plan stale
    apart: tuple[str, ...]  # the fields by which new records are told apart
    most_added: ClassVar[int] = MOST_ROWS

    def __init__(self, community: Area) -> None:
        self.community = community
        self.owners: dict[Hashable, int] = {}  # what a record is known by -> its key, or less than 0: the row of the file

    def load(self) -> None:
        """Fetch what is there, once, however many rows are asked for."""

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """The values of a record from what the cells say, names looked up; raises Invalid."""
        return given

    def find(self, values: dict[str, Any]) -> Any:
        """The record that is there already, or None; raises Invalid when there are several or it is out of reach."""
        raise NotImplementedError

    def new(self, values: dict[str, Any]) -> Any:
        """A record not yet there."""
        return self.model(community=self.community, **values)

    def changes(self, record: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Those of the values that differ from what is there, read as if it stood in a cell."""
        kept, readers = record.__data__, {column.name: column.read for column in self.columns}
        named = {name: getattr(value, "id", value) for name, value in values.items() if name in kept}
        return {name: values[name] for name, value in named.items() if kept[name] != value and not _reads_as(readers[name], kept[name], value)}

    def know(self, record: Any) -> None:
        """Take note of what a record that is there is known by."""
        self.owners.update(dict.fromkeys(record.known_by(), record.id))

    def known_by(self, record: Any) -> list[Any]:
        """What no two rows of the file may share."""
        return list(record.known_by())

    def claim(self, record: Any, owner: int) -> None:
        """Take note of what a planned record is known by; raises Invalid when that is another's."""
        for name in self.known_by(record):
            holder = self.owners.setdefault(name, owner)
            if holder != owner:
                field = name[0][-1]
                raise Invalid(**{field: f"和第 {-holder} 行是同一个" if holder < 0 else record.taken(field)})

    def tied(self, record: Any, values: dict[str, Any]) -> list[Record]:
        """Further records that come with this one and are not there yet."""
        return []

    def label(self, record: Any) -> str:
        """How the preview calls a record."""
        return str(record)

    def prepare(self, plan: Plan, secret: bytes, tell: Tell) -> None:
        """Whatever takes long and can be done before the plan is written."""

    def write_down_readings(self, by: User) -> None:
        """Log what the plan lets `by` know of a sensitive kind."""

    def lacking(self, names: set[str]) -> list[str]:
        """Headings that the file should have and has not."""
        return [column.heading for column in self.columns if column.required and column.name not in names]

    def explained(self, column: Column) -> str:
        """What may stand in a column, for the template."""
        return column.hint

    def sample(self, column: Column) -> str:
        """An invented value for the template."""
        return column.example

    @property
    def heading(self) -> dict[str, str]:
        """Field name -> heading."""
        return {column.name: column.heading for column in self.columns}

    def table(self, content: bytes, filename: str = "") -> Table:
        """The sheet and the head of a file; raises Invalid when it has none that fits."""
        tops = [(self._under(row), number, sheet) for sheet in sheets(content, filename) for number, row in sheet.first(10)]
        best = max(tops, key=lambda top: sum(column is not None for column in top[0].columns), default=None)
        if best is None or not any(best[0].columns):
            raise Invalid(file=f"第一行要有列名，比如{'、'.join(c.heading for c in self.columns[:4])}；可以下载模板照着填")
        table, head, sheet = best
        lacking = self.lacking({column.name for column in table.columns if column})
        if lacking:
            raise Invalid(file=f"表里没有“{'”“'.join(lacking)}”这一列，请加上再传，或下载模板照着填")
        table.rows = lambda: [(number, row) for number, row in sheet.all() if number > head and not table.is_sample(row)]
        return table

    def _under(self, head: Sequence[Any]) -> Table:
        """A table under this row of headings; of two columns of one name the left one counts."""
        known = {_plain(name): column for column in self.columns for name in (column.heading, *column.others)}
        columns: list[Column | None] = []
        for cell in head:
            column = known.get(_plain(cells.text(cell)))
            columns.append(None if column in columns else column)
        headings = [cells.text(cell) for cell in head]
        while headings and not headings[-1]:
            headings.pop()
        return Table(headings, columns, list, {n for n, name in enumerate(headings) if name in (REASON, REMARK)})

    def check(self, table: Table, tell: Tell = untold) -> Plan:
        """What an import of the table would do, row by row; `tell` hears how far it is. Raises Invalid for the whole file."""
        plan = Plan(self.model, self.apart, self.watched)
        self.load()
        seen: dict[int, int] = {}
        rows = table.rows()
        if not rows:
            raise Invalid(file="列名下面没有内容")
        for done, (number, row) in enumerate(rows):
            try:
                self._plan(plan, number, *self._understood(table, row), seen)
            except Invalid as error:
                plan.refused.append(Refusal(number, *self._worded(error.errors), table.kept(row)))
            if done % 200 == 0:
                tell(done, len(rows))
        if len(plan.added) > self.most_added:
            raise Invalid(file=f"一次最多新添 {self.most_added} 个，请分成几份")
        return plan

    def _understood(self, table: Table, row: Sequence[Any]) -> tuple[dict[str, Any], Any]:
        """The values of a row and the record that is there already; raises Invalid with all that is wrong with the row."""
        given, errors = self._read(table, row)
        covered = {name for column in self.columns if column.name in errors for name in column.covers}
        try:
            values = self.values(given)
            record = None if errors else self.find(values)
        except Invalid as error:
            errors = {name: reason for name, reason in error.errors.items() if name not in covered} | errors
        if errors:
            raise Invalid(**(self._unfit(given) | errors))
        return values, record

    def _unfit(self, given: dict[str, Any]) -> dict[str, str]:
        """What the register says of single values, for a row that is refused anyway: all that is to be corrected at once."""
        fields: Any = self.model._meta.fields
        named = {name: value for name, value in given.items() if name in fields and not isinstance(fields[name], ForeignKeyField)}
        record, errors = self.model(**named), {}
        for name in named:
            try:
                record.check_field(fields[name])
            except ValueError as error:
                errors[name] = str(error)
        return errors

    def _worded(self, errors: dict[str, str]) -> tuple[str, str]:
        """The headings of the first reason and all reasons, each once: 楼栋、房号 and 这一项要填；电话：最多 20 个字."""
        headings: dict[str, list[str]] = {}
        for name in sorted(errors, key=[*self.heading, *errors].index):
            headings.setdefault(errors[name], []).append(self.heading.get(name, ""))
        (first, at), *others = headings.items()
        return "、".join(at), "；".join([first, *(f"{'、'.join(names)}：{reason}" for reason, names in others)])

    def _read(self, table: Table, row: Sequence[Any]) -> tuple[dict[str, Any], dict[str, str]]:
        given, errors = {}, {}
        for column, cell in zip(table.columns, row, strict=False):
            if column is None:
                continue
            try:
                given[column.name] = _read_cell(column, cell)
            except ValueError as error:
                errors[column.name] = str(error)
        return {name: value for name, value in given.items() if value not in (None, "", [])}, errors

    def _plan(self, plan: Plan, number: int, values: dict[str, Any], record: Any, seen: dict[int, int]) -> None:
        if record is None:
            record = self.new({k: v for k, v in values.items() if k in self.model._meta.fields})
            record.check_values()
            self.claim(record, -number)
            plan.added.append(Entry(number, self.label(record), record, self.tied(record, values)))
        elif record.id in seen:
            raise Invalid(**{self.apart[-1]: f"和第 {seen[record.id]} 行是同一个"})
        else:
            self._amend(plan, number, record, values)
            seen[record.id] = number

    def _amend(self, plan: Plan, number: int, record: Any, values: dict[str, Any]) -> None:
        """Plan what differs; an empty cell leaves what is there."""
        different, tied = self.changes(record, values), self.tied(record, values)
        if not different and not tied:
            plan.unchanged += 1
            return
        twin = type(record)(**record.__data__)
        twin.__rel__.update(record.__rel__)
        twin._dirty.clear()  # what is set from here on is what the import writes
        for name, value in different.items():
            setattr(twin, name, value)
        if different:
            twin.check_values()
            self.claim(twin, record.id)
        plan.changed.append(Entry(number, self.label(record), twin, tied, record.described()))


def _read_cell(column: Column, cell: Any) -> Any:
    if isinstance(cell, cells.Formula):
        raise ValueError(NO_VALUE)  # it would be imported empty, without a word
    return column.read(cell)


def _reads_as(read: Callable[[Any], Any], kept: Any, value: Any) -> bool:
    """Whether what is kept, read from a cell, is the same as the value: １３８ is 138."""
    try:
        return isinstance(kept, str) and bool(read(kept) == value)
    except ValueError:
        return False


def _plain(heading: str) -> str:
    """A heading without stars, blanks and remarks in brackets."""
    shown = unicodedata.normalize("NFKC", heading)
    return re.sub(r"\(.*?\)|[\s*:]", "", shown)
