"""The bar of five, and everything else: what each role finds where."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask_login import current_user

from models.areas import Area, Compound
from models.batches import Batch
from models.bookings import Booking
from models.bulletins import Bulletin
from models.concerns import Concern
from models.dispatches import Dispatch
from models.imports import Import
from models.locks import Lock
from models.office_sheets import OfficeSheet
from models.points import Transfer
from models.projects import Expense
from models.services import Income
from models.steps import Step
from models.users import Role, User
from models.worklist import counts
from views.register import Register

ALL = frozenset(Role)
WORK = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
LEAD = WORK | {Role.TEAM_LEADER}
NOT_PROPERTY = ALL - {Role.PROPERTY}
COMPOUNDS = "compounds.index"
CONCERNED = WORK | {Role.STREET, Role.DISTRICT}


@dataclass(frozen=True)
class Item:
    """One way to go: its words, its endpoint, its picture, and who sees it."""

    label: str
    endpoint: str
    icon: str
    roles: frozenset[Role]
    others: tuple[str, ...] = ()

    @property
    def nouns(self) -> tuple[str, ...]:
        """The blueprints whose pages belong under this one."""
        return (self.endpoint.split(".")[0], *self.others)


BAR = [
    Item("派单", "dispatches.index", "inbox", frozenset({Role.PROPERTY})),
    Item("总览", "figures.mine", "today", frozenset({Role.STREET, Role.DISTRICT}), ("areas",)),
    Item("今日", "rounds.show", "today", WORK, ("visits", "strays")),
    Item("住户", "households.index", "door", WORK, ("cares", "pairings", "proposals")),
    Item("诉求", "concerns.index", "concern", CONCERNED, ("steps", "mediations")),
    Item("活动", "activities.index", "activity", NOT_PROPERTY - WORK, ("pictures",)),
    Item("志愿", "sheets.index", "heart", LEAD, ("teams", "volunteers", "locks", "memberships", "shifts", "certificates", "merits")),
    Item("小区", COMPOUNDS, "building", ALL, ("summaries",)),
    Item("机制", "programmes.index", "star", ALL - LEAD - {Role.PROPERTY}),
    Item("账号", "users.index", "people", frozenset({Role.ADMINISTRATOR})),
]

MORE: list[tuple[str, list[tuple[str, str, frozenset[str]]]]] = [  # and in each group the registers that say so
    (
        "记录",
        [
            ("本社区总览", "figures.mine", frozenset({Role.COMMUNITY})),
            ("我的这个月", "own.show", frozenset({Role.GRID_WORKER})),
            ("走访记录", "visits.index", WORK),
            ("诉求", "concerns.index", CONCERNED),
            ("交上来的记录", "strays.index", WORK),
            ("调解", "mediations.index", WORK),
            ("邻里活动", "activities.index", NOT_PROPERTY),
            ("会议", "meetings.index", NOT_PROPERTY),
            ("会议决议", "resolutions.index", NOT_PROPERTY),
            ("志愿时长", "sheets.index", LEAD),
            ("派给我们的事", "dispatches.index", Dispatch.readers),
            ("驿站收入", "incomes.index", Income.readers),
            ("驿站和活动室排期", "bookings.index", Booking.readers),
            ("项目开支", "expenses.index", Expense.readers),
            ("爱心超市积分", "points.index", Transfer.readers),
        ],
    ),
    ("志愿", [("红色管家结对", "pairings.index", WORK), ("锁定志愿时长", "locks.index", Lock.readers)]),
    ("机制、驿站、组织", []),
    ("小区治理", [("快到期", "endings.index", ALL), ("业主表决算一算", "votes.show", NOT_PROPERTY)]),
    (
        "打印",
        [
            ("社区公报", "bulletins.index", Bulletin.readers),
            ("成批打印", "batches.index", Batch.readers),
            ("上级表格", "office_sheets.index", OfficeSheet.readers),
        ],
    ),
    ("考评和清单", []),
    (
        "导入和账号",
        [
            ("导入表格", "imports.index", Import.readers),
            ("谁看过", "readings.index", frozenset({Role.COMMUNITY})),
            ("系统状态", "status.show", frozenset({Role.ADMINISTRATOR})),
        ],
    ),
    ("个人信息", [("处理清单", "inquiries.processing", NOT_PROPERTY)]),
    ("设置", []),
    ("诉求的规矩", []),
    ("区域", [("区域", "areas.index", Area.readers - WORK)]),
]


def register(app: Flask) -> None:
    """Give every page its menus."""
    app.context_processor(lambda: {"bar": bar, "more": more, "waiting": waiting})


def bar() -> list[Item]:
    """At most five ways for the bar at the bottom."""
    return [item for item in BAR if current_user.role in item.roles and not (item.endpoint == COMPOUNDS and _serves_none())][:5]


def _serves_none() -> bool:
    """Whether it is a department, or a company without a contract: no compound to look at."""
    return current_user.role == Role.PROPERTY and not Compound.visible_to(current_user).exists()


def waiting() -> dict[str, int]:
    """How much waits for the user, by endpoint: what nobody has accepted, or what is to be dispatched or answered; one query."""
    user: User = current_user._get_current_object()
    if user.role == Role.PROPERTY:
        return {"dispatches.index": Dispatch.waiting(user).count()}
    if user.role in WORK:
        return {"concerns.index": sum(counts(Step.standing(Concern.listed_to(user)), user, ("dispatching", "answering")).values())}
    return {}


def more() -> list[tuple[str, list[tuple[str, str]]]]:
    """The rest, by group."""
    groups = ((title, [(label, endpoint) for label, endpoint, roles in [*rows, *_registers(title)] if current_user.role in roles]) for title, rows in MORE)
    return [(title, rows) for title, rows in groups if rows]


def _registers(group: str) -> list[tuple[str, str, frozenset[str]]]:
    """The registers of a group, in the order in which they are declared."""
    found = [bp for bp in current_app.blueprints.values() if isinstance(bp, Register) and bp.menu == group]
    return [(bp.called, f"{bp.name}.index", bp.model.readers) for bp in found]
