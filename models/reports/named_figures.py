"""The figures of a place and a period under the names by which an office's own spreadsheet asks for them: {{visits.count}}, {{#concerns}}."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from peewee import fn

from models import clock
from models.activities import Activity, ActivityKind
from models.areas import Area, Compound
from models.concerns import Concern
from models.hours import ServiceHours, total_minutes
from models.households import Household
from models.periods import Period
from models.reports.answers import rates, waiting
from models.reports.promises import ledger
from models.stations import Station
from models.visits import Visit
from models.volunteers import Team

MOST_LINES = 2000
FIGURES = {
    "place.name": "这个地方的名称",
    "place.above": "它的上级",
    "period.label": "时间，如 2026年10月",
    "period.start": "头一天",
    "period.end": "最后一天",
    "today": "填表的日子",
    "compounds.count": "小区数",
    "households.count": "登记的住户数（系统里建了档的）",
    "stations.count": "驿站数",
    "visits.count": "入户走访次数（见到人的）",
    "visits.missed": "没见到人的次数",
    "visits.households": "走到的户数",
    "volunteers.count": "服务过的志愿者人数",
    "hours.total": "志愿服务小时数",
    "activities.count": "邻里活动场次",
    "activities.people": "参加人次",
    "concerns.raised": "新提的诉求件数",
    "concerns.open": "还没办完的件数",
    "concerns.overdue": "超期的件数",
    "concerns.responded": "响应率 %",
    "concerns.solved": "解决率 %",
    "concerns.satisfied": "满意率 %",
}
LISTS = {
    "concerns": ("诉求，一件一行", {"number": "编号", "day": "哪天提的", "what": "什么事", "urgency": "急不急", "chain": "经手", "state": "办到哪一步"}),
    "activities": ("邻里活动，一场一行", {"day": "日期", "name": "名称", "kind": "类别", "people": "人数"}),
    "teams": ("志愿队，一支一行", {"name": "名称", "hours": "小时"}),
    "compounds": (
        "小区，一个一行",
        {"name": "名称", "mode": "类型", "visits": "走访次数", "hours": "志愿小时", "activities": "活动场次", "raised": "诉求件数"},
    ),
}


class Figures:
    """The figures of a compound or of an area; each is worked out when a spreadsheet asks for it."""

    def __init__(self, place: Compound | Area, period: Period) -> None:
        self.place, self.period = place, period
        self.known: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """A figure of `FIGURES`: a number, a day or a text; None where there is nothing to tell."""
        group = name.split(".", maxsplit=1)[0]
        if name not in self.known:
            self.known |= getattr(self, f"_{group}")()
        return self.known[name]

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The rows of a list of `LISTS`."""
        return list(getattr(self, f"_lines_of_{name}")())

    def _at(self, model: Any) -> Any:
        """The condition of lying in the place."""
        if isinstance(self.place, Compound):
            return model.compound == self.place.id
        return model.community.in_(self.place.communities())

    def _during(self, model: Any) -> tuple[Any, ...]:
        return (self._at(model), model.day.between(self.period.start, self.period.last_day))

    def _compounds_here(self) -> Any:
        return Compound.select().where(Compound.id == self.place.id if isinstance(self.place, Compound) else Compound.community.in_(self.place.communities()))

    def _place(self) -> dict[str, Any]:
        chain = self.place.community.chain() if isinstance(self.place, Compound) else self.place.chain()[:-1]
        return {"place.name": self.place.name, "place.above": " ".join(area.name for area in chain)}

    def _period(self) -> dict[str, Any]:
        return {"period.label": self.period.label, "period.start": self.period.start, "period.end": self.period.end}

    def _today(self) -> dict[str, date]:
        return {"today": clock.today()}

    def _compounds(self) -> dict[str, int]:
        return {"compounds.count": self._compounds_here().count()}

    def _households(self) -> dict[str, int]:
        rows = Household.select().where(Household.compound.in_(self._compounds_here().select(Compound.id)), Household.since <= self.period.last_day)
        return {"households.count": rows.count()}

    def _stations(self) -> dict[str, int]:
        if isinstance(self.place, Compound):
            return {"stations.count": Station.select().where(Station.compound == self.place.id).count()}
        return {"stations.count": Station.select().join(Area).where(Area.path.startswith(self.place.path)).count()}

    def _visits(self) -> dict[str, int]:
        rows = Visit.select().where(*self._during(Visit), Visit.standing())
        met = rows.where(Visit.outcome == "met")
        doors: Any = met.select(fn.COUNT(fn.DISTINCT(Visit.household))).scalar()
        return {"visits.count": met.count(), "visits.missed": rows.where(Visit.outcome != "met").count(), "visits.households": int(doors)}

    def _volunteers(self) -> dict[str, int]:
        return {"volunteers.count": sum(minutes > 0 for minutes in total_minutes(*self._during(ServiceHours), by=ServiceHours.volunteer).values())}

    def _hours(self) -> dict[str, float]:
        return {"hours.total": _hours(total_minutes(*self._during(ServiceHours)))}

    def _activities(self) -> dict[str, int]:
        rows: Any = Activity.select(fn.COUNT(Activity.id), fn.COALESCE(fn.SUM(Activity.headcount), 0)).where(*self._during(Activity), Activity.standing())
        count, people = rows.tuples().get()
        return {"activities.count": count, "activities.people": int(people)}

    def _concerns(self) -> dict[str, Any]:
        told, open_ = rates(*self._during(Concern)), waiting(self._at(Concern), Concern.day <= self.period.last_day)
        shares = dict(zip(("responded", "solved", "satisfied"), (rate.percent for _, rate in told.three), strict=True))
        counts = {"raised": told.concerns, "open": open_.open, "overdue": open_.overdue}
        return {f"concerns.{name}": value for name, value in {**counts, **shares}.items()}

    def _lines_of_concerns(self) -> Iterator[dict[str, Any]]:
        for line in ledger(self._at(Concern), self.period, MOST_LINES).lines:
            told = {"number": line.number, "day": line.day, "what": line.told}
            yield {**told, "urgency": line.urgency, "chain": line.chain, "state": line.state}

    def _lines_of_activities(self) -> Iterator[dict[str, Any]]:
        rows = Activity.select(Activity, ActivityKind).join(ActivityKind).where(*self._during(Activity), Activity.standing())
        for activity in rows.order_by(Activity.day, Activity.name).limit(MOST_LINES):
            yield {"day": activity.day, "name": activity.name, "kind": activity.kind.name, "people": activity.headcount}

    def _lines_of_teams(self) -> Iterator[dict[str, Any]]:
        minutes = total_minutes(*self._during(ServiceHours), by=ServiceHours.team)
        for team in Team.select().where(Team.id.in_([key for key, total in minutes.items() if total])).order_by(Team.name):
            yield {"name": team.name, "hours": _hours(minutes[team.id])}

    def _lines_of_compounds(self) -> Iterator[dict[str, Any]]:
        visits, activities, concerns = (self._by_compound(model, *where) for model, *where in self._ledgers())
        minutes = total_minutes(*self._during(ServiceHours), by=ServiceHours.compound)
        for compound in self._compounds_here().order_by(Compound.community, Compound.name).limit(MOST_LINES):
            counts = {"visits": visits.get(compound.id, 0), "activities": activities.get(compound.id, 0), "raised": concerns.get(compound.id, 0)}
            yield {"name": compound.name, "mode": compound.shown("mode"), "hours": _hours(minutes.get(compound.id, 0)), **counts}

    def _ledgers(self) -> list[tuple[Any, ...]]:
        from models.reports.answers import LISTED

        return [(Visit, Visit.standing(), Visit.outcome == "met"), (Activity, Activity.standing()), (Concern, *LISTED)]

    def _by_compound(self, model: Any, *where: Any) -> dict[int, int]:
        rows: Any = model.select(model.compound, fn.COUNT(model.id)).where(*self._during(model), *where)
        return dict(rows.group_by(model.compound).tuples())


def _hours(minutes: int) -> float:
    """Hours with one decimal, a whole number where it is one."""
    return round(minutes / 60, 1)
