"""Rules of volunteering: a register whose rows come with the schema; each may be changed, none added."""

from __future__ import annotations

from models.rules import Rule
from views.register import Register


class Rules(Register):
    """Numbers that differ from place to place."""

    def addable(self) -> bool:
        """Nobody adds one."""
        return False


bp = Rules(
    "rules",
    Rule,
    fields=("value",),
    columns=("name", "value", "unit", "note"),
    order=(Rule.position,),
    intro="各地不一样的几条，改这里就行。",
    menu="设置",
    called="志愿服务规矩",
)
