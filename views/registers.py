"""The registers, each a declaration."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from models.activities import ActivityKind
from models.areas import Area, Compound, Mode
from models.assessments import Criterion
from models.checklists import Point, Tick
from models.documents import Document
from models.endings import endings
from models.grids import Grid
from models.households import CareKind
from models.meetings import MeetingKind
from models.merits import Merit
from models.organizations import Contract, Organization
from models.partners import PartnerTask
from models.programmes import Programme
from models.projects import Project
from models.reports.dashboard import Dashboard
from models.reports.rollup import Rollup
from models.seal_uses import SealUse
from models.services import Service
from models.stations import Station
from models.urgencies import Category, Urgency
from models.visits import Topic
from models.volunteers import Team
from models.workdays import Workday
from views import governance
from views.assessments import bp as assessments
from views.bodies import organizations, posts
from views.bookings import bookings, calendar_of
from views.documents import bp as documents
from views.goods import goods
from views.households import bp as households
from views.meetings import bp as meetings
from views.money import expenses, incomes
from views.motions import motions
from views.period_asked import period_asked
from views.points import points
from views.projects import projects, stages
from views.register import Register
from views.resolutions import bp as resolutions
from views.rosters import places, pledges


def parts_of(compound: Compound) -> dict[str, Any]:
    """What belongs to a compound, as (title, noun, rows, may add), of the kinds that the user reads."""
    nouns = [("组织", "organizations", Organization), ("物业合同", "contracts", Contract), ("驿站", "stations", Station)]
    nouns += [("网格", "grids", Grid), ("志愿队", "teams", Team), ("机制", "programmes", Programme), ("项目", "projects", Project)]
    nouns += [("联建任务", "partner-tasks", PartnerTask), ("院落公章用印", "seal-uses", SealUse), ("文件", "documents", Document)]
    read = [part for part in nouns if current_user.role in part[2].readers]
    parts = [(title, noun, _rows_of(compound, model), current_user.role in model.editors) for title, noun, model in read]
    if compound.mode == Mode.COMMERCIAL:  # its courtyards have no committee, and so hardly a seal
        parts = [part for part in parts if part[2] or part[1] != "seal-uses"]
    return {"endings": endings(current_user, compound), "parts": parts}


def _rows_of(compound: Compound, model: Any) -> list[Any]:
    return list(model.visible_to(current_user).where(model.compound == compound.id).limit(30))


def rollup_of(area: Area) -> dict[str, Any]:
    """The figures of what lies below an area, in the period of ?period= or this month."""
    period, problem = period_asked()
    rollup = Rollup(area, period)
    return {"rollup": rollup, "dashboard": Dashboard(rollup), "problem": problem}


REGISTERS = [
    households,
    Register(
        "programmes",
        Programme,
        fields=("name", "community", "compound", "text", "code", "integration", "active"),
        columns=("name", "community", "compound", "active"),
        order=(Programme.name,),
        intro="好邻居议事厅、伙食团这样的名字，建一条就能在走访、时长、活动里选用。",
        menu="机制、驿站、组织",
    ),
    organizations,
    posts,
    *governance.REGISTERS,
    documents,
    meetings,
    motions,
    resolutions,
    Register(
        "stations",
        Station,
        fields=("name", "kind", "area", "compound", "within", "hours", "services", "telephone"),
        columns=("name", "kind", "area", "compound", "hours"),
        order=(Station.name,),
        filters=("kind",),
        show="stations/show.html",
        more=calendar_of,
        menu="机制、驿站、组织",
    ),
    Register("grids", Grid, fields=("compound", "name", "worker", "telephone", "top_down"), order=(Grid.compound, Grid.name), menu="小区治理"),
    Register("areas", Area, fields=("name", "level", "parent"), order=(Area.path,), filters=("level",), show="areas/show.html", more=rollup_of),
    Register(
        "care-kinds",
        CareKind,
        fields=("name", "days", "source", "minors"),
        order=(CareKind.days,),
        removable=True,
        intro="隔多少天要走一次。",
        menu="设置",
        called="走访频次",
    ),
    Register("topics", Topic, fields=("name", "mode", "position"), order=(Topic.position, Topic.id), removable=True, menu="设置", called="走访话题"),
    Register(
        "services",
        Service,
        fields=("name", "community", "station", "price", "urgency", "note", "position", "active"),
        columns=("name", "price", "urgency", "station", "community", "active"),
        order=(Service.community, Service.position, Service.id),
        intro="居民扫码看到的就是这张单子，点一项就成了一条诉求。等不得的事“急不急”选急的，不选就照“服务点单”这一类平常的算。暂时不办的，把“在用”去掉。",
        menu="机制、驿站、组织",
        called="服务菜单",
    ),
    incomes,
    *[expenses, bookings, places, pledges, goods, points, projects, stages],
    Register(
        "categories",
        Category,
        fields=("name", "urgency", "elsewhere", "integration", "position", "active"),
        columns=("name", "urgency", "elsewhere", "active"),
        order=(Category.position, Category.id),
        intro="写了“该去哪里”的类别这里不收，选到它就告诉居民去哪里办。不用的类别去掉“在用”，老的诉求还留着它。",
        menu="诉求的规矩",
        called="诉求类别",
    ),
    Register(
        "urgencies",
        Urgency,
        fields=("name", "respond", "hours", "climb", "working", "position"),
        columns=("name", ("answered_within", "回应"), ("settled_within", "办完"), ("climbs_after", "报到区里")),
        exported=("name", "respond", "hours", "climb", "working"),
        order=(Urgency.position, Urgency.id),
        intro="小时从居民说的时候算起；补记前几天的，办完从那天晚上算起，回应从记下来算起。"
        "只算工作日的，24 小时就是一个工作日：168 是 7 个工作日，360 是 15 个。改了只管以后收下的诉求。",
        menu="诉求的规矩",
        called="办理时限",
    ),
    Register(
        "merits",
        Merit,
        fields=("volunteer", "kind", "day", "text", "issuer", "minutes"),
        columns=("volunteer", "kind", "day", "text"),
        order=(Merit.day.desc(), Merit.id.desc()),
        filters=("kind",),
        removable=True,
        menu="志愿",
        called="培训、表彰、评价",
    ),
    Register(
        "workdays",
        Workday,
        fields=("day", "working", "name"),
        order=(Workday.day.desc(),),
        removable=True,
        intro="国家公布的放假和调休已经在里面，这里只写本区和它不一样的日子。改了只管以后收下的诉求。",
        menu="诉求的规矩",
        called="工作日调整",
    ),
    Register(
        "meeting-kinds",
        MeetingKind,
        fields=("name", "months", "position"),
        order=(MeetingKind.position, MeetingKind.id),
        removable=True,
        intro="几个月开一次写在这里：一页纸照它算下一次该在哪天以前开。",
        menu="设置",
        called="会议类别",
    ),
    Register(
        "activity-kinds",
        ActivityKind,
        fields=("name", "cell", "position", "code", "minors"),
        order=(ActivityKind.position, ActivityKind.id),
        removable=True,
        menu="设置",
        called="活动类别",
    ),
    assessments,
    Register(
        "criteria",
        Criterion,
        fields=("name", "mode", "weight", "position", "active"),
        order=(Criterion.mode, Criterion.position, Criterion.id),
        filters=("mode",),
        intro="分量是这一项在总分里占的份。改了只管以后的考评，打过的分照当时的分量算。",
        menu="考评和清单",
    ),
    Register(
        "checkpoints",
        Point,
        fields=("name", "checklist", "community", "text", "position", "active"),
        columns=("name", "checklist", "community", "active"),
        order=(Point.checklist, Point.position, Point.id),
        filters=("checklist",),
        intro="五大保障、六项机制全区都一样；社区自己的工作法写在这里，只有名字的就只写名字。",
        menu="考评和清单",
        called="清单要点",
    ),
    Register(
        "ticks",
        Tick,
        fields=("compound", "point", "since", "until", "evidence"),
        order=(Tick.compound, Tick.point),
        filters=("compound",),
        removable=True,
        intro="做到一条打一个勾，写上哪天做到、凭什么说做到了。",
        menu="考评和清单",
    ),
    Register(
        "compounds",
        Compound,
        fields=("name", "community", "mode", "demonstration", "pilot_since", "built", "doors", "telephone", "supervision"),
        columns=("name", "community", "mode", "demonstration", "doors"),
        order=(Compound.community, Compound.name),
        filters=("community", "mode", "demonstration"),
        show="compounds/show.html",
        more=parts_of,
    ),
]
