"""The inbox of a receiver: what was sent to it, and its two answers, 接单 and 办好了; 退回 with a reason."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, request, url_for
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from models.dispatches import Dispatch
from models.records import Invalid
from models.steps import Step
from views.access import find, readable
from views.filters import moment
from views.forms import Choice, Form
from views.pages import Paged, go, page
from views.spreadsheets import download

bp = Blueprint("dispatches", __name__)

NOUNS = {"acceptances": "acceptance", "returns": "return", "handlings": "handling"}
SAID = {"acceptance": "接单了，社区看得到", "return": "退回去了，社区会另外安排", "handling": "报办好了，社区会去答复居民"}
OUTCOMES = ["修好了", "换了新的", "清理干净了", "去看过，没问题", "跟居民说清楚了"]
HEAD = ("编号", "小区", "哪一类", "急不急", "要办什么", "派给", "派来时间", "最晚办完", "现在", "超期", "联系人", "电话", "门牌")


class Acceptance(Form):
    """One button."""


class Return(Form):
    """Back to whoever sent it, with the reason."""

    text = TextAreaField("为什么退回", [Optional(), Length(max=1000, message="最多 1000 个字")], id="return-text")


class Handling(Form):
    """Done: a tap on what is done most often, or words, or both; and by whom."""

    outcome = Choice("办成什么样", [(text, text) for text in OUTCOMES], required=False)
    text = TextAreaField("怎么办的", [Optional(), Length(max=900, message="最多 900 个字")])
    doer = StringField("谁去办的", [Optional(), Length(max=40, message="最多 40 个字")])


FORMS: dict[str, type[Form]] = {"acceptance": Acceptance, "return": Return, "handling": Handling}


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


@bp.post("/dispatches/<uuid:pk>/<any(acceptances,returns,handlings):noun>")
def step(pk: Any, noun: str) -> Any:
    """Take the receiver's next step, once for each form."""
    sent, kind = _find(pk), NOUNS[noun]
    form = FORMS[kind]()
    if form.validate_on_submit():
        try:
            Dispatch.take(sent, kind, current_user._get_current_object(), form.key, **_values(form))
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"{sent.concern.number} {SAID[kind]}")
            return go(url_for("dispatches.show", pk=pk))
    return _show(sent, 422, **{kind: form})


def _find(pk: Any) -> Step:
    readable(Dispatch)
    sent: Step = find(Step.sent_to(current_user), pk)
    return sent


def _values(form: Form) -> dict[str, Any]:
    said = form.values
    words = [text for text in (said.pop("outcome", None), (said.get("text") or "").strip()) if text]
    return {**said, "text": "。".join(words)}


def _show(sent: Step, status: int = 200, **sent_form: Form) -> Any:
    forms = {kind: sent_form.get(kind) or form(formdata=None) for kind, form in FORMS.items()}
    return page("dispatches/show.html", status=status, dispatch=Dispatch.of([sent])[0], forms=forms, refused=next(iter(sent_form), ""))


def _cells(row: Dispatch) -> list[Any]:
    what = [row.number, row.compound, row.category, row.urgency, row.text, row.to, moment(row.sent_at), moment(row.due)]
    return [*what, row.state, "是" if row.is_overdue else "", row.contact, row.telephone, row.door]
