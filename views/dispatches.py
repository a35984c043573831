"""The inbox of a receiver: what was sent to it, and its two answers, 接单 and 办好了; 退回 with a reason."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, request, url_for
from flask_login import current_user

from models.dispatches import Dispatch
from models.steps import Step
from views.access import find, readable
from views.filters import moment
from views.pages import Paged, go, page
from views.spreadsheets import download
from views.step_forms import OWN_STEPS, StepForm, step_form
from views.steps import taken

bp = Blueprint("dispatches", __name__)

HEAD = ("编号", "小区", "社区", "社区电话", "哪一类", "急不急", "要办什么", "派给", "派来时间", "最晚办完", "现在", "超期", "联系人", "电话", "门牌")


@bp.get("/dispatches")
def index() -> Any:
    """What is here, and folded below it what was settled last; ?settled=1 has all of that."""
    readable(Dispatch)
    everything = bool(request.args.get("settled"))
    rows = Paged(Dispatch.settled(current_user) if everything else Dispatch.inbox(current_user))
    settled = [] if everything else Dispatch.of(Dispatch.settled(current_user).limit(20))
    return page("dispatches/index.html", rows=rows, dispatches=Dispatch.of(rows), settled=settled, everything=everything, new_key=uuid4)


@bp.get("/dispatches.xlsx")
def export() -> Any:
    """The inbox as a spreadsheet, with no more than the pages show."""
    readable(Dispatch)
    found = [*Dispatch.of(Dispatch.inbox(current_user)), *Dispatch.of(Dispatch.settled(current_user))]
    return download(Dispatch.title, HEAD, (_cells(row) for row in found))


@bp.get("/dispatches/<uuid:pk>")
def show(pk: Any) -> Any:
    """One of them."""
    return _show(_find(pk))


def step(pk: Any, declared: StepForm) -> Any:
    """Take the receiver's next step, once for each form."""
    sent = _find(pk)
    form = step_form(declared, sent.concern, Step.of([sent.concern])[sent.concern_id])
    return go(url_for("dispatches.show", pk=pk)) if taken(form, sent.concern, Dispatch.take, sent) else _show(sent, 422, form)


for declared in OWN_STEPS:
    bp.add_url_rule(f"/dispatches/<uuid:pk>/{declared.noun}", declared.kind, step, methods=["POST"], defaults={"declared": declared})


def _find(pk: Any) -> Step:
    readable(Dispatch)
    sent: Step = find(Step.sent_to(current_user), pk)
    return sent


def _show(sent: Step, status: int = 200, typed: Any = None) -> Any:
    story = Step.of([sent.concern])[sent.concern_id]
    forms = {declared.kind: step_form(declared, sent.concern, story, blank=True) for declared in OWN_STEPS}
    if typed is not None:
        typed.after.data = story[-1].number
        forms[typed.kind] = typed
    return page("dispatches/show.html", status=status, dispatch=Dispatch.of([sent])[0], forms=forms, refused=typed.kind if typed else "")


def _cells(row: Dispatch) -> list[Any]:
    what = [row.number, row.compound, row.community, row.line, row.category, row.urgency.name, row.text, row.to, moment(row.sent_at), moment(row.due)]
    return [*what, row.state, "是" if row.is_overdue else "", row.contact, row.telephone, row.door]
