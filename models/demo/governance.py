"""Partners' tasks, uses of the courtyard seal, standards and one exit of property contracts, the shelf of documents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models.areas import Mode
from models.contracts import STEPS, HandoverStep
from models.demo.days import months
from models.demo.named import LIXIANG, SHIJICHENG, YINGHUAYU
from models.demo.named_old import HELEJU
from models.demo.rows import dice
from models.demo.world import World
from models.documents import Document
from models.organizations import Contract
from models.partners import PartnerTask
from models.seal_uses import SealUse

STANDARDS = ("一级", "二级", "二级", "三级")
TASKS: dict[str, tuple[tuple[str, str], ...]] = {  # invented partners and tasks of the compounds where the source tells of joint Party building
    LIXIANG.name: (
        ("国贸路社区卫生服务站党支部", "每月一次家庭医生进小区"),
        ("某律师事务所党支部", "每月一次法律咨询"),
        ("某银行党支部", "教老人防诈骗"),
        ("百大城市理想物业党支部", "地下车库换亮灯"),
        ("某小学党支部", "暑期小课堂派老师"),
        ("某电信公司党支部", "弱电井整理"),
    ),
    YINGHUAYU.name: (("某医院党支部", "老人义诊"), ("某供电所党支部", "楼道灯线路检查"), ("某超市党支部", "节日慰问品")),
    SHIJICHENG.name: (("某消防救援站党支部", "消防演练"), ("某公交公司党支部", "社区巴士站点")),
}
MATTERS = ("院内停车公约", "微景观用水协议", "晾晒区使用约定", "公共收益公示", "院门改造征求意见函", "居住情况证明转社区", "邻里活动场地借用")
PLAN = "党建引领社区物业服务加强社区社会治理工作的实施方案（试行）"
RULES = "业委会建设系列规范文件"  # the source says that there are some, and no more


def lay_out(world: World) -> None:
    """All of it, each from a source of chance of its own."""
    _contracts(world)
    for site in world.sites:
        _tasks(world, site)
        if site.place is HELEJU:
            _seal(world, site)
    for name in (PLAN, RULES):
        world.rows.add(Document, name=name, community=None, issuer="官渡区")


def _contracts(world: World) -> None:
    """Every contract has its standard; one company of a compound without a name has given notice and is handing over."""
    named = {site.compound.id for site in world.sites}
    contracts = world.rows.of(Contract)
    for row in contracts:
        row.standard = "一级" if row.compound_id in named else dice("standard", row.id).choice(STANDARDS)
    going = next(row for row in contracts if row.compound_id not in named and row.compound.mode == Mode.COMMERCIAL and (row.until - world.today).days > 60)
    going.noticed = world.today - timedelta(days=35)
    going.leaves = going.may_leave
    for position, step in enumerate(STEPS):
        done = world.today - timedelta(days=20 - 4 * position) if 0 < position < 4 else None
        world.rows.add(HandoverStep, contract=going, position=position, name=step, done=done)


def _tasks(world: World, site: Any) -> None:
    chance = dice("partner tasks", site.place.name)
    for n, (partner, name) in enumerate(TASKS.get(site.place.name, ())):
        since = world.today - timedelta(days=chance.randint(60, 150))
        due = since + timedelta(days=chance.choice((60, 90, 180)))
        done = min(world.today - timedelta(days=1), since + timedelta(days=chance.randint(20, 55))) if n % 3 != 2 else None
        world.rows.add(PartnerTask, compound=site.compound, community=site.compound.community, partner=partner, name=name, since=since, due=due, done=done)


def _seal(world: World, site: Any) -> None:
    """Once to three times a month, approved by whoever heads the courtyard's committee."""
    chance, approver = dice("seal", site.place.name), world.people[site.bodies["courtyard"].id][0]
    handler = world.people[site.bodies["courtyard"].id][2]
    for month in months(world.today):
        for offset in sorted(chance.sample(range(27), chance.randint(1, 3))):
            day, matter = month + timedelta(days=offset), chance.choice(MATTERS)
            if day < world.today:
                values = {"compound": site.compound, "community": site.compound.community, "approver": approver, "handler": handler}
                world.rows.add(SealUse, day=day, matter=matter, copies=chance.choice((1, 1, 2)), **values)
