"""The tray of a community: visits and concerns that a tablet brought for doors that had left its worker's grid."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user

from models.concerns import CHANNELS, MEDIATION, Concern
from models.handovers import may_hand_in
from models.households import Household
from models.ledgers import Entry
from models.programmes import Programme
from models.records import Invalid
from models.services import Service
from models.strays import Stray
from models.urgencies import Category, Urgency
from models.visits import Visit
from views import access
from views.access import key, number
from views.captures import wants_receipt
from views.ledger import Ledger
from views.pages import go
from views.stray_forms import as_typed, concern_values, corrected, correction_form, correction_page
from views.visit_form import raised, visit_values

OF_VISIT = ("way", "outcome", "met", "topics", "note", "next_day", "programme")


class Strays(Ledger):
    """The list with what waits on top; the page of a stray shows what was written, and to the community what it may do."""

    def _add_pages(self) -> None:
        super()._add_pages()
        self.add_url_rule(f"/{self.name}/<uuid:pk>/take", "take", self.take, methods=["POST"])
        self.add_url_rule(f"/{self.name}/<uuid:pk>/edit", "edit", self.edit)
        self.add_url_rule(f"/{self.name}/<uuid:pk>", "update", self.update, methods=["POST"])

    def take(self, pk: Any) -> Any:
        """Make it the entry that it was meant to be, with its concern or without."""
        concern_too = "without" not in request.form
        return self.act(pk, lambda stray, _: stray.take(current_user._get_current_object(), concern_too), "收下了，算写的人记的")

    def edit(self, pk: Any) -> Any:
        """The form with what was written, for what cannot be taken over as it is."""
        stray = self.find(pk)
        access.allow(self.permits(stray))
        return correction_page(stray, correction_form(stray, formdata=None, data=as_typed(stray)))

    def update(self, pk: Any) -> Any:
        """Take it over as the community put it right."""
        stray = self.find(pk)
        access.allow(self.permits(stray))
        form = correction_form(stray)
        if form.validate_on_submit():
            try:
                stray.take_corrected(current_user._get_current_object(), *corrected(stray, form))
            except Invalid as error:
                form.refuse(error)
            else:
                flash("改好收下了，算写的人记的")
                return go(self.address(stray))
        return correction_page(self.find(pk), form, 422)

    def told(self, stray: Stray) -> dict[str, Any]:
        """What was written, as (label, text); and whether it has become an entry that the user sees."""
        ledger: Any = Visit if stray.visit else Concern
        entered = stray.accepted and ledger.visible_to(current_user).where(ledger.id == stray.id).exists()
        address = url_for(f"{'visits' if stray.visit else 'concerns'}.show", pk=stray.id) if entered else ""
        return {"written": _written(stray), "raised": _raised(stray.concern), "entered": address, "without": request.form.get("without")}

    def show_with(self, entry: Any, status: int = 200, refused: dict[str, str] | None = None, **more: Any) -> Any:
        """A page of a stray; who looks at a mediation is written down here too."""
        if entry.confidential:
            Concern(id=entry.id, household=entry.household_id, community=entry.community_id, channel=MEDIATION, number="平板交上来的").read_by(current_user)
        return super().show_with(entry, status, refused, **more)


bp = Strays(
    "strays",
    Stray,
    template="strays/show.html",
    voided="放一边了，写的人看得到原因",
    columns=(("door", "门牌"), ("kind", "什么"), "day", ("state", "现在"), "recorder", "compound"),
    exported=("day", "door", "kind", "state", "recorder", "compound", "recorded_at", "settled_at", "settled_by", "reason"),
    order=(Stray.settled_at.is_null(False), Stray.day.desc(), Stray.recorded_at.desc()),
)


def door_astray(model: type[Entry]) -> Household | None:
    """The door of a captured entry that belongs into the tray: one that is the user's no more, or whose entry lies there already.

    A door that was never the user's is none (models/handovers.py), but for an entry that was received already: it is only receipted again.
    """
    if not wants_receipt():
        return None
    user, home, form_id = current_user._get_current_object(), number(request.form.get("household")), key(request.form.get("form_id"))
    before = Stray.sent_before(user, form_id)
    if not before and Household.visible_to(user).where(Household.id == home).exists():
        return None
    door: Household | None = Household.get_or_none(Household.id == home)
    return door if door and (before or model.sent_before(user, form_id) or may_hand_in(user, door)) else None


def keep(form: Any, household: Household) -> Any:
    """Take a captured visit into the tray and receipt it. Raises Invalid for what whoever was there has to correct."""
    return _receipted(Stray.keep(current_user._get_current_object(), form.key, household, visit_values(form), raised(form)))


def keep_concern(form: Any, household: Household) -> Any:
    """The same for a concern."""
    return _receipted(Stray.keep_concern(current_user._get_current_object(), form.key, household, concern_values(form, household)))


def _receipted(kept: Any) -> Any:
    if not isinstance(kept, Stray):
        return go(url_for("visits.show" if isinstance(kept, Visit) else "concerns.show", pk=kept.id))
    flash(f"{kept.household.door} 已经不在您的网格里，这条{kept.kind}交给社区看了，没有丢")
    return go(url_for("strays.show", pk=kept.id))


def _written(stray: Stray) -> list[tuple[str, str]]:
    if not stray.visit:
        return []
    visit = Visit(household=stray.household, **stray.visit)
    told = [(str(Visit._meta.fields[name].verbose_name), visit.shown(name)) for name in OF_VISIT if visit.shown(name)]
    retired = isinstance(visit.programme, Programme) and not visit.programme.active
    return [(label, f"{text}（现在不用了）" if retired and label == "机制" else text) for label, text in told]


def _raised(said: dict[str, Any] | None) -> list[tuple[str, str]]:
    if not said:
        return []
    category, urgency = Category.get_or_none(Category.id == said["category"]), Urgency.get_or_none(Urgency.id == (said["urgency"] or 0))
    kind = "" if category is None else f"{category}" if category.active else f"{category}（现在不用了）"
    people = "，".join(said[name] for name in ("contact", "telephone") if said.get(name))
    contact = f"{'同意' if said['consent'] else '没有同意'}{'，' + people if people else ''}"
    service = Service.get_or_none(Service.id == (said.get("service") or 0))
    rows = [("哪一类事", kind), ("怎么回事", said["text"]), ("急不急", str(urgency or "照常")), ("上墙的一句话", said["gist"]), ("给联系方式", contact)]
    rows += [("怎么来的", dict(CHANNELS).get(said.get("channel", ""), "")), ("在哪里", said.get("place")), ("点的服务", service and service.name)]
    return [(label, text) for label, text in rows if text]
