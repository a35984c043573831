"""A certificate on paper: one A4 sheet with room for seal and signature, and a code by which anybody confirms it; the notice of those in their publicity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flask import render_template, url_for

from models import clock
from models.areas import Area
from models.batches import Batch
from models.certificates import Certificate
from models.volunteers import Team, Volunteer
from views.kinds import KINDS, Kind, Paper
from views.pages import outside
from views.printing import Press, qr_code

SIZES = (12, 11, 10, 9)  # points


@dataclass(frozen=True)
class CertificatePaper:
    """One certificate, about to be printed."""

    row: Certificate

    @cached_property
    def content(self) -> str:
        """The HTML, which is all that decides about the sheet."""
        address = outside(url_for("confirmations.show", serial=self.row.serial, code=self.row.code))
        return render_template("print/certificate.html", row=self.row, code=qr_code(address), place=self.row.community.chain())

    def pdf(self) -> bytes:
        """The sheet as a PDF: one page whatever stands on it, with smaller letters for names longer than any real one."""
        press = Press(self.content, "certificate")
        for size in SIZES:
            document = press.set(self.content, f"table {{ font-size: {size}pt }}")
            if len(document.pages) == 1:
                break
        pdf: bytes = document.copy(document.pages[:1]).write_pdf(pdf_variant="pdf/ua-1")
        return pdf


def paper_of(row: Certificate) -> CertificatePaper:
    """The paper of a certificate that may be printed."""
    return CertificatePaper(row)


def print_notice(rows: list[Certificate]) -> bytes:
    """What hangs on the community's board while these are public, on as many A4 pages as it takes: whose, how many hours, and whom to tell of a mistake."""
    contacts = list(dict.fromkeys((row.issuer, row.handler, row.contact) for row in rows))
    days = (rows[0].public_until - rows[0].announced_on).days
    html = render_template("print/notice.html", rows=rows, contacts=contacts, days=days, day=clock.today(), place=rows[0].community.chain())
    pdf: bytes = Press(f"{html}第共张0123456789", "notice").set(html).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


class Certificates(Kind):
    """The issued certificates of a team, by name; whoever took the consent back is not among them."""

    title = "志愿服务记录证明"

    def keys(self, batch: Batch) -> list[int]:
        """Those that the one who ordered them sees."""
        rows = Certificate.visible_to(batch.user).where(Certificate.team == batch.values["team"], Certificate.in_stage("issued"), Volunteer.publishes_name)
        return [row.id for row in rows.order_by(Volunteer.name, Certificate.id)]

    def documents(self, batch: Batch, keys: Iterable[int]) -> Iterator[Paper]:
        """One sheet for each."""
        rows = Certificate.select(Certificate, Volunteer, Team, Area).join(Volunteer).switch(Certificate).join(Team).switch(Certificate)
        rows = rows.join(Area, on=Certificate.community == Area.id, attr="community").where(Certificate.id.in_(list(keys)))
        found = {row.id: row for row in rows}
        for row in (found[key] for key in keys if key in found):
            paper = paper_of(row)
            yield Paper((f"{row.volunteer} {row.serial}",), paper.content, paper.pdf)


KINDS["certificates"] = Certificates()
