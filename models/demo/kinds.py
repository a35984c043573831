"""Kinds of activity, visit frequencies and topics at the door: what every new district starts with, all editable."""

from __future__ import annotations

from typing import Any

from models.activities import ActivityKind
from models.areas import Mode
from models.demo.rows import Rows
from models.demo.world import World
from models.households import CareKind
from models.records import Record
from models.urgencies import Category
from models.visits import Topic

CELLS = "邻里节 百家宴 义诊 书画课 儿童课堂 法律援助 跳蚤市集 文艺晚会"  # the source only says eight: these are for the district to change
OTHERS = "爱心食堂用餐 3块3伙食团 家门口福利社 小太阳关爱堂 文娱队活动 和事佬调解 垃圾分类宣讲 技能培训 便民维修 居家养老 党员活动 志愿服务 防疫服务 其他活动"
CODES = {  # what the page counts a kind as, whatever the district calls it
    **{"爱心食堂用餐": "canteen", "3块3伙食团": "meals", "家门口福利社": "welfare", "小太阳关爱堂": "children", "文娱队活动": "arts"},
    **{"垃圾分类宣讲": "talk", "技能培训": "training", "志愿服务": "service", "防疫服务": "epidemic"},
}
INSTITUTIONS = {  # and a named institution, with the integration that it serves
    **{"爱心食堂": ("canteen", "residents"), "3块3伙食团": ("meals", "residents"), "家门口福利社": ("welfare", "residents"), "爱心超市": (None, "residents")},
    **{
        "小太阳关爱堂": ("children", "affairs"),
        "百花园文娱队": ("arts", "culture"),
        "志愿者自管网": ("self_run", "affairs"),
        "好邻居议事厅": (None, "affairs"),
    },
    **{"“小樱花”红色管家志愿服务队": (None, "residents"), "入户帮扶": (None, "residents"), "特殊困难群体重点关注": (None, "residents")},
    **{"三员进苑区": (None, "grid"), "四员红色网格": (None, "grid"), "微网格": (None, "grid"), "品质观察员—业主交流会": (None, "affairs")},
    **{"八大邻里活动": (None, "culture"), "红色社区文化": (None, "culture"), "小区业主党群活动驿站": (None, "culture"), "租户呼声": (None, "affairs")},
}
SERVED = {  # and the concerns of a category
    "grid": "设施维修 电梯 漏水管道 楼道照明 绿化环境 停车充电 卫生保洁 门禁安全",
    "residents": "生活困难 服务点单",
    "affairs": "物业服务 物业费 业主权益 没人管物业 邻里矛盾",
}
OF_MINORS = ("小太阳关爱堂", "儿童课堂")

MONTHLY, KEY = "十部门 2022 年：至少每月探访一次，电话视频都算", "重点户每月一访"
CARE = [  # name, code, days, source, concerns minors
    ("普通住户", "general", 90, "一般每季一访", False),
    ("独居老人", None, 30, MONTHLY, False),
    ("空巢老人", None, 30, MONTHLY, False),
    ("留守老人", None, 30, MONTHLY, False),
    ("失能老人", None, 30, MONTHLY, False),
    ("残疾人", None, 30, MONTHLY, False),
    ("计生特殊家庭", None, 30, MONTHLY, False),
    ("困难家庭", None, 30, KEY, False),
    ("留守儿童", None, 30, KEY, True),
    ("困境儿童", None, 30, KEY, True),
    ("高风险", None, 7, "高风险每周一访，有大变化 24 小时内", False),
    ("严重精神障碍随访", None, 90, "一年至少随访 4 次", False),
]

TOPICS: dict[Mode | None, str] = {
    None: "身体 吃饭 用电用气 家里来人 物业 邻里 政策",
    Mode.COMMERCIAL: "停车 电梯 物业费 养狗养猫",
    Mode.UNMANAGED: "楼道灯 扔垃圾 修水管 房子漏水",
    Mode.SUBSIDISED: "租约 找工作 孩子上学 房租",
}


def install(world: World) -> None:
    """All three tables, and what the concerns of each category count as."""
    for integration, names in SERVED.items():
        Category.update(integration=integration).where(Category.name.in_(names.split())).execute()
    world.kinds, world.frequencies = kinds(world.rows), frequencies(world.rows)
    topics(world.rows)


def kinds(rows: Rows) -> dict[str, ActivityKind]:
    """Every kind of activity by name, the eight neighbour activities first."""
    cells = {name: {"cell": n, "position": n} for n, name in enumerate(CELLS.split(), 1)}
    others = {name: {"position": n} for n, name in enumerate(OTHERS.split(), 10)}
    known = {name: {"code": CODES.get(name), "minors": name in OF_MINORS, **values} for name, values in (cells | others).items()}
    return {name: _kept(rows, ActivityKind, name=name, **values) for name, values in known.items()}


def counting(name: str) -> dict[str, str | None]:
    """What entries of an institution count as."""
    return dict(zip(("code", "integration"), INSTITUTIONS.get(name, (None, None)), strict=True))


def frequencies(rows: Rows) -> dict[str, CareKind]:
    """How often a door is visited and why, by name."""
    fields = ("name", "code", "days", "source", "minors")
    return {line[0]: _kept(rows, CareKind, **dict(zip(fields, line, strict=True))) for line in CARE}


def topics(rows: Rows) -> None:
    """What is talked about at the door: the common topics first, then those of the mode, 其他 at the end."""
    for tier, (mode, names) in enumerate(TOPICS.items()):
        for n, name in enumerate(names.split()):
            _kept(rows, Topic, name=name, mode=mode, position=20 * min(tier, 1) + n)
    _kept(rows, Topic, name="其他", mode=None, position=90)


def _kept(rows: Rows, model: type[Record], **values: Any) -> Any:
    """The row of that name when the database has one already, else a new one."""
    name = model._meta.fields["name"]
    return model.get_or_none(name == values["name"]) or rows.add(model, **values)
