"""Volunteers: the register, and a page with teams and hours."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_login import current_user

from models import clock
from models.certificates import Certificate
from models.hours import ServiceHours, Sheet, total_minutes
from models.merges import doubles_of
from models.merits import Merit
from models.reports.register import five_groups
from models.users import Role
from models.volunteers import Membership, Team, Volunteer
from views import access
from views.forms import Form
from views.pages import page
from views.register import Register
from views.spreadsheets import TYPE, attachment, download, workbook
from views.teams import UNCUT

HEAD = ("姓名", "志愿者编号", "电话", "出生年份", "同意公开姓名", "时长（小时）", "会什么", "什么时候有空")
FILE = ("name", "number", "telephone", "birth_year", "publishes_name", "skills", "availability")


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
        return download("志愿者", HEAD, (self._cells(row, minutes.get(row.id, 0)) for row in self.rows()))

    @staticmethod
    def _cells(row: Volunteer, minutes: int) -> list[Any]:
        known = [row.shown(name) for name in FILE]
        return [*known[:5], round(minutes / 60, 2), *known[5:]]


def service(person: Volunteer) -> dict[str, Any]:
    """A volunteer's teams with the hours in each, and the latest lines, as far as the user sees them."""
    places = Membership.select(Membership, Team).join(Team)
    places = places.where(Membership.volunteer.in_(person.keys), Team.id.in_(Team.visible_to(current_user).select(Team.id)))
    own = (ServiceHours.volunteer.in_(person.keys), ServiceHours.team.in_(Team.visible_to(current_user).select(Team.id)))
    lines = ServiceHours.visible_to(current_user).where(ServiceHours.volunteer.in_(person.keys), ~Sheet.void)
    return {
        "places": list(places.order_by(Team.name)),
        "minutes": total_minutes(*own, by=ServiceHours.team),
        "lines": list(lines.order_by(ServiceHours.day.desc(), ServiceHours.recorded_at.desc()).limit(50)),
        "office": current_user.role == Role.COMMUNITY,
        "merits": list(Merit.select().where(Merit.volunteer.in_(person.keys)).order_by(Merit.day.desc(), Merit.id.desc())),
        "certificates": list(Certificate.visible_to(current_user).where(Certificate.volunteer == person.id).order_by(Certificate.id.desc())),
        "doubles": list(doubles_of(person)),
        "namesakes": _alike(person) if current_user.role == Role.COMMUNITY else [],
        "refused": {},
    }


def _alike(person: Volunteer) -> list[Volunteer]:
    """Whom this may be a double of: the same name, or the same telephone."""
    same = Volunteer.name == person.name
    if person.telephone:
        same |= Volunteer.telephone == person.telephone
    return list(Volunteer.visible_to(current_user).where(same, Volunteer.id != person.id).order_by(Volunteer.id).limit(20))


def show_with(person: Volunteer, refused: dict[str, str]) -> Any:
    """The volunteer's page again, with what was wrong."""
    context = {**service(person), "refused": refused}
    return page("volunteers/show.html", None, 422, register=bp, row=person, editable=True, changes=list(person.changes.limit(50)), **context)


bp = Volunteers(
    "volunteers",
    Volunteer,
    fields=(*FILE, "birthday", "guardian", "guardian_telephone", "guardian_agreed"),
    columns=("name", ("tail", "电话"), "number"),
    order=(Volunteer.name, Volunteer.id),
    menu="志愿",
    show="volunteers/show.html",
    more=service,
    also=(("按五类导出", "volunteers.groups"),),
)


@bp.get("/volunteers/groups.xlsx")
def groups() -> Response:
    """The register for the national system, in the five groups of 志愿服务条例 19, a sheet for each."""
    access.readable(Volunteer)
    rows = list(bp.rows())
    return attachment(workbook(five_groups(rows, Team.visible_to(current_user).select(Team.id))), f"志愿者五类信息-{clock.today()}.xlsx", TYPE)
