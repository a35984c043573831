"""What a bulletin says, as plain values: the draft's own words, and what the ledgers know of the month. No resident's name, no door."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from models import clock
from models.areas import Compound
from models.bulletins import Bulletin, day_of
from models.concerns import Concern
from models.grids import Grid
from models.hours import ServiceHours, total_minutes
from models.milestones import reached
from models.organizations import Post
from models.periods import Period
from models.reports.answers import rates, waiting
from models.reports.promises import ledger
from models.reports.wording import counted, hours
from models.stations import Station
from models.users import User
from models.volunteers import Team

ALWAYS = [("政务服务热线", "12345"), ("报警 · 火警 · 急救", "110 · 119 · 120")]
MOST_CODES = 18  # two rows of nine
WEEKDAYS = "一二三四五六日"


def gazette(bulletin: Bulletin) -> dict[str, Any]:
    """All that is printed, ready to be kept as it is."""
    community, month = bulletin.community, bulletin.month
    compounds = list(Compound.select().where(Compound.community == community.id).order_by(Compound.name))
    return {
        "community": community.name,
        "above": [place.name for place in community.chain()[:-1]],
        "demonstration": any(place.demonstration_data for place in community.chain()),
        "month": month.label,
        "day": _told(clock.today()),
        "headline": bulletin.headline,
        "sides": int(bulletin.sides),
        "greeting": _lines(bulletin.greeting),
        "notices": _notices(bulletin.notices),
        "coming": [_coming(line, month) for line in _lines(bulletin.coming)],
        "menu": [_menu(line) for line in _lines(bulletin.menu)],
        "canteens": [f"{station.name} {station.hours or ''}".strip() for station in _canteens(community)],
        "progress": _progress(community, month),
        "thanks": {"words": _lines(bulletin.thanks), **_service(community, month)},
        "calls": _calls(community, compounds, [_pair(line) for line in _lines(bulletin.calls)]),
        "codes": [{"name": compound.name, "compound": compound.id} for compound in compounds[:MOST_CODES]],
        "uncoded": max(0, len(compounds) - MOST_CODES),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _notices(text: str) -> list[dict[str, Any]]:
    """Paragraphs, parted by an empty line; the first line of each is its heading."""
    blocks = [_lines(block) for block in re.split(r"\n\s*\n", text)]
    return [{"title": block[0], "text": block[1:]} for block in blocks if block]


def _coming(line: str, month: Period) -> dict[str, str]:
    """A line that begins with a day (11月8日 9:00 义诊) as day, weekday and the rest."""
    day, what = day_of(line, month)
    if day is None:
        return {"day": "", "weekday": "", "what": line}
    return {"day": f"{day.month}.{day.day}", "weekday": f"周{WEEKDAYS[day.weekday()]}", "what": what or line}


def _menu(line: str) -> list[str]:
    """周一 红烧肉、青菜 as day and dishes."""
    day, _, dishes = line.replace("：", " ", 1).partition(" ")
    return [day, dishes.strip()] if dishes.strip() else ["", day]


def _pair(line: str) -> list[str]:
    """家电维修 0871-1234 as what and number."""
    what, _, number = line.rpartition(" ")
    return [what.strip("： "), number] if what else [line, ""]


def _canteens(community: Any) -> list[Station]:
    return list(Station.select().where(Station.area == community.id, Station.kind == "canteen").order_by(Station.id))


def _progress(community: Any, month: Period) -> dict[str, Any]:
    """How many were raised and answered, the three rates, and the lines of the wall."""
    where = (Concern.community == community.id, Concern.day.between(month.start, month.last_day))
    told, open_ = rates(*where), waiting(Concern.community == community.id, Concern.day <= month.last_day)
    lines = ledger(Concern.community == community.id, month, 14)
    return {
        "raised": told.concerns,
        "open": open_.open,
        "overdue": open_.overdue,
        "rates": [[name, rate.percent] for name, rate in told.three],
        "lines": [
            {"number": line.number, "told": line.told, "chain": line.chain, "state": line.state, "tone": line.tone, "compound": line.compound}
            for line in lines.lines
        ],
        "count": lines.count,
    }


def _service(community: Any, month: Period) -> dict[str, Any]:
    """What volunteers gave: hours and people together, and the teams. Teams have public names; people are named with their consent alone (志愿服务条例 20)."""
    where = (ServiceHours.community == community.id, ServiceHours.day.between(month.start, month.last_day))
    by_team = total_minutes(*where, by=ServiceHours.team)
    people = sum(minutes > 0 for minutes in total_minutes(*where, by=ServiceHours.volunteer).values())
    names = {team.id: team.name for team in Team.select(Team.id, Team.name).where(Team.id.in_(list(by_team)))}
    teams = sorted(((names[key], minutes) for key, minutes in by_team.items() if minutes > 0), key=lambda row: (-row[1], row[0]))
    return {"people": counted(people), "hours": hours(sum(by_team.values())), "teams": [name for name, _ in teams[:6]], "names": names_of(community, month)}


def names_of(community: Any, month: Period) -> list[str]:
    """Who came to a milestone in the month and agreed to be thanked by name."""
    return [f"{name}满 {passed} 小时" for name, passed in reached(community.id, month.start, month.last_day)]


def _calls(community: Any, compounds: list[Compound], written: list[list[str]]) -> list[list[str]]:
    """Posted telephones: the community's own, those it wrote itself, those that everybody should know, each compound's, some grid workers'.

    A page that is full leaves out the last.
    """
    line = Post.lines([community.id]).get(community.id)
    calls: list[list[str]] = [[community.name, line]] if line else []
    calls += [*written, *(list(pair) for pair in ALWAYS)]
    calls += [[compound.name, compound.telephone or ""] for compound in compounds if compound.telephone]
    rows = Grid.select(Grid, User).join(User, on=(Grid.worker == User.id), attr="walker")
    rows = rows.where(Grid.compound.in_([compound.id for compound in compounds]), Grid.telephone.is_null(False)).order_by(Grid.compound, Grid.name)
    calls += [[f"网格员 {grid.walker.name}（{grid.name}）", str(grid.telephone)] for grid in rows.limit(6)]
    return calls


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
