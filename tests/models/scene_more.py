"""One of everything inside and outside, by name: volunteers' papers, points, works, governance, the office."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import uuid4

from models.assessments import Assessment, Criterion, Mark
from models.batches import Batch
from models.bookings import Booking
from models.bulletins import Bulletin
from models.certificates import Certificate
from models.checklists import Point, Tick
from models.contracts import HandoverStep
from models.documents import Document
from models.goods import Good
from models.inquiries import Inquiry
from models.meetings import Meeting, MeetingKind, Motion
from models.merits import Merit
from models.office_sheets import OfficeSheet
from models.partners import PartnerTask
from models.periods import Period
from models.pictures import Picture
from models.points import Transfer
from models.projects import Expense, Project, Stage
from models.resolutions import Resolution
from models.rosters import Place, Pledge
from models.rules import Rule
from models.seal_uses import SealUse
from models.shifts import Shift
from tests.cast import TODAY, Cast

Rows = dict[str, Any]


def _service(cast: Cast, rows: Rows) -> Rows:
    """Of bob's team, of alice's, of that outside."""
    made: Rows = {"rule": Rule.get(), "doubles_merit": Merit.add(None, volunteer=rows["double"], text="急救培训")}
    for which, team, person in (
        ("", cast.team, cast.member_0),
        ("alices_", rows["alices_team"], rows["neighbour"]),
        ("outside_", cast.outside_team, cast.outside_member),
    ):
        shift = Shift.add(None, team=team, purpose="巡楼", starts=time(9))
        made[f"{which}shift"] = shift
        made[f"{which}sign_up"] = shift.sign_up(None, "贺敏", "13800001234")
        made[f"{which}merit"] = Merit.add(None, volunteer=person, text="急救培训")
        made[f"{which}certificate"] = _certificate(person, team)
    return {**made, "whole_certificate": _certificate(cast.member_0, None)}


def _certificate(person: Any, team: Any) -> Certificate:
    said = {"minutes": 60, "content": "巡楼 1 小时", "issuer": "社区", "head": "高荣", "handler": "高荣", "contact": "0871-63330001"}
    days = {"since": TODAY, "until": TODAY, "announced_on": TODAY}
    key = {"serial": uuid4().hex[:24], "code": "12345678"}
    return Certificate.add(None, volunteer=person, community=person.community, team=team, **said, **days, **key)


def _rosters_and_points(cast: Cast, rows: Rows) -> Rows:
    place = Place.add(None, team=cast.team, grid=cast.east, slot="红色管家", person="李四")
    public = Place.add(None, team=cast.team, grid=cast.west, slot="红色管家", person="王五", public=True)
    outside = Place.add(None, team=cast.outside_team, slot="社区", person="赵六", public=True)
    given = {"kind": "issue", "points": 5}
    return {
        "place": place,
        "public_place": public,
        "outside_place": outside,
        "pledge": Pledge.add(None, place=place, text="每周巡院"),
        "outside_pledge": Pledge.add(None, place=outside, text="每周巡院"),
        "good": Good.add(None, station=rows["station"], name="肥皂", points=3),
        "outside_good": Good.add(None, station=rows["outside_station"], name="肥皂", points=3),
        "transfer": Transfer.enter(cast.carol, volunteer=cast.member_0, **given)[0],
        "outside_transfer": Transfer.enter(cast.charlie, volunteer=cast.outside_member, **given)[0],
    }


def _works(cast: Cast, rows: Rows) -> Rows:
    made: Rows = {}
    for which, by, compound in (("", cast.carol, cast.heping), ("outside_", cast.charlie, cast.shuguang)):
        project = Project.add(None, name="加装路灯", compound=compound, budget=100)
        made[f"{which}project"] = project
        made[f"{which}stage"] = Stage.add(None, project=project, name="开工", planned=TODAY)
        made[f"{which}expense"] = Expense.enter(by, project=project, fen=100)[0]
        times = {"starts": time(9), "ends": time(10)}
        made[f"{which}booking"] = Booking.enter(by, station=rows[f"{which}station"], what="义诊", **times)[0]
    about = {"project": made["project"], "concern": rows["concern"], "mediation": rows["mediation"], "outside": made["outside_project"]}
    for name, entry in about.items():
        field = "project" if isinstance(entry, Project) else "concern"
        made[f"{name}_picture"] = Picture.create(id=uuid4(), jpeg=b"", added_by=cast.carol, **{field: entry})
    return made


def _governance(cast: Cast, rows: Rows) -> Rows:
    made: Rows = {f"{which}handover": HandoverStep.add(None, contract=rows[f"{which}contract"], name="退出小区") for which in ("other_", "outside_")}
    made |= {"handover": HandoverStep.add(None, contract=cast.contract, name="退出小区"), "plan": Document.add(None, name="实施方案")}
    made |= {"meeting_kind": MeetingKind.get()}
    for which, by, place, compound in (("", cast.carol, cast.inside, cast.heping), ("outside_", cast.charlie, cast.outside, cast.shuguang)):
        meeting = Meeting.enter(by, kind=made["meeting_kind"], name="联席会议", compound=compound)[0]
        made |= {
            f"{which}task": PartnerTask.add(None, community=place, partner="银行支部", name="修凉亭"),
            f"{which}seal_use": SealUse.add(None, compound=compound, matter="证明", approver="高荣"),
            f"{which}document": Document.add(None, community=place, name="居民公约"),
            f"{which}meeting": meeting,
            f"{which}motion": Motion.add(None, meeting=meeting, name="停车"),
            f"{which}resolution": Resolution.add(None, meeting=meeting, name="划车位", owner="物业", due=TODAY),
        }
    return made


def _checked(cast: Cast, rows: Rows) -> Rows:
    made: Rows = {"shared_point": Point.add(None, name="大家都有", checklist="methods"), "criterion": Criterion.add(None, name="保洁")}
    for which, place, compound in (("", cast.inside, cast.heping), ("outside_", cast.outside, cast.shuguang)):
        point = Point.add(None, name="一线工作法", checklist="methods", community=place)
        assessment = Assessment.add(None, compound=compound, period="2026-09")
        made |= {
            f"{which}point": point,
            f"{which}tick": Tick.add(None, compound=compound, point=point, since=TODAY, evidence="会议记录"),
            f"{which}assessment": assessment,
            f"{which}mark": Mark.add(None, assessment=assessment, criterion=made["criterion"], weight=10, points=90, evidence="抽查"),
        }
    return made


def _office(cast: Cast, rows: Rows) -> Rows:
    made: Rows = {}
    for which, by, place in (("", cast.carol, cast.inside), ("outside_", cast.charlie, cast.outside)):
        made[f"{which}inquiry"] = Inquiry.add(by, community=place, kind="access", name="郑爽", about="查自己的信息")
        made[f"{which}bulletin"] = Bulletin.begin(by, place, Period(date(2026, 9, 1), 1))
        made[f"{which}edition"] = made[f"{which}bulletin"].publish(by, {})
    sheets = [("district_sheet", cast.dora), ("street_sheet", cast.sam), ("sheet_of_carol", cast.carol), ("outside_office_sheet", cast.charlie)]
    made |= {name: OfficeSheet.add(by, name="月报", area=by.area, user=by, content=b"") for name, by in sheets}
    orders = [("bobs_batch", cast.bob, cast.inside), ("sams_batch", cast.sam, cast.inside), ("monthly", None, cast.inside)]
    orders += [("streets_monthly", None, cast.taihe), ("outside_monthly", None, cast.outside)]
    return made | {name: Batch.order(by, uuid4(), "pages", area, "小区一页纸")[0] for name, by, area in orders}


MAKERS = (_service, _rosters_and_points, _works, _governance, _checked, _office)
