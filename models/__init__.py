"""The tables, in the order in which they are created."""

from models.activities import Activity, ActivityKind, Picture
from models.areas import Area, Compound
from models.grids import Grid
from models.hours import ServiceHours, Sheet
from models.households import Care, CareKind, Household, Reading
from models.imports.uploads import Import
from models.locks import Lock
from models.organizations import Contract, Organization, Post
from models.programmes import Programme
from models.receipts import Receipt
from models.records import Change
from models.stations import Station
from models.users import Attempt, Session, User
from models.visits import Draft, Topic, Visit
from models.volunteers import Membership, Pairing, Team, Volunteer

TABLES = [
    *[Change, Area, Compound, Organization, Contract, Post, User, Session, Attempt, Receipt, Grid],
    *[CareKind, Household, Care, Reading, Programme, Topic, Visit, Draft],
    *[Team, Volunteer, Membership, Pairing, ActivityKind, Activity, Picture, Sheet, ServiceHours, Lock, Station, Import],
]
