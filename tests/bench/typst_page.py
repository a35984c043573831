"""The page's HTML as a Typst source with the same content: the same texts, tables, chart and code, set by another typesetter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pylopdf_fonts_zh_cn
import tinyhtml5
import typst

SVG = "http://www.w3.org/2000/svg"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
HEAD = """#set page(paper: "a4", margin: (x: 13mm, top: 12mm, bottom: 10mm))
#set text(font: "Noto Sans SC", size: 9.5pt, lang: "zh", region: "cn")
#set par(leading: 0.45em, spacing: 0.6em)
#set table(stroke: (bottom: 0.2mm + rgb("#dfd7cf")), inset: (x: 0pt, y: 1.3mm))
#show heading: set text(font: "Noto Serif SC", weight: "regular", fill: rgb("#b3261e"))
"""


def print_typst(html: str, chart: str, folder: Path) -> bytes:
    """The page by Typst: a source from the HTML, and a PDF from that. `folder` takes the pictures."""
    (folder / "trend.svg").write_text(chart, encoding="utf-8")
    source = folder / "page.typ"
    source.write_text(HEAD + "".join(_page(tinyhtml5.parse(html, namespace_html_elements=False), folder)), encoding="utf-8")
    pdf: bytes = typst.compile(source, root=folder, font_paths=[FONTS], ignore_system_fonts=True)
    return pdf


def _page(root: Any, folder: Path) -> Iterator[str]:
    ElementTree.register_namespace("", SVG)
    code = next(root.iter(f"{{{SVG}}}svg"))
    for name in [name for name in code.attrib if name.endswith("xmlns")]:  # the writer declares it anew
        del code.attrib[name]
    (folder / "code.svg").write_bytes(ElementTree.tostring(code))
    head = root.find(".//header")
    yield "#grid(columns: (1fr, 24mm), [" + _told(head.find(".//h1"), "= ") + "".join(_told(p) for p in head.iter("p")) + '], image("code.svg"))\n'
    figures = root.find(".//ul[@class='headline']")
    yield f"#grid(columns: {len(figures)}, column-gutter: 1fr, {', '.join('[' + ''.join(_told(part) for part in item) + ']' for item in figures)})\n"
    yield "".join(_told(item) for item in root.iter("ul") if item.get("class") == "five")
    columns = [
        f"[{''.join(part for section in column.iter('section') for part in _section(section))}]" for column in root.iter() if column.get("id") in COLUMNS
    ]
    yield f"#grid(columns: (118mm, 1fr), column-gutter: 6mm, {', '.join(columns)})\n"
    yield "".join(_told(p) for p in root.find(".//footer").iter("p"))


COLUMNS = ("wide", "narrow")


def _section(section: Any) -> Iterator[str]:
    for part in section:
        if part.tag == "table":
            rows = [list(row) for row in part.iter("tr")]
            width = max(len(row) for row in rows)
            cells = (cell for row in rows for cell in [*(f"[{_told(one)}]" for one in row), *["[]"] * (width - len(row))])
            yield f"#table(columns: {width}, column-gutter: 1fr, {', '.join(cells)})\n"
        elif part.tag == "ul":
            yield f"#grid(columns: 4, gutter: 2mm, {', '.join(f'[{_told(item)}]' for item in part.iter('li'))})\n"
        elif part.tag == "img":
            yield '#image("trend.svg")\n'
        else:
            yield _told(part, "== " if part.tag == "h2" else "")


def _told(part: Any, before: str = "") -> str:
    text = " ".join("".join(part.itertext()).split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'{before}#"{text}"\n\n' if text else ""
