"""The steps of a concern, each a noun under its address: one handler for all of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from models.concerns import Concern
from models.records import Invalid
from models.steps import Step, concern_last, takers
from models.worklist import following
from views.access import allow, find, readable
from views.concerns import bp as concerns
from views.pages import go, onward
from views.step_forms import STEPS, said, seen, step_form

bp = Blueprint("steps", __name__)


def take(pk: Any, kind: str) -> Any:
    """Take the next step, once for each form; what somebody else did first is said, and nothing typed is lost."""
    readable(Concern)
    concern, user = find(Concern.visible_to(current_user), pk), current_user._get_current_object()
    form, last = step_form(kind, concern, Step.of([concern])[concern.id]), concern_last(concern)
    allow(seen(form) not in (None, last.number) or kind in takers(concern, last, user))
    if form.validate_on_submit():
        try:
            Step.take(concern, kind, user, form.key, after=seen(form), **said(form))
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"{concern.number} {form.declared.done}")
            waiting = following(concern, user) if request.form.get("then") == "next" else None
            return go(onward(url_for("concerns.show", pk=waiting.id if waiting else pk)))
    return concerns.show_with(find(Concern.visible_to(current_user), pk), 422, typed=form)


for kind, declared in STEPS.items():
    bp.add_url_rule(f"/concerns/<uuid:pk>/{declared.noun}", kind, take, methods=["POST"], defaults={"kind": kind})
