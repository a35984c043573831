"""The period of an address."""

from __future__ import annotations

from flask import request

from models import clock
from models.periods import Period
from models.records import Invalid


def period_asked() -> tuple[Period, str]:
    """That of ?period=, else this month; and what is wrong with it."""
    now = f"{clock.today():%Y-%m}"
    try:
        return Period.parse(request.args.get("period") or now), ""
    except Invalid as error:
        return Period.parse(now), str(error)
