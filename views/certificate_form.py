"""What is asked before a certificate: for whom, over which days, and who answers for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from models import clock
from models.certificates import PAPERS, Certificate
from models.users import Role
from models.volunteers import Team, Volunteer
from views.access import number
from views.forms import REQUIRED, Choice, Day, Form, rows_choice

ANSWERING = (("issuer", "出具单位", 60), ("head", "负责人", 40), ("handler", "经办人", 40), ("contact", "联系电话", 40))


def certificate_form(team: Team | None = None, **given: Any) -> Any:
    """The form for one volunteer, or for everybody of a team, who then writes the identity number by hand."""

    class CertificateForm(Form):
        since = Day("从哪天", [InputRequired(REQUIRED)])
        until = Day("到哪天", [InputRequired(REQUIRED)])
        issuer, head, handler, contact = (
            StringField(label, [InputRequired(REQUIRED), Length(max=most, message=f"最多 {most} 个字")]) for _, label, most in ANSWERING
        )
        note = StringField("备注", [Optional(), Length(max=120, message="最多 120 个字")])

        @property
        def asked(self) -> dict[str, Any]:
            """What was filled in, with rows for keys."""
            values = self.values
            if "volunteer" in values:
                values["volunteer"] = Volunteer.get_by_id(values["volunteer"])
                values["team"] = Team.get_by_id(values["team"]) if values["team"] else None
            return {**values, "note": values["note"] or None}

    if team:
        return CertificateForm(**given)

    class OwnForm(CertificateForm):
        volunteer = Choice("给谁开", _volunteers(), coerce=int)
        team = rows_choice(Team, "哪支队的时长", current_user.role != Role.COMMUNITY, Team.visible_to(current_user).order_by(Team.name))
        paper = Choice("证件类型", PAPERS, default="id_card")
        paper_number = StringField(
            "证件号码",
            [Optional(), Regexp(r"^[A-Za-z0-9()（）]{5,20}$", message="5 到 20 位字母、数字")],
            description="可以空着，打印以后由本人手写；填了只印在证明上，屏幕上看不全，谁看过都有记录",
        )

    return OwnForm(**given)


def begun() -> dict[str, Any]:
    """What a form begins with: this year up to today, and who answered for the last one."""
    last = Certificate.visible_to(current_user).order_by(Certificate.id.desc()).first()
    names = {name: getattr(last, name) if last else "" for name, _, _ in ANSWERING}
    today = clock.today()
    whom = {name: number(request.args.get(name)) or None for name in ("volunteer", "team")}
    return {"since": date(today.year, 1, 1), "until": today, **names, "issuer": names["issuer"] or current_user.area.name, **whom}


def _volunteers() -> list[tuple[int, str]]:
    rows = Volunteer.visible_to(current_user).where(Volunteer.publishes_name).order_by(Volunteer.search)
    return [(row.id, f"{row.name} {row.tail}".strip()) for row in rows]
