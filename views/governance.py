"""How a compound is governed: property contracts with exit and hand-over, partners' tasks, uses of the courtyard seal."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_login import current_user

from models import clock
from models.contracts import HandoverStep, findings, state
from models.organizations import Contract
from models.partners import PartnerTask
from models.seal_uses import SealUse
from views import access
from views.pages import go
from views.register import Register


def standing(contract: Contract) -> dict[str, Any]:
    """How a contract stands today, what is to be minded, and what has been handed over."""
    steps, today = list(contract.steps.order_by(HandoverStep.position)), clock.today()
    return {"state": state(contract, steps, today), "findings": findings(contract, today), "steps": steps}


class HandoverSteps(Register):
    """What is handed over: laid out with the notice, so none is added here."""

    importable = False

    def _add_pages(self) -> None:
        super()._add_pages()
        self.add_url_rule(f"/{self.name}/<id:pk>/completion", "complete", self.complete, methods=["POST"])

    def addable(self) -> bool:
        """None is added by hand."""
        return False

    def complete(self, pk: int) -> Any:
        """It was handed over today."""
        step = self.find(pk)
        access.allow(step.editable_by(current_user))
        step.amend(current_user, done=clock.today())
        flash(f"{step} 办好了")
        return go(url_for("contracts.show", pk=step.contract_id))


handover_steps = HandoverSteps(
    "handover-steps", HandoverStep, fields=("name", "done", "note"), columns=("name", "contract", "done"), order=(HandoverStep.contract, HandoverStep.position)
)
contracts = Register(
    "contracts",
    Contract,
    fields=("compound", "company", "standard", "since", "until", "notice_days", "noticed", "leaves"),
    columns=("compound", "company", "standard", "since", "until"),
    exported=("compound", "company", "standard", "since", "until", "notice_days", "noticed", "leaves"),
    order=(Contract.until, Contract.id),
    removable=True,
    show="contracts/show.html",
    more=standing,
    menu="小区治理",
)
partner_tasks = Register(
    "partner-tasks",
    PartnerTask,
    fields=("compound", "partner", "name", "owner", "since", "due", "done"),
    columns=("name", "partner", "compound", ("state", "现在"), "due"),
    exported=("compound", "partner", "name", "owner", "since", "due", "done"),
    order=(PartnerTask.done.asc(nulls="first"), PartnerTask.due.asc(nulls="last"), PartnerTask.id),
    filters=("compound",),
    removable=True,
    menu="小区治理",
)
seal_uses = Register(
    "seal-uses",
    SealUse,
    fields=("compound", "day", "matter", "approver", "handler", "copies"),
    columns=("matter", "day", "compound", "approver", "copies"),
    exported=("compound", "day", "matter", "approver", "handler", "copies"),
    order=(SealUse.day.desc(), SealUse.id.desc()),
    filters=("compound",),
    intro="什么事、谁批准、哪天用的，一次记一条。这里只登记，不画公章。",
    menu="小区治理",
)
REGISTERS = [contracts, handover_steps, partner_tasks, seal_uses]
