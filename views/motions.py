"""The agenda of a meeting: a motion is added on the meeting's page, and gets its vote on a page of its own; the calculator of article 278."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_login import current_user
from wtforms.validators import InputRequired, NumberRange, Optional

from models.meetings import AREA_HIGH, COUNTS, Motion
from models.money import in_fen
from models.records import Invalid
from models.votes import MATTERS, Tally, Vote, square
from views import access
from views.forms import REQUIRED, Choice, Form, Whole, Yuan, form_for
from views.meetings import asking
from views.meetings import bp as meetings
from views.pages import go, page
from views.register import Register

bp = Blueprint("votes", __name__)
AREAS = tuple(name for name in COUNTS if name.startswith("area"))
FIGURES = ("matter", *COUNTS)


class Square(Yuan):
    """An area in square metres with at most two decimals, as whole hundredths."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the area; anything else is refused in words and stays in the field."""
        self.data = None
        try:
            self.data = in_fen(valuelist[0].removesuffix("平方米") if valuelist else "", self.column)
        except ValueError:
            raise ValueError(f"请写成 12000 或 12000.50 这样，最多 {AREA_HIGH // 100:,} 平方米") from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else square(self.data)


class Motions(Register):
    """Motions are listed with their meetings; a click leads to the meeting."""

    importable = False

    def _add_pages(self) -> None:
        self.add_url_rule(f"/{self.name}", "index", self.index)
        self.add_url_rule(f"/{self.name}.xlsx", "export", self.export)
        self.add_url_rule(f"/{self.name}/<id:pk>/edit", "edit", self.edit)
        self.add_url_rule(f"/{self.name}/<id:pk>", "update", self.update, methods=["POST"])
        self.add_url_rule("/meetings/<uuid:pk>/motions", "create", self.add_to, methods=["POST"])

    def add_to(self, pk: Any) -> Any:
        """Put one more motion on the agenda of a meeting."""
        meeting = meetings.find(pk)
        access.allow(meetings.permits(meeting))
        form = form_for(Motion, ("name",))()
        if form.validate_on_submit():
            Motion.add(current_user, meeting=meeting, position=meeting.motions.count(), **form.values)
            return go(meetings.address(meeting))
        return meetings.show_with(meeting, 422, **asking(motion_form=form))

    def form(self) -> type[Form]:
        """With areas in square metres."""
        return squared(super().form())

    def addable(self) -> bool:
        """They are added to a meeting."""
        return False

    def _form(self, form: Form, row: Any = None, status: int = 200) -> Any:
        return self._page("motions/form.html", status=status, form=form, row=row, counts=COUNTS)

    def address(self, row: Motion) -> str:
        """Its place on the meeting's page."""
        return f"{meetings.address(row.meeting)}#motion-{row.id}"


def squared(form: Any, required: bool = False) -> Any:
    """The form with its areas as areas."""
    for name in AREAS:
        column = Motion._meta.fields[name]
        setattr(form, name, Square(column.verbose_name, [InputRequired(REQUIRED) if required else Optional()], column))
    return form


motions = Motions(
    "motions",
    Motion,
    fields=("name", "note", "way", "yes", "no", "abstained", "matter", *COUNTS, "conclusion"),
    columns=("name", "meeting", "way", "conclusion"),
    exported=("name", "meeting", "way", "yes", "no", "abstained", "matter", *COUNTS, "conclusion"),
    order=(Motion.meeting, Motion.position, Motion.id),
    filters=("way",),
)


@bp.get("/votes")
def show() -> Any:
    """The calculator: what the figures of the address come to. Nothing is kept."""
    access.readable(Motion)
    form = _form()(request.args if "matter" in request.args else None, meta={"csrf": False})
    vote = None
    if "matter" in request.args and form.validate():
        figures = [form[name].data for name in COUNTS]
        vote = Vote(form.matter.data, Tally(*figures[:2]), Tally(*figures[2:4]), Tally(*figures[4:]))
        if not vote.possible:
            form.refuse(Invalid(owners_agreed="参加的不能比全体多，同意的不能比参加的多，全体不能是 0"))
    wrong = bool(form.errors)
    return page("votes/show.html", None, 422 if wrong else 200, form=form, vote=None if wrong else vote, names=FIGURES)


def _form() -> Any:
    """Every figure has to be there."""
    form: Any = form_for(Motion, ())
    form.matter = Choice("什么事项", MATTERS)
    for name in COUNTS:
        label = Motion._meta.fields[name].verbose_name
        setattr(form, name, Whole(label, [InputRequired(REQUIRED), NumberRange(0, 1_000_000, "要在 0 到 1000000 之间")]))
    return squared(form, required=True)
