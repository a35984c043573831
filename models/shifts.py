"""Calls for volunteers: a stretch of service to come, how many are needed, who signed up, who came and left."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, CharField, DateField, DateTimeField, ForeignKeyField, TimeField, fn

from models import clock
from models.areas import Area
from models.database import Query
from models.records import Invalid, Number, Record, tidy
from models.telephones import Telephone
from models.users import Role, User
from models.volunteers import LEADERS, Team, Volunteer

EARLY, LATE = timedelta(hours=1), timedelta(hours=2)  # before it begins and after it ends, when one may sign in or out


class Shift(Record):
    """One stretch of service that a team calls people to. Its token stands in the QR code, its short code is shown where it takes place."""

    title = "招募"
    readers = LEADERS
    editors = LEADERS

    team: Any = ForeignKeyField(Team, backref="shifts", verbose_name="志愿队")
    community: Any = ForeignKeyField(Area, backref="+", index=False)
    purpose = CharField(60, verbose_name="做什么")
    day = DateField(default=clock.today, verbose_name="哪天")
    starts = TimeField(formats=["%H:%M:%S", "%H:%M"], verbose_name="几点开始")
    minutes = Number(default=120, low=15, high=720, verbose_name="多长（分钟）")
    needed = Number(default=5, low=1, high=500, verbose_name="要几个人")
    place = CharField(60, null=True, verbose_name="在哪里集合")
    token = CharField(16, unique=True, default=lambda: secrets.token_hex(6))
    code = CharField(4, default=lambda: f"{secrets.randbelow(10**4):04}")

    class Meta:
        indexes = ((("community", "day"), False),)

    def __str__(self) -> str:
        return f"{self.day} {self.purpose}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A community's, or those of a leader's own teams."""
        rows = cls.select(cls, Team).join(Team).where(cls.community == user.area_id)
        if user.role == Role.COMMUNITY:
            return rows
        return rows.where(Team.leader == user.id) if user.role in LEADERS else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """Whoever leads the team."""
        return bool(self.team.led_by(user))

    def settle(self) -> None:
        if self.team_id:
            self.community_id = self.team.community_id

    def clean_by(self, by: User) -> None:
        if not self.team.led_by(by):
            raise Invalid(team="这支队不归您带")

    signed = 0  # in a list: see counted

    @property
    def begins(self) -> datetime:
        """The moment at which it begins, as stored moments are."""
        return clock.stored(datetime.combine(self.day, self.starts))

    @property
    def ends(self) -> datetime:
        """The moment at which it ends."""
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        """Whether one may sign in or out now."""
        return self.begins - EARLY <= clock.now() <= self.ends + LATE

    @property
    def is_to_come(self) -> bool:
        """Whether one may still sign up."""
        return clock.now() < self.begins - EARLY

    @property
    def people(self) -> Query:
        """The sign-ups, in the order in which they came in."""
        return SignUp.select(SignUp, Volunteer).join(Volunteer, JOIN.LEFT_OUTER).where(SignUp.shift == self.id).order_by(SignUp.id)

    @property
    def wanting(self) -> int:
        """How many are still needed."""
        return max(0, self.needed - self.people.count())

    def sign_up(self, by: User | None, name: str, telephone: str | None = None, volunteer: Volunteer | None = None) -> SignUp:
        """Somebody's place on the list, once; a member of the team is known by name and, of two of one name, by telephone."""
        volunteer = volunteer or self._member(name, telephone)
        for row in self.people:
            if volunteer and row.volunteer_id == volunteer.id or not volunteer and row.is_called(name, telephone):
                return row
        if volunteer:
            name, telephone = volunteer.name, volunteer.telephone
        return SignUp.add(by, shift=self, volunteer=volunteer, name=name, telephone=telephone or None)

    def _member(self, name: str, telephone: str | None) -> Volunteer | None:
        found = [person for person in self.team.members if person.name == tidy(name)]
        if len(found) > 1 or telephone:
            found = [person for person in found if same(person.telephone, telephone) or not person.telephone and len(found) == 1]
        return found[0] if len(found) == 1 else None


class SignUp(Record):
    """One person's place on the list of a shift; when the person came and left, as told by the own telephone or by the leader."""

    title = "报名"
    readers = LEADERS
    editors = LEADERS

    shift: Any = ForeignKeyField(Shift, backref="sign_ups", on_delete="CASCADE", verbose_name="招募")
    volunteer: Any = ForeignKeyField(Volunteer, null=True, backref="+", verbose_name="志愿者")
    name = CharField(40, verbose_name="姓名")
    telephone = Telephone(null=True, verbose_name="电话")
    came_at = DateTimeField(null=True, verbose_name="签到")
    left_at = DateTimeField(null=True, verbose_name="签退")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Those of the shifts that the user sees."""
        return cls.select(cls, Shift).join(Shift).where(cls.shift.in_(Shift.visible_to(user).select(Shift.id)))

    def is_called(self, name: str, telephone: str | None) -> bool:
        """Whether this is who gives this name and telephone."""
        return self.name == tidy(name) and (same(self.telephone, telephone) or not self.telephone or not telephone)

    def come(self, by: User | None) -> None:
        """Signed in, once."""
        if not self.came_at:
            self.amend(by, came_at=clock.now())

    def leave(self, by: User | None) -> None:
        """Signed out; raises Invalid for who has not signed in."""
        if not self.came_at:
            raise Invalid(name="还没签到，不能签退")
        self.amend(by, left_at=clock.now())

    @property
    def served(self) -> int | None:
        """Minutes between coming and leaving, within the shift and never longer than it; None for who has not come.

        Who forgot to sign out is taken to have stayed to its end: the leader looks at it before it counts.
        """
        if not self.came_at:
            return None
        since, until = max(self.came_at, self.shift.begins), min(self.left_at or self.shift.ends, self.shift.ends)
        return max(1, min(self.shift.minutes, round((until - since).total_seconds() / 60)))


def same(known: str | None, given: str | None) -> bool:
    """Whether two telephone numbers end in the same four digits."""
    tails = ["".join(c for c in text or "" if c.isdigit())[-4:] for text in (known, given)]
    return len(tails[0]) == 4 and tails[0] == tails[1]


def counted(shifts: list[Shift]) -> list[Shift]:
    """The shifts with `signed`, how many are on the list, in one query however many."""
    rows: Any = SignUp.select(SignUp.shift, fn.COUNT(SignUp.id)).where(SignUp.shift.in_([shift.id for shift in shifts])).group_by(SignUp.shift)
    counts = dict(rows.tuples())
    for shift in shifts:
        shift.signed = counts.get(shift.id, 0)
    return shifts
