"""监管联动: what was sent to departments, and how far it is."""

from __future__ import annotations

from typing import Any

from peewee import Case, fn

from models.areas import Compound
from models.concerns import Concern
from models.organizations import Organization
from models.periods import Period
from models.reports.answers import LISTED, Rate
from models.reports.raised import within
from models.steps import OPEN, Step


def supervision(compound: Compound, period: Period) -> Rate:
    """Of the period's concerns that were ever sent to a department, those that are closed. One query."""
    past = Step.alias()
    sent = past.select(past.concern).join(Organization, on=past.to == Organization.id).where(past.kind == "dispatch", Organization.kind == "department")
    closed = fn.SUM(Case(None, [(Concern.stage.in_(OPEN), 0)], 1))
    rows: Any = Concern.select(closed, fn.COUNT(Concern.id))
    part, whole = rows.where(*within(compound, period), *LISTED, Concern.id.in_(sent)).tuples().get()
    return Rate(int(part or 0), whole)
