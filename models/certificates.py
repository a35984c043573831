"""志愿服务记录证明: a certificate of service, made public within the community for a week, then issued (民发〔2015〕149号)."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField, TextField

from models import clock
from models.areas import Area
from models.attempts import Attempt, Limit
from models.database import Query, db
from models.hours import ServiceHours, Sheet, total_minutes
from models.locks import Lock
from models.names import spoken
from models.records import Invalid, Number, Record
from models.reversals import TAKEN_BACK
from models.rules import Rule
from models.telephones import Telephone
from models.users import Role, User
from models.volunteers import LEADERS, Team, Volunteer

PAPERS = [("id_card", "居民身份证"), ("passport", "护照"), ("permit", "港澳台居民居住证"), ("other", "其他证件")]
STATES = [("announced", "公示中"), ("ready", "公示满了"), ("issued", "已开出"), ("withdrawn", "已撤回")]
ASKED = Limit(60, timedelta(hours=1))  # wrong guesses of one sender at the public page
SHOWN = 5  # kinds of service that stand on the paper by name


class Certificate(Record):
    """One certificate. Hours and content are frozen when it is announced; what changes meanwhile keeps it from being issued.

    The number of the identity paper stays out of the audit, is masked on the screen and erased at a withdrawal; it may stay empty,
    and is then written onto the paper by hand.
    """

    title = "服务证明"
    readers = LEADERS
    editors = LEADERS

    volunteer: Any = ForeignKeyField(Volunteer, backref="certificates", verbose_name="志愿者")
    community: Any = ForeignKeyField(Area, backref="+", index=False)
    team: Any = ForeignKeyField(Team, null=True, backref="certificates", verbose_name="哪支队的时长")
    serial = CharField(24, unique=True, verbose_name="证明编号")
    code = CharField(8)
    since = DateField(verbose_name="从")
    until = DateField(verbose_name="到")
    minutes = Number(verbose_name="分钟")
    content = TextField(verbose_name="服务内容")
    paper = CharField(16, choices=PAPERS, default="id_card", verbose_name="证件类型")
    paper_number = CharField(40, null=True)
    issuer = CharField(60, verbose_name="出具单位")
    head = CharField(40, verbose_name="负责人")
    handler = CharField(40, verbose_name="经办人")
    contact = Telephone(verbose_name="联系电话")
    note = CharField(120, null=True, verbose_name="备注")
    announced_on = DateField(verbose_name="开始公示")
    issued_on = DateField(null=True, verbose_name="开出日期")
    withdrawn_on = DateField(null=True, verbose_name="撤回日期")

    class Meta:
        indexes = ((("community", "announced_on"), False),)

    def __str__(self) -> str:
        return f"{self.volunteer} {self.serial}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A community's, or those over the hours of a leader's own teams."""
        rows = cls.select(cls, Volunteer).join(Volunteer).where(cls.community == user.area_id)
        if user.role == Role.COMMUNITY:
            return rows
        return rows.where(cls.team.in_(Team.visible_to(user).select(Team.id))) if user.role in LEADERS else rows.where(False)

    @classmethod
    def announce(cls, by: User, volunteer: Volunteer, since: date, until: date, team: Team | None = None, **values: Any) -> Self:
        """Begin the publicity of a certificate over the confirmed hours of a stretch of days; gives it.

        Raises Invalid for one who did not agree to be named in public, and where there are no hours.
        """
        if not volunteer.publishes_name:
            raise Invalid(volunteer=f"{volunteer}还没有同意公开姓名，不能公示")
        if until < since or until > clock.today():
            raise Invalid(until="日期要先早后晚，也不能是以后的日子")
        place = {"volunteer": volunteer, "community": volunteer.community_id, "team": team}
        row = cls(**place, since=since, until=until)
        content = row.service()
        if sum(content.values()) <= 0:
            raise Invalid(volunteer=f"{volunteer}这段时间没有确认过的时长")
        with db.atomic():
            Lock.hold(volunteer.community_id)
            frozen = {"minutes": sum(content.values()), "content": described(content), "announced_on": clock.today()}
            serial = {"serial": cls._next(volunteer.community_id), "code": f"{secrets.randbelow(10**8):08}"}
            return cls.add(by, **place, since=since, until=until, **frozen, **serial, **values)

    @classmethod
    def _next(cls, community: int) -> str:
        year = clock.today().year
        given = cls.select().where(cls.community == community, cls.serial.startswith(f"{year}-")).count()
        return f"{year}-{community:05}-{given + 1:05}"

    def service(self) -> dict[str, int]:
        """What was done -> minutes, the longest first, of the days and the team of this certificate, as the hours stand now."""
        where = [ServiceHours.volunteer.in_(self.volunteer.keys), ServiceHours.day.between(self.since, self.until)]
        where += [ServiceHours.team == self.team_id] if self.team_id else []
        found: dict[str, int] = {}
        for purpose, minutes in total_minutes(*where, by=Sheet.purpose).items():
            name = purpose.removeprefix(TAKEN_BACK)
            found[name] = found.get(name, 0) + minutes
        return dict(sorted(((name, minutes) for name, minutes in found.items() if minutes), key=lambda row: (-row[1], row[0])))

    @property
    def served(self) -> int:
        """The minutes as they stand now: a correction may have come since the publicity began, of a locked month too."""
        return sum(self.service().values())

    @property
    def state(self) -> str:
        """announced, ready, issued or withdrawn."""
        if self.withdrawn_on:
            return "withdrawn"
        return "issued" if self.issued_on else "ready" if clock.today() >= self.public_until else "announced"

    @property
    def stage(self) -> str:
        """The state in Chinese."""
        return dict(STATES)[self.state]

    @classmethod
    def in_stage(cls, state: str) -> Any:
        """The condition of being in a state."""
        over = cls.announced_on <= clock.today() - timedelta(days=Rule.value_of("publicity"))
        standing, issued = cls.withdrawn_on.is_null(), cls.issued_on.is_null(False)
        states = {"withdrawn": ~standing, "issued": standing & issued, "ready": standing & ~issued & over, "announced": standing & ~issued & ~over}
        return states[state]

    @property
    def public_until(self) -> date:
        """The first day on which it may be issued."""
        return self.announced_on + timedelta(days=Rule.value_of("publicity"))

    @property
    def masked(self) -> str:
        """The identity number as a screen shows it."""
        number = self.paper_number or ""
        return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}" if len(number) > 7 else "*" * len(number)

    @property
    def public_name(self) -> str:
        """The name on the community's board: of who has taken the consent back a number alone."""
        return str(self.volunteer) if self.volunteer.publishes_name else f"志愿者（编号 {self.volunteer.number or self.serial}）"

    @property
    def masked_name(self) -> str:
        """The name as the public page confirms it."""
        name = str(self.volunteer)
        return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) > 2 else name[0] + "*"

    def issue(self, by: User) -> None:
        """Issue it; raises Invalid before the publicity is over, and where the hours have changed since it began."""
        with db.atomic():
            Lock.hold(self.community_id)
            if self.state != "ready":
                raise Invalid(state="公示还没满" if self.state == "announced" else "这一张已经开出或撤回了")
            self._check_consent()
            if self.served != self.minutes:
                raise Invalid(state="公示以后时长变了，请撤回，再公示一次")
            self.amend(by, issued_on=clock.today())

    def withdraw(self, by: User, reason: str) -> None:
        """Declare it void, with a reason; the public page says so. The identity number is erased."""
        if not reason.strip():
            raise Invalid(reason="请写明为什么撤回")
        if self.withdrawn_on:
            raise Invalid(reason="已经撤回了")
        self.amend(by, reason, withdrawn_on=clock.today(), paper_number=None)

    def check_printable(self) -> None:
        """Raise Invalid for what must not come out of a printer: not issued, withdrawn, or a consent taken back since."""
        if self.state != "issued":
            raise Invalid(state="开出以后才能打印")
        self._check_consent()

    def _check_consent(self) -> None:
        if not self.volunteer.publishes_name:
            raise Invalid(state=f"{self.volunteer}收回了公开姓名的同意")

    def clean(self) -> None:
        """Refuse a team and a volunteer of two communities."""
        if self.team and self.team.community_id != self.volunteer.community_id:
            raise Invalid(team="这支队不在志愿者的社区里")


