"""How contracts, partners, bodies, meetings, the seal and the documents are entered among the 52 systems."""

from __future__ import annotations

import re
from typing import Any

from models.meetings import MeetingKind
from tests.views.entering import Site
from tests.views.systems_rows import ROWS, Said, row

__all__ = ["ROWS"]


@row(3)
def joint_building(site: Site) -> Said:
    task = {"compound": site.cast.heping.id, "partner": "某医院党支部", "since": "2026-10-01"}
    site.post("carol", "/partner-tasks", name="老人义诊", done="2026-10-10", **task)
    site.post("carol", "/partner-tasks", name="法律咨询", **task)
    return "做完 1 / 2 件"


@row(11)
def joint_meeting(site: Site) -> Said:
    _resolved(site, _meeting(site, "joint"))
    return "上次 10月8日 · 下次 2027年1月8日前 · 决议超期 1"


@row(35)
def incubator(site: Site) -> Said:
    site.body("social", "乐居街坊荟", stage="incubating")
    return "1 家，孵化中 1"


@row(36)
def forum(site: Site) -> Said:
    address = _meeting(site, "forum", agenda="停车\n绿化")
    motion = re.search(r"/motions/(\d+)/edit", site.browser("carol").get(address).text)
    assert motion
    site.sent("carol", f"/motions/{motion[1]}", name="停车", way="hands", yes="9", no="2")
    return "1 次 · 议题办结 1 / 2"


@row(42)
def courtyard(site: Site) -> Said:
    site.body("courtyard", "院落自治委员会")
    return "院落自治委员会"


@row(43)
def three(site: Site) -> Said:
    _meeting(site, "three")
    return "上次 10月8日"


@row(44)
def seal(site: Site) -> Said:
    site.post("carol", "/seal-uses", compound=site.cast.heping.id, day="2026-10-08", matter="停车公约", approver="张主任", copies="1")
    return "用印 1 次"


@row(52)
def documents(site: Site) -> Said:
    site.post("adam", "/documents", name="实施方案（试行）")
    return "文件：《实施方案（试行）》", "《实施方案（试行）》"


def _meeting(site: Site, code: str, **values: Any) -> str:
    kind = MeetingKind.get(MeetingKind.code == code).id
    return "/meetings/" + site.sent("carol", "/meetings", kind=kind, name="十月的会", day="2026-10-08", compound=site.cast.heping.id, **values)


def _resolved(site: Site, address: str) -> None:
    """Something that should have been done the day after."""
    site.sent("carol", f"{address}/resolutions", name="装灯", owner="物业", due="2026-10-09")
