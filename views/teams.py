"""Volunteer teams: the register, and a page with the members and their hours."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from wtforms import RadioField, StringField, TelField
from wtforms.validators import InputRequired, Optional
from wtforms.validators import Length as Limit

from models import clock
from models.hours import ServiceHours, Sheet, total_minutes
from models.names import spoken, told_apart
from models.programmes import Programme
from models.rosters import Place, rosters
from models.sheets import counted
from models.users import User
from models.volunteers import LEADERS, Membership, Team, Volunteer
from views.forms import REQUIRED, Form, rows_choice
from views.pages import page
from views.register import Register

UNCUT = {"maxlength": False}  # a browser cuts what is too long without a word: better to be told


class MemberForm(Form):
    """Somebody for the team: by name; where the community knows that name already, which of them."""

    name = StringField("姓名", [InputRequired(REQUIRED), Limit(max=40, message="最多 40 个字")], render_kw=UNCUT)
    telephone = TelField("电话", [Optional(), Limit(max=40, message="最多 40 个字")], render_kw=UNCUT)
    who = RadioField("是哪一位", choices=[], validators=[Optional()], validate_choice=False)


class Teams(Register):
    """The register of teams."""

    def form(self) -> type[Form]:
        """The leader is one of the community's people who may log hours."""
        form = super().form()
        leaders = User.visible_to(current_user).where(User.role.in_(list(LEADERS)), ~User.disabled).order_by(User.name)
        form.leader = rows_choice(User, "队长", False, leaders)  # type: ignore[attr-defined]
        form.programme = rows_choice(Programme, "机制", False, Programme.open_to(current_user))  # type: ignore[attr-defined]
        return form


def roster(team: Team, form: MemberForm | None = None) -> dict[str, Any]:
    """What a team's page shows: members with their hours in this team, for those who lead it; figures for the rest."""
    leads = team.led_by(current_user)
    rows = Membership.select(Membership, Volunteer).join(Volunteer).where(Membership.team == team.id, Membership.holds_on(clock.today()))
    members = sorted(_counting(rows), key=lambda place: spoken(place.volunteer))
    sheets = Sheet.visible_to(current_user).where(Sheet.team == team.id).order_by(Sheet.day.desc(), Sheet.recorded_at.desc())
    return {
        "leads": leads,
        "yards": rosters([team]),
        "may_post": current_user.role in Place.editors,
        "named": current_user.role in Place.readers,
        "members": members,
        "apart": told_apart(place.volunteer for place in members),
        "minutes": total_minutes(ServiceHours.team == team.id, by=ServiceHours.volunteer),
        "sheets": counted(list(sheets.limit(5))),
        "form": form or MemberForm(formdata=None),
    }


def _counting(places: Any) -> list[Membership]:
    """The places under the people who count: of a double the one it was merged into, each once."""
    places = list(places)
    kept = {row.id: row for row in Volunteer.select().where(Volunteer.id.in_([place.volunteer.merged_into_id for place in places]))}
    found: dict[int, Membership] = {}
    for place in sorted(places, key=lambda place: place.volunteer.merged_into_id is not None):
        place.volunteer = kept.get(place.volunteer.merged_into_id, place.volunteer)
        found.setdefault(place.volunteer_id, place)
    return list(found.values())


def show_with(team: Team, form: MemberForm) -> Any:
    """The team's page again, with what was typed about a new member and what is wrong with it."""
    changes = list(team.changes.limit(50))
    return page("teams/show.html", None, 422, register=bp, row=team, editable=team.editable_by(current_user), changes=changes, **roster(team, form))


bp = Teams(
    "teams",
    Team,
    fields=("name", "kind", "compound", "leader", "programme"),
    columns=("name", "kind", "community", "compound", "leader"),
    order=(Team.community, Team.name),
    filters=("kind",),
    menu="志愿",
    show="teams/show.html",
    more=roster,
)
