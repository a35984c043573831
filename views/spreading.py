"""A page that was laid out without end, brought to A4: rows are taken out, room is put in at chosen heights, and what stands below moves.

WeasyPrint has no way to say "as many as the page holds" or "as far apart as it allows". To lay the page out a second time with fewer rows or
other margins would cost as much again as all the rest; to move what is laid out already costs nothing. It asks of WeasyPrint's boxes only where
they stand, how high they are, and what text they hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple
from xml.etree import ElementTree

from weasyprint.document import Document, Page
from weasyprint.formatting_structure.boxes import BlockBox, LineBox, TableRowBox, TableRowGroupBox, TextBox
from weasyprint.images import SVGImage
from weasyprint.layout.background import layout_box_backgrounds

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
    """The one page of a document: rows are `dropped`, each column takes its `room`, then all is taken `on_a4`. Lengths are millimetres."""

    def __init__(self, document: Document, columns: Iterable[str]) -> None:
        self.document, self.page, self.columns = document, document.pages[0]._page_box, list(columns)
        self.named = {box.style["anchor"]: box for box in _all(self.page) if box.style["anchor"]}

    @cached_property
    def cuts(self) -> dict[str, list[Cut]]:
        """Where room may be put into each column, once all is dropped that is to be."""
        return {column: list(_cuts(self.named[column])) for column in self.columns}

    def edges(self, name: str) -> tuple[float, float]:
        """Where what has this id begins and ends."""
        top, bottom = _edges(self.named[name])
        return top / MILLIMETRE, bottom / MILLIMETRE

    def rows(self, section: str) -> list[Any]:
        """The rows of a section that may be dropped, in order."""
        found: dict[Any, Any] = {}  # by element: a box within has the same
        for box in _all(self.named[f"section-{section}"], LineBox):
            if box.element is not None and box.element.get("data-row"):
                found.setdefault(box.element, box)
        return list(found.values())

    def drop(self, column: str, boxes: list[Any]) -> None:
        """Take boxes out of a column and close the gaps."""
        gone = set(map(id, boxes))
        for box in _all(self.named[column], TextBox):
            if hasattr(box, "children"):
                box.children = [child for child in box.children if id(child) not in gone]
        self._move(column, [(_edges(box)[0], -height(box) * MILLIMETRE) for box in boxes])

    def tell(self, name: str, text: str) -> None:
        """Say something else in what has this id, which is one line and stays one."""
        line = next(box for box in _all(self.named[name]) if isinstance(box, TextBox))
        line.text = line.pango_layout.text = text

    def count(self, column: str, kind: str) -> float:
        """How many times a kind of room can be put in."""
        return sum(cut.weight for cut in self.cuts[column] if cut.kind == kind)

    def widen(self, column: str, room: Space) -> None:
        """Put room into a column."""
        self._move(column, [(cut.place, getattr(room, cut.kind) * cut.weight * MILLIMETRE) for cut in self.cuts[column]])

    def _move(self, column: str, cuts: list[tuple[float, float]]) -> None:
        """Put in so much at each place, or take it out; what has the place inside grows or shrinks."""
        cuts.sort()
        places, sums = [place for place, _ in cuts], [0.0, *accumulate(extra for _, extra in cuts)]
        for box in [box for section in _sections(self.named[column]) for box in _all(section, LineBox)]:
            top, bottom = _edges(box)
            moved = sums[bisect_right(places, top + HAIR)]
            grown = sums[bisect_right(places, bottom - HAIR)] - moved
            if isinstance(box, LineBox):  # what stands in a line moves with it
                box.translate(0, moved)
                continue
            box.position_y += moved
            if grown and isinstance(box.height, (int, float)):
                box.height += grown

    def redraw(self, chart: Callable[[float], str], height: float) -> None:
        """Draw the chart anew, so many points high."""
        box = next(box for box in _all(self.page) if hasattr(box, "replacement") and box.element_tag == "img")
        old, tree = box.replacement, ElementTree.fromstring(chart(height))  # noqa: S314 made by our own template
        box.replacement = SVGImage(tree, old._base_url, old._url_fetcher, old._context)

    def on_a4(self, high: float) -> Document:
        """The document on one A4 page, its columns so many millimetres high, or as high as they are, and the foot below them."""
        table = self.named["columns"]
        top, old = _edges(table)
        bottom = max([top + high * MILLIMETRE, *(_edges(section)[1] for column in self.columns for section in _sections(self.named[column]))])
        for box in (box for box in _all(table) if box is table or isinstance(box, (TableRowGroupBox, TableRowBox)) or box.style["anchor"] in self.columns):
            if _edges(box)[0] - HAIR <= top and box.element_tag == table.element_tag:
                box.height += bottom - _edges(box)[1]
        self.named["foot"].translate(0, bottom - old)
        self.page.height = A4 - self.page.margin_top - self.page.margin_bottom
        for box in (box for box in _all(self.page) if box.background):  # they were worked out for where the boxes stood; there are no pictures among them
            layout_box_backgrounds(self.page, box, None, layout_children=False)
        return self.document.copy([Page(self.page)])


def height(box: Any) -> float:
    """How high a box is, its margins left out, in millimetres."""
    top, bottom = _edges(box)
    return (bottom - top) / MILLIMETRE


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
