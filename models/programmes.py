"""Named institutions: a new one is a row here, not a new table."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, TextField

from models.areas import Compound
from models.communals import Shared
from models.database import Query
from models.users import User

CODES = [  # what an institution or a kind of activity counts as on the page, whatever the district calls it
    ("canteen", "食堂用餐"),
    ("meals", "伙食团"),
    ("welfare", "福利社"),
    ("children", "关爱堂"),
    ("arts", "文娱活动"),
    ("training", "人才培训"),
    ("talk", "宣讲"),
    ("service", "志愿服务"),
    ("epidemic", "防疫"),
    ("self_run", "志愿者自管"),
]
INTEGRATIONS = [  # 四个融合: what is done together
    ("grid", "管理×网格"),
    ("residents", "服务×群众"),
    ("affairs", "事务×社区事务"),
    ("culture", "文化×文化"),
]


class Programme(Shared):
    """A named institution (好邻居议事厅, 3块3伙食团 …) that entries of any ledger carry as a tag.

    The text is the community's own: where a source only names a method, nothing is invented for it.
    """

    title = "机制"
    name = CharField(60, verbose_name="名称")
    compound: Any = ForeignKeyField(Compound, null=True, backref="programmes", verbose_name="小区")
    text = TextField(default="", verbose_name="内容")
    code = CharField(20, null=True, choices=CODES, verbose_name="一页纸上算作")
    integration = CharField(16, null=True, choices=INTEGRATIONS, verbose_name="四个融合")
    active = BooleanField(default=True, verbose_name="在用")

    @classmethod
    def open_to(cls, user: User, kept: Programme | None = None) -> Query:
        """Programmes in use, to choose from; the one that an entry carries already stays among them."""
        return cls.visible_to(user).where(cls.active | (cls.id == (kept.id if kept else None))).order_by(cls.name)

    @classmethod
    def known_in(cls, community: int) -> Query:
        """Those of a community and of the whole district, in use or not: what was chosen without a network may be in use no more."""
        return cls.select().where(cls.community.is_null() | (cls.community == community))
