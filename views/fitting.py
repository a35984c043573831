"""Exactly one A4 page: measured on a page without end, then set denser, cut, and spread out to the foot. Lengths are millimetres.

The page is laid out once, for its rows are cut where they stand; twice where it turns out too full at first, or nothing but shorter lines helps.
The same data always comes out as the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import InlineBox

from views.spreading import Space, Spreading, height

POINT = 25.4 / 72
ENDLESS = "@page { size: 210mm 5000mm }"
TOP, HEIGHT, ABOVE_FOOT = 12, 274.5, 5  # of the text on A4, as print.css has it, less half a millimetre to spare
ROWS = ("stations", "service", "programmes", "systems", "promises", "people")  # least important first
FEWEST: tuple[dict[str, int], ...] = (  # in turn: of promises there are often more than a page holds
    {"promises": 7, "systems": 12},
    {"promises": 5, "systems": 8},
    {"stations": 2, "service": 3, "programmes": 4, "systems": 6, "promises": 6, "people": 6},
    {"programmes": 3, "systems": 4, "promises": 5},
    {"stations": 1, "service": 1, "programmes": 1, "systems": 2, "promises": 3, "people": 1},
)
DENSITIES = (Space(10.5, 3.6, 0.45, 1, 27), Space(10, 3.6, 0.45, 1, 27))  # small print is nine tenths of the text: never under 9 pt
CLAMPED = ".people p, .rows th, .promises td { line-clamp: 1 } "  # of names so long that nothing else makes them fit
MANY = 18  # rows, from which on the first density was enough for no page that was looked at: the most that fitted were 14
GROWTH = Space(0, 9.4, 2.2, 3.4, 57)  # what each may grow before the gaps take the rest, from so tight a beginning


@dataclass
class Column:
    """One column as it was laid out: the rows of its sections that stay, the lines that tell of those that do not, and the room above the foot."""

    name: str
    rows: dict[str, list[Any]]
    rests: dict[str, Any]
    room: float
    dropped: list[Any] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)


@dataclass
class Fit:
    """Finds the setting of one page.

    `columns` names the sections of each column, `lay_out` sets the page by further rules of CSS, `chart` draws one (points) in the place that is
    kept for it, `rest` says in words what is left out of a section of which so many rows stay; its line stands in the page with the words for
    none, which are the longest.
    """

    columns: dict[str, list[str]]
    lay_out: Callable[[str], Document]
    chart: Callable[[float], str]
    rest: Callable[[str, int], str]
    densities: tuple[Space, ...] = DENSITIES
    droppable: tuple[str, ...] = ROWS
    fewest: tuple[dict[str, int], ...] = FEWEST
    growth: Space = GROWTH
    base: Space = DENSITIES[0]
    height: float = 0
    clamped: str = ""

    def one_page(self, rows: int) -> Document:
        """The document, on one page. `rows` is how many there are in all."""
        for density in self.densities if rows <= MANY else self.densities[1:]:
            self.base = density
            page, columns = self._endless()
            if all(column.room >= 0 for column in columns):
                return self._spread(page, columns)
        self._cut(columns)
        if any(column.room < 0 for column in columns):
            self.clamped = CLAMPED
            page, columns = self._endless()
            self._cut(columns)
        return self._spread(page, columns)

    def _endless(self) -> tuple[Spreading, list[Column]]:
        page = Spreading(self.lay_out(self._rules()), self.columns)
        self.height = HEIGHT - (page.edges("columns")[0] - TOP) - height(page.named["foot"]) - ABOVE_FOOT
        return page, [self._column(page, name) for name in self.columns]

    def _column(self, page: Spreading, name: str) -> Column:
        """The column as it would be with every row, and so without a line that tells of others but where there are more in any case."""
        rows = {section: page.rows(section) for section in self.droppable if section in self.columns[name]}
        rests = {section: page.named[f"rest-{section}"] for section in rows if f"rest-{section}" in page.named}
        room = self.height - (page.edges(f"section-{self.columns[name][-1]}")[1] - page.edges("columns")[0])
        column = Column(name, rows, rests, room)
        for section in rests:
            if self.rest(section, len(rows[section])):
                column.cut.add(section)
            else:
                column.room += self._saved(column, section)
        return column

    def _cut(self, columns: list[Column]) -> None:
        """Drop the least important rows of each column, so that it fits."""
        for column in columns:
            for fewest in self.fewest:
                for section, rows in column.rows.items():
                    while column.room < 0 and len(rows) > fewest.get(section, len(rows)):
                        column.room -= 0 if section in column.cut else self._saved(column, section)
                        column.cut.add(section)
                        column.room += height(rows[-1])
                        column.dropped.append(rows.pop())

    def _spread(self, page: Spreading, columns: list[Column]) -> Document:
        """The page without what was dropped, every column reaching down to the foot."""
        for column in columns:
            page.drop(column.name, column.dropped + self._told(page, column))
        for column in columns:
            most = sum(page.count(column.name, kind) * getattr(self.growth, kind) for kind in ("gap", "row", "cell", "chart"))
            share = max(0.0, min(1.0, column.room / most)) if most else 0.0
            rest = max(0.0, column.room - most) / max(1, page.count(column.name, "gap"))
            room = Space(0, *(getattr(self.growth, kind) * share + (rest if kind == "gap" else 0) for kind in ("gap", "row", "cell", "chart")))
            page.widen(column.name, room)
            if "trend" in self.columns[column.name]:
                page.redraw(self.chart, round((self.base.chart + room.chart) / POINT, 1))
        return page.on_a4(self.height)

    def _told(self, page: Spreading, column: Column) -> list[Any]:
        """Say of each section what is left out; gives the lines that have nothing to say."""
        silent = []
        for section, line in column.rests.items():
            if section in column.cut or isinstance(line, InlineBox):
                page.tell(f"rest-{section}", self.rest(section, len(column.rows[section])))
            else:
                silent.append(line)
        return silent

    def _saved(self, column: Column, section: str) -> float:
        """The height of the line that tells of what is left out."""
        line = column.rests.get(section)
        return 0 if line is None or isinstance(line, InlineBox) else height(line)

    def _rules(self) -> str:
        base = self.base
        page = f".paper {{ font-size: {base.text}pt }} .spread {{ margin-top: {base.gap + 1}mm }} .chart {{ height: {base.chart:.2f}mm }} "
        return page + ENDLESS + "".join(base.css(column) for column in self.columns) + self.clamped
