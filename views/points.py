"""积分: the ledger of the charity shop, giving points to a team's members at once, and what expires."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length, NumberRange

from models import clock
from models.goods import MOST
from models.points import Transfer, account, expiring
from models.receipts import Receipt
from models.records import Invalid
from models.volunteers import Team, Volunteer
from views.access import allow, number, readable
from views.forms import REQUIRED, Day, Form, Whole
from views.ledger import Ledger
from views.members import Members
from views.pages import go, page


class Points(Ledger):
    """The list, with what is given out and not yet spent."""

    listed = "points/index.html"

    def outstanding(self) -> int:
        """What all accounts hold."""
        return -account(current_user.area_id)


points = Points(
    "points",
    Transfer,
    columns=("day", "kind", "volunteer", "points", "good", "quantity", "what"),
    exported=("day", "kind", "volunteer", "points", "good", "quantity", "what", "recorder", "void"),
    filters=("kind",),
    searched=Volunteer.search,
    template="points/show.html",
    voided="作废了，积分和东西都退回去了",
    intro="积分只管换东西：花了就少，和志愿时长没有关系。",
)


def issue_form(team: Team | None, **given: Any) -> Any:
    """So many points for each ticked member of a team."""

    class IssueForm(Form):
        points = Whole("每人几分", [InputRequired(REQUIRED), NumberRange(1, MOST, f"要在 1 到 {MOST} 之间")])
        what = StringField("为什么发", [InputRequired(REQUIRED), Length(max=60, message="最多 60 个字")])
        day = Day("哪天", [InputRequired(REQUIRED)], default=clock.today)
        members = Members("发给哪些队员", list(team.members) if team else [])

    return IssueForm(**given)


class ExpiryForm(Form):
    """Up to which day what was given is too old."""

    until = Day("哪天以前（含这一天）发的", [InputRequired(REQUIRED)])


@points.get("/points/new")
def new() -> Any:
    """Which team, and then who of it."""
    readable(Transfer)
    team = _team()
    return _issue(issue_form(team, formdata=None), team)


@points.post("/points")
def create() -> Any:
    """Give points to the ticked members, once for each form."""
    readable(Transfer)
    team = _team()
    form = issue_form(team)
    if form.validate_on_submit():
        try:
            values = {"points": form.points.data, "what": form.what.data, "day": form.day.data}
            give = lambda: Transfer.issue(_user(), form.members.data, id=form.key, **values) and url_for("points.index")  # noqa: E731
            address = Receipt.once(form.key, current_user, give)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"发给了 {len(form.members.data)} 人，每人 {form.points.data} 分")
            return go(address)
    return _issue(form, team, 422)


@points.get("/points/expiry")
def expiry() -> Any:
    """What would expire, by ?until=, before it does."""
    readable(Transfer)
    form = ExpiryForm(formdata=request.args, meta={"csrf": False}) if request.args.get("until") else ExpiryForm(formdata=None)
    valid = bool(request.args.get("until")) and form.validate()
    return _expiry(form, form.until.data if valid else None)


@points.post("/points/expiry")
def expire() -> Any:
    """Take back what is too old, once for each form."""
    readable(Transfer)
    allow(current_user.role in Transfer.editors)
    form = ExpiryForm()
    if form.validate_on_submit():
        try:
            address = Receipt.once(form.key, current_user, lambda: _expire(form))
        except Invalid as error:
            form.refuse(error)
        else:
            return go(address)
    return _expiry(form, None, 422)


def _expire(form: Any) -> str:
    count = Transfer.expire(_user(), form.until.data, id=form.key)
    flash(f"{count} 人的积分到期清零了" if count else "没有到期的积分")
    return url_for("points.index")


def _expiry(form: Any, until: Any, status: int = 200) -> Any:
    due = expiring(current_user.area_id, until) if until else {}
    return page("points/expiry.html", None, status, form=form, until=until, people=len(due), total=sum(due.values()), send=ExpiryForm(formdata=None))


def _issue(form: Any, team: Team | None, status: int = 200) -> Any:
    teams = [] if team else list(Team.visible_to(current_user).order_by(Team.name))
    return page("points/form.html", None, status, form=form, team=team, teams=teams)


def _team() -> Team | None:
    team: Team | None = Team.visible_to(current_user).where(Team.id == number(request.values.get("team"))).first()
    return team


def _user() -> Any:
    return current_user._get_current_object()
