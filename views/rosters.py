"""岗位 and 承诺: who stands for each courtyard, and what was promised in public."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from models.rosters import SLOTS, Place, Pledge
from models.volunteers import Team
from views.forms import Form, rows_choice
from views.register import Register


class Places(Register):
    """The register of places."""

    def form(self) -> type[Form]:
        """The teams are those whose kind has named places."""
        form: Any = super().form()
        form.team = rows_choice(Team, "志愿队", rows=Team.visible_to(current_user).where(Team.kind.in_(list(SLOTS))).order_by(Team.name))
        return form


places = Places(
    "places",
    Place,
    fields=("team", "grid", "slot", "person", "public", "since", "until"),
    columns=("person", "slot", "team", "grid", "since", "until"),
    order=(Place.team, Place.grid, Place.id),
    filters=("slot",),
    intro="四员网格、三员进苑区这样的队伍，每个院落有固定的几个岗位。谁在哪个岗位写在这里，空着的岗位在志愿队的页上看得到。",
    menu="志愿",
)
pledges = Register(
    "pledges",
    Pledge,
    fields=("place", "text", "day", "state", "judged"),
    columns=("text", "place", "day", "state"),
    order=(Pledge.day.desc(), Pledge.id.desc()),
    filters=("state",),
    intro="亮身份、亮承诺：在岗位上公开承诺了什么，兑现没有。",
    menu="志愿",
)
