"""爱心超市: points apart from hours. Points fall when they are spent, hours never do; nothing here reads or writes hours.

A ledger of double entry: each transfer moves points between a volunteer's account and the community's, so that all accounts together
always come to zero. The community's is what it has given out and not had back, and so below zero; a volunteer's never is.
Who was merged into another keeps an account of its own, which counts for both and is spent by both, so that an undo gives back what is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from peewee import JOIN, CharField, ForeignKeyField, UUIDField, fn

from models.areas import Area
from models.database import Model, Query, db, hold
from models.goods import MOST, Good
from models.ledgers import Entry
from models.records import Invalid, Number
from models.users import Role, User
from models.volunteers import Volunteer

TRANSFERS = [("issue", "发放"), ("redeem", "兑换"), ("expire", "到期清零")]


class Transfer(Entry):
    """Points given, spent or expired: one volunteer's, once whatever the retries. Void, it counts nowhere and its goods are back on the shelf."""

    title = "积分"
    facts = ("day", "kind", "volunteer", "points", "good", "quantity", "what")
    readers = frozenset({Role.COMMUNITY})
    editors = frozenset({Role.COMMUNITY})

    kind = CharField(8, choices=TRANSFERS, verbose_name="类别")
    volunteer: Any = ForeignKeyField(Volunteer, backref="transfers", index=False, verbose_name="志愿者")
    points = Number(low=1, high=MOST, verbose_name="积分")
    good: Any = ForeignKeyField(Good, null=True, backref="transfers", verbose_name="兑换品")
    quantity = Number(null=True, low=1, high=1000, verbose_name="几件")
    what = CharField(60, default="", verbose_name="说明")

    class Meta:
        indexes = ((("volunteer", "day"), False), (("compound", "day"), False), (("community", "day"), False))

    def __str__(self) -> str:
        return f"{self.shown('kind')} {self.points} 分"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        rows = cls.select(cls, Volunteer).join(Volunteer)
        return rows.where(cls.community == user.area_id) if user.role in cls.readers else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """While it counts."""
        return not self.void and super().editable_by(user)

    @classmethod
    def issue(cls, by: User, people: Iterable[int], points: int, *, id: UUID, **values: Any) -> int:
        """Give each of these volunteers so many points, all or none, once for each form; gives to how many."""
        people = sorted(set(people))
        if not people:
            raise Invalid(members="还没有勾选队员")
        with db.atomic():
            for person in people:
                cls.enter(by, id=uuid5(id, str(person)), kind="issue", volunteer=person, points=points, **values)
        return len(people)

    @classmethod
    def redeem(cls, by: User, volunteer: Volunteer, good: Good, quantity: int, *, id: UUID, **values: Any) -> tuple[Transfer, bool]:
        """Take goods from the shelf for points, both or neither; raises Invalid when there are not so many of either."""
        if kept := cls.get_or_none(cls.id == id):  # a price that was changed meanwhile makes it no other
            values["points"] = kept.points
        spent = {"points": good.points * (quantity or 0), **values}
        return cls.enter(by, id=id, kind="redeem", volunteer=volunteer, good=good, quantity=quantity, **spent)

    @classmethod
    def expire(cls, by: User, until: date, *, id: UUID) -> int:
        """Take back what was given up to a day and has not been spent since, the oldest being spent first. Gives from how many."""
        with db.atomic():
            hold(Area, by.area_id)
            left = expiring(by.area_id, until)
            for person, points in left.items():
                cls.enter(by, id=uuid5(id, str(person)), kind="expire", volunteer=person, points=points, what=f"{until} 以前发的")
        return len(left)

    def strike(self, by: User, reason: str) -> None:
        """Declare it void: its points leave the accounts, and its goods are back on the shelf. Raises Invalid when the volunteer has spent the points."""
        with db.atomic():
            hold(Area, self.community_id)
            if Transfer.select().where(Transfer.id == self.id, Transfer.void).exists():
                raise Invalid(reason="已经作废")
            super().strike(by, reason)
            if _own([self.volunteer_id]).get(self.volunteer_id, 0) < 0:
                raise Invalid(reason="发的积分已经花了，不能作废")
            if self.good:
                self.good._move(self.quantity)

    def settle(self) -> None:
        if self.volunteer_id:
            self.community_id = self.volunteer.community_id
        self.compound = self.good.station.compound if self.good else None

    def clean(self) -> None:
        if (self.kind == "redeem") != bool(self.good and self.quantity):
            raise Invalid(good="兑换要选换什么、换几件")
        if self.good and self.good.station.area_id != self.community_id:
            raise Invalid(good="这样东西不在这个社区的超市里")

    def entered(self, by: User | None) -> None:
        """Both sides of it, and the goods."""
        hold(Area, self.community_id)
        given: dict[int | None, int] = {self.volunteer_id: self.points} if self.kind == "issue" else _drawn(self.volunteer_id, self.points)
        if self.good:
            if not self.good.active:
                raise Invalid(good="这样东西现在不换了")
            self.good._move(-self.quantity)
        sides = {**given, None: -sum(given.values())}
        Posting.insert_many([self._side(owner, points) for owner, points in sides.items()]).execute()

    def _side(self, owner: int | None, points: int) -> dict[str, Any]:
        name = "community" if owner is None else "volunteer" if owner == self.volunteer_id else f"volunteer {owner}"
        return {"id": uuid5(self.id, name), "transfer": self.id, "community": self.community_id, "volunteer": owner, "points": points}


