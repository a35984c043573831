"""A concern as a form: what it is about, how urgent, what goes on the wall, who can be asked."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask_login import current_user
from wtforms import BooleanField, MultipleFileField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import clock
from models.areas import Compound
from models.concerns import CHANNELS, Concern
from models.doors import at_door, besides_door
from models.grids import usual_compound
from models.households import Household
from models.services import Service, usual_urgency
from models.urgencies import Category, Urgency
from models.users import Role
from views.activity_form import shrunk
from views.captures import wants_receipt
from views.forms import REQUIRED, Choice, Day, Form, Reason, rows_choice

PLAIN = ("text", "gist", "place", "contact", "telephone", "consent", "day", "channel")
CHOSEN = ("category", "urgency", "service", "compound")
ON_THE_WALL = "会贴在公示栏，不写姓名、门牌、病情"
WITH_DOOR = "写了门牌（比如 3-2-501），就记到那一户"
NO_REASON = "请写明为什么改"


def short(label: str, most: int, hint: str = "", **given: Any) -> StringField:
    """A line of text that need not be filled."""
    return StringField(label, [Optional(), Length(max=most, message=f"最多 {most} 个字")], description=hint, **given)


class AboutConcern(Form):
    """A form that tells what kind of concern it is about. What a tablet captured stays of the kind as which it was written, offered or not."""

    category: Any

    def __init__(self, kind: Category | None = None, **given: Any) -> None:
        super().__init__(**given)
        self.kind = kind
        self.category.offer(lambda: self.categories)

    @cached_property
    def categories(self) -> list[Category]:
        """The kinds to choose from."""
        return list(Category.select()) if wants_receipt() else Category.to_choose(self.kind)


class ConcernForm(AboutConcern):
    """What it is about, how urgent, what goes on the wall, who can be asked."""

    text = TextAreaField("怎么回事", [InputRequired(REQUIRED), Length(max=4000, message="最多 4000 个字")])
    category = rows_choice(Category, "哪一类")
    urgency = rows_choice(Urgency, "急不急", False, Urgency.to_choose)
    channel = Choice("怎么来的", CHANNELS, default=lambda: "visit" if current_user.role == Role.GRID_WORKER else "telephone")
    service = rows_choice(Service, "点的服务", False)
    gist = short("上墙的一句话", 40, ON_THE_WALL)
    place = short("在哪里", 60)
    contact = short("联系人", 40)
    telephone = TelField("电话", [Optional(), Length(max=40, message="最多 40 个字")])
    consent = BooleanField("居民同意把联系方式给办事的单位")
    day = Day("哪天说的", [InputRequired(REQUIRED)], default=clock.today)
    pictures = MultipleFileField("照片")
    reason = Reason()
    compound = rows_choice(Compound, "在哪个小区", True, lambda: Compound.visible_to(current_user).order_by(Compound.name))
    kept: Concern | None = None

    @cached_property
    def services(self) -> list[Service]:
        """What may have been ordered."""
        menu = Service.visible_to(current_user).where(Service.active | (Service.id == (self.kept.service_id if self.kept else None)))
        return list(menu.order_by(Service.position, Service.id))

    @property
    def promised(self) -> str:
        """How long each urgency may take."""
        return "、".join(f"{row} {row.settled_within}" for row in Urgency.to_choose())

    def shrunk(self) -> list[bytes]:
        """The pictures that came with the form, made small; raises Invalid for what is none and for too many."""
        return shrunk(self.pictures.data or [])


class CorrectionForm(ConcernForm):
    """The same for a concern that was taken in: it asks why."""

    reason = Reason(required=NO_REASON)


def concern_form(household: Household | None, kept: Concern | None = None, kind: Category | None = None, **given: Any) -> ConcernForm:
    """The form for a household, or for a place in a compound when there is none; of the concern `kept` it may be corrected."""
    form = CorrectionForm(kept.category, **given) if kept else ConcernForm(kind, **given)
    form.kept = kept
    form.service.offer(lambda: form.services)
    if household:
        del form.compound
    else:
        form.place.description = WITH_DOOR
    return form


def begun(household: Household | None, compound: int | None, channel: str | None) -> dict[str, Any]:
    """What a new form begins with: whom to ask, the usual compound, how it came."""
    asked = {"contact": household.contact, "telephone": household.telephone} if household else {}
    if household is None:
        compound = compound or usual_compound(current_user)
    return {**asked, "compound": compound, **({"channel": channel} if channel in dict(CHANNELS) else {})}


def known(concern: Concern) -> dict[str, Any]:
    """What was recorded, as the form's values."""
    return {name: concern.__data__[name] for name in (*PLAIN, *CHOSEN)}


def recognized(form: Any) -> Household | None:
    """The user's household whose door was written as the place of a matter for which none was chosen; the form says which."""
    home = at_door(form.compound.data, form.place.data, Household.visible_to(current_user))
    if home:
        form.place.description = f"认出了门牌，记到 {home.door} 这一户"
    return home


def entered(form: Any, household: Household | None, kept: Concern | None = None) -> dict[str, Any]:
    """What the form says, as values of a Concern: an urgency that was not chosen is the usual one, a door that was written the household's.

    What was told on a visit to somebody else's door stays where it was.
    """
    values = {name: form[name].data for name in (*PLAIN, "category", "service")}
    category = next(row for row in form.categories if row.id == form.category.data)
    values["urgency"] = form.urgency.data or usual_urgency(category, next((row for row in form.services if row.id == form.service.data), None))
    if household is None and not (kept and kept.visit_id) and (home := recognized(form)):
        household, values["place"] = home, besides_door(form.place.data)
    place = {"household": household, "compound": household.compound_id} if household else {"compound": form.compound.data}
    return {**values, "gist": form.gist.data or "", **place}
