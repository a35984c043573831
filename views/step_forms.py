"""The forms of a concern's steps, declared: what each asks, what its button says, and which of them is the likely next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_login import current_user
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import clock
from models.concerns import Concern
from models.organizations import Organization
from models.steps import NEEDS_TEXT, WAYS, Step
from views.forms import Choice, Day, Form

SENT_WITH_IT = "收件的单位只看得到这段话，别写姓名、门牌、病情"


@dataclass(frozen=True)
class StepForm:
    """One kind of step: its noun in addresses, the words of its button, what it asks, what the text is called, and what is said afterwards."""

    noun: str
    button: str
    done: str
    asks: tuple[str, ...] = ("text",)
    label: str = "记一句"
    hint: str = ""
    order_asks: tuple[str, ...] = field(default=())  # what the order of a service is asked besides


STEPS = {
    "confirmation": StepForm("confirmations", "核实了", "核实了，可以派了"),
    "dispatch": StepForm("dispatches", "派出", "派出去了", ("to", "text", "contact_given"), "要办什么", SENT_WITH_IT),
    "acceptance": StepForm("acceptances", "对方接单了", "记下了，对方在办"),
    "return": StepForm("returns", "对方退回", "记下了，要另派一家", label="为什么退回"),
    "handling": StepForm("handlings", "办了", "记下了，接着答复居民", ("text", "doer"), "怎么办的", order_asks=("day",)),
    "answer": StepForm("answers", "答复居民了", "答复了，等居民评", label="答复了什么"),
    "verdict": StepForm("verdicts", "记下居民的话", "居民的话记下了", ("solved", "satisfied", "way", "text"), "居民怎么说"),
    "reopening": StepForm("reopenings", "重新办", "重新办，时限从现在起算", label="为什么重办"),
    "referral": StepForm("referrals", "告知去处", "告知了去处", label="请居民去哪里办"),
}
LIKELY = {  # by the kind of the last step: what comes next most often
    "intake": ("dispatch", "confirmation", "handling"),
    "confirmation": ("dispatch", "handling"),
    "dispatch": ("handling", "dispatch"),
    "acceptance": ("handling", "dispatch"),
    "return": ("dispatch", "handling"),
    "handling": ("answer", "dispatch"),
    "answer": ("verdict",),
    "reopening": ("dispatch", "handling"),
}


def likely(concern: Concern, last: str, allowed: list[str]) -> str | None:
    """The step that the page offers first, of those allowed; only what came by the public page has to be confirmed."""
    unsure = concern.channel == "public"
    return next((kind for kind in LIKELY.get(last, ()) if kind in allowed and (unsure or kind != "confirmation")), None)


def step_form(kind: str, concern: Concern, story: list[Step], **given: Any) -> Any:
    """The form of one kind of step, with what is known filled in and the number of the step that was the last one."""
    declared = STEPS[kind]
    asks = [*declared.asks, *(declared.order_asks if concern.service_id else ())]
    fields = {name: FIELDS[name](kind, declared, concern, story) for name in asks if name != "contact_given" or concern.consent}
    form = type(f"{kind.title()}Form", (Form,), {**fields, "after": HiddenField(default=story[-1].number)})(**given)
    form.kind, form.declared = kind, declared
    return form


def said(form: Any) -> dict[str, Any]:
    """What a form says, as values of a step; the day on which an order was served goes into its words."""
    values = {name: value == "yes" if name in ("solved", "satisfied") else value for name, value in form.values.items() if name != "after"}
    day = values.pop("day", None)
    return {**values, "text": f"{day.month}月{day.day}日：{values['text']}" if day and values["text"] else values.get("text") or ""}


def seen(form: Any) -> int | None:
    """The number of the step that was the last one when the form was shown."""
    return int(form.after.data) if str(form.after.data or "").isdecimal() else None


def _text(kind: str, declared: StepForm, concern: Concern, story: list[Step]) -> Any:
    asked = [InputRequired(NEEDS_TEXT[kind])] if kind in NEEDS_TEXT else [Optional()]
    place = concern.place if concern.told_in_full_to(current_user) else None
    known = "，".join(part for part in (concern.told, place) if part) if kind == "dispatch" else ""
    return TextAreaField(
        declared.label, [*asked, Length(max=1000, message="最多 1000 个字")], default=known, description=declared.hint, id=f"{kind}-text", render_kw={"rows": 3}
    )


def _to(kind: str, declared: StepForm, concern: Concern, story: list[Step]) -> Any:
    """The compound's company is the likely one, unless it has just given the concern back."""
    rows = list(Organization.receivers(concern.compound))
    returned = {step.to_id for step in story} if story[-1].kind == "return" else set()
    first = rows[0].id if rows and rows[0].kind == "company" and rows[0].id not in returned else None
    return Choice("派给谁", [(row.id, row.name) for row in rows], True, int, id=f"{kind}-to", **({"default": str(first)} if first else {}))


def _yes(name: str, label: str, yes: str, no: str) -> Callable[..., Any]:
    return lambda kind, *about: Choice(label, [("yes", yes), ("no", no)], id=f"{kind}-{name}")


FIELDS: dict[str, Callable[..., Any]] = {
    "text": _text,
    "to": _to,
    "contact_given": lambda kind, *about: BooleanField("把联系人、电话、门牌也给对方（居民同意过）", id=f"{kind}-contact"),
    "doer": lambda kind, *about: StringField("谁去办的", [Optional(), Length(max=40, message="最多 40 个字")], id=f"{kind}-doer"),
    "day": lambda kind, *about: Day("哪天上门的", [Optional()], default=clock.today, id=f"{kind}-day"),
    "solved": _yes("solved", "解决了吗", "解决了", "没解决"),
    "satisfied": _yes("satisfied", "满意吗", "满意", "不满意"),
    "way": lambda kind, *about: Choice("怎么问的", WAYS[:2], True, default="visit", id=f"{kind}-way"),
}