class Posting(Model):
    """One side of a transfer: so many points onto an account. Without a volunteer the account is the community's."""

    id = UUIDField(primary_key=True)
    transfer: Any = ForeignKeyField(Transfer, backref="postings", on_delete="CASCADE")
    community: Any = ForeignKeyField(Area, backref="+")
    volunteer: Any = ForeignKeyField(Volunteer, null=True, backref="+")
    points = Number(low=-MOST, high=MOST)


PERSON: Any = fn.COALESCE(Volunteer.merged_into, Volunteer.id)  # whose an account is: of a double whom it was merged into


def balance(volunteer: int) -> int:
    """The points that a volunteer has."""
    return balances([volunteer]).get(volunteer, 0)


def balances(volunteers: Any) -> dict[int, int]:
    """Volunteer -> points, of those of these keys (a list or a query) that ever had any, doubles with whom they were merged into; the only total there is."""
    return _sums(PERSON, PERSON.in_(volunteers))


def holders() -> Query:
    """The keys of the volunteers who ever had points."""
    rows: Query = Posting.select(PERSON).join(Volunteer)
    return rows


def account(community: int) -> int:
    """What stands on the community's account: what it has given out and not had back, below zero."""
    return _sums(Posting.community, Posting.community == community, Posting.volunteer.is_null()).get(community, 0)


def expiring(community: int, until: date) -> dict[int, int]:
    """Volunteer -> points given up to a day that have not been spent or expired since, the oldest being spent first."""
    gone = fn.COALESCE(fn.SUM(Transfer.points).filter(Transfer.kind != "issue"), 0)
    old = fn.COALESCE(fn.SUM(Transfer.points).filter((Transfer.kind == "issue") & (Transfer.day <= until)), 0)
    rows: Any = Posting.select(PERSON, old, gone).join(Transfer).switch(Posting).join(Volunteer)
    rows = rows.where(Transfer.community == community, Transfer.standing()).group_by(PERSON).tuples()
    return {person: int(given - spent) for person, given, spent in rows if given > spent}


def _drawn(volunteer: int, points: int) -> dict[int | None, int]:
    """Account -> minus the points taken from it: of all accounts of the person what was given first goes first.

    Raises Invalid for more than there is.
    """
    person = Volunteer.select(PERSON).where(Volunteer.id == volunteer).scalar()
    own = _own(Volunteer.select(Volunteer.id).where(person == PERSON))
    if sum(own.values()) < points:
        raise Invalid(quantity=f"只有 {sum(own.values())} 分，不够 {points} 分")
    drawn: dict[int | None, int] = {}
    for account, size in _kept(own):
        taken = min(size, points)
        drawn[account] = drawn.get(account, 0) - taken
        points -= taken
    return {account: taken for account, taken in drawn.items() if taken}


def _kept(own: dict[int, int]) -> list[tuple[int, int]]:
    """(account, points) of what was given and is there yet, the oldest first: of each account the newest has not been spent."""
    rows: Any = Posting.select(Posting.volunteer, Posting.points).join(Transfer).where(Posting.volunteer.in_(list(own)), Posting.points > 0)
    left, found = dict(own), []
    for account, size in rows.where(Transfer.standing()).order_by(Transfer.day.desc(), Transfer.recorded_at.desc(), Transfer.id.desc()).tuples():
        found.append((account, min(size, left[account])))
        left[account] -= found[-1][1]
    return found[::-1]


def _own(accounts: Any) -> dict[int, int]:
    """Account -> points, of these keys, each for itself."""
    return _sums(Posting.volunteer, Posting.volunteer.in_(accounts))


def _sums(by: Any, *where: Any) -> dict[int, int]:
    rows: Any = Posting.select(by, fn.SUM(Posting.points)).join(Transfer).switch(Posting).join(Volunteer, JOIN.LEFT_OUTER)
    return {key: int(points) for key, points in rows.where(Transfer.standing(), *where).group_by(by).tuples()}
