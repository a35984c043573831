"""What people ask about their own information: to read it, have it put right or deleted, or take a consent back (个人信息保护法 44 to 47, 15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, TextField

from models import clock
from models.areas import Area, check_community
from models.database import Query
from models.households import Household
from models.records import Invalid, Record
from models.search import SearchField, words
from models.users import Role, User
from models.volunteers import Volunteer

KINDS = [("access", "查阅、复制"), ("correct", "更正、补充"), ("delete", "删除"), ("withdraw", "撤回同意"), ("explain", "解释规则")]
ANSWERED_WITHIN = timedelta(days=30)  # GB/T 35273-2020, 8.7 (unverified); the law says 及时


class Inquiry(Record):
    """One request, on the community's work list until it is answered."""

    title = "个人信息申请"
    readers = frozenset({Role.COMMUNITY})
    editors = frozenset({Role.COMMUNITY})

    community: Any = ForeignKeyField(Area, backref="inquiries", verbose_name="社区")
    kind = CharField(16, choices=KINDS, verbose_name="要什么")
    name = CharField(40, verbose_name="谁提的")
    telephone = CharField(40, null=True, verbose_name="怎么联系")
    about = TextField(verbose_name="要查、要改、要删的是什么")
    asked = DateField(default=clock.today, verbose_name="哪天提的")
    due = DateField(null=True, verbose_name="最晚哪天答复")
    done = DateField(null=True, verbose_name="哪天答复的")
    refused = BooleanField(default=False, verbose_name="没有照办")
    answer = TextField(null=True, verbose_name="怎么办的；没有照办的写明理由")
    search = SearchField()

    def __str__(self) -> str:
        return f"{self.name} {self.shown('kind')}"

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.done:
            return "没有照办" if self.refused else "办好了"
        late = (clock.today() - (self.due or self.asked)).days
        return f"晚了 {late} 天" if late > 0 else f"还有 {-late} 天"

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """A community's own."""
        return cls.select().where(cls.community == user.area_id) if user.role == Role.COMMUNITY else cls.select().where(False)

    @classmethod
    def waiting_for(cls, user: User) -> int:
        """How many the user has to answer."""
        return int(cls.visible_to(user).where(cls.done.is_null()).count())

    def people(self, user: User) -> tuple[list[Household], list[Volunteer]]:
        """The doors and volunteers of this name or telephone that the user sees: whose information it may be about."""
        doors, same = Household.contact == self.name, Volunteer.name == self.name
        if self.telephone:
            doors, same = doors | (Household.telephone == self.telephone), same | (Volunteer.telephone == self.telephone)
        return list(Household.visible_to(user).where(doors).limit(20)), list(Volunteer.visible_to(user).where(same).limit(20))

    def clean(self) -> None:
        check_community(self.community)
        if self.asked > clock.today() or (self.done and self.done > clock.today()):
            raise Invalid(**{"done" if self.done and self.done > clock.today() else "asked": "不能是以后的日子"})
        if self.done and self.done < self.asked:
            raise Invalid(done="不能早于提出的那天")
        if (self.done or self.refused) and not (self.answer or "").strip():
            raise Invalid(answer="答复了就要写明怎么办的")
        if self.refused and not self.done:
            raise Invalid(done="没有照办的也要答复本人，写上哪天答复的")

    def clean_by(self, by: User) -> None:
        if self.community_id != by.area_id:
            raise Invalid(community="只能记本社区的")

    def settle(self) -> None:
        if self.due is None and self.asked:
            self.due = self.asked + ANSWERED_WITHIN
        self.search = words(self.name, self.telephone)
