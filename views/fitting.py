"""Exactly one A4 page: measured on a page without end, then set denser, cut, and spread out to the foot. Lengths are millimetres."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.document import Document

PIXEL = 25.4 / 96  # WeasyPrint measures in CSS pixels
POINT = 25.4 / 72
ENDLESS = "@page { size: 210mm 5000mm }"
TOP, HEIGHT, ABOVE_FOOT = 12, 274.5, 5  # of the text on A4, as print.css has it, less half a millimetre to spare
CLOSE = 2  # a column that ends so near the foot needs no second setting
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


@dataclass(frozen=True)
class Space:
    """Size of the text in points; room between sections, above and below the text of a row and of a cell; height of the chart."""

    text: float
    gap: float
    row: float
    cell: float
    chart: float

    def css(self, column: str) -> str:
        """The rules for one column."""
        return (
            f"#{column} .section + .section {{ margin-top: {self.gap:.2f}mm }} "
            f"#{column} .rows tr > * {{ padding-top: {self.row:.2f}mm; padding-bottom: {self.row:.2f}mm }} "
            f"#{column} .cells li {{ padding: {self.cell:.2f}mm 0.6mm }} #{column} .nothing {{ padding: {2 * self.cell:.2f}mm 0 }} "
        )


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
    """One column as it was laid out: how many there are of what may grow, the heights of the rows that may be dropped, and the room above the foot."""

    name: str
    count: Space
    rows: dict[str, list[float]]
    room: float


@dataclass
class Fit:
    """Finds the setting of one page. `columns` names the sections of each column, `lay_out` sets the page in a given way."""

    columns: Columns
    lay_out: Callable[[Setting], Document]
    base: Space = DENSITIES[0]
    height: float = 0
    kept: Kept = field(default_factory=lambda: dict.fromkeys(ROWS))
    clamped: str = ""

    def one_page(self, rows: int, shape: Hashable) -> Document:
        """The document, on one page. `rows` is how many there are in all; pages of one `shape` are first set as the last of them was."""
        if setting := _remembered.get(shape):
            document = self.lay_out(setting)
            if len(document.pages) == 1 and all(abs(column.room) <= CLOSE for column in self._measure(document)):
                return document
        for self.base in DENSITIES if rows <= MANY else DENSITIES[1:]:
            measured = self._measure(self._endless())
            if min(column.room for column in measured) >= 0:
                break
        measured = [self._cut(column) for column in measured]
        if min(column.room for column in measured) < 0:
            self.clamped = CLAMPED
            measured = [self._cut(column) for column in self._measure(self._endless())]
        document, setting = self._set(measured)
        missed = [column.room for column in self._measure(document)] if len(document.pages) == 1 else []
        if any(abs(room) > CLOSE for room in missed):
            document, setting = self._set([replace(column, room=column.room + room) for column, room in zip(measured, missed, strict=True)])
        _remember(shape, setting)
        return document if len(document.pages) == 1 else document.copy(document.pages[:1])  # one page whatever the data

    def _set(self, measured: list[Measured]) -> tuple[Document, Setting]:
        """The page spread out to the foot, or to less than that where it would not end on its page."""
        while True:
            setting = self._spread(measured)
            document = self.lay_out(setting)
            if len(document.pages) == 1 or min(column.room for column in measured) < 0:
                return document, setting
            self.height -= 2
            measured = [replace(column, room=column.room - 2) for column in measured]

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
        cells = {place for box, place in inside.items() if box.startswith("cells-")}
        nothings = sum(f"nothing-{section}" in boxes for section in sections)
        count = Space(0, len(sections) - 1, 2 * sum(box.split("-")[0] in ROWS for box in inside), 2 * len(cells) + 4 * nothings, "trend" in sections)
        return Measured(name, count, {s: _heights(inside, s) for s in ROWS if s in sections}, self.height - (boxes[f"section-{sections[-1]}"][1] - top))

    def _cut(self, column: Measured) -> Measured:
        """The column without its least important rows, so that it fits."""
        over, dropped = -column.room, 0
        for fewest in FEWEST:
            for section, rows in column.rows.items():
                while over > 0 and len(rows) > fewest.get(section, len(rows)):
                    over += REST if self.kept[section] is None and section != "promises" else 0
                    over -= rows.pop()
                    dropped += 1
                    self.kept[section] = len(rows)
        return replace(column, room=-over, count=replace(column.count, row=column.count.row - 2 * dropped))

    def _spread(self, measured: list[Measured]) -> Setting:
        """The setting in which every column reaches down to the foot."""
        base, chart, rules = self.base, self.base.chart, f".column {{ height: {self.height:.2f}mm }} "
        for column in measured:
            most = sum(getattr(column.count, what) * getattr(GROWTH, what) for what in ("gap", "row", "cell", "chart"))
            share = max(0.0, min(1.0, column.room / most))
            rest = max(0.0, column.room - most) / column.count.gap
            chart += GROWTH.chart * share * column.count.chart
            grown = Space(base.text, base.gap + GROWTH.gap * share + rest, base.row + GROWTH.row * share, base.cell + GROWTH.cell * share, 0)
            rules += grown.css(column.name)
        return self._setting(chart, rules)

    def _setting(self, chart: float, rules: str) -> Setting:
        text = f".paper {{ font-size: {self.base.text}pt }} .spread {{ margin-top: {self.base.gap + 1}mm }} .chart {{ height: {chart:.2f}mm }} "
        return Setting(dict(self.kept), round(chart / POINT, 1), text + rules + self.clamped)


_remembered: OrderedDict[Hashable, Setting] = OrderedDict()


def _remember(shape: Hashable, setting: Setting) -> None:
    _remembered[shape] = setting
    if len(_remembered) > 500:
        _remembered.popitem(last=False)


def _heights(boxes: dict[str, Any], section: str) -> list[float]:
    """The heights of the numbered rows of a section, in order."""
    heights: list[float] = []
    while box := boxes.get(f"{section}-{len(heights)}"):
        heights.append(box[1] - box[0])
    return heights
