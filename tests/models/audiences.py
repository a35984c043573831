"""Who sees what: the rows of the scene by name, each with those of the cast who see it. Nobody else does.

What is personal stays in its community: register, visits, volunteers, points. What is rolled up may be read above it.
"""

from models.activities import Activity, ActivityKind
from models.areas import Area, Compound
from models.assessments import Assessment, Criterion, Mark
from models.attempts import Attempt
from models.batches import Batch
from models.bookings import Booking
from models.bulletins import Bulletin, Edition
from models.certificates import Certificate
from models.checklists import Point, Tick
from models.concerns import Concern
from models.contracts import HandoverStep
from models.documents import Document, DocumentFile
from models.factors import SecondFactor
from models.goods import Good
from models.grids import Grid
from models.hours import ServiceHours, Sheet
from models.households import Care, CareKind, Household, Reading
from models.imports import Import
from models.inquiries import Inquiry
from models.locks import Lock
from models.meetings import Meeting, MeetingKind, Motion
from models.merits import Merit
from models.office_sheets import OfficeSheet
from models.organizations import Contract, Organization, Post
from models.pairings import Pairing
from models.partners import PartnerTask
from models.pictures import Picture
from models.points import Posting, Transfer
from models.programmes import Programme
from models.projects import Expense, Project, Stage
from models.proposals import Proposal
from models.receipts import Receipt
from models.records import Change
from models.resolutions import Resolution
from models.rosters import Place, Pledge
from models.rules import Rule
from models.runs import Run
from models.seal_uses import SealUse
from models.services import Income, Service
from models.sessions import Session
from models.shifts import Shift, SignUp
from models.stations import Station
from models.steps import Step
from models.strays import Stray
from models.surveys import Survey
from models.urgencies import Category, Urgency
from models.users import User
from models.visits import Draft, Topic, Visit
from models.volunteers import Membership, Team, Volunteer
from models.workdays import Workday
from tests.cast import DOORS

ALL = "alice bob paula carol sam dora adam oscar charlie"
ABOVE = "sam dora adam"
INSIDE, OUTSIDE = f"alice bob carol {ABOVE}", f"oscar charlie {ABOVE}"
NOT_PROPERTY = f"{INSIDE} oscar charlie"
OFFICES = "sam dora"  # the street and the district; adam runs the machine

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
    Programme: {"everywhere": NOT_PROPERTY, "inside_programme": INSIDE, "outside_programme": OUTSIDE},
    Topic: {"topic": ALL},
    Visit: {"visit": "alice carol", "carols_visit": "alice carol", "west_visit": "carol", "outside_visit": "oscar charlie"},
    Draft: {"alices_draft": "alice", "carols_draft": "carol"},
    Session: {"alices_log_in": "alice", "carols_log_in": "carol"},
    Team: {"team": f"bob carol {ABOVE}", "alices_team": f"alice carol {ABOVE}", "outside_team": f"charlie {ABOVE}"},
    Volunteer: {**{f"member_{n}": "bob carol" for n in range(4)}, "neighbour": "alice carol", "double": "", "outside_member": "charlie"},
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
    Service: {"service": INSIDE, "outside_service": OUTSIDE},
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
    # service
    Shift: {"shift": "bob carol", "alices_shift": "alice carol", "outside_shift": "charlie"},
    SignUp: {"sign_up": "bob carol", "alices_sign_up": "alice carol", "outside_sign_up": "charlie"},
    Merit: {"merit": "bob carol", "alices_merit": "alice carol", "doubles_merit": "alice carol", "outside_merit": "charlie"},
    Certificate: {"certificate": "bob carol", "alices_certificate": "alice carol", "whole_certificate": "carol", "outside_certificate": "charlie"},
    Place: {"place": "alice bob carol", "public_place": "alice bob carol", "outside_place": "oscar charlie"},
    Pledge: {"pledge": "alice bob carol", "outside_pledge": "oscar charlie"},
    Good: {"good": INSIDE, "outside_good": OUTSIDE},
    Transfer: {"transfer": "carol", "outside_transfer": "charlie"},
    Rule: {"rule": ALL},
    # places and money
    Booking: {"booking": INSIDE, "outside_booking": OUTSIDE},
    Project: {"project": INSIDE, "outside_project": OUTSIDE},
    Stage: {"stage": INSIDE, "outside_stage": OUTSIDE},
    Expense: {"expense": f"carol {OFFICES}", "outside_expense": f"charlie {OFFICES}"},
    Picture: {"project_picture": INSIDE, "concern_picture": "alice carol", "mediation_picture": "carol", "outside_picture": OUTSIDE},
    # governance
    HandoverStep: {"handover": f"{INSIDE} paula", "other_handover": INSIDE, "outside_handover": OUTSIDE},
    PartnerTask: {"task": INSIDE, "outside_task": OUTSIDE},
    SealUse: {"seal_use": INSIDE, "outside_seal_use": OUTSIDE},
    Document: {"plan": NOT_PROPERTY, "document": INSIDE, "outside_document": OUTSIDE},
    MeetingKind: {"meeting_kind": ALL},
    Meeting: {"meeting": INSIDE, "outside_meeting": OUTSIDE},
    Motion: {"motion": INSIDE, "outside_motion": OUTSIDE},
    Resolution: {"resolution": INSIDE, "outside_resolution": OUTSIDE},
    Point: {"shared_point": NOT_PROPERTY, "point": INSIDE, "outside_point": OUTSIDE},
    Tick: {"tick": INSIDE, "outside_tick": OUTSIDE},
    Criterion: {"criterion": ALL},
    Assessment: {"assessment": f"carol {ABOVE}", "outside_assessment": f"charlie {ABOVE}"},
    Mark: {"mark": f"carol {ABOVE}", "outside_mark": f"charlie {ABOVE}"},
    # the office
    Inquiry: {"inquiry": "carol", "outside_inquiry": "charlie"},
    Bulletin: {"bulletin": f"carol {OFFICES}", "outside_bulletin": f"charlie {OFFICES}"},
    Edition: {"edition": f"carol {OFFICES}", "outside_edition": f"charlie {OFFICES}"},
    OfficeSheet: {
        "district_sheet": f"carol charlie {OFFICES}",
        "street_sheet": "carol charlie sam",
        "sheet_of_carol": "carol",
        "outside_office_sheet": "charlie",
    },
    Batch: {"bobs_batch": "bob", "sams_batch": "sam", "monthly": "carol", "streets_monthly": "sam", "outside_monthly": "charlie"},
}
# reached through a row that has a door of its own, and never without it
BEHIND_OTHERS = {Change, SecondFactor, Receipt, Survey, Step, Posting, DocumentFile}
THE_MACHINES = {Attempt, Run}  # about nobody's work: no page lists them
ALIKE = {Topic, Membership, Urgency, Category, Rule, MeetingKind, Point, Criterion}  # there are more rows of these, which are seen like those named

IN_COMMUNITY = {Household, Care, Visit, Pairing, Reading, Stray, Proposal, Transfer, Inquiry}
OF_VOLUNTEERS = {Volunteer, Membership, Sheet, ServiceHours, Shift, SignUp, Merit, Certificate, Place, Pledge}  # a team's leader knows its people
