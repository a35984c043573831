"""The sign-in sheet on paper: A4, twenty lines, in the order of the screen on which it is typed in afterwards."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user

from models import clock
from models.hours import Sheet
from models.names import on_paper, spoken
from models.volunteers import Team
from views.access import allow, find, readable
from views.pages import outside
from views.printing import Press, qr_code
from views.spreadsheets import attachment

bp = Blueprint("attendances", __name__)

LINES = 20  # on a page
FREE = 3  # lines at least for whoever comes along


@bp.get("/teams/<id:pk>/attendance.pdf")
def show(pk: int) -> Response:
    """The sheet of a team, for whoever leads it. Who did not agree to see the own name in public finds the surname and room to write."""
    readable(Sheet)
    team: Team = find(Team.visible_to(current_user), pk)
    allow(team.led_by(current_user))
    response = attachment(print_attendance(team, outside(url_for("sheets.new", pk=team.id, paper=1))), f"{team}签到表.pdf", "application/pdf")
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
    return response


def print_attendance(team: Team, address: str) -> bytes:
    """The PDF; `address` is where its QR code leads."""
    names = [on_paper(person) for person in sorted(team.members, key=spoken)]
    lines = -(-max(LINES, len(names) + FREE) // LINES) * LINES
    rows = [(n + 1, names[n] if n < len(names) else "") for n in range(lines)]
    pages = [rows[first : first + LINES] for first in range(0, lines, LINES)]
    html = render_template("print/attendance.html", team=team, pages=pages, code=qr_code(address), day=clock.today())
    pdf: bytes = Press(html, "attendance").set(html).write_pdf()
    return pdf
