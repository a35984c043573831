"""Projects with their stages, pictures and money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_login import current_user

from models.money import in_yuan
from models.pictures import MOMENTS, MOST_PICTURES, Picture
from models.projects import Expense, Project, Stage, progress
from views.forms import Form
from views.register import Register


class Projects(Register):
    """The register of projects; how far each is follows from its stages and its money."""

    def load(self, rows: list[Any], columns: Sequence[tuple[str, str]]) -> None:
        """And how far they are, of all at once."""
        super().load(rows, columns)
        far = progress(row.id for row in rows)
        for row in rows:
            row.now = far[row.id]


class Stages(Register):
    """The stages, which stand on the page of their project."""

    def address(self, row: Any) -> str:
        """After a change, back to the project."""
        return url_for("projects.show", pk=row.project_id)


def project_of(project: Project) -> dict[str, Any]:
    """What a project's page shows: stages in the order planned, money, and pictures before and after."""
    spends = current_user.role in Expense.readers
    return {
        "now": project.now,
        "left": in_yuan(project.budget - project.now.spent) if project.now.spent <= project.budget else "",
        "stages": list(project.stages.order_by(Stage.planned, Stage.id)),
        "expenses": list(project.expenses.where(Expense.standing()).order_by(Expense.day.desc(), Expense.recorded_at.desc()).limit(5)) if spends else [],
        "moments": [(key, text, Picture.keys_of(project, key)) for key, text in MOMENTS],
        "most": MOST_PICTURES,
        "form": Form(formdata=None),
        "spends": spends,
    }


projects = Projects(
    "projects",
    Project,
    fields=("name", "kind", "compound", "programme", "budget", "source", "note"),
    columns=("name", "kind", "compound", "budget", ("spent", "花了（元）"), ("state", "现在")),
    order=(Project.compound, Project.name),
    filters=("kind", "compound"),
    intro="微改造、微景观和软硬件改造。到哪一步由阶段和开支算出来，不用另外填。",
    show="projects/show.html",
    more=project_of,
    menu="小区治理",
)
stages = Stages(
    "stages",
    Stage,
    fields=("project", "name", "planned", "done"),
    columns=("name", "project", "planned", "done"),
    order=(Stage.planned, Stage.id),
    filters=("project",),
    removable=True,
)
