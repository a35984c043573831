"""The bar of five, and everything else: what each role finds where."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask_login import current_user

from models.areas import Compound
from models.concerns import Concern
from models.dispatches import Dispatch
from models.services import Income
from models.steps import Step
from models.users import Role, User
from models.worklist import counts

ALL = frozenset(Role)
WORK = frozenset({Role.GRID_WORKER, Role.COMMUNITY})
LEAD = WORK | {Role.TEAM_LEADER}
OFFICE = frozenset({Role.COMMUNITY, Role.ADMINISTRATOR})
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
    Item("总览", "areas.index", "today", frozenset({Role.STREET, Role.DISTRICT})),
    Item("今日", "rounds.show", "today", WORK, ("visits", "strays")),
    Item("住户", "households.index", "door", WORK, ("cares", "pairings", "proposals")),
    Item("诉求", "concerns.index", "concern", CONCERNED, ("steps", "mediations")),
    Item("活动", "activities.index", "activity", NOT_PROPERTY - WORK, ("pictures",)),
    Item("志愿", "sheets.index", "heart", LEAD, ("teams", "volunteers", "locks", "memberships")),
    Item("小区", COMPOUNDS, "building", ALL, ("summaries",)),
    Item("机制", "programmes.index", "star", ALL - LEAD - {Role.PROPERTY}),
    Item("账号", "users.index", "people", frozenset({Role.ADMINISTRATOR})),
]

MORE = [
    (
        "记录",
        [
            ("走访记录", "visits.index", WORK),
            ("诉求", "concerns.index", CONCERNED),
            ("交上来的记录", "strays.index", WORK),
            ("调解", "mediations.index", WORK),
            ("邻里活动", "activities.index", NOT_PROPERTY),
            ("志愿时长", "sheets.index", LEAD),
            ("派给我们的事", "dispatches.index", Dispatch.readers),
            ("驿站收入", "incomes.index", Income.readers),
        ],
    ),
    ("志愿", [("志愿队", "teams.index", NOT_PROPERTY), ("志愿者", "volunteers.index", LEAD), ("红色管家结对", "pairings.index", WORK)]),
    (
        "机制、驿站、组织",
        [
            ("机制", "programmes.index", NOT_PROPERTY),
            ("驿站", "stations.index", NOT_PROPERTY),
            ("服务菜单", "services.index", NOT_PROPERTY),
            ("组织", "organizations.index", NOT_PROPERTY),
        ],
    ),
    ("小区治理", [("任职", "posts.index", NOT_PROPERTY), ("物业合同", "contracts.index", ALL), ("网格", "grids.index", NOT_PROPERTY)]),
    (
        "导入和账号",
        [
            ("导入表格", "imports.index", frozenset({Role.COMMUNITY})),
            ("账号", "users.index", OFFICE),
            ("谁看过", "readings.index", OFFICE - {Role.ADMINISTRATOR}),
        ],
    ),
    ("设置", [("走访频次", "care-kinds.index", OFFICE), ("走访话题", "topics.index", OFFICE), ("活动类别", "activity-kinds.index", OFFICE)]),
    ("诉求的规矩", [("诉求类别", "categories.index", OFFICE), ("办理时限", "urgencies.index", OFFICE), ("工作日调整", "workdays.index", OFFICE)]),
    ("区域", [("区域", "areas.index", frozenset({Role.ADMINISTRATOR, Role.STREET, Role.DISTRICT}))]),
]


def register(app: Flask) -> None:
    """Give every page its menus."""
    app.context_processor(lambda: {"bar": bar, "more": more, "waiting": waiting})


def bar() -> list[Item]:
    """At most five ways for the bar at the bottom."""
    return [item for item in BAR if current_user.role in item.roles and _there(item.endpoint) and not (item.endpoint == COMPOUNDS and _serves_none())][:5]


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
    groups = ((title, [(label, endpoint) for label, endpoint, roles in rows if current_user.role in roles and _there(endpoint)]) for title, rows in MORE)
    return [(title, rows) for title, rows in groups if rows]


def _there(endpoint: str) -> bool:
    return endpoint in current_app.view_functions
