"""Resolutions of meetings: the list of who does what by when; done; made a concern or a project."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user

from models import clock
from models.areas import Compound
from models.projects import PROJECT_KINDS, Project
from models.records import Invalid
from models.resolutions import STATES, Resolution
from models.services import usual_urgency
from models.urgencies import Category, Urgency
from views import access
from views.forms import Choice, Form, field_for, form_for, rows_choice
from views.meetings import asking
from views.meetings import bp as meetings
from views.pages import go, page
from views.places import choose_place
from views.register import Register


class Resolutions(Register):
    """The register of resolutions: they are made on a meeting's page."""

    importable = False

    def _add_pages(self) -> None:
        self.add_url_rule(f"/{self.name}", "index", self.index)
        self.add_url_rule(f"/{self.name}.xlsx", "export", self.export)
        self.add_url_rule(f"/{self.name}/<id:pk>", "show", self.show)
        self.add_url_rule(f"/{self.name}/<id:pk>/edit", "edit", self.edit)
        self.add_url_rule(f"/{self.name}/<id:pk>", "update", self.update, methods=["POST"])
        self.add_url_rule("/meetings/<uuid:pk>/resolutions", "create", self.add_to, methods=["POST"])
        self.add_url_rule(f"/{self.name}/<id:pk>/completion", "complete", self.complete, methods=["POST"])
        self.add_url_rule(f"/{self.name}/<id:pk>/concern", "concern", self.concern, methods=["GET", "POST"])
        self.add_url_rule(f"/{self.name}/<id:pk>/project", "project", self.project, methods=["GET", "POST"])

    def add_to(self, pk: Any) -> Any:
        """What a meeting has resolved."""
        meeting = meetings.find(pk)
        access.allow(meetings.permits(meeting))
        form = form_for(Resolution, ("name", "owner", "due"))()
        if form.validate_on_submit():
            try:
                Resolution.add(current_user, meeting=meeting, **form.values)
            except Invalid as error:
                form.refuse(error)
            else:
                return go(meetings.address(meeting))
        return meetings.show_with(meeting, 422, **asking(resolution_form=form))

    def complete(self, pk: int) -> Any:
        """It was done today."""
        row = self._own(pk)
        row.amend(current_user, done=clock.today())
        flash(f"{row} 办完了")
        return go(meetings.address(row.meeting))

    def concern(self, pk: int) -> Any:
        """Make a concern of it, which then has its times and its answer."""
        row = self._own(pk)
        form = concern_form(row)
        if form.validate_on_submit():
            try:
                category = Category.get_by_id(form.category.data)
                urgency = form.urgency.data or usual_urgency(category)
                concern = row.raise_concern(current_user._get_current_object(), form.key, category, urgency, form.compound.data)
            except Invalid as error:
                form.refuse(error)
            else:
                flash(f"转成诉求了，编号 {concern.number}")
                return go(url_for("concerns.show", pk=concern.id))
        return page("resolutions/becoming.html", None, 422 if request.method == "POST" else 200, row=row, form=form, what="诉求")

    def project(self, pk: int) -> Any:
        """Make a project of it, with a budget and stages of its own."""
        row = self._own(pk)
        form = project_form(row)
        if form.validate_on_submit():
            try:
                row.begin_project(current_user._get_current_object(), form.compound.data, form.kind.data, form.budget.data)
            except Invalid as error:
                form.refuse(error)
            else:
                flash("转成项目了，阶段和花的钱在项目里记")
                return go(self.address(row))
        return page("resolutions/becoming.html", None, 422 if request.method == "POST" else 200, row=row, form=form, what="项目")

    def filter_form(self) -> type[Form]:
        """By state and place."""
        form: Any = choose_place(form_for(Resolution, ()))
        form.state = Choice("现在", STATES, False)
        return form  # type: ignore[no-any-return]

    def meets(self, name: str, value: Any) -> Any:
        """A state is worked out."""
        return Resolution.standing(value) if name == "state" else super().meets(name, value)

    def addable(self) -> bool:
        """They are made on a meeting's page."""
        return False

    def _own(self, pk: int) -> Resolution:
        row: Resolution = self.find(pk)
        access.allow(row.editable_by(current_user))
        return row


def concern_form(row: Resolution) -> Any:
    """What kind of thing it is, how urgent, and of which compound where the meeting was of the whole community."""

    class ConcernForm(Form):
        category = Choice("哪一类", [(kind.id, kind.name) for kind in Category.to_choose() if not kind.elsewhere], coerce=int)
        urgency = Choice("急不急", [(u.id, u.name) for u in Urgency.to_choose()], False, int, description="不选就照这一类平常的算")
        compound = rows_choice(Compound, "哪个小区", True)

    return ConcernForm(compound=row.compound)


def project_form(row: Resolution) -> Any:
    """What kind of works, for how much, and in which compound."""

    class ProjectForm(Form):
        kind = Choice("什么项目", PROJECT_KINDS, default="micro")
        budget = field_for(Project.budget)
        compound = rows_choice(Compound, "哪个小区", True)

    return ProjectForm(compound=row.compound)


bp = Resolutions(
    "resolutions",
    Resolution,
    fields=("name", "owner", "due", "done"),
    columns=("name", "owner", "due", ("state", "现在"), "compound"),
    exported=("meeting", "name", "owner", "due", "done", "state", "compound", "community"),
    order=(Resolution.done.asc(nulls="first"), Resolution.due, Resolution.id),
    show="resolutions/show.html",
    intro="会上定下来的事：谁办、哪天办完。超期的排在前面。",
)
