"""What a tablet handed in as the form it was typed in, for the community to put right."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from models.households import Household
from models.programmes import Programme
from models.strays import Stray
from models.urgencies import Category
from models.visits import Topic
from views.concern_form import concern_form, entered
from views.pages import page
from views.visit_form import RAISED, raised, visit_form, visit_values


def correction_form(stray: Stray, **given: Any) -> Any:
    """The form of a visit or of a concern; a programme or a kind that was chosen stays among the choices."""
    said, visit = stray.concern or {}, stray.visit
    kind = Category.get_or_none(Category.id == (said.get("category") or 0))
    if visit is None:
        return concern_form(stray.household, kind=kind, **given)
    return visit_form(stray.household, Programme.get_or_none(Programme.id == (visit.get("programme") or 0)), kind, **given)


def as_typed(stray: Stray) -> dict[str, Any]:
    """What was written, as the form's values."""
    said, visit = stray.concern or {}, stray.visit
    if visit is None:
        return said
    picked = {"topics": visit["topics"].split("、") if visit.get("topics") else [], "next": "pick" if visit.get("next_day") else "duty"}
    return {**visit, **picked, **{name: said.get(name) for name in RAISED}}


def corrected(stray: Stray, form: Any) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """What the form says: the visit and the concern raised at it, or no visit and a concern."""
    return (visit_values(form), raised(form)) if stray.visit else (None, concern_values(form, stray.household))


def concern_values(form: Any, household: Household) -> dict[str, Any]:
    """What the form says of a concern at a door, as keys and plain values; its place follows from the door."""
    return {name: getattr(value, "id", value) for name, value in entered(form, household).items() if name not in ("household", "compound")}


def correction_page(stray: Stray, form: Any, status: int = 200) -> Any:
    """The page of the form, which does not go through the outbox: the community sits where there is signal."""
    context = {"form": form, "household": stray.household, "stray": stray, "draft": None, "questions": []}
    if stray.visit is None:
        return page("concerns/form.html", None, status, **context, concern=None, path="")
    said = f"{stray.recorder} 在平板上写的，改好就收下，还算 {stray.recorder} 的走访。"
    context |= {"said": said, "cares": [], "topics": Topic.of(stray.household.compound), "raising": raised(form) is not None, "new_key": uuid4}
    return page("visits/form.html", None, status, **context, door=None, following=None, visit=None, steward=None, duty=None)
