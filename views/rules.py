"""Rules of volunteering: a register whose rows come with the schema; each may be changed, none added."""

from __future__ import annotations

from typing import Any

from models.rules import Rule
from views.register import Register


class Rules(Register):
    """Numbers that differ from place to place: of volunteering, or for how long something is kept."""

    terms = False

    def seen(self) -> Any:
        """Those of one kind."""
        kept = Rule.code.startswith("keep_")
        return super().seen().where(kept if self.terms else ~kept)

    def addable(self) -> bool:
        """Nobody adds one."""
        return False


bp = Rules(
    "rules",
    Rule,
    fields=("value",),
    columns=("name", "value", "unit", "note"),
    order=(Rule.position,),
    intro="各地不一样的几条。",
    menu="设置",
    called="志愿服务规矩",
)


class Terms(Rules):
    """For how long personal information is kept (models/retention.py)."""

    terms = True
    heading = "保存期限"


terms = Terms(
    "terms",
    Rule,
    fields=("value",),
    columns=("name", "value", "unit", "note"),
    order=(Rule.position,),
    intro="到期的每天夜里自动删掉或抹去姓名电话，删了几条记在下面各条的修改记录里。改短了，当天夜里就照新的办。",
    menu="个人信息",
    called="保存期限",
)
