"""What stands open on the day of the demonstration, so that every list and every inbox has something in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from models import clock
from models.demo import matters
from models.demo.desk import Desk, Yard
from models.demo.intake import take_in
from models.demo.matters import Matter
from models.demo.named import YINGHUAYU
from models.demo.world import Site

LATEST = 9  # days, so that not everything is as late
BRISK = 0.3  # the pace of what has to have come so far by today
HOME = (  # what is going on in 银海樱花语小区: which matter, how far it has come, told how many working days ago
    ("单元门关不上", "D", 1),
    ("车位被占", "D", 1),
    ("垃圾没人清", "D", 2),
    ("公示栏", "DA", 2),
    ("路灯不亮", "DA", 3),
    ("电动车充电位不足", "DA", 5),
    ("草坪被压坏", "DH", 3),
    ("门禁刷不开", "DAH", 4),
    ("夜间广场舞", "DB", 3),
    ("门口路边乱停车", "DBE", 4),
    ("外墙渗水", "DBE", 4),
    ("楼顶漏水", "DABEA", 7),
    ("装修噪声", "DBEAH", 5),
    ("楼道灯不亮", "DAHN-", 6),
    ("楼道堆杂物", "DAHN-D", 7),
    ("监控坏了", "", 1),
    ("快递柜", "DASAHN+", 30),
)
LATE_HOME = (("地砖翘起", "DA", False), ("健身器材", "D", False), ("滑梯破了口", "DA", True), ("外墙渗水", "DBEA", True), ("楼顶漏水", "DBEA", False))
DOORS = (("厨房下水堵", "DAHN", 3), ("楼上漏水到家里", "DAHN", 3), ("想订送上门的饭", "hN", 2))  # of the worker whose log-in is shown
WITH_CONTACT = (("楼梯扶手松了", "D", 1), ("报修没人来", "DA", 2))  # whose households want to be rung up by the company
UNSURE = (("楼道好久没拖", 19, 12), ("树枝挡窗", 20, 26))  # scanned there yesterday at
NIGHT = {"路灯不亮": 6, "夜间广场舞": 21, "狗叫扰人": 43}  # scanned today, so many minutes after midnight
MANAGED = ("外墙渗水", "路灯不亮", "健身器材", "污水井", "监控坏了", "单元门关不上", "公示栏")
UNMANAGED = ("大门没人看", "想请物业进来", "业委会换届")


def stand(desk: Desk, site: Site, yard: Yard) -> None:
    """What a named compound has going on: much in the one whose log-ins are shown, a little in the others."""
    if site.place is YINGHUAYU:
        for gist, path, days in HOME:
            _begun(desk, yard, gist, path, days)
        due = desk.world.due[site.grids[0].id]
        _at_doors(desk, yard, due + [door for door in yard.lived_in if door.grid is site.grids[0] and door not in due])
        for gist, path, of_the_district in LATE_HOME:
            _late(desk, yard, gist, path, of_the_district)
    elif site.place.programmes or site.place.shared:
        for gist, of_the_district in zip(_unfinished(yard, 2), (False, True), strict=True):
            _late(desk, yard, gist, "DA", of_the_district)
    for gist, minute in NIGHT.items() if site.place is YINGHUAYU or yard.channel else ():
        told = min(desk.midnight + timedelta(minutes=minute), clock.in_china(clock.now()))
        take_in(desk, yard, _matter(gist), told, "public")


def climb(desk: Desk) -> None:
    """Something overdue in each street, and in every third also for the district."""
    for n, street in enumerate(desk.world.streets.values()):
        here = [compound for compound in desk.world.others if compound.community.parent_id == street.id]
        for compound in (here[0], here[len(here) // 2])[: 1 + (n % 3 == 0)]:
            yard = desk.yard(compound)
            _late(desk, yard, _unfinished(yard, 1)[0], "DA", compound is not here[0])


def _unfinished(yard: Yard, count: int) -> list[str]:
    return yard.chance.sample(MANAGED if yard.contract else UNMANAGED, count)


def _matter(gist: str) -> Matter:
    return next(matter for matter in matters.MATTERS if matter.gist.startswith(gist))


def _begun(desk: Desk, yard: Yard, gist: str, path: str, days: int, door: Any = None, **more: Any) -> None:
    told = desk.midnight + timedelta(hours=9, minutes=len(gist) * 7)
    while days:
        told -= timedelta(days=1)
        days -= desk.calendar.works(told.date())
    channel = "public" if not path else "station" if door else "telephone"
    take_in(desk, yard, _matter(gist), told, channel, door, pace=BRISK, **more).tell(path)


def _at_doors(desk: Desk, yard: Yard, doors: list[Any]) -> None:
    """Doors that are due anyway, as far as there are so many: three to ask how it turned out, two to see whether it is so; elsewhere, two in work."""
    for (gist, path, days), door in zip(DOORS, doors, strict=False):
        _begun(desk, yard, gist, path, days, door)
    for (gist, hour, minute), door in zip(UNSURE, doors[len(DOORS) :], strict=False):
        take_in(desk, yard, _matter(gist), desk.midnight + timedelta(days=-1, hours=hour, minutes=minute), "public", door)
    for (gist, path, days), door in zip(WITH_CONTACT, (door for door in yard.lived_in[::-1] if door.telephone), strict=False):
        _begun(desk, yard, gist, path, days, door, consent=True)


def _late(desk: Desk, yard: Yard, gist: str, path: str, of_the_district: bool) -> None:
    """One that came no further, told so long ago that it has become the street's business of late, or the district's."""
    matter = _matter(gist)
    take_in(desk, yard, matter, yard.chance.choice(_ago(desk, matter, of_the_district)), "telephone", pace=BRISK).tell(path)


def _ago(desk: Desk, matter: Matter, of_the_district: bool) -> list[datetime]:
    """When it may have been told, the latest first: the street has it until the district has it too."""
    found = []
    for days in range(1, 60):
        told = desk.midnight - timedelta(days=days) + timedelta(hours=9, minutes=40 - days % 30)
        promise = desk.urgency(matter).promise(clock.stored(told), desk.calendar)
        due, climbs_at = clock.in_china(promise.due), clock.in_china(promise.climbs_at)
        if due < desk.midnight and (climbs_at < desk.midnight) == of_the_district:
            found.append(told)
    return found[:LATEST]
