"""An activity as a form: what, where, how long, how many came, who helped, and pictures."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from wtforms import MultipleFileField
from wtforms.validators import InputRequired, NumberRange, Optional

from models import clock
from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.grids import usual_compound
from models.images import shrink
from models.pictures import MOST_PICTURES
from models.programmes import Programme
from models.records import Invalid
from models.volunteers import Team
from views.forms import REQUIRED, Choice, Day, Hour, Reason, Whole, form_for, rows_choice
from views.lengths import Length, spelled
from views.members import FEW, Members

PLAIN = ("name", "place", "host", "headcount", "meals", "price", "note", "integration")
CHOSEN = ("kind", "programme", "day", "starts")
WHOLE = (0, "整个社区（不算进任何小区的一页纸）")


def activity_form(helpers: Team | None = None, kept: int | None = None, **given: Any) -> Any:
    """The form, with the members of the team `helpers` to tick; the programme `kept` stays to be chosen even when it is closed."""
    open_ones = Programme.open_to(current_user)

    class ActivityForm(Length, form_for(Activity, PLAIN)):  # type: ignore[misc]
        day = Day("哪天", [InputRequired(REQUIRED)], default=clock.today)
        minutes = Whole("别的长度，填分钟", [Optional(), NumberRange(5, 1440, "要在 5 到 1440 之间")], render_kw={"max": False})
        starts = Hour("几点开始", [Optional()])
        headcount = Whole("到场多少人", [InputRequired("请填到场多少人，没有人来填 0"), NumberRange(0, 100_000, "要在 0 到 100000 之间")])
        kind = Choice("哪一类", [(kind.id, kind.name) for kind in ActivityKind.to_choose()], coerce=int)
        programme = rows_choice(Programme, "算在哪个机制里", False, open_ones.orwhere(Programme.id == kept) if kept else open_ones)
        compound = Choice("在哪个小区", [WHOLE, *((row.id, row.name) for row in _compounds())], coerce=int)
        team = rows_choice(Team, "哪个志愿队帮了忙", False, Team.visible_to(current_user).order_by(Team.name))
        members = Members("来了哪些队员", team_members(helpers), needed=False)
        pictures = MultipleFileField("照片")
        reason = Reason()

        def shrunk(self) -> list[bytes]:
            """The pictures that came with the form, made small; raises Invalid for what is none and for too many."""
            return shrunk(self.pictures.data or [])

    return ActivityForm(**given)


def team_members(team: Team | None) -> list[Any]:
    """Who can be ticked."""
    return list(team.members) if team else []


def preset(team: Team | None) -> dict[int, None]:
    """Who is ticked when a team is chosen: all of a small one."""
    people = team_members(team)
    return dict.fromkeys(person.id for person in people) if len(people) <= FEW else {}


def shrunk(files: list[Any]) -> list[bytes]:
    """Uploaded pictures made small; an empty file field counts for nothing."""
    files = [file for file in files if getattr(file, "filename", "")]
    if len(files) > MOST_PICTURES:
        raise Invalid(pictures=f"一次最多 {MOST_PICTURES} 张")
    return [shrink(file.stream) for file in files]


def begun(like: Activity | None, compound: int | None) -> dict[str, Any]:
    """What a new activity begins with: the one that it is like, apart from its day, headcount and note; the usual compound."""
    if like:
        same = {name: like.__data__[name] for name in ("name", "kind", "programme", "place", "starts", "host", "team")}
        return {**same, "compound": like.compound_id or 0, "headcount": None, **spelled(like.minutes)}
    return {"headcount": None, "compound": compound or usual_compound(current_user), **spelled(Activity.minutes.default)}


def known(activity: Activity) -> dict[str, Any]:
    """What was recorded, as the form's values."""
    return {**{name: activity.__data__[name] for name in (*PLAIN, *CHOSEN)}, "compound": activity.compound_id or 0, **spelled(activity.minutes)}


def entered(form: Any) -> dict[str, Any]:
    """What the form says, as values of an Activity."""
    values = {name: form[name].data for name in (*PLAIN, *CHOSEN)}
    return {**values, "compound": form.compound.data or None, "note": form.note.data or "", "minutes": form.span}


def _compounds() -> Any:
    return Compound.visible_to(current_user).order_by(Compound.name)
