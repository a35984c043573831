"""Visits: the form at the door, the ledger, corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import flash, get_flashed_messages, request, session, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import clock
from models.households import Care, CareKind, Household
from models.programmes import Programme
from models.records import Invalid
from models.rounds import Round, doors_of
from models.visits import OUTCOMES, PEOPLE, WAYS, Draft, Topic, Visit
from models.volunteers import Pairing
from views.access import allow, find, number, readable
from views.drafts import sent, unfinished
from views.forms import REQUIRED, Choice, Day, Form, Several, rows_choice
from views.ledger import Ledger
from views.pages import go, page, wants_fragment
from views.rounds import at_a_glance

bp = Ledger(
    "visits",
    Visit,
    columns=(("door", "门牌"), "day", ("result", "结果"), "way", "note", "topics", "compound"),
    exported=("day", "door", "outcome", "way", "met", "topics", "note", "next_day", "programme", "worker", "compound", "void", "recorded_at"),
    filters=("compound", "outcome", "way"),
    searched=Household.search,
)

ONE_TAP = {"way": "in_person", "next": "duty"}  # what a tap on a card leaves unsaid
NEXT = [("duty", "按规定"), ("week", "一周后"), ("pick", "选日子")]


def visit_form(household: Household, kept: Programme | None = None, **given: Any) -> Any:
    """The form for a door: topics by the compound's mode, programmes that the user may choose, the one `kept` among them."""

    class VisitForm(Form):
        way = Choice("怎么见的", WAYS, default="in_person")
        outcome = Choice("结果", OUTCOMES, default="met")
        met = Choice("见到谁", [(who, who) for who in PEOPLE], required=False)
        topics = Several("聊了什么")
        note = TextAreaField("记一句", [Optional(), Length(max=2000, message="最多 2000 个字")])
        next = Choice("下次", NEXT, default="duty")
        next_day = Day("下次哪天", [Optional()])
        day = Day("走访日期", [InputRequired(REQUIRED)], default=clock.today)
        programme = rows_choice(Programme, "机制", False, Programme.open_to(current_user, kept))
        reason = StringField("为什么改", [Optional(), Length(max=200, message="最多 200 个字")])

    return VisitForm(**given)


def visit_values(form: Any) -> dict[str, Any]:
    """What the form says, as values of a Visit; raises Invalid for a next day that was announced and not given."""
    values = {name: form.values[name] for name in ("way", "outcome", "met", "note", "day", "programme")}
    if form.next.data == "pick" and not form.next_day.data:
        raise Invalid(next_day="请选下次的日子")
    picked = {"duty": None, "week": form.day.data + timedelta(days=7), "pick": form.next_day.data}
    topics = "、".join(form.topics.data or [])
    if len(topics) > 120:
        raise Invalid(topics="话题太多了")
    return {**values, "topics": topics, "next_day": picked[form.next.data]}


@bp.get("/households/<id:pk>/visits/new")
def new(pk: int) -> Any:
    """The form at one door, with what was typed before the tablet went to sleep."""
    readable(Household)
    household = find(Household.visible_to(current_user), pk)
    draft = unfinished(request.path)
    form = visit_form(household, formdata=MultiDict(draft.typed) if draft else None)
    if draft:
        form.form_id.data = str(draft.id)
    return _form(form, household, draft=draft)


@bp.post("/visits")
def create() -> Any:
    """Record a visit, or with one tap that nobody opened; once for each form."""
    readable(Visit)
    household = find(Household.visible_to(current_user), number(request.form.get("household")))
    form = visit_form(household, formdata=MultiDict({**ONE_TAP, "day": clock.today().isoformat(), **request.form.to_dict(flat=False)}))
    if form.validate():
        try:
            visit, new = Visit.enter(current_user._get_current_object(), id=form.key, household=household, **visit_values(form))
        except Invalid as error:
            form.refuse(error)
        else:
            return _after(visit, new)
    return _form(form, household, status=422)


@bp.get("/visits/<uuid:pk>")
def show(pk: Any) -> Any:
    """One visit, with every earlier version."""
    visit = _find(pk)
    return page("visits/show.html", visit=visit, editable=visit.editable_by(current_user), changes=list(visit.changes.limit(50)))


