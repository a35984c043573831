"""Concerns for the tests of their pages: entered by the model, and the forms as a browser sends them."""

from uuid import uuid4

from models.concerns import Concern
from models.steps import Step
from models.urgencies import Category

TEXT = "三号电梯一直响，晚上吵得睡不着"


def category(name="电梯"):
    return Category.get(Category.name == name)


def raised(by, **values):
    """A concern made by its model."""
    kind = values.pop("category", None) or category()
    usual = {"urgency": kind.urgency, "text": TEXT, "gist": "三号电梯异响"}
    return Concern.enter(by, category=kind, **{**usual, **values})[0]


def form(cast, **changes):
    """A new concern filled in at cast.home; None takes a field out."""
    filled = {"form_id": str(uuid4()), "household": cast.home.id, "text": TEXT, "category": category().id, "channel": "visit", "day": "2026-10-14"}
    blank = dict.fromkeys(("gist", "place", "contact", "telephone", "service"), "")
    return {name: value for name, value in {**blank, **filled, **changes}.items() if value is not None}


def said(concern, **values):
    """A step's form as the page would send it."""
    return {"form_id": str(uuid4()), "after": concern.steps.count(), **values}


def moved(concern, *kinds, by, cast):
    """The concern after these steps, taken by the community or, where it has one, by the company."""
    words = {
        "dispatch": {"to": cast.company, "text": "查三号电梯"},
        "return": {"text": "保修期内"},
        "handling": {"text": "换了导靴"},
        "answer": {"text": "修好了"},
        "referral": {"text": "请打 12345"},
    }
    for kind in kinds:
        Step.take(concern, kind, cast.paula if kind in ("acceptance", "return") else by, **words.get(kind, {}))
    return concern
