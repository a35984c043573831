"""Volunteers: the register, and a page with teams and hours."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from models.hours import ServiceHours, Sheet, total_minutes
from models.users import Role
from models.volunteers import Membership, Team, Volunteer
from views import access
from views.forms import Form
from views.register import Register
from views.spreadsheets import download
from views.teams import UNCUT

HEAD = ("姓名", "志愿者编号", "电话", "出生年份", "同意公开姓名", "时长（小时）")


class Volunteers(Register):
    """The register of volunteers, always by name: nobody is ranked."""

    def addable(self) -> bool:
        """The community adds here; a leader takes people into the own team."""
        return bool(current_user.role == Role.COMMUNITY)

    def form(self) -> type[Form]:
        """A name or number that is too long is refused in words, not cut by the browser."""
        form = super().form()
        for name in ("name", "number", "telephone"):
            getattr(form, name).kwargs["render_kw"] = UNCUT
        return form

    def export(self) -> Any:
        """The register for the higher office, telephone included, with the hours that the user sees."""
        access.readable(Volunteer)
        minutes = total_minutes(ServiceHours.team.in_(Team.visible_to(current_user).select(Team.id)), by=ServiceHours.volunteer)
        rows = ((*(row.shown(name) for name in self.fields), round(minutes.get(row.id, 0) / 60, 2)) for row in self.rows())
        return download("志愿者", HEAD, rows)


def service(person: Volunteer) -> dict[str, Any]:
    """A volunteer's teams with the hours in each, and the latest lines, as far as the user sees them."""
    places = Membership.select(Membership, Team).join(Team)
    places = places.where(Membership.volunteer == person.id, Team.id.in_(Team.visible_to(current_user).select(Team.id)))
    own = (ServiceHours.volunteer == person.id, ServiceHours.team.in_(Team.visible_to(current_user).select(Team.id)))
    lines = ServiceHours.visible_to(current_user).where(ServiceHours.volunteer == person.id, ~Sheet.void)
    return {
        "places": list(places.order_by(Team.name)),
        "minutes": total_minutes(*own, by=ServiceHours.team),
        "lines": list(lines.order_by(ServiceHours.day.desc(), ServiceHours.recorded_at.desc()).limit(50)),
    }


bp = Volunteers(
    "volunteers",
    Volunteer,
    fields=("name", "number", "telephone", "birth_year", "publishes_name"),
    columns=("name", ("tail", "电话"), "number"),
    order=(Volunteer.name, Volunteer.id),
    menu="志愿",
    show="volunteers/show.html",
    more=service,
)
