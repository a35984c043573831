"""What the register says of volunteers besides their hours: skills, training, commendations, and certificates of service."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from models.certificates import Certificate, described
from models.demo.days import years_before
from models.demo.rows import dice
from models.demo.world import World
from models.hours import ServiceHours
from models.merits import Merit

SKILLS = ("理发", "量血压", "修家电", "写春联", "唱花灯", "做饭", "带孩子做手工", "开车接送", "普法宣讲", "拍照片")
FREE = ("周末", "工作日晚上", "上午", "随叫随到", "周三下午")
TRAINING = ("急救和心肺复苏培训", "志愿服务礼仪培训", "消防安全培训", "入户走访培训")
COMMENDED = ("年度优秀志愿者", "邻里之星")
ANSWERING = {"head": "柏桂英", "handler": "苏文", "contact": "0871-63330020"}
SEVEN = timedelta(days=7)


def note(world: World) -> None:
    """For the teams of the named compounds: everybody has a skill or none, some were trained, few commended; certificates of the first team."""
    for site in world.sites:
        for team, people in site.teams.values():
            chance = dice("merits", team.name)
            for person in people:
                person.skills = chance.choice(SKILLS) if chance.random() < 0.6 else None
                person.availability = chance.choice(FREE) if chance.random() < 0.6 else None
                if person.publishes_name:
                    person.published_since = years_before(world.today, chance.uniform(0.2, 1))
                _merits(world, chance, person)
    if world.sites:
        _certificates(world, *next(iter(world.sites[0].teams.values())))


def _merits(world: World, chance: Any, person: Any) -> None:
    day, issuer = years_before(world.today, chance.uniform(0.1, 1)), f"{person.community.name}"
    if chance.random() < 0.3:
        world.rows.add(Merit, volunteer=person, kind="training", day=day, text=chance.choice(TRAINING), issuer=issuer, minutes=chance.choice((60, 90, 120)))
    if chance.random() < 0.08:
        world.rows.add(Merit, volunteer=person, kind="commendation", day=day, text=chance.choice(COMMENDED), issuer=issuer)


def _certificates(world: World, team: Any, people: list[Any]) -> None:
    """Some issued a while ago, one ready, one made public yesterday."""
    until = world.today - timedelta(days=31)
    since = date(until.year, 1, 1)
    served: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in world.rows.of(ServiceHours):
        if line.team is team and line.sheet.confirmed_at and since <= line.day <= until:
            served[line.volunteer.id][line.sheet.purpose] += line.minutes
    chance = dice("certificates", team.name)
    willing = [person for person in people if person.publishes_name and served[person.id]]
    begun = [30, 24, 16, 8, 1]
    for number, (person, ago) in enumerate(zip(willing, begun, strict=False), 1):
        content = dict(sorted(served[person.id].items(), key=lambda row: (-row[1], row[0])))
        announced = world.today - timedelta(days=ago)
        values = {"minutes": sum(content.values()), "content": described(content), "announced_on": announced, "issuer": team.community.name, **ANSWERING}
        values["issued_on"] = announced + SEVEN if ago > 10 else None
        serial = {"serial": f"{world.today.year}-{team.community.id:05}-{number:05}", "code": f"{chance.randrange(10**8):08}"}
        world.rows.add(Certificate, volunteer=person, community=team.community, team=team, since=since, until=until, **serial, **values)
