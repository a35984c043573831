"""Meetings: the ledger with its form, the page of a meeting with agenda, votes and resolutions, and its minutes on paper."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_login import current_user
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from models.meetings import Meeting, Motion
from models.programmes import Programme
from models.records import tidy
from models.resolutions import Resolution
from views import access
from views.forms import Form, form_for, rows_choice
from views.ledger import Ledger
from views.places import choose_place
from views.printing import Press
from views.spreadsheets import attachment

AGENDA = "一行一个议题，开会那天再写表决和议定的"


class Meetings(Ledger):
    """The ledger of meetings."""

    def _add_pages(self) -> None:
        super()._add_pages()
        self.add_url_rule(f"/{self.name}/<uuid:pk>/minutes.pdf", "minutes", self.minutes)

    def form(self) -> type[Form]:
        """With programmes in use, and for a new meeting its agenda."""
        form: Any = super().form()
        form.programme = rows_choice(Programme, "机制", False, Programme.open_to(current_user))
        if not hasattr(form, "reason"):
            form.agenda = TextAreaField("议程", [Optional(), Length(max=4000, message="最多 4000 个字")], description=AGENDA)
        return form

    def filter_form(self) -> type[Form]:
        """By kind and place."""
        return choose_place(form_for(Meeting, ("kind",)))

    def told(self, entry: Meeting) -> dict[str, Any]:
        """Its agenda, what was resolved, and the forms for more of either."""
        return {"motions": list(entry.motions.order_by(Motion.position, Motion.id)), "resolutions": _resolutions(entry), **asking()}

    def minutes(self, pk: Any) -> Response:
        """The minutes as a PDF of as many pages as they need."""
        meeting = self.find(pk)
        access.readable(Meeting)
        motions = list(meeting.motions.order_by(Motion.position, Motion.id))
        html = render_template("print/minutes.html", meeting=meeting, motions=motions, resolutions=_resolutions(meeting))
        pdf: bytes = Press(html + "第页，共0123456789", "minutes").set(html).write_pdf()
        response = attachment(pdf, f"{meeting.day} {meeting.name} 会议纪要.pdf", "application/pdf")
        response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
        return response

    def _add(self, form: Any) -> str:
        values = {name: value for name, value in form.values.items() if name != "agenda"}
        agenda = [line[:100] for line in map(tidy, (form.agenda.data or "").splitlines()) if line]
        meeting, _ = Meeting.call(current_user._get_current_object(), agenda, id=form.key, community=current_user.area_id, **values)
        return self.address(meeting)


def asking(**forms: Any) -> dict[str, Any]:
    """The small forms of a meeting's page, each empty unless it is given with what was typed."""
    empty = {"motion_form": form_for(Motion, ("name",)), "resolution_form": form_for(Resolution, ("name", "owner", "due"))}
    return {name: forms.get(name) or form(formdata=None) for name, form in empty.items()}


def _resolutions(meeting: Meeting) -> list[Resolution]:
    return list(meeting.resolutions.order_by(Resolution.due, Resolution.id))


bp = Meetings(
    "meetings",
    Meeting,
    fields=("kind", "name", "day", "starts", "place", "compound", "programme", "noticed", "attended", "note"),
    columns=("name", "day", "kind", "compound", "place"),
    exported=("day", "kind", "name", "compound", "community", "programme", "starts", "place", "noticed", "attended", "note", "recorder", "void"),
    template="meetings/show.html",
    voided="作废了，不再算开过的会",
)
