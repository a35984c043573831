"""What is held about one person, to be handed over (个人信息保护法 45), and its deletion on request (47)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models import clock
from models.certificates import Certificate
from models.concerns import Concern
from models.database import db
from models.hours import ServiceHours
from models.households import Care, Household, Reading
from models.merits import Merit
from models.pairings import Pairing
from models.records import Record
from models.shifts import SignUp
from models.users import User
from models.visits import Visit
from models.volunteers import Membership, Volunteer

Sheet = tuple[str, list[str], list[list[str]]]
ERASED = "（已删除）"


def dossier(by: User, row: Household | Volunteer) -> list[Sheet]:
    """(title, head, rows) of all that `by` sees of a door's resident or of a volunteer; that it was taken is written down."""
    if isinstance(row, Household):
        found = _of_household(by, row)
        Reading.create(user=by.id, household=row, community=row.community_id, at=clock.now(), what="导出个人信息")
    else:
        found = _of_volunteer(by, row)
        Reading.create(user=by.id, community=row.community_id, at=clock.now(), what=f"导出志愿者 {row.id} 的个人信息"[:40])
    facts = [[label, text] for label, text in row.described().items()]
    history = [[str(clock.in_china(c.at))[:16], c.user_name, label, before, after] for c in row.changes for label, before, after in c.lines]
    sheets = [_sheet(title, rows) for title, rows in found]
    return [("登记的内容", ["项目", "内容"], facts), *sheets, ("修改记录", ["时间", "谁改的", "项目", "原来", "改成"], history)]


def _of_household(by: User, home: Household) -> list[tuple[str, Iterable[Any]]]:
    readings = Reading.visible_to(by).where(Reading.household == home.id).order_by(Reading.id.desc())
    return [
        ("关爱标签", Care.visible_to(by).where(Care.household == home.id)),
        ("走访", Visit.visible_to(by).where(Visit.household == home.id).order_by(Visit.day.desc())),
        ("诉求", Concern.visible_to(by).where(Concern.household == home.id).order_by(Concern.day.desc())),
        ("红色管家", Pairing.visible_to(by).where(Pairing.household == home.id)),
        ("谁看过", [_Looked(row) for row in readings]),
    ]


def _of_volunteer(by: User, person: Volunteer) -> list[tuple[str, Iterable[Any]]]:
    return [
        ("志愿队", Membership.select().where(Membership.volunteer.in_(person.keys))),
        ("时长", ServiceHours.visible_to(by).where(ServiceHours.volunteer.in_(person.keys)).order_by(ServiceHours.day.desc())),
        ("培训、表彰、评价", Merit.select().where(Merit.volunteer.in_(person.keys))),
        ("服务证明", Certificate.visible_to(by).where(Certificate.volunteer == person.id)),
        ("结对", Pairing.select().where(Pairing.steward.in_(person.keys))),
    ]


class _Looked:
    """A line of who looked, as a record describes itself."""

    def __init__(self, row: Reading) -> None:
        self.row = row

    def described(self) -> dict[str, str]:
        return {"时间": str(clock.in_china(self.row.at))[:16], "谁": self.row.user.name, "看了什么": self.row.what}


def _sheet(title: str, rows: Iterable[Any]) -> Sheet:
    told = [row.described() for row in rows]
    head = list({label: None for row in told for label in row})
    return title, head or ["没有"], [[row.get(label, "") for label in head] for row in told]


def erase(by: User, row: Household | Volunteer, reason: str) -> None:
    """Take the person out of a door's card or the volunteers' register, at once and for good; what was done and for how long stays, under no name.

    The audit keeps that it was done, by whom and why; what it says of before is shown to nobody any more (Record.changes).
    """
    with db.atomic():
        if isinstance(row, Household):
            _erase_household(row)
        else:
            _erase_volunteer(row)
        row.record("erase", by, {}, {}, reason)


def _erase_household(home: Household) -> None:
    _blank(home, contact=None, telephone=None, note=None)
    Care.delete().where(Care.household == home.id).execute()
    Visit.update(note="", met=None).where(Visit.household == home.id).execute()
    Concern.update(contact=None, telephone=None, consent=False).where(Concern.household == home.id).execute()


def _erase_volunteer(person: Volunteer) -> None:
    names = ("telephone", "number", "birth_year", "birthday", "guardian", "guardian_telephone", "guardian_agreed", "skills", "availability")
    _blank(person, name=ERASED, publishes_name=False, **dict.fromkeys(names))
    Merit.delete().where(Merit.volunteer.in_(person.keys)).execute()
    Certificate.update(paper_number=None).where(Certificate.volunteer.in_(person.keys)).execute()
    SignUp.update(name=ERASED, telephone=None).where(SignUp.volunteer.in_(person.keys)).execute()


def _blank(row: Record, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.settle()
    row.save()