def issue_all(by: User, team: Team) -> tuple[int, int]:
    """Issue whatever of a team is ready; gives how many were, and how many could not be."""
    rows, left = list(Certificate.visible_to(by).where(Certificate.team == team.id, Certificate.in_stage("ready"))), 0
    for row in rows:
        try:
            row.issue(by)
        except Invalid:
            left += 1
    return len(rows) - left, left


def described(content: dict[str, int]) -> str:
    """A line for each kind of service with its hours, the small ones together."""
    rows = list(content.items())
    told = [f"{name} {minutes / 60:.1f} 小时" for name, minutes in rows[:SHOWN]]
    rest = sum(minutes for _, minutes in rows[SHOWN:])
    return "\n".join(told + ([f"其他 {rest / 60:.1f} 小时"] if rest else [])).replace(".0 小时", " 小时")


def of_team(team: Team, since: date, until: date) -> dict[Volunteer, int]:
    """For whom a team's certificates can be announced, with minutes: hours in these days, consent, and no certificate over the same hours yet."""
    minutes = total_minutes(ServiceHours.team == team.id, ServiceHours.day.between(since, until), by=ServiceHours.volunteer)
    served = [person for person, total in minutes.items() if total > 0]
    same = (Certificate.team == team.id, Certificate.since == since, Certificate.until == until, Certificate.withdrawn_on.is_null())
    has = Certificate.select(Certificate.volunteer).where(*same)
    rows = Volunteer.select().where(Volunteer.id.in_(served), Volunteer.publishes_name, Volunteer.id.not_in(has))
    return {person: minutes[person.id] for person in sorted(rows, key=spoken)}


def confirmed(serial: str, code: str, sender: str) -> Certificate | None:
    """The certificate of a serial number and a check code, None for a forged pair; raises TooMany for a sender who has guessed too often."""
    tried = Attempt.spend(f"certificate:{sender}", ASKED)
    rows = Certificate.select(Certificate, Volunteer).join(Volunteer).where(Certificate.serial == serial, Certificate.code == code)
    row: Certificate | None = rows.where(Certificate.issued_on.is_null(False) | Certificate.withdrawn_on.is_null(False)).first()
    if row:
        tried.give_back()
    return row
