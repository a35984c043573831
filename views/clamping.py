"""The last line of a name that is cut short (line-clamp) ends in … within its own width.

WeasyPrint leaves out the last word for it, and where there is none (———————, ＡＢＣ, a number without end) puts it over what stands beside.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure.boxes import LineBox, TextBox


def end_in_dots(box: Any) -> None:
    """Have Pango end every line that is cut short, which it does between any two signs; `box` is a page that is laid out."""
    for child in getattr(box, "children", ()):
        if isinstance(child, LineBox):
            if child.block_ellipsis != "none":
                _end_in_dots(child, box.content_box_x() + box.width)
        else:
            end_in_dots(child)


def _end_in_dots(line: Any, right: float) -> None:
    texts = [box for box in line.descendants() if isinstance(box, TextBox)]
    for text in texts:
        text.pango_layout.max_width = right - text.position_x
    last = texts[-1]
    last.text = last.pango_layout.text = f"{last.text.rstrip()}…"
    line.text_overflow, line.block_ellipsis = "ellipsis", "none"
