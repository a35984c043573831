"""The forms of the steps, for who has the concern and for who has what was sent: what each asks, what its button says, and which comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_login import current_user
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from models import clock
from models.concerns import Concern
from models.organizations import Organization
from models.records import Invalid
from models.steps import NEEDS_TEXT, WAYS, Step
from views.access import number
from views.filters import day
from views.forms import Choice, Day, Form

SENT_WITH_IT = "写清楚是哪一处、什么毛病。收件的单位只看得到这段话，别写姓名、门牌、病情"
OUTCOMES = ["修好了", "换了新的", "清理干净了", "去看过，没问题", "跟居民说清楚了"]


@dataclass(frozen=True)
class StepForm:
    """One kind of step: its noun in addresses, the words of its button, what is said afterwards, what it asks, what the text is called."""

    kind: str
    noun: str
    button: str
    done: str
    asks: tuple[str, ...] = ("text",)
    label: str = "记一句"
    hint: str = ""
    longest: int = 1000
    order_asks: tuple[str, ...] = field(default=())  # what the order of a service is asked besides


STEPS = [
    StepForm("confirmation", "confirmations", "核实了", "核实了，可以派了"),
    StepForm("dispatch", "dispatches", "派出", "派出去了", ("to", "text", "contact_given"), "要办什么", SENT_WITH_IT),
    StepForm("acceptance", "acceptances", "对方接单了", "记下了，对方在办"),
    StepForm("return", "returns", "对方退回", "记下了，要另派一家", label="为什么退回"),
    StepForm("handling", "handlings", "办了", "记下了，接着答复居民", ("text", "doer"), "怎么办的", order_asks=("day",)),
    StepForm("answer", "answers", "答复居民了", "答复了，等居民评", label="答复了什么"),
    StepForm("verdict", "verdicts", "记下居民的话", "居民的话记下了", ("solved", "satisfied", "way", "text"), "居民怎么说"),
    StepForm("reopening", "reopenings", "重新办", "重新办，时限从现在起算", label="为什么重办"),
    StepForm("referral", "referrals", "告知去处", "告知了去处", label="请居民去哪里办"),
]
OWN_STEPS = [  # of a receiver, at what was sent to it
    StepForm("acceptance", "acceptances", "接单", "接单了，社区看得到", ()),
    StepForm("handling", "handlings", "报办好了", "报办好了，社区会去答复居民", ("outcome", "text", "doer"), "怎么办的", longest=900),
    StepForm("return", "returns", "退回", "退回去了，社区会另外安排", label="为什么退回"),
]
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


class NextStep(Form):
    """The form of one kind of step. `after` is the number of the step that was the last one when the form was shown."""

    declared: StepForm
    after = HiddenField()

    @property
    def kind(self) -> str:
        """The kind of step that it takes."""
        return self.declared.kind

    @property
    def seen(self) -> int:
        """The number that `after` says. Raises Invalid without one: a step is taken by somebody who knows what came before it."""
        if not (seen := number(self.after.data)):
            raise Invalid(form_id="这张表单不完整，请看最新的情况再办")
        return seen

    @property
    def said(self) -> dict[str, Any]:
        """What was filled in, as values of a step: the outcome that was tapped, and the day on which an order was served, go into its words."""
        values = {name: value == "yes" if name in ("solved", "satisfied") else value for name, value in self.values.items() if name != "after"}
        served, words = values.pop("day", None), [values.pop("outcome", None), (values.get("text") or "").strip()]
        text = "。".join(filter(None, words))
        return {**values, "text": f"{day(served)}：{text}" if served and text else text}


def step_form(declared: StepForm, concern: Concern, story: list[Step], blank: bool = False) -> Any:
    """The form of one kind of step as it was sent; or a `blank` one, with what is known filled in."""
    asks = [*declared.asks, *(declared.order_asks if concern.service_id else ())]
    fields = {name: FIELDS[name](declared, concern, story) for name in asks if name != "contact_given" or concern.consent}
    kind = type(f"{declared.kind.title()}Form", (NextStep,), {**fields, "declared": declared})
    return kind(formdata=None, data={"after": story[-1].number}) if blank else kind()


def _text(declared: StepForm, concern: Concern, story: list[Step]) -> Any:
    must = declared.kind in NEEDS_TEXT and "outcome" not in declared.asks
    asked = [InputRequired(NEEDS_TEXT[declared.kind]) if must else Optional(), Length(max=declared.longest, message=f"最多 {declared.longest} 个字")]
    asked += [_more_than(concern.category.name)] if declared.kind == "dispatch" else []
    known = _outward(concern) if declared.kind == "dispatch" else ""
    return TextAreaField(declared.label, asked, default=known, description=declared.hint, id=f"{declared.kind}-text", render_kw={"rows": 3})


def _outward(concern: Concern) -> str:
    """What may leave the community: the line for the wall, and where it is in a yard, as staff wrote it. A resident's own words may hold a name or a door.

    Without such a line, or with one that says no more than the kind does, nothing.
    """
    gist = concern.gist if _bare(concern.gist) != concern.category.name else ""
    ours = concern.recorder_id is not None and concern.household_id is None and concern.told_in_full_to(current_user)
    place = concern.place if ours and concern.place and concern.place not in gist else None
    return "，".join(filter(None, (gist, place))) if gist else ""


def _bare(text: str) -> str:
    """The text without stops and blanks around it."""
    return text.strip("。，！、.,! \n\r\t")


def _more_than(kind: str) -> Callable[..., None]:
    """Refuses a text that says nothing but the kind of concern: nobody could go there and mend it."""

    def check(form: Any, text: Any) -> None:
        if _bare(text.data or "") == kind:
            raise ValidationError(f"只写“{kind}”，对方不知道去哪里、修什么。请写清楚是哪一处、什么毛病")

    return check


def _to(declared: StepForm, concern: Concern, story: list[Step]) -> Any:
    """The compound's company is the likely one, unless it has just given the concern back."""
    rows = list(Organization.receivers(concern.compound))
    returned = {step.to_id for step in story} if story[-1].kind == "return" else set()
    first = rows[0].id if rows and rows[0].kind == "company" and rows[0].id not in returned else None
    return Choice("派给谁", [(row.id, row.name) for row in rows], True, int, id="dispatch-to", **({"default": str(first)} if first else {}))


def _yes(name: str, label: str, yes: str, no: str) -> Callable[..., Any]:
    return lambda *about: Choice(label, [("yes", yes), ("no", no)], id=f"verdict-{name}")


def _not_yet(form: Any, served: Any) -> None:
    if served.data and served.data > clock.today():
        raise ValidationError("不能是以后的日子")


FIELDS: dict[str, Callable[..., Any]] = {
    "text": _text,
    "to": _to,
    "contact_given": lambda *about: BooleanField("把联系人、电话、门牌也给对方（居民同意过）", id="dispatch-contact"),
    "outcome": lambda *about: Choice("办成什么样", [(text, text) for text in OUTCOMES], required=False, id="handling-outcome"),
    "doer": lambda *about: StringField("谁去办的", [Optional(), Length(max=40, message="最多 40 个字")], id="handling-doer"),
    "day": lambda *about: Day("哪天上门的", [Optional(), _not_yet], default=clock.today, id="handling-day"),
    "solved": _yes("solved", "解决了吗", "解决了", "没解决"),
    "satisfied": _yes("satisfied", "满意吗", "满意", "不满意"),
    "way": lambda *about: Choice("怎么问的", WAYS[:2], True, default="visit", id="verdict-way"),
}
