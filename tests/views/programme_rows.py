"""The rows of rosters, stations, the charity shop and works: see systems_rows."""

from __future__ import annotations

from typing import Any

from models.points import Transfer
from models.volunteers import Team
from tests.views.entering import Site
from tests.views.systems_rows import ROWS, Said, row

__all__ = ["ROWS"]


@row(18)
def sessions(site: Site) -> Said:
    _book(site, _station(site, "业主党群活动驿站", "owners"), "书法", headcount="12")
    return "1 场 · 12 人次"


@row(19)
def investment(site: Site) -> Said:
    works = _project(site, "investment", budget="8000000")
    site.sent("carol", "/expenses", project=works, fen="3,125,000.00", day="2026-10-08", what="门禁")
    return "花了 312.5 万元，预算 800 万元"


@row(20)
def staff(site: Site) -> Said:
    _place(site, "staff3", "社区党员", "张三")
    return "空缺 5：东院物业党员、东院工作人员、西院社区党员 等；东院 张三"


@row(21)
def pledges(site: Site) -> Said:
    place = _place(site, "staff3", "社区党员", "张三")
    for text, state in (("每周巡院", "kept"), ("修好楼道灯", "open")):
        site.post("carol", "/pledges", place=place, text=text, day="2026-10-08", state=state)
    return "兑现 1 / 2 条"


@row(26)
def four(site: Site) -> Said:
    _place(site, "grid4", "院坝", "李四")
    return "空缺 7：东院社区、东院企业党组织、东院业主代表 等；东院 李四"


@row(29)
def shop(site: Site) -> Said:
    soap = site.post("carol", "/goods", station=_station(site, "爱心超市", "shop"), name="肥皂", points="5", active="y")
    site.post("carol", f"/goods/{soap}/stock", quantity="20")
    person = site.cast.member_0.id
    site.post("carol", "/points", team=site.cast.team.id, points="12", what="清扫院落", day="2026-10-08", members=[person])
    site.post("carol", f"/redemptions/{person}", good=soap, quantity="2")
    assert Transfer.select().count() == 2
    return "兑换 1 次 · 10 分"


@row(33)
def pioneers(site: Site) -> Said:
    team = _team(site, "pioneer")
    site.post("carol", f"/teams/{team}/memberships", name="冯先锋")
    return "1 支 · 1 人"


@row(45)
def micro_works(site: Site) -> Said:
    works = _project(site, "micro", budget="36000")
    site.post("carol", "/stages", project=works, name="铺装", planned="2026-10-10", done="2026-10-08")
    return "完工 1 / 1 个"


@row(49)
def rooms(site: Site) -> Said:
    square = _station(site, "红旗广场", "service")
    _book(site, _station(site, "党员活动室", "room", within=square), "党课")
    return "活动室用了 1 次"


def _station(site: Site, name: str, kind: str, **values: Any) -> int:
    return site.post("carol", "/stations", name=name, kind=kind, area=site.cast.inside.id, compound=site.cast.heping.id, **values)


def _book(site: Site, station: int, what: str, **values: Any) -> None:
    site.sent("carol", "/bookings", station=station, what=what, day="2026-10-08", starts="09:00", ends="11:00", weeks="1", **values)


def _project(site: Site, kind: str, **values: Any) -> int:
    return site.post("carol", "/projects", name="改造", kind=kind, compound=site.cast.heping.id, **values)


def _team(site: Site, kind: str) -> int:
    site.post("carol", "/teams", name=f"{kind}队", kind=kind, compound=site.cast.heping.id)
    return int(Team.get(Team.name == f"{kind}队").id)


def _place(site: Site, kind: str, slot: str, person: str) -> int:
    values = {"team": _team(site, kind), "grid": site.cast.east.id, "slot": slot, "person": person, "public": "y", "since": "2026-10-01"}
    return site.post("carol", "/places", **values)
