"""The household register: its declaration and what stands on a household's card."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from wtforms import BooleanField

from models import clock
from models.areas import Compound
from models.concerns import Concern
from models.grids import Grid
from models.households import Care, CareKind, Household
from models.pairings import Pairing, stewards
from models.proposals import Proposal
from models.questions import concerns_of
from models.rounds import doors_of
from models.users import Role, User
from models.visits import Visit
from views.forms import Choice, Day, Form, Version, rows_choice
from views.proposals import MERGED
from views.register import Register


def care_form() -> type[Form]:
    """A care tag: which, since when, on what legal basis."""

    class CareForm(Form):
        kind = Choice("类别", [(kind.id, kind.name) for kind in CareKind.select().where(CareKind.code.is_null()).order_by(CareKind.name)], coerce=int)
        since = Day("开始", default=clock.today)
        basis = Choice("登记依据", [(b, b) for b in ("本人同意", "监护人同意", "民政部门名单", "法定职责")], default="本人同意")

    return CareForm


def pairing_form() -> type[Form]:
    """A steward from among the members of the community's steward teams, each with how many households already."""

    class PairingForm(Form):
        steward = Choice("红色管家", [(row.person.id, f"{row} · {row.count} 户") for row in stewards(current_user)], coerce=int)
        beyond = BooleanField("超过十户也要结")

    return PairingForm


def card(household: Household) -> dict[str, Any]:
    """What a household's card shows; that its care tags were read is written down."""
    pairings = Pairing.visible_to(current_user).where(Pairing.household == household.id, Pairing.holds_on(clock.today()))
    visits = Visit.visible_to(current_user).where(Visit.household == household.id).order_by(Visit.day.desc(), Visit.recorded_at.desc())
    return {
        "door": next(iter(doors_of(Household.visible_to(current_user).where(Household.id == household.id), clock.today()))),
        "cares": Care.read_by(current_user, household),
        "pairings": list(pairings),
        "proposals": Proposal.about(household),
        "visits": list(visits.limit(20)),
        "concerns": concerns_of(current_user, Concern.household == household.id),
        "care_form": care_form()(formdata=None),
        "pairing_form": pairing_form()(formdata=None),
    }


class Households(Register):
    """The register of doors. A grid worker adds doors to own grids and cannot give one away by a slip."""

    hint = "一个字、房号、电话尾号、拼音首字母都行"

    def filter_form(self) -> type[Form]:
        """Grids with their compounds, for in each there is a first; and those doors that have none."""
        form = super().filter_form()
        form.grid = Choice("网格", [(0, "没分网格"), *_grids()], required=False, coerce=int)  # type: ignore[attr-defined]
        return form

    def meets(self, name: str, value: Any) -> Any:
        """No grid is a filter as well."""
        return Household.grid.is_null() if name == "grid" and not value else super().meets(name, value)

    def form(self) -> type[Form]:
        """For a grid worker, own grids and their compounds, and a grid has to be chosen."""
        form = super().form()
        if current_user.role == Role.GRID_WORKER:
            form.compound = rows_choice(Compound, "小区", rows=Grid.compounds_of(current_user))  # type: ignore[attr-defined]
            form.grid = rows_choice(Grid, "网格")  # type: ignore[attr-defined]
        form.version = Version()  # type: ignore[attr-defined]
        return form

    def change(self, row: Household, form: Form) -> str:
        """What others changed since the form was opened is not overwritten."""
        kept = Proposal.merge(row, current_user._get_current_object(), form.version.data, form.key, **form.values)  # type: ignore[attr-defined]
        return MERGED if kept else "改好了"


def _grids() -> list[tuple[int, str]]:
    rows = Grid.visible_to(current_user).order_by(Compound.name, Grid.name)
    return [(grid.id, f"{grid.compound} {grid.name}") for grid in rows]


def beginning(user: User) -> dict[str, Any]:
    """Where a new door most likely is: in the worker's own grid, or the community's first compound."""
    grid = user.grids.first() if user.role == Role.GRID_WORKER else None
    return {"grid": grid, "compound": grid.compound if grid else Compound.visible_to(user).first()}


bp = Households(
    "households",
    Household,
    fields=("compound", "grid", "building", "unit", "floor", "room", "contact", "telephone", "tenure", "note"),
    columns=(("door", "门牌"), "contact", "tenure", "compound", "grid"),
    exported=("compound", "grid", "building", "unit", "floor", "room", "contact", "telephone", "tenure", "note", "since"),
    order=(Household.compound, Household.door_key),
    filters=("compound", "grid", "tenure"),
    fill=beginning,
    show="households/show.html",
    more=card,
)
