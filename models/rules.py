"""Rules of volunteering that differ from place to place: numbers in a table that the district edits."""

from __future__ import annotations

from typing import Any

from peewee import Case, CharField, Field, fn

from models.editables import Editable
from models.records import Invalid, Number

LIMITS = {  # code -> lowest, highest
    "unit": (1, 60),
    "day_most": (60, 1440),
    "credited_age": (0, 18),
    "accompanied_age": (0, 18),
    "consent_age": (0, 18),
    "keep_readings": (183, 3650),  # days; logs of the network at least six months: 网络安全法 21
    "keep_contacts": (30, 3650),
    "keep_cares": (30, 3650),
    "keep_drafts": (14, 366),
    "keep_tray": (183, 3650),
    "keep_requests": (365, 3650),
    "publicity": (7, 90),  # 民发〔2015〕149号: at least seven days
}


class Rule(Editable):
    """One number; codes that begin with keep_ are terms of models/retention.py. The code says which; rows come with the schema, none is added or removed."""

    title = "志愿服务规矩"

    code = CharField(24, unique=True)
    name = CharField(60, verbose_name="规矩")
    value = Number(verbose_name="数")
    unit = CharField(10, default="", verbose_name="单位")
    note = CharField(120, default="", verbose_name="说明")
    position = Number(default=0)

    def clean(self) -> None:
        low, high = LIMITS.get(self.code, (0, 1_000_000))
        if not low <= self.value <= high:
            raise Invalid(value=f"要在 {low} 到 {high} 之间")
        if self.code == "unit" and self.value > 1 and self.value % 2:
            raise Invalid(value="填 1（不取整）或一个双数，比如 30")

    @classmethod
    def value_of(cls, code: str) -> int:
        """The number of a rule."""
        return int(cls.get(cls.code == code).value)


def credited(minutes: Field) -> Case:
    """A line's minutes as the district rounds them, in SQL: to the nearest `unit`, and down where it lies in the middle.

    With 30: up to 15 minutes are none, up to 45 half an hour, up to 60 one hour. A line that takes another back is rounded
    like that one, so that both together are nothing. The rule is read in the same statement.
    """
    rule: Any = Rule.select(Rule.value).where(Rule.code == "unit")
    unit = fn.COALESCE(rule, 1)
    whole = (fn.ABS(minutes) + unit / 2 - 1) / unit * unit
    return Case(None, [(unit < 2, minutes), (minutes < 0, -1 * whole)], whole)
