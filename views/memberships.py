"""Coming into a team, and leaving it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_login import current_user

from models.receipts import Receipt
from models.records import Invalid
from models.volunteers import Membership, Team, Volunteer
from views.access import allow, find, readable
from views.pages import go
from views.teams import MemberForm, show_with

bp = Blueprint("memberships", __name__)

NEW = "new"


@bp.post("/teams/<id:pk>/memberships")
def create(pk: int) -> Any:
    """Take somebody in by name, once for each form; where the community has that name already, ask who is meant."""
    readable(Team)
    team = find(Team.visible_to(current_user), pk)
    allow(team.led_by(current_user))
    form = MemberForm()
    if form.validate_on_submit():
        try:
            address = Receipt.once(form.key, current_user, lambda: _take_in(team, form))
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"{form.name.data.strip()} 加进来了")
            return go(address)
    return show_with(team, form)


@bp.post("/memberships/<id:pk>/delete")
def delete(pk: int) -> Any:
    """Leave the team; the hours served stay."""
    readable(Membership)
    membership = find(Membership.visible_to(current_user), pk)
    allow(membership.team.led_by(current_user))
    membership.end(current_user)
    flash(f"{membership} 离队了，以前的时长都留着")
    return go(url_for("teams.show", pk=membership.team_id))


def _take_in(team: Team, form: MemberForm) -> str:
    known = team.namesakes(form.name.data)
    chosen = next((person for person in known if str(person.id) == form.who.data), None)
    if chosen:
        team.enrol(current_user, chosen)
    elif known and form.who.data != NEW:
        raise Invalid(who=_question(known))
    else:
        team.enrol_new(current_user, form.name.data, form.telephone.data)
    return url_for("teams.show", pk=team.id)


def _question(known: list[Volunteer]) -> str:
    return "队里已经有叫这个名字的了，还要加一位吗？" if all(person.inside for person in known) else "社区里已经有叫这个名字的，是同一位吗？"
