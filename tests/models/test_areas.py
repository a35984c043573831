"""Who sees what: each row of each model, and everybody who may see it. Nobody else does."""

import uuid
from datetime import timedelta

import pytest

from models import TABLES
from models.activities import Activity, ActivityKind
from models.areas import Area, Compound
from models.attempts import Attempt
from models.concerns import Concern
from models.grids import Grid
from models.hours import ServiceHours, Sheet
from models.households import Care, CareKind, Household, Reading
from models.imports import Import
from models.locks import Lock
from models.organizations import Contract, Organization, Post
from models.pairings import Pairing
from models.pictures import Picture
from models.programmes import Programme
from models.proposals import Proposal
from models.receipts import Receipt
from models.records import Change
from models.services import Income, Service
from models.stations import Station
from models.steps import Step
from models.strays import Stray
from models.surveys import Survey
from models.urgencies import Category, Urgency
from models.users import Session, User
from models.visits import Draft, Topic, Visit
from models.volunteers import Membership, Team, Volunteer
from models.workdays import Workday
from tests.cast import DOORS, TODAY

ALL = "alice bob paula carol sam dora adam oscar charlie"
ABOVE = "sam dora adam"
INSIDE, OUTSIDE = f"alice bob carol {ABOVE}", f"oscar charlie {ABOVE}"

SEES = {
    Area: {"guandu": "dora adam", "taihe": ABOVE, "inside": f"{INSIDE} paula", "outside": OUTSIDE},
    Compound: {"heping": f"{INSIDE} paula", "heleju": INSIDE, "shuguang": OUTSIDE},
    Organization: {"company": f"{INSIDE} paula", "committee": INSIDE, "other_company": OUTSIDE},
    Contract: {"contract": f"{INSIDE} paula", "other_contract": INSIDE, "outside_contract": OUTSIDE},
    Post: {"company_post": f"{INSIDE} paula", "committee_post": INSIDE, "other_post": OUTSIDE},
    User: {
        "alice": "alice carol adam",
        "bob": "bob carol adam",
        "paula": "paula carol adam",
        "carol": "carol adam",
        "sam": "sam adam",
        "dora": "dora adam",
        "adam": "adam",
        "oscar": "oscar charlie adam",
        "charlie": "charlie adam",
    },
    Grid: {"east": INSIDE, "west": f"bob carol {ABOVE}", "shuguang_grid": OUTSIDE},
    Household: {**{f"door_{n}": "alice carol" for n in range(len(DOORS))}, "west_home": "carol", "outside_home": "oscar charlie"},
    CareKind: {"general": ALL, "elderly": ALL, "high_risk": ALL},
    Care: {"care": "alice carol", "west_care": "carol", "outside_care": "oscar charlie"},
    Reading: {"reading": "carol", "outside_reading": "charlie"},
    Programme: {"everywhere": ALL, "inside_programme": f"{INSIDE} paula", "outside_programme": OUTSIDE},
    Topic: {"topic": ALL},
    Visit: {"visit": "alice carol", "carols_visit": "alice carol", "west_visit": "carol", "outside_visit": "oscar charlie"},
    Draft: {"alices_draft": "alice", "carols_draft": "carol"},
    Team: {"team": f"bob carol {ABOVE}", "alices_team": f"alice carol {ABOVE}", "outside_team": f"charlie {ABOVE}"},
    Volunteer: {**{f"member_{n}": "bob carol" for n in range(4)}, "neighbour": "alice carol", "outside_member": "charlie"},
    Membership: {"membership": "bob carol", "alices_membership": "alice carol", "outside_membership": "charlie"},
    Pairing: {"pairing": "alice carol", "west_pairing": "carol", "outside_pairing": "oscar charlie"},
    ActivityKind: {"kind": ALL},
    Activity: {"activity": INSIDE, "outside_activity": OUTSIDE},
    Sheet: {"sheet": "bob carol", "alices_sheet": "alice carol", "outside_sheet": "charlie"},
    ServiceHours: {"hours": "bob carol", "alices_hours": "alice carol", "outside_hours": "charlie"},
    Import: {"import": "carol", "outside_import": "charlie"},
    Lock: {"lock": "alice bob carol", "outside_lock": "oscar charlie"},
    Workday: {"workday": ALL},
    Urgency: {"urgency": ALL},
    Category: {"category": ALL},
    Service: {"service": f"{INSIDE} paula", "outside_service": OUTSIDE},
    Income: {"income": "carol sam dora", "outside_income": "charlie sam dora"},
    Concern: {
        "concern": "alice carol sam dora",
        "public_concern": "alice carol sam dora",
        "west_concern": "carol sam dora",
        "mediation": "carol",
        "alices_mediation": "alice carol",
        "outside_concern": "oscar charlie sam dora",
    },
    Stray: {"stray": "alice carol", "west_stray": "carol", "outside_stray": "oscar charlie", "alices_outside_stray": "alice charlie"},
    Proposal: {"proposal": "alice carol", "visit_proposal": "alice carol", "west_proposal": "carol", "outside_proposal": "oscar charlie"},
    Station: {"district_station": "dora adam", "station": INSIDE, "outside_station": OUTSIDE},
}
BEHIND_OTHERS = {Change, Session, Attempt, Receipt, Picture, Survey, Step}  # reached through a row that has a door of its own


