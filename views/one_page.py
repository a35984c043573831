"""小区一页纸 on paper: one A4 sheet with its QR code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import render_template, url_for
from weasyprint.document import Document

from models.areas import Area, Compound
from models.batches import Batch
from models.periods import Period
from models.reports.summary import Summary
from views.fitting import ROWS, Fit, Kept, Setting
from views.kinds import KINDS, Kind, Paper
from views.pages import outside
from views.printing import Press, qr_code, readable

STYLES = ("page", "print")
ALSO = "…0123456789月,这十二个月还没有走访和志愿服务的记录另有名网格员项"  # what the chart and most cut lists say besides


class OnePage:
    """One sheet; `address` is where its QR code leads."""

    def __init__(self, summary: Summary, address: str) -> None:
        self.summary, self.code = summary, qr_code(address)
        self.whole = page_html(summary, dict.fromkeys(ROWS), self.code)

    @property
    def content(self) -> str:
        """All that decides about its bytes."""
        return f"{self.whole}{self.summary.trend}"

    def pdf(self) -> bytes:
        """The sheet as a PDF."""
        press = Press(self.whole + ALSO, *STYLES)

        def lay_out(setting: Setting) -> Document:
            nonlocal press
            html = self.whole if not any(setting.kept.values()) else page_html(self.summary, setting.kept, self.code)
            if not press.has(html):  # a list that is cut says of what is left out in words that stood nowhere
                press = Press(self.whole + ALSO + html, *STYLES)
            return press.set(html, setting.rules, **{"trend.svg": self._chart(setting.chart_height)})

        document = Fit(self.summary.columns, lay_out, lambda height: readable(self._chart(height))).one_page(self.whole.count("<tr"))
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    def _chart(self, height: float) -> str:
        return render_template("print/trend.svg", trend=self.summary.trend, height=height)


def print_page(summary: Summary, address: str) -> bytes:
    """The PDF; `address` is where its QR code leads."""
    return OnePage(summary, address).pdf()


def board_address(compound: Compound) -> str:
    """Where the QR code leads: the board of the compound."""
    return outside(url_for("boards.show", pk=compound.id))


class Pages(Kind):
    """The pages of all compounds of a place in one period, in the order of the territory."""

    title = "小区一页纸"

    def keys(self, batch: Batch) -> list[int]:
        """Compounds that the user sees within the place."""
        rows = Compound.visible_to(batch.user) if batch.user_id else Compound.select()
        rows = rows.join(Area, on=Compound.community == Area.id).where(Area.path.startswith(batch.area.path))
        return [compound.id for compound in rows.order_by(Area.path, Compound.name, Compound.id)]

    def documents(self, batch: Batch, keys: Iterable[int]) -> Iterator[Paper]:
        """One page for each."""
        period, above = Period.parse(batch.values["period"]), len(batch.area.chain())
        found = {compound.id: compound for compound in Compound.select().where(Compound.id.in_(list(keys)))}
        for compound in (found[key] for key in keys if key in found):
            summary = Summary(compound, period)
            page = OnePage(summary, board_address(compound))
            names = [place.name for place in summary.places[above:]] + [compound.name]
            yield Paper(tuple(names), page.content, page.pdf)


KINDS["pages"] = Pages()


def page_html(summary: Summary, kept: Kept, code: str, chart: str = "own:trend.svg") -> str:
    """The page as HTML for paper; `kept` is how many rows each section keeps, `chart` the address of the chart."""
    return render_template("print/summary.html", summary=summary, kept=kept, code=code, chart=chart)
