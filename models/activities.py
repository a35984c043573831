"""Neighbourhood activities: talks, meals, clinics, troupe evenings."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField, TextField, TimeField

from models.database import Query, db
from models.editables import Editable
from models.ledgers import DIFFERENT, Entry
from models.money import Fen, in_yuan
from models.programmes import CODES, INTEGRATIONS, Programme
from models.records import Invalid, Number
from models.search import SearchField, words
from models.users import NOT_PROPERTY, Role, User
from models.volunteers import Team


class ActivityKind(Editable):
    """What sort of activity. `cell` 1 to 8 puts it among the eight neighbour activities of the page."""

    title = "活动类别"
    identities = (("name",), ("cell",))

    name = CharField(12, unique=True, verbose_name="名称")
    cell = Number(null=True, unique=True, low=1, high=8, verbose_name="八大邻里活动第几格")
    position = Number(default=0, high=1000, verbose_name="次序")
    code = CharField(20, null=True, choices=CODES, verbose_name="一页纸上算作")  # whatever the district calls it
    minors = BooleanField(default=False, verbose_name="涉及未成年人")

    @classmethod
    def to_choose(cls) -> list[ActivityKind]:
        """All kinds, the eight neighbour activities first."""
        return list(cls.select().order_by(cls.cell.is_null(), cls.cell, cls.position, cls.id))


class Activity(Entry):
    """An event or session. Its volunteers' hours are a sheet of its team, made with it."""

    title = "活动"
    readers = NOT_PROPERTY
    editors = frozenset({Role.GRID_WORKER, Role.TEAM_LEADER, Role.COMMUNITY})

    name = CharField(60, verbose_name="名称")
    kind: Any = ForeignKeyField(ActivityKind, backref="activities", verbose_name="类别")
    programme: Any = ForeignKeyField(Programme, null=True, backref="activities", index=False, verbose_name="机制")
    team: Any = ForeignKeyField(Team, null=True, backref="activities", verbose_name="志愿队")
    integration = CharField(16, null=True, choices=INTEGRATIONS, verbose_name="四个融合")
    place = CharField(60, null=True, verbose_name="地点")
    starts = TimeField(null=True, formats=["%H:%M:%S", "%H:%M"], verbose_name="几点开始")
    minutes = Number(default=120, low=5, high=1440, verbose_name="多长（分钟）")
    host = CharField(60, null=True, verbose_name="谁主办")
    headcount = Number(default=0, high=100_000, verbose_name="到场人数")
    meals = Number(null=True, high=100_000, verbose_name="供餐（份）")
    price = Fen(null=True, high=100_000, verbose_name="一份多少钱（元）")
    note = TextField(default="", verbose_name="记录")
    search = SearchField()

    class Meta:
        indexes = ((("compound", "day"), False), (("community", "day"), False))

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """What happens in a place is no secret there; the property company sees only what is sent to it."""
        rows = cls.select(cls, ActivityKind).join(ActivityKind)
        return rows.where(cls.community.in_(user.communities)) if user.role != Role.PROPERTY else rows.where(False)

    def editable_by(self, user: User) -> bool:
        """The recorder's own, and all of a community's for the community; a void one no more."""
        return not self.void and (user.role == Role.COMMUNITY or self.recorder_id == user.id)

    @property
    def told(self) -> str:
        """The note as it may leave the site: of children nothing does, whatever somebody wrote there."""
        return "" if self.kind.minors else self.note

    def shown(self, name: str) -> str:
        """The price of a meal in yuan, also in the history."""
        return in_yuan(self.price) if name == "price" and self.price is not None else super().shown(name)

    def settle(self) -> None:
        super().settle()
        self.search = words(self.name, self.place, self.host)

    def clean(self) -> None:
        """Refuse what belongs to another community, and a price without meals."""
        if self.price is not None and not self.meals:
            raise Invalid(meals="写了价钱，也要写供了多少份")
        if self.programme and self.programme.community_id not in (None, self.community_id):
            raise Invalid(programme="这个机制不在这个社区里")
        if self.team and self.team.community_id != self.community_id:
            raise Invalid(team="这个志愿队不在这个社区里")

    @classmethod
    def hold(cls, by: User, members: Sequence[int] = (), pictures: Sequence[bytes] = (), **values: Any) -> tuple[Activity, bool]:
        """Enter an activity with its pictures, and its length as confirmed hours of the volunteers with the keys `members`.

        All or nothing, once whatever the retries; gives the activity and whether it is new. Hours of a closed day are dated
        today. Raises Invalid as `enter`, `Sheet.log` and `Picture.add_to` do.
        """
        from models.hours import Sheet
        from models.locks import Lock

        with db.atomic():
            activity, new = cls.enter(by, **values)
            if new and members:
                what = {"team": activity.team, "activity": activity, "programme": activity.programme}
                what["day"] = Lock.open_day(activity.community_id, activity.day)
                lines = dict.fromkeys(members, activity.minutes)
                Sheet.log(by, lines, id=activity._own_sheet, purpose=activity.name, minutes=activity.minutes, **what)
            if new:
                from models.pictures import Picture

                Picture.add_to(activity, by, pictures, activity.id)
            elif activity._helpers() != set(members):  # a sheet that came with it is confirmed, and stays what it was
                raise Invalid(id=DIFFERENT)
        return activity, new

    @property
    def _own_sheet(self) -> uuid.UUID:
        """The key of the sheet made with it, whether there is one or not."""
        return uuid.uuid5(self.id, "hours")

    def _helpers(self) -> set[int]:
        """Keys of the volunteers whose hours came with it."""
        return {line.volunteer_id for sheet in self.sheets for line in sheet.hours if sheet.id == self._own_sheet}

    def strike(self, by: User, reason: str) -> None:
        """Declare the activity void and take back the hours that came with it or were logged for it later.

        Raises Invalid without a reason, when hours are locked and `by` is not the community, or for hours logged later of
        a team that `by` does not lead.
        """
        with db.atomic():
            super().strike(by, reason)
            for sheet in self.sheets:
                if sheet.id != self._own_sheet and not sheet.team.led_by(by) and not sheet.spent:
                    raise Invalid(reason=f"{sheet.team}也给这场活动登记了时长，请队长先抵掉，或请社区来作废")
                sheet.withdraw(by, f"活动作废：{reason}")