def test_every_model_is_in_the_table():
    assert set(SEES) | BEHIND_OTHERS == set(TABLES)


@pytest.mark.parametrize("model", SEES, ids=lambda model: model.__name__)
def test_who_sees_it(scene, model):
    rows = {name: scene[name] for name in SEES[model]}
    names = {row._pk: name for name, row in rows.items()}
    seen = {name: set() for name in rows}
    for person in ALL.split():
        for row in model.visible_to(scene[person]):
            seen.setdefault(names.get(row._pk, "another row"), set()).add(person)
    if model in (Topic, Membership, Urgency, Category):  # there are more of these, alike
        seen.pop("another row", None)
    assert seen == {name: set(people.split()) for name, people in SEES[model].items()}


def test_personal_records_are_never_read_by_those_who_have_no_business_with_them():
    """Roll-ups are for the tiers above; the register, the care tags and the visits stay in the community."""
    for model in (Household, Care, Visit, Pairing, Reading, Stray, Proposal):
        assert not model.readers & {"property", "team_leader", "street", "district", "administrator"}, model
    for model in (Volunteer, Membership, Sheet, ServiceHours):
        assert not model.readers & {"property", "street", "district", "administrator"}, model


def test_a_company_sees_its_compound_as_long_as_its_contract_runs(cast):
    assert [row.name for row in Compound.visible_to(cast.paula)] == ["和平小区"]
    cast.contract.end(cast.carol)
    assert not Compound.visible_to(cast.paula).exists()


def test_a_worker_without_the_grid_sees_its_doors_no_more(cast):
    cast.east.amend(cast.carol, worker=None)
    assert not Household.visible_to(cast.alice).exists()


@pytest.fixture
def scene(cast):
    """Name -> row: the cast, and one of everything inside and outside."""
    rows = {name: getattr(cast, name) for name in cast.keys}
    for make in (_bodies, _people_and_doors, _volunteers, _ledgers, _concerns, _captured):
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
        "station": Station.add(None, name="爱心食堂", kind="canteen", area=cast.inside),
        "outside_station": Station.add(None, name="爱心超市", kind="shop", area=cast.outside),
    }


def _people_and_doors(cast, rows):
    west_care = Care.add(None, household=cast.west_home, kind=cast.elderly)
    Care.read_by(cast.alice, cast.home)
    Care.read_by(cast.oscar, cast.outside_home)
    reading, outside_reading = Reading.select().order_by(Reading.id)
    Draft.keep(cast.alice, uuid.uuid4(), "/visits/new", "走访", {"note": ["敲门"]})
    Draft.keep(cast.carol, uuid.uuid4(), "/visits/new", "走访", {"note": ["电话"]})
    drafts = {"alices_draft": Draft.get(Draft.user == cast.alice), "carols_draft": Draft.get(Draft.user == cast.carol)}
    return {"west_care": west_care, "reading": reading, "outside_reading": outside_reading, "topic": Topic.get(), **drafts}


def _volunteers(cast, rows):
    team = Team.add(None, name="东院互助队", community=cast.inside, leader=cast.alice)
    neighbour = Volunteer.add(None, name="何邻", community=cast.inside)
    return {
        "alices_team": team,
        "neighbour": neighbour,
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
