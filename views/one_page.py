"""小区一页纸 on paper: one A4 sheet with its QR code."""

from __future__ import annotations

import re

from flask import render_template
from weasyprint.document import Document

from models.reports.summary import Summary
from views.fitting import ROWS, Fit, Kept, Setting
from views.printing import Press, qr_code

STYLES = ("page", "print")
ALSO = "…0123456789月,这十二个月还没有走访和志愿服务的记录另有名网格员项"  # what the chart and a cut list say besides


def print_page(summary: Summary, address: str) -> bytes:
    """The PDF; `address` is where its QR code leads."""
    code = qr_code(address)
    whole = page_html(summary, dict.fromkeys(ROWS), code)
    press = Press(whole + ALSO, *STYLES)

    def lay_out(setting: Setting) -> Document:
        trend = render_template("print/trend.svg", trend=summary.trend, height=setting.chart_height)
        return press.set(page_html(summary, setting.kept, code), setting.rules, **{"trend.svg": trend})

    shape = re.sub(r"[^<>]+(?=<)", lambda text: str(len(text[0]) // 4), whole)
    pdf: bytes = Fit(summary.columns, lay_out).one_page(whole.count("<tr"), shape).write_pdf()
    return pdf


def page_html(summary: Summary, kept: Kept, code: str, chart: str = "own:trend.svg") -> str:
    """The page as HTML for paper; `kept` is how many rows each section keeps, `chart` the address of the chart."""
    return render_template("print/summary.html", summary=summary, kept=kept, code=code, chart=chart)
