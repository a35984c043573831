"""A page that was laid out without end, spread out on A4: room is put in at chosen heights, and what stands below them moves down.

WeasyPrint has no way to say "as far apart as the page allows". To lay the page out a second time with other margins would cost as much again as
all the rest; to move what is laid out already costs nothing. It asks of WeasyPrint's boxes only where they stand and how high they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple
from xml.etree import ElementTree

from weasyprint.document import Document, Page
from weasyprint.formatting_structure.boxes import BlockBox, LineBox, TableRowBox, TableRowGroupBox
from weasyprint.images import SVGImage
from weasyprint.layout.background import layout_backgrounds

MILLIMETRE = 96 / 25.4  # WeasyPrint measures in CSS pixels
A4 = 297 * MILLIMETRE
HAIR = 0.01
INSIDE = 0.9  # above the lower edge of a row: in its padding, over the rule


@dataclass(frozen=True)
class Space:
    """Size of the text in points; room between sections, above and below the text of a row and of a cell; height of the chart. Millimetres."""

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


class Cut(NamedTuple):
    """A height at which room may be put in, what kind of room, and how many times as much of it as usual."""

    place: float
    kind: str
    weight: float = 1


class Spreading:
    """The one page of a document: each column takes its `room`, then all is taken `on_a4`."""

    def __init__(self, document: Document, columns: Iterable[str]) -> None:
        self.document, self.page = document, document.pages[0]._page_box
        self.named = {box.style["anchor"]: box for box in _all(self.page) if box.style["anchor"]}
        self.cuts = {column: list(_cuts(self.named[column])) for column in columns}

    def count(self, column: str, kind: str) -> float:
        """How many times a kind of room can be put in."""
        return sum(cut.weight for cut in self.cuts[column] if cut.kind == kind)

    def widen(self, column: str, room: Space) -> None:
        """Put room into a column."""
        cuts = sorted((cut.place, getattr(room, cut.kind) * cut.weight * MILLIMETRE) for cut in self.cuts[column])
        places, sums = [place for place, _ in cuts], [0.0, *accumulate(extra for _, extra in cuts)]
        for box in [box for section in _sections(self.named[column]) for box in _all(section, LineBox)]:
            top, bottom = _edges(box)
            moved = sums[bisect_right(places, top + HAIR)]
            grown = sums[bisect_right(places, bottom - HAIR)] - moved
            if isinstance(box, LineBox):  # what stands in a line moves with it
                box.translate(0, moved)
                continue
            box.position_y += moved
            if grown > 0 and isinstance(box.height, (int, float)):
                box.height += grown

    def redraw(self, chart: Callable[[float], str], height: float) -> None:
        """Draw the chart anew, so many points high."""
        box = next(box for box in _all(self.page) if hasattr(box, "replacement") and box.element_tag == "img")
        old, tree = box.replacement, ElementTree.fromstring(chart(height))  # noqa: S314 made by our own template
        box.replacement = SVGImage(tree, old._base_url, old._url_fetcher, old._context)

    def on_a4(self, height: float) -> Document:
        """The document on one A4 page, its columns so many millimetres high, or as high as they are, and the foot below them."""
        table = self.named["columns"]
        top, old = _edges(table)
        bottom = max([top + height * MILLIMETRE, *(_edges(section)[1] for column in self.cuts for section in _sections(self.named[column]))])
        for box in (box for box in _all(table) if box is table or isinstance(box, (TableRowGroupBox, TableRowBox)) or box.style["anchor"] in self.cuts):
            if _edges(box)[0] - HAIR <= top and box.element_tag == table.element_tag:
                box.height += bottom - _edges(box)[1]
        self.named["foot"].translate(0, bottom - old)
        self.page.height = A4 - self.page.margin_top - self.page.margin_bottom
        layout_backgrounds(self.page, None)  # they were worked out for where the boxes stood; there are no pictures among them
        return self.document.copy([Page(self.page)])


def _cuts(column: Any) -> Iterator[Cut]:
    """Above each section but the first; around the text of each row, of each row of cells, of what says that there is nothing; within the chart."""
    sections = _sections(column)
    yield from (Cut(_edges(section)[0], "gap") for section in sections[1:])
    cells: dict[float, float] = {}
    for box in (box for section in sections for box in _all(section)):
        top, bottom = _edges(box)
        if box.element_tag == "tr":
            yield from (Cut(top + 3 * HAIR, "row"), Cut(bottom - INSIDE, "row"))
        elif box.element_tag == "li" and box.is_floated():
            cells[round(top, 2)] = max(bottom, cells.get(round(top, 2), 0))
        elif "nothing" in _classes(box) and isinstance(box, BlockBox):
            yield from (Cut(top + 3 * HAIR, "cell", 2), Cut(bottom - INSIDE, "cell", 2))
        elif hasattr(box, "replacement") and box.element_tag == "img":
            yield Cut((top + bottom) / 2, "chart")
    for top, bottom in cells.items():
        yield from (Cut(top + 3 * HAIR, "cell"), Cut(bottom - INSIDE, "cell"))


def _sections(column: Any) -> list[Any]:
    return [box for box in _all(column) if (box.style["anchor"] or "").startswith("section-")]


def _all(box: Any, whole: tuple[type, ...] | type = ()) -> Iterator[Any]:
    """The box and all within it, but for what is within boxes of the kind `whole`."""
    yield box
    for child in box.all_children() if hasattr(box, "all_children") and not isinstance(box, whole) else ():
        yield from _all(child, whole)


def _edges(box: Any) -> tuple[float, float]:
    """Where the box begins and ends, its margins left out."""
    top = box.position_y + (box.margin_top if isinstance(box.margin_top, (int, float)) else 0)
    return top, top + (box.border_height() if isinstance(box.height, (int, float)) else 0)


def _classes(box: Any) -> list[str]:
    return box.element.get("class", "").split() if box.element is not None and "::" not in (box.element_tag or "") else []
