"""小区一页纸 on paper: one A4 sheet with its QR code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from flask import render_template, url_for

from models.areas import Area, Compound
from models.batches import Batch
from models.periods import Period
from models.reports.summary import Summary
from views.fitting import Fit
from views.kinds import KINDS, Kind, Paper
from views.pages import outside
from views.printing import Press, qr_code, readable

STYLES = ("page", "print")
ALSO = "…0123456789月,连以前提的这十二个月还没有走访和志愿服务的记录另有名网格员项件，其中都答复了还在办。"  # what the chart and cut lists say besides


CHART, BLANK = "own:trend.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'  # what keeps the chart's place until its height is known


class OnePage:
    """One sheet; `address` is where its QR code leads."""

    def __init__(self, summary: Summary, address: str) -> None:
        self.summary, self.code = summary, qr_code(address)
        self.html = page_html(summary, self.code)

    @property
    def content(self) -> str:
        """All that decides about its bytes."""
        return f"{self.html}{self.summary.trend}"

    def pdf(self) -> bytes:
        """The sheet as a PDF."""
        press = Press(self.html + ALSO, *STYLES)
        press.files[CHART] = BLANK
        fit = Fit(self.summary.columns, partial(press.set, self.html), self._chart, partial(rest, self.summary))
        document = fit.one_page(self.html.count("<tr"))
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
        return pdf

    def _chart(self, height: float) -> str:
        return readable(render_template("print/trend.svg", trend=self.summary.trend, height=height))


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


def page_html(summary: Summary, code: str) -> str:
    """The page as HTML for paper, with all rows."""
    return render_template("print/summary.html", summary=summary, rest=partial(rest, summary), code=code, chart=CHART)


def rest(summary: Summary, section: str, shown: int) -> str:
    """What a section of which so many rows are shown says of the others; empty when there are none."""
    if section == "promises":
        words = summary.promises.rest(shown)
        return words and f"{words}。"
    rows: dict[str, list[Any]] = {"people": summary.charge.walkers, "service": summary.service.teams, "stations": summary.stations}
    rows |= {"programmes": summary.practices, "systems": [practice for line in summary.lines for practice in line]}
    hidden = len(rows[section]) - (sum(map(len, summary.lines[:shown])) if section == "systems" else shown)
    return f"另有 {hidden} {'名网格员' if section == 'people' else '项'}" if hidden > 0 else ""
