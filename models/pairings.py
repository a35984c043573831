"""结对: a steward and about ten households (1 : 10), and which doors have none yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Case, DateField, ForeignKeyField, fn

from models import clock
from models.database import Query, db, hold
from models.households import Care, Household
from models.names import spoken, told_apart
from models.records import Invalid
from models.terms import Termed
from models.users import Role, User
from models.volunteers import Membership, Team, Volunteer, one_of

MOST = 10  # households of one steward: the source's 1 : 10, beyond which it is asked whether that is meant


class Pairing(Termed):
    """A steward and one household, from when to when. A household has one steward at a time."""

    title = "结对"
    readers = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
    editors = frozenset({Role.GRID_WORKER, Role.COMMUNITY})

    household: Any = ForeignKeyField(Household, backref="pairings", index=False, on_delete="CASCADE", verbose_name="住户")
    steward: Any = ForeignKeyField(Volunteer, backref="pairings", index=False, verbose_name="红色管家")
    since = DateField(default=clock.today, verbose_name="开始")
    until = DateField(null=True, verbose_name="结束")

    class Meta:
        indexes = ((("household", "until"), False), (("steward", "until"), False))

    def __str__(self) -> str:
        return str(self.steward)

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select(cls, Volunteer).join(Volunteer).where(cls.household.in_(Household.visible_to(user).select(Household.id)))

    @classmethod
    def tie(cls, by: User, household: Household, **values: Any) -> None:
        """Give the household a steward; raises Invalid as `tie_all` does."""
        cls.tie_all(by, [household], **values)

    @classmethod
    def tie_all(cls, by: User, households: Sequence[Household], steward: int, beyond: bool = False) -> int:
        """Give these households a steward, all or none; those before step back today. Gives how many households the steward has then.

        Raises Invalid when they all have that steward already, and for more than MOST households unless `beyond` says that it is meant.
        """
        with db.atomic():
            hold(Volunteer, steward)
            for household in sorted(households, key=lambda row: row.id):  # in one order, so that two at once never wait for each other
                hold(Household, household.id)
            present = {pair.household_id: pair for pair in cls.current().where(cls.household.in_([row.id for row in households]))}
            fresh = [row for row in households if row.id not in present or present[row.id].steward_id != steward]
            if not fresh:
                raise Invalid(steward="已经是这位管家了" if households else "还没有勾选住户")
            count = cls.loads([steward]).get(steward, 0) + len(fresh)
            if count > MOST and not beyond:
                raise Invalid(beyond=f"结上以后这位管家有 {count} 户，超过 1∶{MOST}。确实要这样，就勾上再交")
            for household in fresh:
                if household.id in present:
                    present[household.id].end(by)
                cls.add(by, household=household, steward=steward)
        return count

    def clean(self) -> None:
        super().clean()
        if self.steward.community_id != self.household.community_id:
            raise Invalid(steward="这位不是这个社区的志愿者")

    @classmethod
    def loads(cls, stewards: Iterable[int]) -> dict[int, int]:
        """Steward -> households today, of those of these stewards that have any."""
        rows: Any = cls.current().where(cls.steward.in_(list(stewards))).group_by(cls.steward)
        return dict(rows.select(cls.steward, fn.COUNT(cls.household.distinct())).tuples())


@dataclass(frozen=True)
class Steward:
    """One of whom households can be paired with, and with how many at present."""

    person: Volunteer
    apart: str  # from namesakes
    count: int

    def __str__(self) -> str:
        return f"{self.person}（{self.apart}）" if self.apart else str(self.person)

    @property
    def beyond(self) -> bool:
        """Whether these are more households than one can look after."""
        return self.count > MOST


def stewards(user: User, left: bool = False) -> list[Steward]:
    """The members of the steward teams of the user's community, by name and in no other order; with `left` also who is paired and in no such team."""
    teams = Team.select(Team.id).where(Team.community == user.area_id, Team.kind == "steward")
    chosen = Volunteer.id.in_(one_of(Membership.team.in_(teams), Membership.holds_on(clock.today())))
    if left:
        chosen |= Volunteer.id.in_(Pairing.current().select(Pairing.steward))
    people = sorted(Volunteer.select().where(Volunteer.community == user.area_id, chosen), key=spoken)
    apart, loads = told_apart(people), Pairing.loads(person.id for person in people)
    return [Steward(person, apart.get(person.id, ""), loads.get(person.id, 0)) for person in people]


def homes(user: User, keys: Iterable[int]) -> dict[int, list[Pairing]]:
    """Steward -> the pairings with households that the user sees, in walking order."""
    rows = Pairing.select(Pairing, Household).join(Household).where(Pairing.holds_on(clock.today()), Pairing.steward.in_(list(keys)))
    rows = rows.where(Household.id.in_(Household.visible_to(user).select(Household.id))).order_by(Household.compound, Household.door_key)
    found: dict[int, list[Pairing]] = {}
    for pair in rows:
        found.setdefault(pair.steward_id, []).append(pair)
    return found


def unpaired(user: User) -> Query:
    """The doors that the user sees where somebody lives and that have no steward: those with a care tag (`care`) first, each part in walking order.

    That there is a tag shows, as on a round; which one it is stands on the door's card alone, where the reading is logged.
    """
    tagged = fn.EXISTS(Care.select(Care.id).where(Care.household == Household.id, Care.holds_on(clock.today())))
    care: Any = Case(None, [(tagged, 1)], 0)
    rows = Household.visible_to(user).select(Household, care.alias("care"))
    rows = rows.where(Household.tenure != "vacant", Household.id.not_in(Pairing.current().select(Pairing.household)))
    return rows.order_by(care.desc(), Household.compound, Household.door_key)
