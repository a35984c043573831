"""The household register: its declaration and what stands on a household's card."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from models import clock
from models.areas import Compound
from models.households import Care, CareKind, Household
from models.rounds import doors_of
from models.visits import Visit
from models.volunteers import Pairing, Volunteer
from views.forms import Choice, Day, Form
from views.register import Register


def care_form() -> type[Form]:
    """A care tag: which, since when, on what legal basis."""

    class CareForm(Form):
        kind = Choice("类别", [(kind.id, kind.name) for kind in CareKind.select().where(CareKind.code.is_null()).order_by(CareKind.name)], coerce=int)
        since = Day("开始", default=clock.today)
        basis = Choice("登记依据", [(b, b) for b in ("本人同意", "监护人同意", "民政部门名单", "法定职责")], default="本人同意")

    return CareForm


def pairing_form() -> type[Form]:
    """A steward from among the community's volunteers."""

    class PairingForm(Form):
        steward = Choice(
            "红色管家", [(v.id, v.name) for v in Volunteer.select().where(Volunteer.community == current_user.area_id).order_by(Volunteer.name)], coerce=int
        )

    return PairingForm


def card(household: Household) -> dict[str, Any]:
    """What a household's card shows; that its care tags were read is written down."""
    pairings = Pairing.visible_to(current_user).where(Pairing.household == household.id, Pairing.holds_on(clock.today()))
    visits = Visit.visible_to(current_user).where(Visit.household == household.id).order_by(Visit.day.desc(), Visit.recorded_at.desc())
    return {
        "door": next(iter(doors_of(Household.visible_to(current_user).where(Household.id == household.id), clock.today()))),
        "cares": Care.read_by(current_user, household),
        "pairings": list(pairings),
        "visits": list(visits.limit(20)),
        "care_form": care_form()(formdata=None),
        "pairing_form": pairing_form()(formdata=None),
    }


bp = Register(
    "households",
    Household,
    fields=("compound", "grid", "building", "unit", "floor", "room", "contact", "telephone", "tenure", "note"),
    columns=(("door", "门牌"), "contact", "tenure", "compound", "grid"),
    exported=("compound", "grid", "building", "unit", "floor", "room", "contact", "telephone", "tenure", "note", "since"),
    order=(Household.compound, Household.door_key),
    filters=("compound", "grid", "tenure"),
    fill=lambda user: {"compound": Compound.visible_to(user).limit(1).first()},
    show="households/show.html",
    more=card,
)
