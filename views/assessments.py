"""监督考评: assessments of a compound, criterion by criterion."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length, NumberRange

from models.areas import Compound
from models.assessments import FULL, Assessment, Criterion
from models.periods import Period
from views import access
from views.forms import REQUIRED, Choice, Form, Whole
from views.register import Register


class Assessments(Register):
    """The register of assessments; its form asks for points and evidence of each criterion of the compound's mode."""

    importable = False

    def new(self) -> Any:
        """Which compound first, then the form for its mode."""
        access.readable(self.model)
        access.allow(self.addable())
        return self._form(self.form()(formdata=None)) if request.args.get("compound") else self._choose()

    def create(self) -> Any:
        """Assess, once for each form; without a compound it is asked for."""
        access.readable(self.model)
        access.allow(self.addable())
        return super().create() if request.form.get("compound") else self._choose(422)

    def edit(self, pk: int) -> Any:
        """The form with the marks that are there."""
        row = self.find(pk)
        access.allow(self.permits(row))
        given = {f"points_{mark.criterion_id}": mark.points for mark in row.rows} | {f"evidence_{mark.criterion_id}": mark.evidence for mark in row.rows}
        return self._form(self.form()(formdata=None, period=row.period, **given), row)

    def form(self) -> type[Form]:
        """The form for the compound of the address, of what was sent, or of the row."""
        compound = self._compound()
        fields: dict[str, Any] = {"period": Choice("哪一段时间", _periods())}
        for criterion in self.criteria():
            fields[f"points_{criterion.id}"] = Whole(
                f"{criterion.name}（满分 {FULL}）", [InputRequired(REQUIRED), NumberRange(0, FULL, f"要在 0 到 {FULL} 之间")]
            )
            fields[f"evidence_{criterion.id}"] = StringField("凭据", [InputRequired(REQUIRED), Length(max=200, message="最多 200 个字")])
        return type("AssessmentForm", (Form,), {**fields, "compound": compound})

    def criteria(self) -> list[Criterion]:
        """What is scored there."""
        return Criterion.of(self._compound())

    def change(self, row: Any, form: Form) -> str:
        """The marks anew."""
        row.amend(current_user, period=form.values["period"])
        row.score_again(current_user._get_current_object(), self._marks(form))
        return f"改好了，{row.points:g} 分"

    def _add(self, form: Form) -> str:
        user = current_user._get_current_object()
        return self.address(Assessment.give(user, self._compound(), form.values["period"], self._marks(form)))

    def _marks(self, form: Form) -> dict[Criterion, tuple[int, str]]:
        return {c: (form.values[f"points_{c.id}"], form.values[f"evidence_{c.id}"]) for c in self.criteria()}

    def _choose(self, status: int = 200) -> Any:
        return self._page("assessments/choose.html", status=status, refused=status == 422, compounds=Compound.visible_to(current_user).order_by(Compound.name))

    def _form(self, form: Form, row: Any = None, status: int = 200) -> Any:
        return self._page("assessments/form.html", status=status, form=form, row=row)

    def _compound(self) -> Compound:
        if key := (request.view_args or {}).get("pk"):
            compound: Compound = self.find(key).compound
            return compound
        found: Compound = access.find(Compound.visible_to(current_user), access.number(request.values.get("compound")))
        return found


def _periods() -> list[tuple[str, str]]:
    """Quarters first: that is how assessments go."""
    months, quarters, years = (periods for _, periods in Period.choices())
    return [(period.key, period.label) for period in [*quarters[:5], *months[:6], *years[:2]]]


bp = Assessments(
    "assessments",
    Assessment,
    fields=("compound", "period"),
    columns=("compound", "period", ("score", "得分")),
    order=(Assessment.until.desc(), Assessment.id.desc()),
    show="assessments/show.html",
    intro="按类型考评小区：每一项都写得分和凭据，得分按分量算。只和小区自己的上一次比，不排名次。",
    menu="考评和清单",
    called="小区考评",
)
