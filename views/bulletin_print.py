"""社区公报 on paper: one A4 side or two, in colour or for a cheap black printer; as an A3 poster the same, larger."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, url_for
from weasyprint.document import Document

from models.bulletins import Edition
from views.fitting import Fit
from views.pages import outside
from views.printing import Press, qr_code
from views.spreading import Space

STYLE = "gazette"
DENSITIES = (Space(14, 8, 1.6, 0, 0), Space(12.5, 6.5, 1.2, 0, 0), Space(11.2, 5, 0.8, 0, 0), Space(10, 3.4, 0.4, 0, 0))  # small print is nine tenths: 9 pt
GROWTH = Space(0, 7, 1.6, 0, 0)  # what each may grow before the gaps take the rest
DROPPED = ("progress", "calls", "coming", "menu")  # least important first
FEWEST: tuple[dict[str, int], ...] = (
    {"progress": 5, "calls": 8},
    {"progress": 2, "calls": 5, "coming": 8},
    {"progress": 0, "calls": 2, "coming": 4, "menu": 5},
)
ALSO = "另有一共0123456789…"  # what a cut list says besides
LARGER = 2**0.5  # A3 beside A4
INKS = {"colour": "彩色", "black": "黑白"}
PAPERS = {"a4": "A4", "a3": "A3 海报"}


def sides(content: dict[str, Any]) -> list[dict[str, list[str]]]:
    """For each side the sections of its columns."""
    narrow = [name for name in ("coming", "menu") if name != "menu" or content["menu"] or content["canteens"]]
    if content["sides"] == 2:
        return [{"wide": ["notices"], "narrow": narrow}, {"wide": ["progress"], "narrow": ["thanks", "calls"]}]
    wide = [name for name in ("notices", "progress", "thanks") if name != "notices" or content["notices"]]
    return [{"wide": wide, "narrow": [*narrow, "calls"]}]


def print_bulletin(content: dict[str, Any], ink: str = "colour", paper: str = "a4") -> bytes:
    """The PDF of what a bulletin says, one page for each side."""
    numbers = range(len(sides(content)))
    pages = [side_html(content, number, ink) for number in numbers]
    press = Press("".join(pages) + ALSO, STYLE)  # one for both: faces are cut to their text
    documents = [_side(press, content, number, pages[number]) for number in numbers]
    document = documents[0].copy([page for side in documents for page in side.pages])
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", zoom=LARGER if paper == "a3" else 1)
    return pdf


def _side(press: Press, content: dict[str, Any], number: int, html: str) -> Document:
    return Fit(sides(content)[number], partial(press.set, html), str, partial(rest, content), DENSITIES, DROPPED, FEWEST, GROWTH).one_page(0)


def rest(content: dict[str, Any], section: str, shown: int) -> str:
    """What a list of which so many rows are shown says of the others; empty when there are none."""
    all_of_it = content["progress"]["count"] if section == "progress" else len(content[section])
    words = {"calls": "另有 {} 个号码，请问社区。", "coming": "另有 {} 场，请问社区。", "progress": f"{'另有' if shown else '一共'} {{}} 件，在扫码页上看。"}
    return words[section].format(all_of_it - shown) if all_of_it > shown else ""


def side_html(content: dict[str, Any], number: int, ink: str) -> str:
    """One side as HTML for paper."""
    columns = sides(content)[number]
    last = number == len(sides(content)) - 1
    told = {"told": content, "columns": columns, "rest": partial(rest, content), "codes": codes(content)}
    return render_template("print/bulletin.html", **told, ink=ink, first=not number, last=last, paper=True)


def codes(content: dict[str, Any]) -> list[tuple[str, Any]]:
    """(compound, QR code of its board): where residents follow what they raised."""
    return [(code["name"], qr_code(outside(url_for("boards.show", pk=code["compound"])))) for code in content["codes"]]


def filename(content: dict[str, Any], edition: Edition | None = None) -> str:
    """What the file is called."""
    return f"{content['community']}公报 {content['month']}{f' 第{edition.number}版' if edition else ' 草稿'}.pdf"
