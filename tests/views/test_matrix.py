"""Every route, as every role, inside and outside its place. A route without a row here fails the suite.

Inside is 和平路社区; 曙光社区 is outside for its people, and both lie under 太和街道 and 官渡区. A row says who sees
(`see`: opens it), who does (`do`: may write), and which records of the two places stand in its address.
The answers: 404 for a stranger, 403 for one who may only look, and for the rest anything but those and a 500.
Every other method gets 405, HEAD what GET gets, and OPTIONS nothing but the list of methods. What is answered before any query is
tried on one database, as a stranger and as one who may do most.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

import pytest

from models.activities import Activity, ActivityKind
from models.assessments import Assessment, Criterion
from models.batches import Batch
from models.bookings import Booking
from models.bulletins import Bulletin
from models.certificates import Certificate
from models.checklists import Point, Tick
from models.concerns import Concern
from models.contracts import HandoverStep
from models.documents import Document
from models.goods import Good
from models.hours import Sheet
from models.imports import Import
from models.inquiries import Inquiry
from models.meetings import Meeting, MeetingKind, Motion
from models.merges import merge
from models.merits import Merit
from models.office_sheets import OfficeSheet
from models.organizations import Contract, Organization, Post
from models.pairings import Pairing
from models.periods import Period
from models.pictures import Picture
from models.points import Transfer
from models.programmes import Programme
from models.projects import Expense, Project, Stage
from models.proposals import Proposal
from models.resolutions import Resolution
from models.rosters import Place, Pledge
from models.rules import Rule
from models.services import Income, Service
from models.sessions import Session
from models.shifts import Shift
from models.stations import Station
from models.steps import Step
from models.strays import Stray
from models.urgencies import Category, Urgency
from models.visits import Draft, Topic, Visit
from models.volunteers import Membership, Team, Volunteer
from models.workdays import Workday
from tests.cast import TODAY, Cast
from tests.views.commons import holding, is_common, row_in
from tests.views.office_forms import form_of_an_office
from views.registers import REGISTERS

pytestmark = pytest.mark.whole

EVERYBODY = "alice bob paula carol sam dora adam oscar charlie"
NOT_PROPERTY = "alice bob carol sam dora adam oscar charlie"
ABOVE = "sam dora adam"
OPEN = (200, 204, 302, 303, 401, 413, 422)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
METHODS_OF = ("nobody", "carol")


@dataclass(frozen=True)
class Row:
    """Who sees and who does; the records in the address, inside and outside; who sees both places."""

    see: str = ""
    do: str = ""
    inside: Callable[[Cast], Any] | None = None
    outside: Callable[[Cast], Any] | None = None
    both: str = ABOVE
    public: bool = False


def log_in_of(person: str) -> Callable[[Cast], Any]:
    return lambda cast: Session.open(getattr(cast, person))


def programme(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Programme.add(None, name="议事厅", community=getattr(cast, community))


def organization(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Organization.add(None, name="支部", kind="branch", area=getattr(cast, community))


def post(compound: str, community: str) -> Callable[[Cast], Any]:
    return lambda cast: Post.add(None, organization=organization(community)(cast), person="张书记", duty="书记")


def contract(compound: str, community: str) -> Callable[[Cast], Any]:
    return lambda cast: Contract.add(None, compound=getattr(cast, compound), company=organization(community)(cast))


def meeting(by: str) -> Callable[[Cast], Any]:
    kind = {"name": "联席会", "day": TODAY}
    return lambda cast: Meeting.enter(getattr(cast, by), kind=MeetingKind.get(), community=getattr(cast, by).area, **kind)[0]


def motion(by: str) -> Callable[[Cast], Any]:
    return lambda cast: Motion.add(None, meeting=meeting(by)(cast), name="停车")


def resolution(by: str) -> Callable[[Cast], Any]:
    return lambda cast: Resolution.add(None, meeting=meeting(by)(cast), name="装灯", owner="物业", due=TODAY)


def handover(compound: str, community: str) -> Callable[[Cast], Any]:
    return lambda cast: HandoverStep.add(None, contract=contract(compound, community)(cast), name="交还资料")


def document(community: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        shelved = Document.add(None, name="公约", community=getattr(cast, community))
        shelved.keep(cast.adam, "公约.pdf", b"%PDF-1.7 %%EOF")
        return shelved

    return make


def station(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Station.add(None, name="驿站", kind="service", area=getattr(cast, community))


def service(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Service.add(None, name="理发", community=getattr(cast, community))


def income(community: str, by: str) -> Callable[[Cast], Any]:
    return lambda cast: Income.enter(getattr(cast, by), station=station(community)(cast), fen=3500)[0]


def visit(worker: str, home: str) -> Callable[[Cast], Any]:
    return lambda cast: Visit.enter(getattr(cast, worker), household=getattr(cast, home))[0]


def slip(worker: str, home: str) -> Callable[[Cast], Any]:
    return lambda cast: Visit.enter(getattr(cast, worker), household=getattr(cast, home), outcome="absent")[0]


def draft(owner: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        Draft.keep(getattr(cast, owner), "6f0d9a2e-1111-4222-8333-94444555566" + owner[0].replace("o", "0"), "/today", "走访", {})
        return Draft.get(Draft.user == getattr(cast, owner))

    return make


def dispatch(home: str, by: str) -> Callable[[Cast], Any]:
    """A dispatch to a property company of the place."""

    def make(cast: Cast) -> Any:
        concern = Concern.enter(getattr(cast, by), household=getattr(cast, home), category=1, urgency=1, text="灯不亮")[0]
        company = Contract.get_or_none(Contract.compound == concern.compound_id) or contract_of(concern.compound)
        return Step.take(concern, "dispatch", getattr(cast, by), to=company.company, text="请修灯")

    return make


def contract_of(compound: Any) -> Any:
    company = Organization.add(None, name="物业", kind="company", area=compound.community)
    return Contract.add(None, compound=compound, company=company)


def pairing(home: str, steward: str) -> Callable[[Cast], Any]:
    return lambda cast: Pairing.add(None, household=getattr(cast, home), steward=getattr(cast, steward))


def upload(by: str) -> Callable[[Cast], Any]:
    return lambda cast: Import.receive(getattr(cast, by), uuid.uuid4(), "volunteers", "志愿者.csv", "姓名\n张三".encode())[0]


def bulletin(by: str, community: str) -> Callable[[Cast], Any]:
    return lambda cast: Bulletin.begin(getattr(cast, by), getattr(cast, community), Period.parse("2026-09"))


def office_sheet(by: str) -> Callable[[Cast], Any]:
    return lambda cast: OfficeSheet.keep(getattr(cast, by), "月报", "月报.xlsx", form_of_an_office([["{{visits.count}}"]]))


def batch(by: str, community: str) -> Callable[[Cast], Any]:
    return lambda cast: Batch.order(getattr(cast, by), uuid.uuid4(), "pages", getattr(cast, community), "一页纸", period="2026-09")[0]


def named(name: str) -> Callable[[Cast], Any]:
    return lambda cast: getattr(cast, name)


def sheet(leader: str, team: str, member: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        return Sheet.log(getattr(cast, leader), {getattr(cast, member).id: 60}, False, team=getattr(cast, team), purpose="清扫楼道")[0]

    return make


def activity(recorder: str, community: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        kind = ActivityKind.get_or_create(name="义诊")[0]
        return Activity.enter(getattr(cast, recorder), name="义诊", kind=kind, community=getattr(cast, community))[0]

    return make


def picture(recorder: str, community: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        shown = activity(recorder, community)(cast)
        Picture.add_to(shown, getattr(cast, recorder), [b"jpeg"], shown.id)
        return shown.pictures.first()

    return make


def concern(recorder: str, home: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        category = Category.get(Category.name == "电梯")
        values = {"category": category, "urgency": category.urgency, "text": "三号电梯一直响"}
        return Concern.enter(getattr(cast, recorder), household=getattr(cast, home), **values)[0]

    return make


def stray(worker: str, home: str) -> Callable[[Cast], Any]:
    return lambda cast: Stray.keep(getattr(cast, worker), uuid.uuid4(), getattr(cast, home), {"day": TODAY, "note": "门已换人"})


def proposal(by: str, home: str) -> Callable[[Cast], Any]:
    return lambda cast: Proposal.create(id=uuid.uuid4(), user=getattr(cast, by), household=getattr(cast, home), fields='{"note": "有狗"}', sent="{}")


def point(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Point.get_or_create(name="一线工作法", checklist="methods", community=getattr(cast, community))[0]


def tick(compound: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        place = getattr(cast, compound)
        return Tick.get_or_none(Tick.compound == place) or Tick.add(None, compound=place, point=Point.get(), since=TODAY, evidence="有会议纪要")

    return make


def merit(member: str) -> Callable[[Cast], Any]:
    return lambda cast: Merit.add(None, volunteer=getattr(cast, member), text="急救培训")


def certificate(leader: str, team: str, member: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        by, person = getattr(cast, leader), getattr(cast, member)
        person.amend(by, publishes_name=True)
        Sheet.log(by, {person.id: 60}, team=getattr(cast, team), purpose="清扫楼道")
        answering = {"issuer": "社区", "head": "甲", "handler": "乙", "contact": "63330000"}
        return Certificate.announce(by, person, TODAY, TODAY, getattr(cast, team), **answering)

    return make


def assessment(compound: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        place, scored = getattr(cast, compound), {Criterion.add(None, name="保洁"): (90, "抽查")}
        return Assessment.get_or_none(Assessment.compound == place) or Assessment.give(None, place, "2026-Q3", scored)

    return make


def double(member: str, kept: str) -> Callable[[Cast], Any]:
    """A volunteer who was merged into another."""

    def make(cast: Cast) -> Any:
        other = getattr(cast, kept) if kept else Volunteer.add(None, name="钱进", community=cast.outside)
        merge(cast.carol, getattr(cast, member), other, "")
        return getattr(cast, member)

    return make


def inquiry(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Inquiry.add(None, community=getattr(cast, community), kind="access", name="李秀英", about="我家的记录")


def shift(team: str) -> Callable[[Cast], Any]:
    return lambda cast: Shift.add(None, team=getattr(cast, team), purpose="清扫楼道", starts=time(9))


def signed_up(team: str) -> Callable[[Cast], Any]:
    return lambda cast: shift(team)(cast).sign_up(None, "吴芳")


def membership(member: str) -> Callable[[Cast], Any]:
    return lambda cast: Membership.get(Membership.volunteer == getattr(cast, member))


def place(community: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        team = Team.add(None, name="四员", kind="grid4", community=getattr(cast, community))
        return Place.add(None, team=team, slot="社区", person="张三")

    return make


def pledge(community: str) -> Callable[[Cast], Any]:
    return lambda cast: Pledge.add(None, place=place(community)(cast), text="每周巡院")


def booking(community: str, by: str) -> Callable[[Cast], Any]:
    times = {"starts": time(9), "ends": time(10)}
    return lambda cast: Booking.enter(getattr(cast, by), station=station(community)(cast), what="义诊", **times)[0]


def good(community: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        shop = Station.add(None, name="爱心超市", kind="shop", area=getattr(cast, community))
        return Good.add(None, station=shop, name="肥皂", points=5)

    return make


def transfer(by: str, member: str) -> Callable[[Cast], Any]:
    def make(cast: Cast) -> Any:
        Transfer.issue(getattr(cast, by), [getattr(cast, member).id], 5, id=uuid.uuid4())
        return Transfer.get(Transfer.volunteer == getattr(cast, member))

    return make


def project(compound: str) -> Callable[[Cast], Any]:
    return lambda cast: Project.begin(None, name=f"微改造 {uuid.uuid4().hex[:8]}", compound=getattr(cast, compound), budget=100)


def stage(compound: str) -> Callable[[Cast], Any]:
    return lambda cast: Stage.add(None, project=project(compound)(cast), name="铺装", planned=TODAY)


def expense(by: str, compound: str) -> Callable[[Cast], Any]:
    return lambda cast: Expense.enter(getattr(cast, by), project=project(compound)(cast), fen=100)[0]


WORK = "alice carol"
LEAD = "alice bob carol"
HOUSEHOLD = {"inside": named("home"), "outside": named("outside_home"), "both": ""}
TEAM = {"inside": named("team"), "outside": named("outside_team")}
SHEET = {"inside": sheet("bob", "team", "member_0"), "outside": sheet("charlie", "outside_team", "outside_member"), "both": ""}
ACTIVITY = {"inside": activity("carol", "inside"), "outside": activity("charlie", "outside")}
CONCERN = {"inside": concern("alice", "home"), "outside": concern("oscar", "outside_home")}
DISTRICT_WIDE = {"both": EVERYBODY}

NOUNS = {
    "households": Row(WORK + " oscar charlie", WORK, **HOUSEHOLD),
    "programmes": Row(NOT_PROPERTY, "carol adam", programme("inside"), programme("outside")),
    "organizations": Row(NOT_PROPERTY, "carol adam", organization("inside"), organization("outside")),
    "posts": Row(NOT_PROPERTY, "carol adam", post("heping", "inside"), post("shuguang", "outside")),
    "contracts": Row(EVERYBODY, "carol adam", contract("heping", "inside"), contract("shuguang", "outside")),
    "handover-steps": Row(EVERYBODY, "carol adam", handover("heping", "inside"), handover("shuguang", "outside")),
    "meetings": Row(NOT_PROPERTY, "carol", meeting("carol"), meeting("charlie")),
    "motions": Row(NOT_PROPERTY, "carol", motion("carol"), motion("charlie")),
    "resolutions": Row(NOT_PROPERTY, "carol", resolution("carol"), resolution("charlie")),
    "meeting-kinds": Row("carol charlie adam", "adam", lambda cast: MeetingKind.get(), None, both="carol charlie adam"),
    "documents": Row(NOT_PROPERTY, "carol adam", document("inside"), document("outside")),
    "stations": Row(NOT_PROPERTY, "carol adam", station("inside"), station("outside")),
    "grids": Row(NOT_PROPERTY, "carol", named("east"), named("shuguang_grid")),
    "areas": Row("carol charlie sam dora adam", "adam", named("inside"), named("outside")),
    "care-kinds": Row("carol charlie adam", "adam", named("elderly"), named("elderly"), both="carol charlie adam"),
    "topics": Row("carol charlie adam", "adam", lambda cast: Topic.get(), lambda cast: Topic.get(), both="carol charlie adam"),
    "activity-kinds": Row("carol charlie adam", "adam", lambda c: ActivityKind.get_or_create(name="义诊")[0], None, both="carol charlie adam"),
    "compounds": Row(EVERYBODY, "carol adam", named("heping"), named("shuguang")),
    "users": Row("carol charlie adam", "carol adam", named("alice"), named("oscar"), both="adam"),
    "visits": Row(WORK + " oscar charlie", "alice carol", visit("alice", "home"), visit("oscar", "outside_home"), both=""),
}

NOUN_CERTIFICATES = certificate("bob", "team", "member_0"), certificate("charlie", "outside_team", "outside_member")
LEADING = f"{LEAD} oscar charlie"
OWN_TEAM = "bob carol charlie"  # alice and oscar may lead, and lead no team
NOUNS |= {
    "teams": Row(f"{OWN_TEAM} {ABOVE}", "carol", **TEAM),
    "volunteers": Row(OWN_TEAM, "bob carol", named("member_0"), named("outside_member"), both=""),
    "sheets": Row(OWN_TEAM, "bob carol", **SHEET),
    "locks": Row(LEADING, "carol"),
    "activities": Row(NOT_PROPERTY, "carol", **ACTIVITY),
    "imports": Row("carol charlie", "carol", upload("carol"), upload("charlie"), both=""),
    "pictures": Row(NOT_PROPERTY, "carol", picture("carol", "inside"), picture("charlie", "outside")),
}

SETTING = Row("carol charlie adam", "adam", both="carol charlie adam")
NOUNS |= {
    "incomes": Row("carol charlie sam dora", "carol", income("inside", "carol"), income("outside", "charlie"), both="sam dora"),
    "categories": replace(SETTING, inside=lambda cast: Category.get()),
    "urgencies": replace(SETTING, inside=lambda cast: Urgency.get()),
    "merits": Row(OWN_TEAM, "carol", merit("member_0"), merit("outside_member"), both=""),
    "certificates": Row(OWN_TEAM, "bob carol", certificate("bob", "team", "member_0"), certificate("charlie", "outside_team", "outside_member"), both=""),
    "shifts": Row(OWN_TEAM, "bob carol", shift("team"), shift("outside_team"), both=""),
    "rules": replace(SETTING, inside=lambda cast: Rule.get()),
    "workdays": replace(SETTING, inside=lambda cast: Workday.get_or_create(day=TODAY)[0]),
}

RECEIVERS = "paula carol sam dora charlie"
NOUNS["dispatches"] = Row("paula", "paula", dispatch("home", "carol"), dispatch("outside_home", "charlie"), both="")

CONCERNED = WORK + " oscar charlie sam dora"
NOUNS |= {
    "concerns": Row(CONCERNED, WORK, **CONCERN),
    "steps": Row(CONCERNED, "carol", **CONCERN),
    "mediations": Row("alice carol oscar charlie"),
}

NOUNS |= {
    "bulletins": Row("carol charlie sam dora", "carol", bulletin("carol", "inside"), bulletin("charlie", "outside"), both="sam dora"),
    "office_sheets": Row("carol charlie", "carol", office_sheet("carol"), office_sheet("charlie"), both=""),
    "batches": Row("carol charlie", "carol", batch("carol", "inside"), batch("charlie", "outside"), both=""),
    "inquiries": Row("carol charlie", "carol", inquiry("inside"), inquiry("outside"), both=""),
    "terms": replace(SETTING, inside=lambda cast: Rule.get(Rule.code == "keep_drafts")),
    "strays": Row(WORK + " oscar charlie", "carol", stray("alice", "west_home"), stray("oscar", "outside_home"), both=""),
    "proposals": Row(WORK + " oscar charlie", WORK, proposal("carol", "home"), proposal("charlie", "outside_home"), both=""),
}

NOUNS |= {
    "pairings": Row(WORK + " oscar charlie", WORK),
    "places": Row(LEADING, "carol", place("inside"), place("outside")),
    "pledges": Row(LEADING, "carol", pledge("inside"), pledge("outside")),
    "bookings": Row(NOT_PROPERTY, "carol", booking("inside", "carol"), booking("outside", "charlie")),
    "goods": Row(NOT_PROPERTY, "carol", good("inside"), good("outside")),
    "points": Row("carol charlie", "carol", transfer("carol", "member_0"), transfer("charlie", "outside_member"), both=""),
    "redemptions": Row("carol charlie", "carol", named("member_0"), named("outside_member"), both=""),
    "projects": Row(NOT_PROPERTY, "carol", project("heping"), project("shuguang")),
    "stages": Row(NOT_PROPERTY, "carol", stage("heping"), stage("shuguang")),
    "expenses": Row("carol charlie sam dora", "carol", expense("carol", "heping"), expense("charlie", "shuguang"), both="sam dora"),
}

OVERSEEN = "carol charlie sam dora adam"
NOUNS |= {
    "figures": Row("carol charlie sam dora adam", "", named("inside"), named("outside")),
    "own": Row("alice oscar", "", None, None),
    "checklists": Row(NOT_PROPERTY, "", named("heping"), named("shuguang")),
    "checkpoints": Row(NOT_PROPERTY, "carol adam", point("inside"), point("outside")),
    "ticks": Row(NOT_PROPERTY, "carol", tick("heping"), tick("shuguang")),
    "criteria": Row(OVERSEEN, "adam", lambda cast: Criterion.add(None, name="保洁"), None, both=OVERSEEN),
    "assessments": Row(OVERSEEN, "carol sam", assessment("heping"), assessment("shuguang")),
}

BECOMING = ("concern", "project")  # forms that a GET opens only for those who may send them
# Endpoints that no noun's row explains
ENDPOINTS = {
    **{f"office_sheets.{action}": Row("carol charlie sam dora", "carol charlie sam dora") for action in ("index", "create")},
    **{f"handover-steps.{action}": Row(EVERYBODY) for action in ("new", "create")},  # they come with the notice
    "batches.index": Row("bob carol sam dora charlie"),
    "batches.create": Row("bob carol sam dora charlie", "carol sam dora"),
    "dispatches.index": Row(RECEIVERS),
    **{f"terms.{action}": Row("carol charlie adam") for action in ("new", "create")},
    **{f"rules.{action}": Row("carol charlie adam") for action in ("new", "create")},
    "dispatches.export": Row(RECEIVERS),
    "assets.static": Row(public=True),
    "health.show": Row(public=True),
    "metrics.show": Row(public=True),  # by a token alone: see test_status
    "status.show": Row("adam"),
    "captures.token": Row(public=True),
    **{f"offline.{part}": Row(public=True) for part in ("manifest", "worker", "shell")},
    "offline.outbox": Row(EVERYBODY),
    "packs.show": Row(public=True),  # answers the tablet's script itself: see test_packs
    "sessions.new": Row(public=True),
    "sessions.create": Row(public=True),
    **{f"boards.{action}": Row(public=True) for action in ("show", "new", "create", "answer")},
    **{f"slips.{action}": Row(public=True) for action in ("index", "find", "show", "rate")},
    "sessions.delete": Row(EVERYBODY, EVERYBODY),
    "passwords.edit": Row(EVERYBODY, EVERYBODY),
    "passwords.update": Row(EVERYBODY, EVERYBODY),
    "sessions.index": Row(EVERYBODY),
    "sessions.end": Row("alice oscar", "alice", log_in_of("alice"), log_in_of("oscar"), both=""),
    "sessions.end_all": Row(EVERYBODY, EVERYBODY),
    "home.show": Row(EVERYBODY),
    "home.more": Row(EVERYBODY),
    "endings.index": Row(EVERYBODY),
    "votes.show": Row(NOT_PROPERTY),
    "motions.create": Row(NOT_PROPERTY, "carol", meeting("carol"), meeting("charlie")),
    "resolutions.create": Row(NOT_PROPERTY, "carol", meeting("carol"), meeting("charlie")),
    **{f"resolutions.{action}": Row(NOT_PROPERTY, "carol", resolution("carol"), resolution("charlie")) for action in BECOMING},
    "endings.export": Row(EVERYBODY),
    "search.show": Row(EVERYBODY),
    "rounds.show": Row(WORK + " oscar charlie"),
    "readings.index": Row("carol charlie"),
    "visits.new": Row(WORK + " oscar charlie", WORK + " oscar charlie", **HOUSEHOLD),
    "visits.create": Row("", "", both=""),  # the door is in the form: see test_visits
    "visits.undo": Row(WORK + " oscar charlie", "alice", slip("alice", "home"), slip("oscar", "outside_home"), both=""),
    "drafts.create": Row("", ""),  # answers 400 without a form: see test_visits
    "drafts.delete": Row("alice oscar", "alice", draft("alice"), draft("oscar"), both=""),
    "cares.create": Row(WORK + " oscar charlie", WORK, **HOUSEHOLD),
    "cares.pair": Row(WORK + " oscar charlie", WORK, **HOUSEHOLD),
    "cares.end": Row(WORK + " oscar charlie", WORK, named("care"), named("outside_care"), both=""),
    "cares.unpair": Row(WORK + " oscar charlie", WORK, pairing("home", "member_0"), pairing("outside_home", "outside_member"), both=""),
    "factors.ask": Row(public=True),
    "factors.answer": Row(public=True),
    **{f"factors.{action}": Row("carol sam dora adam charlie", "carol sam dora adam") for action in ("show", "create", "confirm", "renew", "delete")},
    "inquiries.file": Row("carol charlie", "carol", named("home"), named("outside_home"), both=""),
    "inquiries.delete_person": Row("carol charlie", "carol", named("home"), named("outside_home"), both=""),
    "inquiries.processing": Row(NOT_PROPERTY),
    "users.wipe": Row("carol charlie adam", "carol adam", named("alice"), named("oscar"), both="adam"),
    "users.reset_factor": Row("carol charlie adam", "carol adam", named("alice"), named("oscar"), both="adam"),
    "users.reset": Row("carol charlie adam", "carol adam", named("alice"), named("oscar"), both="adam"),
    **{f"teams.{action}": Row(NOT_PROPERTY, "carol") for action in ("index", "export", "new", "create")},
    **{f"volunteers.{action}": Row(LEADING, "carol") for action in ("index", "export", "new", "create")},
    **{f"sheets.{action}": Row(LEADING) for action in ("index", "export", "choose")},
    "sheets.new": Row(OWN_TEAM, "bob carol", **{**TEAM, "both": ""}),
    "attendances.show": Row(OWN_TEAM, **{**TEAM, "both": ""}),
    **{f"merits.{action}": Row(LEADING, "carol") for action in ("index", "export", "new", "create")},
    **{f"certificates.{action}": Row(LEADING) for action in ("index", "export", "notice")},
    **{f"certificates.{action}": Row(LEADING, "bob carol") for action in ("new", "create")},
    **{f"certificates.{action}": Row(OWN_TEAM, "carol", *NOUN_CERTIFICATES, both="") for action in ("issue", "withdraw", "read")},
    **{f"certificates.{action}": Row(OWN_TEAM, "bob carol", **{**TEAM, "both": ""}) for action in ("new_for_team", "create_for_team", "print_for_team")},
    "certificates.issue_for_team": Row(OWN_TEAM, "carol", **{**TEAM, "both": ""}),
    **{f"shifts.{action}": Row(LEADING) for action in ("index", "export")},
    **{f"shifts.{action}": Row(LEADING, "bob carol") for action in ("new", "create")},
    **{f"shifts.{action}": Row(OWN_TEAM, "bob carol", signed_up("team"), signed_up("outside_team"), both="") for action in ("come", "leave", "withdraw")},
    **{f"arrivals.{action}": Row(public=True) for action in ("show", "create")},
    **{f"confirmations.{action}": Row(public=True) for action in ("index", "find", "show")},
    "volunteers.groups": Row(LEADING),
    **{f"mergers.{action}": Row(OWN_TEAM, "carol", named("member_0"), named("outside_member"), both="") for action in ("create",)},
    "mergers.delete": Row(LEADING, "carol", double("member_0", "member_1"), double("outside_member", ""), both=""),
    "sheets.create": Row("", ""),  # the team is in the form: see test_sheets
    **{f"activities.{action}": Row(NOT_PROPERTY, LEAD) for action in ("index", "export", "new", "create")},
    "activities.members": Row(LEADING),
    "pictures.add_to_activities": Row(NOT_PROPERTY, "carol", **ACTIVITY),
    "pictures.add_to_projects": Row(NOT_PROPERTY, "carol", project("heping"), project("shuguang")),
    "points.expiry": Row("carol charlie"),
    "pictures.add_to_concerns": Row(WORK + " oscar charlie sam dora", "alice carol", **CONCERN),
    "memberships.create": Row(f"{OWN_TEAM} {ABOVE}", "bob carol", **TEAM),
    "memberships.delete": Row(OWN_TEAM, "bob carol", membership("member_0"), membership("outside_member"), both=""),
    "concerns.slip": Row(WORK + " oscar charlie", "", **{**CONCERN, "both": ""}),
    **{f"steps.{kind}": Row(CONCERNED, WORK, **CONCERN) for kind in ("confirmation", "handling", "answer", "verdict", "reopening")},
    "summaries.show": Row(EVERYBODY, "", named("heping"), named("shuguang")),
    "summaries.pdf": Row(EVERYBODY, "", named("heping"), named("shuguang")),
    "summaries.xlsx": Row(EVERYBODY, "", named("heping"), named("shuguang")),
}
ELSEWHERE = {"visits.create", "sheets.create", "drafts.create"}
ENDING = {"sessions.delete", "sessions.end_all", "users.reset", "users.reset_factor"}  # they end the log-in of the one who tries, or may
READING = {"index", "export", "show"}
OUTSIDERS = {"oscar", "charlie"}


def row_of(endpoint: str) -> Row | None:
    """The row that explains an endpoint: one of its own, or that of the common kind."""
    noun = endpoint.split(".", maxsplit=1)[0]
    return ENDPOINTS.get(endpoint) or NOUNS.get(noun) or (common(REGISTERED[noun]) if noun in REGISTERED else None)


REGISTERED = {register.name: register for register in REGISTERS if is_common(register.model)}


def common(register: Any) -> Row:
    """The row of a register whose rows belong to a community and are seen as all such: by role, in their place."""
    model = register.model
    return Row(holding(model.readers), holding(model.editors), row_in(model, "inside"), row_in(model, "outside"))


def expected(row: Row, person: str, action: str, method: str, where: str) -> str:
    """open, 403 or 404 for a person at a record of a place (or at an address without one)."""
    sees = person in row.see.split() and (where == "nowhere" or person in row.both.split() or (person in OUTSIDERS) == (where == "outside"))
    does = person in row.do.split() or (person in OUTSIDERS and {"oscar": "alice", "charlie": "carol"}[person] in row.do.split())
    if not sees:
        return "404"
    reading = action in READING or (method == "GET" and action not in ("new", "edit", *BECOMING))
    return "open" if reading or does else "403"


def rules(app: Any) -> list[Any]:
    """The URL map without Flask's own static route."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_has_a_row(app):
    assert [rule.endpoint for rule in rules(app) if row_of(rule.endpoint) is None] == []


