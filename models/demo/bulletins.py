"""A bulletin of last month for each community that the source names; the notices are everyday ones, the activities those that its compounds hold."""

from __future__ import annotations

from datetime import timedelta

from models.bulletins import Bulletin
from models.demo.rows import dice
from models.demo.world import Site, World
from models.periods import Period

NOTICES = (
    "楼道里不充电\n电动车请到车棚充电。拉线充电、推进楼道充电，夜里最容易出事。看到了请打服务电话。",
    "供水箱清洗\n这个月清洗二供水箱，当天九点到十六点停水，高层住户请提前存水。",
    "医保缴费别忘了\n城乡居民医保十二月底截止。不会用手机的老人，带身份证到驿站，有人帮您办。",
    "大件垃圾有地方放\n旧沙发、旧床垫请放到指定的点，每周三、周六清运，别堆在楼道里。",
    "家里有老人要看护的\n高龄、独居老人，社区每月上门或打电话。家里有变化请告诉网格员一声。",
)
DISHES = ("红烧肉、炒青菜、紫菜汤", "清蒸鱼、家常豆腐、番茄蛋汤", "土豆烧鸡、炒白菜、骨头汤", "回锅肉、炒豆芽、青菜汤", "饺子、拌黄瓜、饺子汤")
DAYS = ("周一", "周二", "周三", "周四", "周五")


def write(world: World) -> None:
    """One draft for each."""
    month, told = Period.last_month(), set()
    for site in world.sites:
        if site.compound.community_id not in told:
            told.add(site.compound.community_id)
            world.rows.add(Bulletin, community=site.compound.community, period=month.key, **_words(site, month))


def _words(site: Site, month: Period) -> dict[str, str]:
    chance, number = dice("bulletin", site.compound.name), month.start.month
    held = [happening for happening in site.place.happenings if happening.monthly >= 1][:5]
    days = sorted(chance.sample(range(3, 27), len(held)))
    coming = [(month.end + timedelta(days=day), happening) for day, happening in zip(days, held, strict=True)]
    eats = any(house.kind == "canteen" for house in site.place.houses)
    return {
        "headline": f"{number}月，咱们一起做成的事",
        "greeting": f"各位邻居：{number} 月里社区做了哪些事、您反映的问题办到哪一步，都写在这张纸上。有话想说，扫码或者打电话，我们接着办。",
        "notices": "\n\n".join(chance.sample(NOTICES, 3)),
        "coming": "\n".join(f"{day.month}月{day.day}日 {happening.starts}:00 {happening.name}，{happening.where}" for day, happening in coming),
        "menu": "\n".join(f"{day} {dishes}" for day, dishes in zip(DAYS, DISHES, strict=True)) if eats else "",
        "thanks": "老人取药走不动、孩子放学没人接，这个月他们都去了。",
        "calls": "",
        "sides": "1",
    }
