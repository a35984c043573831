"""Exactly one A4 page: measured on a page without end, then set denser, cut, and spread out to the foot. Lengths are millimetres.

The page is laid out once (twice where it was too full), and the same data always comes out as the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weasyprint.document import Document

from views.spreading import Space, Spreading

PIXEL = 25.4 / 96  # WeasyPrint measures in CSS pixels
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
REST = 5.5  # the line that tells how many were dropped, which promises have in any case

Columns = dict[str, list[str]]
Kept = dict[str, int | None]


DENSITIES = (Space(10.5, 6, 1.1, 2, 38), Space(10, 3.6, 0.45, 1, 27))  # small print is nine tenths of the text: never under 9 pt
CLAMPED = ".people p, .rows th, .promises td { line-clamp: 1 } "  # of names so long that nothing else makes them fit
MANY = 16  # rows, from which on the first density has never yet been enough
GROWTH = Space(0, 7, 1.6, 2.4, 46)  # what each may grow before the gaps take the rest


@dataclass(frozen=True)
class Setting:
    """How a page is set: how many rows a section keeps (None: all), the chart's height in points, CSS for size and room."""

    kept: Kept
    chart_height: float
    rules: str


@dataclass
class Measured:
    """One column as it was laid out: the heights of the rows that may be dropped, and the room above the foot."""

    name: str
    rows: dict[str, list[float]]
    room: float


@dataclass
class Fit:
    """Finds the setting of one page. `columns` names the sections of each column, `lay_out` sets the page in a given way, `chart` draws one (points)."""

    columns: Columns
    lay_out: Callable[[Setting], Document]
    chart: Callable[[float], str]
    densities: tuple[Space, ...] = DENSITIES
    droppable: tuple[str, ...] = ROWS
    fewest: tuple[dict[str, int], ...] = FEWEST
    base: Space = DENSITIES[0]
    height: float = 0
    kept: Kept = field(default_factory=dict)
    clamped: str = ""

    def one_page(self, rows: int) -> Document:
        """The document, on one page. `rows` is how many there are in all."""
        self.kept = dict.fromkeys(self.droppable)
        for density in self.densities if rows <= MANY else self.densities[1:]:
            self.base = density
            document = self._endless()
            measured = self._measure(document)
            if min(column.room for column in measured) >= 0:
                return self._spread(document, measured)
        for self.clamped in ("", CLAMPED):
            for column in measured:
                self._cut(column)
            document = self._endless()
            measured = self._measure(document)
            if min(column.room for column in measured) >= 0:
                break
        return self._spread(document, measured)

    def _endless(self) -> Document:
        return self.lay_out(self._setting(self.base.chart, ENDLESS + "".join(self.base.css(column) for column in self.columns)))

    def _measure(self, document: Document) -> list[Measured]:
        boxes = {name: (box[1] * PIXEL, box[3] * PIXEL) for name, box in document.pages[0].anchors.items()}
        top, foot = boxes["columns"][0], boxes["foot"]
        self.height = HEIGHT - (top - TOP) - (foot[1] - foot[0]) - ABOVE_FOOT
        return [self._column(name, boxes, top) for name in self.columns]

    def _column(self, name: str, boxes: dict[str, tuple[float, float]], top: float) -> Measured:
        sections = self.columns[name]
        inside = {box: place for box, place in boxes.items() if box.rpartition("-")[0] in sections}
        return Measured(name, {s: _heights(inside, s) for s in self.droppable if s in sections}, self.height - (boxes[f"section-{sections[-1]}"][1] - top))

    def _cut(self, column: Measured) -> None:
        """Drop the column's least important rows, so that it fits."""
        over = -column.room
        for fewest in self.fewest:
            for section, rows in column.rows.items():
                while over > 0 and len(rows) > fewest.get(section, len(rows)):
                    over += REST if self.kept[section] is None and section != "promises" else 0
                    over -= rows.pop()
                    self.kept[section] = len(rows)

    def _spread(self, document: Document, measured: list[Measured]) -> Document:
        """The page with every column reaching down to the foot."""
        page = Spreading(document, self.columns)
        for column in measured:
            most = sum(page.count(column.name, kind) * getattr(GROWTH, kind) for kind in ("gap", "row", "cell", "chart"))
            share = max(0.0, min(1.0, column.room / most)) if most else 0.0
            rest = max(0.0, column.room - most) / max(1, page.count(column.name, "gap"))
            room = Space(0, GROWTH.gap * share + rest, GROWTH.row * share, GROWTH.cell * share, GROWTH.chart * share)
            page.widen(column.name, room)
            if "trend" in self.columns[column.name]:
                page.redraw(self.chart, round((self.base.chart + room.chart) / POINT, 1))
        return page.on_a4(self.height)

    def _setting(self, chart: float, rules: str) -> Setting:
        text = f".paper {{ font-size: {self.base.text}pt }} .spread {{ margin-top: {self.base.gap + 1}mm }} .chart {{ height: {chart:.2f}mm }} "
        return Setting(dict(self.kept), round(chart / POINT, 1), text + rules + self.clamped)


def _heights(boxes: dict[str, Any], section: str) -> list[float]:
    """The heights of the numbered rows of a section, in order."""
    heights: list[float] = []
    while box := boxes.get(f"{section}-{len(heights)}"):
        heights.append(box[1] - box[0])
    return heights
