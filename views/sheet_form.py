"""The leader's sheet as a form: one day, one purpose, one length, and the team's members to tick."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_login import current_user
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.validators import Length as Limit

from models import clock
from models.activities import Activity
from models.areas import Compound
from models.hours import LONGEST, Sheet
from models.programmes import Programme
from models.sheets import last_of, purposes_of
from models.shifts import Shift
from models.volunteers import Team
from views.access import number
from views.forms import REQUIRED, Choice, Day, Form, Whole, rows_choice
from views.guests import Guests
from views.lengths import Length, spelled
from views.members import Members

RECENT = timedelta(days=60)  # activities to choose from
SOON = timedelta(days=3)  # what is logged within so many days is no back-filling


def sheet_form(team: Team, sheet: Sheet | None = None, paper: bool = False, **given: Any) -> Any:
    """The form for a team, or for a sheet of it: the sheet's own members, activity and programme stay to be chosen.

    paper: everybody in the order of the sign-in sheet, to be copied from it.
    """
    activities = list(_activities(team, sheet))
    own = [line.volunteer for line in sheet.lines if not (line.guest and sheet.confirmed_at)] if sheet else []
    people = {person.id: person for person in [*team.members, *own]}

    class SheetForm(Length, Form):
        minutes = Whole("别的长度，填分钟", [Optional(), NumberRange(1, LONGEST, f"要在 1 到 {LONGEST} 之间")], render_kw={"max": False})
        day = Day("哪天", [InputRequired(REQUIRED)], default=clock.today)
        recent = StringField("做什么", [Optional(), Limit(max=60, message="最多 60 个字")])
        purpose = StringField("做什么", [Optional(), Limit(max=60, message="最多 60 个字")])
        members = Members("谁去了", people.values(), needed=False, ahead=not paper)
        guests = Guests("临时来的人")
        companions = Whole("同行的有几人", [Optional(), NumberRange(0, 500, "要在 0 到 500 之间")], default=0)
        shift = StringField()
        instead = StringField()
        sure = BooleanField("没错，就是这样")
        programme = rows_choice(Programme, "算在哪个机制里", False, _programmes(sheet))
        activity = Choice("是哪场活动", [(a.id, str(a)) for a in activities], required=False, coerce=UUID)
        compound = None if team.compound_id else _compounds(team)

        def validate(self, *args: Any, **kwargs: Any) -> bool:
            """A purpose typed, tapped, or that of the activity."""
            valid = super().validate(*args, **kwargs)
            if not self.members.data and not self.guests.data:
                self.members.errors, valid = ["；".join(["还没有勾选队员", *self.members.errors])], False
            if self.what or self.purpose.errors:
                return valid
            self.purpose.errors = ["写一句做了什么"]
            return False

        @property
        def what(self) -> str:
            """The purpose: what is typed goes before what was tapped, and that before the activity's name."""
            names = {activity.id: activity.name for activity in activities}
            return (self.purpose.data or "").strip() or self.recent.data or names.get(self.activity.data, "")

    return SheetForm(**given)


def usual(team: Team, preselected: str = "") -> dict[str, Any]:
    """What a new sheet begins with: the last sheet's people, unless others are asked for, and its length."""
    last, everybody = last_of(team), [person.id for person in team.members]
    came = [line.volunteer_id for line in last.lines] if last else []
    ticked = {"none": [], "all": everybody}.get(preselected, came)
    return {"members": dict.fromkeys(ticked), "programme": team.programme_id, **spelled(last.minutes if last else Sheet.minutes.default)}


def for_activity(activity: Activity) -> dict[str, Any]:
    """What a sheet for an activity begins with."""
    return {"activity": activity.id, "day": activity.day, "programme": activity.programme_id, "purpose": activity.name, **spelled(activity.minutes)}


def for_shift(shift: Shift) -> dict[str, Any]:
    """What a sheet for a shift begins with: who came, for as long as between signing in and out."""
    came = [row for row in shift.people if row.came_at]
    differing = [(row, None if row.served == shift.minutes else row.served) for row in came]
    guests = [(row.name, row.telephone or "", minutes) for row, minutes in differing if not row.volunteer_id]
    members = {row.volunteer_id: minutes for row, minutes in differing if row.volunteer_id}
    return {"shift": shift.id, "day": shift.day, "purpose": shift.purpose, "recent": "", "members": members, "guests": guests, **spelled(shift.minutes)}


def shift_of(key: str | None, team: Team) -> Shift | None:
    """The team's shift with this number, if the user sees it."""
    shift: Shift | None = Shift.visible_to(current_user).where(Shift.id == number(str(key or "")), Shift.team == team.id).first()
    return shift


def sources(lines: dict[int, int], values: dict[str, Any]) -> str | dict[int, str]:
    """Where each line comes from: signed in and out as it stands, else typed by the leader, or later than a leader does."""
    other = "back_filled" if values["day"] < clock.today() - SOON else "leader"
    signed = {row.volunteer_id: row.served for row in values["shift"].people} if values["shift"] else {}
    return {person: "sign_in" if signed.get(person) == minutes else other for person, minutes in lines.items()}


def kept(sheet: Sheet) -> dict[str, Any]:
    """What a draft holds, as the form's values; only minutes that differ stand beside a name."""
    tapped = sheet.purpose in purposes_of(sheet.team)
    members = {line.volunteer_id: None if line.minutes == sheet.minutes else line.minutes for line in sheet.lines}
    values = {name: sheet.__data__[name] for name in ("day", "programme", "activity", "compound", "companions", "shift")}
    return {**values, "recent": sheet.purpose if tapped else "", "purpose": "" if tapped else sheet.purpose, "members": members, **spelled(sheet.minutes)}


def again(sheet: Sheet) -> dict[str, Any]:
    """What a sheet begins with that is to stand in the place of one taken back: all that was on it, guests by name."""
    values, guests = kept(sheet), [line for line in sheet.lines if line.guest]
    members = {person: minutes for person, minutes in values["members"].items() if person not in {line.volunteer_id for line in guests}}
    named = [(line.volunteer.name, line.volunteer.telephone or "", None if line.minutes == sheet.minutes else line.minutes) for line in guests]
    return {**values, "members": members, "guests": named, "instead": str(sheet.id), "day": clock.today() if sheet.locked_at else sheet.day}


def entered(form: Any, team: Team) -> dict[str, Any]:
    """What the form says, as values of a Sheet."""
    values = {name: form[name].data for name in ("day", "programme", "activity")} | {
        "companions": form.companions.data or 0,
        "shift": shift_of(form.shift.data, team),
    }
    return {**values, "compound": form.compound.data if form.compound else team.compound_id, "purpose": form.what, "minutes": form.span}


def _compounds(team: Team) -> Any:
    return rows_choice(Compound, "在哪个小区", False, Compound.visible_to(current_user).where(Compound.community == team.community_id))


def _programmes(sheet: Sheet | None) -> Any:
    rows = Programme.open_to(current_user)
    return rows.orwhere(Programme.id == sheet.programme_id) if sheet and sheet.programme_id else rows


def _activities(team: Team, sheet: Sheet | None) -> Any:
    rows = Activity.visible_to(current_user).where(Activity.community == team.community_id, Activity.standing())
    recent = Activity.day >= clock.today() - RECENT
    if sheet and sheet.activity_id:
        recent |= Activity.id == sheet.activity_id
    return rows.where(recent).order_by(Activity.day.desc()).limit(60)
