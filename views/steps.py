"""The steps of a concern, each a noun under its address: one handler for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from models.concerns import Concern
from models.records import Invalid
from models.steps import Step, concern_last
from models.takers import takers
from models.worklist import following
from views.access import allow, find, number, readable
from views.concerns import bp as concerns
from views.filters import moment
from views.pages import go, onward
from views.step_forms import STEPS, NextStep, StepForm, step_form

bp = Blueprint("steps", __name__)


def take(pk: Any, declared: StepForm) -> Any:
    """Take the next step; what somebody else did first is said, and nothing typed is lost."""
    readable(Concern)
    concern, user = find(Concern.visible_to(current_user), pk), current_user._get_current_object()
    form, last = step_form(declared, concern, Step.of([concern])[concern.id]), concern_last(concern)
    allow(number(form.after.data) not in (0, last.number) or declared.kind in takers(concern, last, user))
    if taken(form, concern, Step.take, concern):
        waiting = following(concern, user) if request.form.get("then") == "next" else None
        return go(onward(url_for("concerns.show", pk=waiting.id if waiting else pk)))
    return concerns.show_with(find(Concern.visible_to(current_user), pk), 422, typed=form)


def taken(form: NextStep, concern: Concern, take: Callable[..., Any], at: Any) -> bool:
    """Whether what was sent is a step now, once for each form; what is refused stands on the form."""
    if not form.validate_on_submit():
        return False
    try:
        take(at, form.kind, current_user._get_current_object(), form.key, after=form.seen, **form.said)
    except Invalid as error:
        form.refuse(error)
        return False
    flash(f"{concern.number} {_done(form, concern)}")
    return True


def _done(form: NextStep, concern: Concern) -> str:
    """What is said afterwards; of a concern that is not solved until when it is promised anew."""
    unsolved = form.kind == "verdict" and form.said["solved"] is False
    return f"没解决，已经重新办，新的期限是 {moment(concern.due)}" if unsolved else form.declared.done


for declared in STEPS:
    bp.add_url_rule(f"/concerns/<uuid:pk>/{declared.noun}", declared.kind, take, methods=["POST"], defaults={"declared": declared})
