"""院落公章: when the seal of a courtyard was used, for what, and who approved it. The seal itself is nowhere drawn."""

from __future__ import annotations

from typing import Any

from peewee import CharField, DateField, ForeignKeyField

from models import clock
from models.areas import Compound
from models.communals import Communal
from models.records import Invalid, Number


class SealUse(Communal):
    """One use of the seal."""

    title = "院落公章用印"
    searched = ("matter", "approver", "handler")

    compound: Any = ForeignKeyField(Compound, backref="+", verbose_name="小区")
    day = DateField(default=clock.today, verbose_name="哪天")
    matter = CharField(100, verbose_name="什么事项")
    approver = CharField(40, verbose_name="谁批准的")
    handler = CharField(40, null=True, verbose_name="谁经办的")
    copies = Number(default=1, low=1, high=1000, verbose_name="几份")

    def clean(self) -> None:
        super().clean()
        if self.day > clock.today():
            raise Invalid(day="不能是以后的日子")
