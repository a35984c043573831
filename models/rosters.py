"""岗位: the named places of a team in each courtyard, who holds them, what they have pledged, and which are vacant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField

from models import clock
from models.areas import Compound
from models.database import Query, hold
from models.grids import Grid
from models.records import Invalid, Record
from models.search import SearchField, words
from models.terms import Termed
from models.users import Role, User
from models.volunteers import LEADERS, Team

SLOTS = {  # the places of a courtyard by kind of team, as the source names them
    "grid4": ("社区", "企业党组织", "业主代表", "院坝"),
    "staff3": ("社区党员", "物业党员", "工作人员"),
    "steward": ("红色管家",),
    "pioneer": ("先锋管家",),
}
NAMES = tuple(dict.fromkeys(name for slots in SLOTS.values() for name in slots))
JUDGED = [("open", "还在做"), ("kept", "兑现了"), ("broken", "没兑现")]


class Place(Termed):
    """Somebody in a named place of a team for one courtyard, from when to when; one at a time."""

    title = "岗位"
    readers = LEADERS
    editors = frozenset({Role.COMMUNITY})

    team: Any = ForeignKeyField(Team, backref="places", verbose_name="志愿队")
    grid: Any = ForeignKeyField(Grid, null=True, backref="places", verbose_name="院落")
    slot = CharField(16, choices=[(name, name) for name in NAMES], verbose_name="岗位")
    person = CharField(40, verbose_name="姓名")
    public = BooleanField(default=False, verbose_name="亮身份（本人同意公开姓名）")
    since = DateField(default=clock.today, verbose_name="开始")
    until = DateField(null=True, verbose_name="结束")
    search = SearchField()

    def __str__(self) -> str:
        return f"{self.person}（{self.slot}）"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """Names stay in the community: others read on the page who agreed to be named in public (志愿服务条例 20), and what is vacant."""
        rows = cls.select(cls, Team).join(Team)
        return rows.where(Team.community.in_(user.communities)) if user.role in cls.readers else rows.where(False)

    def settle(self) -> None:
        self.search = words(self.person, self.slot)

    def clean(self) -> None:
        super().clean()
        if self.slot not in SLOTS.get(self.team.kind, ()):
            raise Invalid(slot=f"{self.team.shown('kind')}没有这个岗位")
        if self.grid and self.grid.compound_id != self.team.compound_id:
            raise Invalid(grid="这个院落不在志愿队的小区里")
        self._check_vacant()

    def _check_vacant(self) -> None:
        hold(Team, self.team_id)
        same = (Place.team == self.team_id) & (Place.slot == self.slot) & (Place.id != (self.id or 0))
        same &= Place.grid.is_null() if self.grid_id is None else Place.grid == self.grid_id
        for other in Place.select().where(same):
            if not (_before(other.until, self.since) or _before(self.until, other.since)):
                raise Invalid(person=f"这个岗位这段时间是{other.person}，先写上他的结束日期")


class Pledge(Record):
    """What somebody in a place has promised in public (亮承诺), and whether it was kept."""

    title = "承诺"
    readers = Place.readers
    editors = Place.editors

    place: Any = ForeignKeyField(Place, backref="pledges", on_delete="CASCADE", verbose_name="岗位")
    text = CharField(60, verbose_name="承诺什么")
    day = DateField(default=clock.today, verbose_name="哪天承诺的")
    state = CharField(8, choices=JUDGED, default="open", verbose_name="兑现没有")
    judged = DateField(null=True, verbose_name="哪天评的")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def visible_to(cls, user: User) -> Query:
        return cls.select(cls, Place).join(Place).where(Place.id.in_(Place.visible_to(user).select(Place.id)))

    def settle(self) -> None:
        self.judged = None if self.state == "open" else self.judged or clock.today()

    def clean(self) -> None:
        if self.day > clock.today():
            raise Invalid(day="不能是以后的日子")
        if self.judged and not self.day <= self.judged <= clock.today():
            raise Invalid(judged="要在承诺以后，也不能是以后的日子")


@dataclass(frozen=True)
class Courtyard:
    """The places of one team in one courtyard, in their order; None where one is vacant. `grid` is None for a whole compound."""

    team: Team
    grid: Grid | None
    slots: list[tuple[str, Place | None]]

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.grid or "整个小区")

    @property
    def vacant(self) -> list[str]:
        """The places that nobody holds."""
        return [slot for slot, place in self.slots if place is None]


def rosters(teams: Iterable[Team], day: date | None = None) -> list[Courtyard]:
    """The courtyards of these teams on a day (today), by team and in the order in which they were entered; a team whose kind has no places has none.

    A team stands in every grid of its compound; where there are none, or somebody was written down for it, for the whole compound.
    """
    having = [team for team in teams if team.kind in SLOTS]
    day = day or clock.today()
    grids: dict[int, list[Grid]] = {}
    for row in Grid.select().where(Grid.compound.in_([team.compound_id for team in having if team.compound_id])).order_by(Grid.id):
        grids.setdefault(row.compound_id, []).append(row)
    held = {(place.team_id, place.grid_id, place.slot): place for place in Place.select().where(Place.team.in_([t.id for t in having]), Place.holds_on(day))}
    found = []
    for team in having:
        own: list[Grid | None] = list(grids.get(team.compound_id, []))
        whole = [] if own and not any((team.id, None, slot) in held for slot in SLOTS[team.kind]) else [None]
        for grid in [*own, *whole]:
            key = grid.id if grid else None
            found.append(Courtyard(team, grid, [(slot, held.get((team.id, key, slot))) for slot in SLOTS[team.kind]]))
    return found


def rosters_of(compound: Compound, day: date) -> list[Courtyard]:
    """Those of a compound's own teams."""
    return rosters(Team.select().where(Team.compound == compound.id).order_by(Team.kind, Team.name), day)


def pledged(compound: Compound, day: date) -> tuple[int, int]:
    """(kept, all) of the pledges made by `day` in places that were held on it."""
    rows = Pledge.select(Pledge.state, Pledge.judged).join(Place).join(Team).where(Team.compound == compound.id, Place.holds_on(day), Pledge.day <= day)
    judged: Any = rows.tuples()
    kept = [state == "kept" and when <= day for state, when in judged]
    return sum(kept), len(kept)


def _before(end: date | None, beginning: date | None) -> bool:
    """Whether something that ends then is over when the other begins."""
    return end is not None and beginning is not None and end < beginning
