"""The form of a visit, with the concern that may be raised at it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_login import current_user
from wtforms import BooleanField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import clock
from models.households import Household
from models.programmes import Programme
from models.records import Invalid
from models.urgencies import Category, Urgency
from models.visits import OUTCOMES, PEOPLE, WAYS
from views.captures import wants_receipt
from views.concern_form import ON_THE_WALL, AboutConcern
from views.forms import REQUIRED, Choice, Day, Reason, Several, Version, rows_choice

NEXT = [("duty", "按规定"), ("week", "一周后"), ("pick", "选日子")]
RAISED = ("category", "text", "urgency", "gist", "consent", "telephone")


class VisitForm(AboutConcern):
    """What was seen and said at a door; the last six fields tell of the concern raised at it."""

    way = Choice("怎么见的", WAYS, default="in_person")
    outcome = Choice("结果", OUTCOMES, default="met")
    met = Choice("见到谁", [(who, who) for who in PEOPLE], required=False)
    topics = Several("聊了什么")
    note = TextAreaField("记一句", [Optional(), Length(max=2000, message="最多 2000 个字")])
    next = Choice("下次", NEXT, default="duty")
    next_day = Day("下次哪天", [Optional()])
    day = Day("走访日期", [InputRequired(REQUIRED)], default=clock.today)
    programme = rows_choice(Programme, "机制", False)
    version = Version()
    reason = Reason()
    category = rows_choice(Category, "哪一类事", False)
    text = TextAreaField("怎么回事", [Optional(), Length(max=2000, message="最多 2000 个字")])
    urgency = rows_choice(Urgency, "急不急", False, Urgency.to_choose)
    gist = StringField("公示栏上的一句话", [Optional(), Length(max=40, message="最多 40 个字")], description=ON_THE_WALL)
    consent = BooleanField("住户同意把联系方式给办事的单位")
    telephone = TelField("留哪个电话", [Optional(), Length(max=40, message="最多 40 个字")])


def visit_form(household: Household, kept: Programme | None = None, kind: Category | None = None, **given: Any) -> VisitForm:
    """The form for a door: programmes that the user may choose, the one `kept` among them, and so the `kind` of a concern.

    What a tablet captured may have been written when more was offered than today: it stays as it was written.
    """
    form = VisitForm(kind, **given)
    captured = wants_receipt()
    form.programme.offer(lambda: Programme.known_in(household.community_id) if captured else Programme.open_to(current_user, kept))
    return form


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


def raised(form: Any) -> dict[str, Any] | None:
    """The concern that the form tells of, as values; None where nothing of it was filled in."""
    values = {name: form.values[name] or "" for name in RAISED}
    return {**values, "consent": form.consent.data} if any(str(value).strip() for value in values.values()) else None
