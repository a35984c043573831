"""Visits: the form at the door, the ledger, corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from models import clock
from models.concerns import Concern
from models.households import Care, CareKind, Household
from models.pairings import Pairing
from models.proposals import Proposal
from models.questions import concerns_of, to_ask
from models.records import Invalid
from models.rounds import Round, doors_of
from models.strays import Stray
from models.visits import Draft, Topic, Visit
from views.access import allow, capturable, find, number, readable
from views.captures import refusal
from views.drafts import sent, unfinished
from views.ledger import Ledger
from views.pages import go, page, wants_fragment
from views.proposals import MERGED
from views.rounds import at_a_glance
from views.strays import door_astray, keep
from views.visit_form import raised, visit_form, visit_values


class Visits(Ledger):
    """The ledger of visits; a visit's page shows the concern raised at it."""

    def show(self, pk: Any) -> Any:
        """One visit with its history; one that lies in the tray yet shows what has become of it."""
        readable(Visit)
        if Stray.visible_to(current_user).where(Stray.id == pk).exists() and not self.seen().where(Visit.id == pk).exists():
            return redirect(url_for("strays.show", pk=pk), 303)
        return super().show(pk)

    def told(self, visit: Visit) -> dict[str, Any]:
        """The concern raised at the visit, and what somebody else wrote at the same time."""
        return {"concerns": concerns_of(current_user, Concern.visit == visit.id), "proposals": Proposal.about(visit)}


bp = Visits(
    "visits",
    Visit,
    template="visits/show.html",
    voided="这条走访作废了，这户回到今日里",
    columns=(("door", "门牌"), "day", ("result", "结果"), "way", "note", "topics", "compound"),
    exported=("day", "door", "outcome", "way", "met", "topics", "note", "next_day", "programme", "worker", "compound", "void", "recorded_at"),
    filters=("compound", "outcome", "way"),
    searched=Household.search,
)

ONE_TAP = {"way": "in_person", "next": "duty"}  # what a tap on a card leaves unsaid


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
@capturable
def create() -> Any:
    """Record a visit with the concern raised at it, or with one tap that nobody opened; once for each form."""
    readable(Visit)
    astray = door_astray(Visit)
    household = astray or find(Household.visible_to(current_user), number(request.form.get("household")))
    form = visit_form(household, formdata=MultiDict({**ONE_TAP, "day": clock.today().isoformat(), **request.form.to_dict(flat=False)}))
    if form.validate():
        try:
            if astray:
                return keep(form, astray)
            visit, new = Visit.hold(current_user._get_current_object(), raised(form), id=form.key, household=household, **visit_values(form))
        except Invalid as error:
            form.refuse(error)
        else:
            return _after(visit, new, form)
    return refusal(form) if astray else _form(form, household, status=422)


@bp.get("/visits/<uuid:pk>/edit")
def edit(pk: Any) -> Any:
    """The form with what was recorded."""
    visit = bp.find(pk)
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
@capturable
def update(pk: Any) -> Any:
    """Correct a visit; a reason is asked for and earlier versions stay readable."""
    visit = bp.find(pk)
    allow(visit.editable_by(current_user))
    form = visit_form(visit.household, kept=visit.programme)
    if form.validate_on_submit():
        try:
            kept = visit.merge(current_user._get_current_object(), form.reason.data or "", form.version.data, form.key, **visit_values(form))
        except Invalid as error:
            form.refuse(error)
        else:
            sent(form.key)
            flash(MERGED if kept else "改好了，原来的内容在修改记录里")
            return go(url_for("visits.show", pk=visit.id))
    return _form(form, visit.household, visit=bp.find(pk), status=422)


@bp.post("/visits/<uuid:pk>/undo")
@capturable
def undo(pk: Any) -> Any:
    """Take back today's own tap that was a slip: the entry is void, and the card stands where it stood."""
    visit = bp.find(pk)
    allow(visit.is_slip_of(current_user))
    visit.strike(current_user._get_current_object(), "点错了")
    if not wants_fragment():
        flash(f"{visit.household.door} {visit.shown('outcome')}，撤回了")
        return go(url_for("rounds.show"))
    door = next(iter(doors_of(Household.visible_to(current_user).where(Household.id == visit.household_id), clock.today())))
    return page("rounds/_back.html", door=door, new_key=uuid4, **at_a_glance(Round.of(current_user)))


def _after(visit: Visit, new: bool, form: Any) -> Any:
    """Where a saved visit leads: the card in place, the next door, or today."""
    if wants_fragment():
        return page("rounds/_marked.html", visit=visit, **at_a_glance(Round.of(current_user)))
    session.pop("_flashes", None)  # replays without a page between would fill the cookie until the browser drops it
    concerns = "".join(f"；诉求 {concern.number} 记下了" for concern in visit.concerns) if raised(form) else ""
    flash(f"{visit.household.door} {visit.shown('outcome')}，{'存好了' if new else '刚才已经存过了'}{concerns}")
    following = number(request.form.get("following"))
    if request.form.get("then") == "next" and following:
        return go(url_for("visits.new", pk=following))
    return go(url_for("rounds.show"))


def _form(form: Any, household: Household, status: int = 200, visit: Visit | None = None, draft: Draft | None = None) -> Any:
    door = next(iter(doors_of(Household.visible_to(current_user).where(Household.id == household.id), clock.today())), None)
    following = Round.of(current_user).after(door) if door and not visit else None
    context = {
        "questions": [] if visit else to_ask(Household.visible_to(current_user).where(Household.id == household.id)),
        "cares": Care.read_by(current_user, household),
        "new_key": uuid4,
        "raising": raised(form) is not None,
        "steward": Pairing.visible_to(current_user).where(Pairing.household == household.id, Pairing.holds_on(clock.today())).first(),
        "topics": Topic.of(household.compound),
        "duty": form.day.data and not form.day.errors and form.day.data + timedelta(days=door.days if door else CareKind.general_days()),
    }
    return page(
        "visits/form.html",
        status=status,
        form=form,
        household=household,
        door=door,
        following=following and following.household,
        visit=visit,
        draft=draft,
        **context,
    )
