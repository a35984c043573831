"""The tables, in the order in which they are created."""

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
from models.imports.uploads import Import
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

TABLES = [
    *[Change, Area, Compound, Organization, Contract, Post, User, Session, SecondFactor, Attempt, Receipt, Grid],
    *[CareKind, Household, Care, Reading, Programme, Topic, Visit, Draft],
    *[Team, Volunteer, Membership, Pairing, ActivityKind, Activity, Shift, SignUp, Sheet, ServiceHours, Lock, Station, Import],
    *[Workday, Urgency, Category, Service, Income, Concern, Step, Survey],
    *[Place, Pledge, Booking, Good, Transfer, Posting, Project, Stage, Expense, Picture],
    *[Stray, Proposal],
    *[Inquiry],
    *[Batch],
    *[Rule, Merit, Certificate],
    *[Bulletin, Edition, OfficeSheet],
    *[Point, Tick, Criterion, Assessment, Mark],
    Run,
    *[HandoverStep, PartnerTask, SealUse, Document, DocumentFile],
    *[MeetingKind, Meeting, Motion, Resolution],
]