@bp.get("/visits/<uuid:pk>/edit")
def edit(pk: Any) -> Any:
    """The form with what was recorded."""
    visit = _find(pk)
    allow(visit.editable_by(current_user))
    draft = unfinished(request.path)
    if draft:
        form = visit_form(visit.household, kept=visit.programme, formdata=MultiDict(draft.typed))
        form.form_id.data = str(draft.id)
    else:
        known = {"topics": visit.topics.split("、") if visit.topics else [], "next": "pick" if visit.next_day else "duty"}
        form = visit_form(visit.household, kept=visit.programme, formdata=None, obj=visit, **known)
    return _form(form, visit.household, visit=visit, draft=draft)


@bp.post("/visits/<uuid:pk>")
def update(pk: Any) -> Any:
    """Correct a visit; a reason is asked for and earlier versions stay readable."""
    visit = _find(pk)
    allow(visit.editable_by(current_user))
    form = visit_form(visit.household, kept=visit.programme)
    if form.validate_on_submit():
        try:
            visit.correct(current_user, form.reason.data or "", **visit_values(form))
        except Invalid as error:
            form.refuse(error)
        else:
            sent(form.key)
            flash("改好了，原来的内容在修改记录里")
            return go(url_for("visits.show", pk=visit.id))
    return _form(form, visit.household, visit=_find(pk), status=422)


@bp.post("/visits/<uuid:pk>/undo")
def undo(pk: Any) -> Any:
    """Take back today's own tap that was a slip: the entry is void, and the card stands where it stood."""
    visit = _find(pk)
    allow(visit.is_slip_of(current_user))
    answer = _strike(visit, "点错了", url_for("rounds.show"))
    if not wants_fragment():
        return answer
    get_flashed_messages()  # said by the card itself
    door = next(iter(doors_of(Household.visible_to(current_user).where(Household.id == visit.household_id), clock.today())))
    return page("rounds/_back.html", door=door, new_key=uuid4, **at_a_glance(Round.of(current_user)))


@bp.post("/visits/<uuid:pk>/void")
def void(pk: Any) -> Any:
    """Declare a visit void, with a reason."""
    return _strike(_find(pk), request.form.get("reason", "")[:200], url_for("visits.show", pk=pk))


def _find(pk: Any) -> Any:
    readable(Visit)
    return find(Visit.visible_to(current_user), pk)


def _strike(visit: Visit, reason: str, address: str) -> Any:
    allow(visit.editable_by(current_user))
    try:
        visit.strike(current_user, reason)
    except Invalid as error:
        return page("visits/show.html", status=422, visit=visit, editable=True, changes=list(visit.changes.limit(50)), refused=error.errors["reason"])
    flash(f"{visit.household.door} 的这条记录作废了，这户回到今日里")
    return go(address)


def _after(visit: Visit, new: bool) -> Any:
    """Where a saved visit leads: the card in place, the next door, or today."""
    if wants_fragment():
        return page("rounds/_marked.html", visit=visit, **at_a_glance(Round.of(current_user)))
    session.pop("_flashes", None)  # replays without a page between would fill the cookie until the browser drops it
    flash(f"{visit.household.door} {visit.shown('outcome')}，{'存好了' if new else '刚才已经存过了'}")
    following = number(request.form.get("following"))
    if request.form.get("then") == "next" and following:
        return go(url_for("visits.new", pk=following))
    return go(url_for("rounds.show"))


def _form(form: Any, household: Household, status: int = 200, visit: Visit | None = None, draft: Draft | None = None) -> Any:
    door = next(iter(doors_of(Household.visible_to(current_user).where(Household.id == household.id), clock.today())), None)
    doors = [] if visit else [d.household for d in Round.of(current_user).doors]
    position = next((n for n, home in enumerate(doors) if home.id == household.id), None)
    following = doors[position + 1] if position is not None and position + 1 < len(doors) else None
    context = {
        "cares": Care.read_by(current_user, household),
        "steward": Pairing.visible_to(current_user).where(Pairing.household == household.id, Pairing.holds_on(clock.today())).first(),
        "topics": Topic.of(household.compound),
        "duty": form.day.data and not form.day.errors and form.day.data + timedelta(days=door.days if door else CareKind.general_days()),
    }
    return page("visits/form.html", status=status, form=form, household=household, door=door, following=following, visit=visit, draft=draft, **context)