def address(app: Any, rule: Any, cast: Cast, row: Row, where: str) -> str | None:
    """The address of a rule at a record of a place; None where the row has no such record."""
    if rule.arguments == {"kind"}:
        return str(rule.rule).replace("<kind>", "users") if where == "nowhere" else None
    if not rule.arguments - {"version", "name"}:
        return rule.rule if where == "nowhere" and not rule.arguments else None
    make = {"inside": row.inside, "outside": row.outside}.get(where)
    noun = {name: min(rule._converters[name].items) for name in rule.arguments & {"noun", "form"}}
    with app.test_request_context():
        return app.url_for(rule.endpoint, pk=make(cast)._pk, **noun) if make else None


@pytest.mark.parametrize("person", ["nobody", *EVERYBODY.split()])
@pytest.mark.parametrize("where", ["inside", *(pytest.param(where, marks=pytest.mark.once) for where in ("nowhere", "outside"))])
def test_matrix(app, cast, login, person, where, request):
    wrong, client = [], None
    briefly = request.config.getoption("--db") != "sqlite" or person not in METHODS_OF  # a method that no address knows is refused before anybody is looked at
    for rule in rules(app):
        row = row_of(rule.endpoint)
        path = address(app, rule, cast, row, where)
        if path is None or row.public or rule.endpoint in ELSEWHERE:
            continue
        if client is None or rule.endpoint in ENDING:
            client = app.test_client() if person == "nobody" else login(app.test_client(), getattr(cast, person))
        for method, wanted in _wanted(app, row, person, rule, path, where).items():
            if briefly and wanted == (405,):
                continue
            status = _status(client, path, method)
            if status not in wanted:
                wrong.append(f"{method} {path} ({rule.endpoint}) as {person} {where}: {status}, expected {wanted}")
        client = None if rule.endpoint in ENDING else client
    assert wrong == []


def _wanted(app: Any, row: Row, person: str, rule: Any, path: str, where: str) -> dict[str, tuple[int, ...]]:
    """The good answers by method, of all methods but those that another rule of the same address is for."""
    allowed, action = app.url_map.bind("localhost").allowed_methods(path), rule.endpoint.split(".")[1]
    wanted: dict[str, tuple[int, ...]] = {method: (405,) for method in METHODS if method not in allowed}
    for method in rule.methods & set(METHODS):
        if person == "nobody":
            wanted[method] = (401,) if method == "POST" else (303,)
        else:
            said = expected(row, person, action, "POST" if method == "POST" else "GET", where)
            wanted[method] = OPEN if said == "open" else (int(said),)
    return dict(sorted(wanted.items()))  # GET and HEAD before POST, which may end what the address shows


def _status(client: Any, path: str, method: str) -> int:
    answer = client.open(path, method=method, data={} if method == "POST" else None)
    answer.close()
    return int(answer.status_code)
