"""Calls for volunteers: shifts with their lists, the code to sign in by, and from the list to the sheet."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Optional
from wtforms.validators import Length as Limit

from models.hours import Sheet
from models.names import spoken
from models.receipts import Receipt
from models.records import Invalid
from models.shifts import Shift, SignUp, counted
from models.volunteers import Team
from views.access import allow, find, number, readable
from views.forms import REQUIRED, Form, rows_choice
from views.pages import Paged, go, page
from views.register import Register


class SomebodyForm(Form):
    """Somebody for the list who is not in the team."""

    name = StringField("姓名", [InputRequired(REQUIRED), Limit(max=40, message="最多 40 个字")])
    telephone = StringField("电话", [Optional(), Limit(max=40, message="最多 40 个字")])


class Shifts(Register):
    """The list of shifts, the next first."""

    importable = False

    def form(self) -> type[Form]:
        """The team is one that the user leads."""
        form = super().form()
        form.team = rows_choice(Team, "志愿队", True, Team.visible_to(current_user).order_by(Team.name))  # type: ignore[attr-defined]
        return form

    def addable(self) -> bool:
        """Whoever leads a team."""
        return super().addable() and bool(Team.visible_to(current_user).exists())

    def index(self) -> Any:
        """Each with how many have signed up."""
        readable(Shift)
        rows = Paged(self.rows())
        counted(rows.rows)
        return self._page("shifts/index.html", "shifts/_rows.html", rows=rows, narrowing=self.narrowing(), addable=self.addable())


def told(shift: Shift) -> dict[str, Any]:
    """The list, who else of the team could be asked, the sheet if there is one."""
    people = list(shift.people)
    for row in people:
        row.__rel__["shift"] = shift
    listed = {row.volunteer_id for row in people}
    others = sorted((person for person in shift.team.members if person.id not in listed), key=spoken)
    sheets = Sheet.select().where(Sheet.shift == shift.id, Sheet.standing(), Sheet.reverses.is_null()).order_by(Sheet.recorded_at.desc())
    return {"people": people, "others": others, "sheet": next((row for row in sheets if not row.spent), None), "form": SomebodyForm(formdata=None)}


bp = Shifts(
    "shifts",
    Shift,
    fields=("team", "purpose", "day", "starts", "minutes", "needed", "place"),
    columns=("purpose", "day", "team"),
    order=(Shift.day.desc(), Shift.id.desc()),
    removable=True,
    show="shifts/show.html",
    more=told,
    menu="志愿",
    called="招募",
)


@bp.post("/shifts/<id:pk>/sign-ups")
def sign_up(pk: int) -> Any:
    """Put members who were ticked, or somebody else by name, on the list; each once."""
    shift = _led(pk)
    ticked = {number(text) for text in request.form.getlist("members")}
    form = SomebodyForm()
    if ticked:
        for person in [person for person in shift.team.members if person.id in ticked]:
            shift.sign_up(current_user, person.name, volunteer=person)
        return go(bp.address(shift))
    if form.validate_on_submit():
        try:
            Receipt.once(form.key, current_user, lambda: str(shift.sign_up(current_user, form.name.data, form.telephone.data).id))
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"{form.name.data.strip()} 报上了")
            return go(bp.address(shift))
    context = {**told(shift), "form": form}
    return page("shifts/show.html", None, 422, register=bp, row=shift, editable=True, changes=list(shift.changes.limit(50)), **context)


@bp.post("/sign-ups/<id:pk>/arrivals")
def come(pk: int) -> Any:
    """Signed in on the leader's tablet."""
    return _act(pk, lambda row: row.come(current_user))


@bp.post("/sign-ups/<id:pk>/departures")
def leave(pk: int) -> Any:
    """Signed out on the leader's tablet."""
    return _act(pk, lambda row: row.leave(current_user))


@bp.post("/sign-ups/<id:pk>/delete")
def withdraw(pk: int) -> Any:
    """Off the list again; who has come stays."""
    return _act(pk, lambda row: flash("已经签到的不能划掉", "error") if row.came_at else row.remove(current_user))


def _act(pk: int, act: Any) -> Any:
    readable(SignUp)
    row: SignUp = find(SignUp.visible_to(current_user), pk)
    allow(row.shift.editable_by(current_user))
    try:
        act(row)
    except Invalid as error:
        flash(str(error), "error")
    return go(url_for("shifts.show", pk=row.shift_id, _anchor=f"person-{pk}"))


def _led(pk: int) -> Shift:
    shift: Shift = bp.find(pk)
    allow(shift.editable_by(current_user))
    return shift
