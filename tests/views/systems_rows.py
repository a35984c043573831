"""How each of the 52 systems is entered, by the role whose work it is, and what it then says: on the page and in the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.checklists import Point
from models.services import Service
from models.urgencies import Category
from tests.views.entering import Site

Said = str | tuple[str, str]
ROWS: dict[int, Callable[[Site], Said]] = {}


def row(number: int) -> Callable[[Callable[[Site], Said]], Callable[[Site], Said]]:
    """Enter a system by this function: it gives the words of the page, and those of the spreadsheet where they are others."""

    def keep(enter: Callable[[Site], Said]) -> Callable[[Site], Said]:
        assert number not in ROWS, f"two rows for {number}"
        ROWS[number] = enter
        return enter

    return keep


@row(1)
def core(site: Site) -> Said:
    site.body("core", "官渡区委", who="adam")
    return "一个核心：官渡区委", "官渡区委"


@row(2)
def mode(site: Site) -> Said:
    site.compound(mode="unmanaged")
    return "无物业老旧·红色服务"


@row(4)
def contract(site: Site) -> Said:
    company = site.body("company", "春城物业", compound="")
    site.post("carol", "/contracts", compound=site.cast.heping.id, company=company, since="2026-10-01", until="2028-09-30", notice_days="60")
    return "春城物业"


@row(5)
def committee(site: Site) -> Said:
    site.body("committee", "和平小区业委会", "赵一", "钱二", "孙三", "李四", "周五")
    return "赵一委员·5名委员", "5 名委员，任期还有 717 天"


@row(6)
def training(site: Site) -> Said:
    site.activity(site.kind("training"))
    return "1 场 · 2 小时"


@row(7)
def assessment(site: Site) -> Said:
    key = site.post("adam", "/criteria", name="保洁", weight="10", position="0", active="y")
    marks = {f"points_{key}": "90", f"evidence_{key}": "抽查三个楼道"}
    site.post("sam", "/assessments", compound=site.cast.heping.id, period="2026-Q3", **marks)
    return "90 分"


@row(8)
def supervision(site: Site) -> Said:
    bureau = site.body("department", "区住建局", who="adam")
    site.step(site.concern(), "dispatches", 1, to=bureau, text="请派人看")
    return "在办 1 · 办结 0"


@row(9)
def trinity(site: Site) -> Said:
    site.body("branch", "和平小区党支部", "吴书记")
    return "吴书记书记", "吴书记（书记）"


@row(10)
def crossing(site: Site) -> Said:
    site.body("branch", "和平小区党支部", "赵一")
    site.body("committee", "和平小区业委会", "赵一", "钱二", "孙三", "李四", "周五")
    return "交叉任职1人", "1 人"


@row(12)
def integration(site: Site) -> Said:
    site.activity(site.kind(name="晚会"), integration="culture")
    return "管理 0 · 服务 0 · 事务 0 · 文化 1"


@row(13)
def guarantees(site: Site) -> Said:
    point = Point.get(Point.name == "阵地保障")
    site.post("carol", "/ticks", compound=site.cast.heping.id, point=point.id, since="2026-10-08", evidence="驿站开了")
    return "1/5 项"


@row(14)
def demonstration(site: Site) -> Said:
    site.compound(demonstration="municipal", pilot_since="2018-09-01")
    return "市级示范项目2018年9月起试点", "市级示范项目 · 2018年9月起试点"


@row(15)
def centre(site: Site) -> Said:
    _station(site, "和平小区党群服务中心", "centre", hours="每天 9:00–17:00")
    return "和平小区党群服务中心", "和平小区党群服务中心 每天 9:00–17:00"


@row(16)
def problems(site: Site) -> Said:
    site.concern("停车充电")
    return "最多的是停车充电", "停车充电 1"


@row(17)
def urgencies(site: Site) -> Said:
    site.concern("电梯")
    return "小事0、急事1、难事0", "小事 0、急事 1、难事 0"


@row(22)
def observers(site: Site) -> Said:
    site.step(site.concern(channel="observer"), "handlings", 1)
    return "采纳 1 / 1 条"


@row(23)
def stewards(site: Site) -> Said:
    site.post("alice", f"/households/{site.cast.home.id}/pairings", steward=site.cast.member_0.id, since="2026-10-08")
    return "1户·1名管家", "14%"


@row(24)
def care(site: Site) -> Said:
    for door in site.cast.doors[:2]:
        site.post("alice", f"/households/{door.id}/cares", kind=site.cast.elderly.id, since="2026-10-08", basis="本人同意")
    return "应访3户", "应访 3 户，走到 少于3 户"


@row(25)
def visits(site: Site) -> Said:
    site.post("alice", "/visits", household=site.cast.home.id, way="in_person", outcome="met", day="2026-10-08", note="都好")
    return "走到1户，占14%", "1 次，走到 14%"


@row(27)
def promise(site: Site) -> Said:
    site.post("carol", "/checkpoints", name="一承诺", checklist="promise", community=site.cast.inside.id, active="y")
    point = Point.get(Point.name == "一承诺")
    site.post("carol", "/ticks", compound=site.cast.heping.id, point=point.id, since="2026-10-08", evidence="公示了")
    return "1/1 项"


@row(28)
def methods(site: Site) -> Said:
    site.post("carol", "/checkpoints", name="“U循环”", checklist="methods", community=site.cast.inside.id, active="y")
    return "“U循环”"


@row(30)
def canteen(site: Site) -> Said:
    site.activity(site.kind("meals"), meals="45", price="3.30")
    return "45 份"


@row(31)
def orders(site: Site) -> Said:
    service = Service.get_by_id(site.post("carol", "/services", name="管道疏通", community=site.cast.inside.id, active="y"))
    kind = Category.get(Category.name == "服务点单").id
    values = {"service": service.id, "category": kind, "text": "厨房下水道堵了", "homepage": "", "door": "3-2-501", "telephone": "13888892501"}
    site.post("resident", f"/boards/{site.cast.heping.id}/concerns", **values)
    return "1 单"


@row(32)
def income(site: Site) -> Said:
    canteen = _station(site, "爱心食堂", "canteen")
    site.sent("carol", "/incomes", station=canteen, fen="35.50", day="2026-10-08", service="", what="午饭")
    return "35.50 元"


@row(34)
def one_stop(site: Site) -> Said:
    site.step(site.concern(channel="station"), "handlings", 1)
    return "1 件 · 办了 1 件"


@row(37)
def welfare(site: Site) -> Said:
    site.activity(site.kind("welfare"))
    return "1 场 · 服务 45 人次"


@row(38)
def self_run(site: Site) -> Said:
    programme = _programme(site, "志愿者自管网", code="self_run")
    members = [site.cast.member_0.id, site.cast.member_1.id]
    form = {"team": site.cast.team.id, "purpose": "清扫院落", "length": "120", "day": "2026-10-08", "members": members, "then": "confirm"}
    site.sent("bob", "/sheets", programme=programme, **form)
    return "志愿者自管网4小时", "4 小时"


@row(39)
def mediation(site: Site) -> Said:
    site.concern("邻里矛盾", channel="mediation")
    return "调解成功少于3件", "少于3 件"


@row(40)
def care_hall(site: Site) -> Said:
    site.activity(site.kind("children", minors="y"))
    return "小太阳关爱堂1场", "1 场"


@row(41)
def troupe(site: Site) -> Said:
    site.activity(site.kind("arts"))
    return "演出、排练 1 场"


@row(46)
def eight(site: Site) -> Said:
    site.activity(site.kind(name="义诊", cell="3"))
    return "1义诊45人次", "义诊 1"


@row(47)
def micro_grids(site: Site) -> Said:
    site.post("carol", "/grids", compound=site.cast.heping.id, name="北院", top_down="y")
    return "3 个 · 走到"


@row(48)
def tenants(site: Site) -> Said:
    site.concern(channel="tenants")
    return "1 件 · 办结 0%"


@row(50)
def belonging(site: Site) -> Said:
    for _ in range(3):
        site.post("resident", f"/boards/{site.cast.heping.id}/surveys", satisfied="5", belonging="4")
    return "满意 5.0 · 像家 4.0（3 人评，满分 5）"


@row(51)
def talks(site: Site) -> Said:
    site.activity(site.kind("talk"))
    return "宣讲 1 场"


def _station(site: Site, name: str, kind: str, **values: Any) -> int:
    return site.post("carol", "/stations", name=name, kind=kind, area=site.cast.inside.id, compound=site.cast.heping.id, **values)


def _programme(site: Site, name: str, **values: Any) -> int:
    return site.post("carol", "/programmes", name=name, community=site.cast.inside.id, active="y", **values)
