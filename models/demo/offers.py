"""Services on order: the menus, who ordered what and how it went, and what the stations earn by it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from models.demo import names
from models.demo.days import moment, past, scattered
from models.demo.desk import Desk, Yard
from models.demo.intake import hour, take_in
from models.demo.matters import Matter
from models.demo.places import Offer
from models.demo.rows import dice
from models.demo.world import Site, World
from models.services import Income, Service
from models.stations import Station
from models.urgencies import Urgency

ASKS = {  # what is ordered: in brackets on the wall, in the resident's words, and what was done
    "家电维修": (
        ("热水器", "热水器打不着火。", "换了点火针，水热了。"),
        ("洗衣机", "洗衣机不甩干，一地水。", "换了排水泵。"),
        ("电饭煲", "电饭煲按下去就跳。", "换了温控，试煮了一锅。"),
        ("冰箱", "冰箱不制冷了。", "加了氟，换了门封条。"),
    ),
    "管道疏通": (
        ("马桶", "马桶堵了。", "通了，掏出一块抹布。"),
        ("厨房", "厨房水槽不下水。", "通到主管，走水快了。"),
        ("地漏", "卫生间地漏返味。", "清了，换了防臭芯。"),
    ),
    "换锁换灯": (("门锁", "钥匙拧不动。", "换了锁芯，配了三把钥匙。"), ("顶灯", "厨房顶灯不亮，够不着。", "换了吸顶灯。")),
    "医疗陪诊": (
        ("复查", "后天去医院复查，一个人不认路。", "陪着挂号、取药，送到家。"),
        ("量血压", "腿脚不便，想请人陪着去量血压。", "陪去陪回，数字记在本子上了。"),
    ),
    "义诊": (("血压血糖", "想约这个月的义诊。", "量过了，医生说了怎么吃。"),),
    "法律援助": (
        ("合同", "想请律师看看合同。", "一条一条看过，改了两处。"),
        ("遗嘱", "想问遗嘱怎么写才作数。", "讲清楚了，给了样子。"),
        ("欠薪", "工钱拖着不给，怎么办。", "帮着写了申请，递到仲裁了。"),
    ),
    "理发": (("上门", "老人下不了楼，想请人来理发。", "理好了，顺带剪了指甲。"), ("到店", "想约星期天理发。", "理好了。")),
    "磨刀": (("两把", "两把菜刀，一把剪子。", "磨好了，试过切纸。"),),
    "代买代取": (("取药", "药吃完了，走不动。", "药取回来了，发票也给了。"), ("买米", "一袋米提不上楼。", "送到家了。")),
    "代办代跑": (("居住证", "居住证要换，手机上弄不来。", "材料交了，证到了会送来。"), ("医保", "医保缴费缴不上。", "缴好了。")),
    "书法绘画": (("报名", "想报周末的书法课。", "排上了，星期六九点。"),),
    "居家养老上门": (("做饭", "手摔了，想请人做三天饭。", "做了三天，都吃得惯。"), ("擦身", "卧床的老人要擦身。", "擦了，换了床单。")),
    "送餐上门": (("午饭", "想订一星期午饭。", "每天十一点半送到。"),),
}
TITLES = {
    "医疗陪诊": "志愿者{name}",
    "义诊": "{surname}医生",
    "法律援助": "{surname}律师",
    "代买代取": "志愿者{name}",
    "代办代跑": "志愿者{name}",
    "书法绘画": "{surname}老师",
}
PRESSING = {"管道疏通": "急事"}  # what is more urgent than an order usually is
SHARE_SMALL = 0.3
PATHS = {"hN+": 91, "hN~": 5, "hN-hN+": 4}


def lay_out(world: World) -> None:
    """The menus of the communities, and what the stations take in at the counter."""
    urgencies = {row.name: row for row in Urgency.select()}
    for site in world.sites:
        stations = {row.name: row for row in world.rows.of(Station) if row.area is site.compound.community}
        for position, offer in enumerate(site.place.offers):
            values = {"price": offer.price, "note": offer.note or None, "urgency": urgencies.get(PRESSING.get(offer.name, "")), "position": position}
            world.rows.add(Service, name=offer.name, community=site.compound.community, station=stations[offer.house], **values)
        for name in dict.fromkeys(offer.house for offer in site.place.offers if offer.fee[1]):
            _counter(world, site, stations[name])


def _counter(world: World, site: Site, station: Any) -> None:
    """What comes in over the counter in a week, written down on Saturday."""
    chance = dice("counter", station.name)
    day = world.today - timedelta(days=(world.today.weekday() - 5) % 7 or 7)
    while past(day, world.today):
        pieces = chance.randint(3, 14)
        _earn(world, site, station, day, pieces * chance.choice((500, 800, 1000, 1500)), f"本周柜台零活 {pieces} 单")
        day -= timedelta(days=28 if world.small else 7)


def _earn(world: World, site: Site, station: Any, day: date, fen: int, what: str, service: Any = None) -> None:
    who = {"recorder": world.officers[site.compound.community_id], "recorded_at": moment(day, 17, 40)}
    world.rows.add(Income, station=station, service=service, day=day, fen=fen, what=what, **who)


def order(desk: Desk, site: Site, yard: Yard) -> None:
    """What the households of a compound ordered from the menu of their community."""
    menu = [(offer, desk.services[site.compound.community_id][offer.name]) for offer in _offers(desk.world, site)]
    if not menu:
        return
    chance = dice("orders", site.place.name)
    for day in scattered(chance, site.place.orders * (SHARE_SMALL if desk.world.small else 1), desk.world.today):
        _order(desk, site, yard, chance, day, *chance.choice(menu))


def _offers(world: World, site: Site) -> list[Offer]:
    """The menu is the community's, whichever of its compounds brought it."""
    return [offer for other in world.sites if other.compound.community is site.compound.community for offer in other.place.offers]


def _order(desk: Desk, site: Site, yard: Yard, chance: random.Random, day: date, offer: Offer, service: Any) -> None:
    ask, text, done = chance.choice(ASKS[offer.name])
    channel = chance.choice(("telephone", "station", "public"))
    door = chance.choice(yard.lived_in)
    matter = Matter("服务点单", f"{offer.name}（{ask}）", text, done, to="own", home=True, urgency=PRESSING.get(offer.name, ""))
    story = take_in(desk, yard, matter, hour(chance, day, channel), channel, door, service=service)
    story.doer = TITLES.get(offer.name, "{surname}师傅").format(name=names.person(chance), surname=chance.choice(names.SURNAMES))
    story.tell(chance.choices(list(PATHS), list(PATHS.values()))[0])
    if offer.fee[1] and story.handled > story.told:
        fen = 100 * chance.randrange(offer.fee[0], offer.fee[1] + 1, 5)
        _earn(desk.world, site, service.station, story.handled.date(), fen, f"{offer.name}（{ask}）", service)
