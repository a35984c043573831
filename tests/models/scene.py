"""One of everything inside and outside, by name: the ledgers of a community. What they have besides is in scene_more.py."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from models.activities import Activity, ActivityKind
from models.concerns import Concern
from models.hours import Sheet
from models.households import Care, Reading
from models.imports import Import
from models.locks import Lock
from models.organizations import Contract, Organization, Post
from models.pairings import Pairing
from models.programmes import Programme
from models.proposals import Proposal
from models.services import Income, Service
from models.sessions import Session
from models.stations import Station
from models.strays import Stray
from models.urgencies import Category, Urgency
from models.visits import Draft, Topic, Visit
from models.volunteers import Membership, Team, Volunteer
from models.workdays import Workday
from tests.cast import TODAY, Cast
from tests.models import scene_more


def build(cast: Cast) -> dict[str, Any]:
    """Name -> row: the cast, and one of everything."""
    rows = {name: getattr(cast, name) for name in cast.keys}
    for make in (_bodies, _people_and_doors, _volunteers, _ledgers, _concerns, _captured, *scene_more.MAKERS):
        rows |= make(cast, rows)
    return rows


def _bodies(cast, rows):
    committee = Organization.add(None, name="业主委员会", kind="committee", area=cast.inside, compound=cast.heping)
    other = Organization.add(None, name="曙光物业公司", kind="company", area=cast.outside)
    post = {"person": "吴昊", "duty": "主任"}
    return {
        "committee": committee,
        "other_company": other,
        "other_contract": Contract.add(None, compound=cast.heleju, company=other),
        "outside_contract": Contract.add(None, compound=cast.shuguang, company=other),
        "company_post": Post.add(None, organization=cast.company, **post),
        "committee_post": Post.add(None, organization=committee, **post),
        "other_post": Post.add(None, organization=other, **post),
        "everywhere": Programme.add(None, name="好邻居议事厅"),
        "inside_programme": Programme.add(None, name="和乐居", community=cast.inside),
        "outside_programme": Programme.add(None, name="U循环", community=cast.outside),
        "district_station": Station.add(None, name="行业中心", kind="industry_centre", area=cast.guandu),
        "station": Station.add(None, name="爱心食堂", kind="shop", area=cast.inside),
        "outside_station": Station.add(None, name="爱心超市", kind="shop", area=cast.outside),
    }


def _people_and_doors(cast, rows):
    west_care = Care.add(None, household=cast.west_home, kind=cast.elderly)
    Care.read_by(cast.alice, cast.home)
    Care.read_by(cast.oscar, cast.outside_home)
    reading, outside_reading = Reading.select().order_by(Reading.id)
    Draft.keep(cast.alice, uuid.uuid4(), "/visits/new", "走访", {"note": ["敲门"]})
    Draft.keep(cast.carol, uuid.uuid4(), "/visits/new", "走访", {"note": ["电话"]})
    log_ins = {"alices_log_in": Session.open(cast.alice), "carols_log_in": Session.open(cast.carol)}
    drafts = {"alices_draft": Draft.get(Draft.user == cast.alice), "carols_draft": Draft.get(Draft.user == cast.carol)}
    return {"west_care": west_care, "reading": reading, "outside_reading": outside_reading, "topic": Topic.get(), **drafts, **log_ins}


def _volunteers(cast, rows):
    team = Team.add(None, name="东院互助队", community=cast.inside, leader=cast.alice)
    neighbour = Volunteer.add(None, name="何邻", community=cast.inside)
    return {
        "alices_team": team,
        "neighbour": neighbour,
        "double": Volunteer.add(None, name="何临", community=cast.inside, merged_into=neighbour),
        "alices_membership": Membership.add(None, team=team, volunteer=neighbour),
        "membership": Membership.get(Membership.volunteer == cast.member_0),
        "outside_membership": Membership.get(Membership.volunteer == cast.outside_member),
        "pairing": Pairing.add(None, household=cast.home, steward=cast.member_0),
        "west_pairing": Pairing.add(None, household=cast.west_home, steward=cast.member_0),
        "outside_pairing": Pairing.add(None, household=cast.outside_home, steward=cast.outside_member),
    }


def _ledgers(cast, rows):
    kind = ActivityKind.add(None, name="邻里节", cell=1)
    sheets = [
        ("", cast.bob, cast.team, cast.member_0),
        ("alices_", cast.alice, rows["alices_team"], rows["neighbour"]),
        ("outside_", cast.charlie, cast.outside_team, cast.outside_member),
    ]
    made = {f"{which}sheet": Sheet.log(by, {person.id: 60}, team=team, purpose="巡楼", day=TODAY)[0] for which, by, team, person in sheets}
    for by in (cast.carol, cast.charlie):
        Lock.close(by, TODAY - timedelta(days=30))
    hours = {name.replace("sheet", "hours"): sheet.lines.get() for name, sheet in made.items()}
    return {
        "kind": kind,
        "import": _import(cast.carol),
        "outside_import": _import(cast.charlie),
        "lock": Lock.get(Lock.community == cast.inside),
        "outside_lock": Lock.get(Lock.community == cast.outside),
        "activity": Activity.enter(cast.carol, name="百家宴", kind=kind, compound=cast.heping)[0],
        "outside_activity": Activity.enter(cast.charlie, name="读书会", kind=kind, community=cast.outside)[0],
        "visit": Visit.enter(cast.alice, household=cast.home)[0],
        "carols_visit": Visit.enter(cast.carol, household=cast.home)[0],
        "west_visit": Visit.enter(cast.carol, household=cast.west_home)[0],
        "outside_visit": Visit.enter(cast.oscar, household=cast.outside_home)[0],
        **made,
        **hours,
    }


def _concerns(cast, rows):
    told = {"category": Category.get(Category.name == "电梯"), "urgency": Urgency.get(), "text": "电梯响"}
    seats = [
        ("concern", cast.carol, {"household": cast.home}),
        ("public_concern", None, {"compound": cast.heping, "channel": "public"}),
        ("west_concern", cast.carol, {"household": cast.west_home}),
        ("mediation", cast.carol, {"household": cast.home, "channel": "mediation"}),
        ("alices_mediation", cast.alice, {"compound": cast.heping, "channel": "mediation"}),
        ("outside_concern", cast.oscar, {"household": cast.outside_home}),
    ]
    made = {name: Concern.enter(by, **told, **where)[0] for name, by, where in seats}
    services = {f"{which}service": Service.add(None, name="理发", community=place) for which, place in (("", cast.inside), ("outside_", cast.outside))}
    return {
        "workday": Workday.add(None, day=TODAY),
        "urgency": Urgency.get(),
        "category": Category.get(),
        "income": Income.enter(cast.carol, station=rows["station"], fen=3500)[0],
        "outside_income": Income.enter(cast.charlie, station=rows["outside_station"], fen=3500)[0],
        **services,
        **made,
    }


def _captured(cast, rows):
    strays = [
        ("stray", cast.alice, cast.west_home),
        ("west_stray", cast.carol, cast.west_home),
        ("outside_stray", cast.oscar, cast.outside_home),
        ("alices_outside_stray", cast.alice, cast.outside_home),
    ]
    proposals = [
        ("proposal", cast.carol, {"household": cast.home}),
        ("visit_proposal", cast.carol, {"visit": rows["visit"]}),
        ("west_proposal", cast.carol, {"household": cast.west_home}),
        ("outside_proposal", cast.oscar, {"household": cast.outside_home}),
    ]
    kept = {name: Stray.enter(by, household=home, told="{}")[0] for name, by, home in strays}
    return kept | {name: Proposal.create(id=uuid.uuid4(), user=by, fields="{}", sent="{}", **about) for name, by, about in proposals}


def _import(by):
    return Import.receive(by, uuid.uuid4(), "volunteers", "志愿者.csv", "姓名\n张三".encode())[0]
