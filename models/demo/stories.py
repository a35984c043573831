"""What became of a concern, step by step. A path is a word of one letter a step; it ends where the future begins."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from models import clock
from models.demo import names
from models.demo.desk import Desk, Yard
from models.demo.matters import Matter
from models.steps import Step

STEPS = {  # letter -> kind, and the hours since the step before it: of a 小事, 急事, 难事
    "C": ("confirmation", (1, 8), (0.2, 0.7), (1, 8)),
    "D": ("dispatch", (0.3, 6), (0.1, 1.1), (1, 8)),
    "A": ("acceptance", (0.5, 6), (0.1, 0.6), (1, 12)),
    "B": ("return", (1, 12), (0.2, 1), (4, 24)),
    "E": ("dispatch", (1, 8), (0.2, 1), (2, 12)),  # to whom the company named
    "S": ("dispatch", (2, 30), (2, 6), (2, 30)),  # by the street, once it has become the street's business
    "H": ("handling", (3, 70), (0.5, 9), (24, 150)),
    "h": ("handling", (1, 9), (0.2, 1.7), (2, 10)),  # at once, without sending it anywhere
    "N": ("answer", (1, 20), (0.2, 3), (2, 24)),
    "R": ("referral", (1, 9), (0.2, 1), (1, 9)),
    "+": ("verdict", (6, 110), (6, 60), (12, 120)),
    "~": ("verdict", (6, 110), (6, 60), (12, 120)),
    "-": ("verdict", (6, 110), (6, 60), (12, 120)),
}
TONES = {"小事": 1, "急事": 2, "难事": 3}
SENT = ("{gist}。请安排人去看，办好说一声。", "{gist}。麻烦尽快办，办完回个话。", "{gist}。请和反映的人约时间上门。")
SENT_COMMON = ("{gist}。请安排人去看，办好说一声。", "{gist}。麻烦尽快办，办完回个话。", "{gist}。请今明两天去看一下。")
ON_ITS_WAY = "物业说：{reason}。请接着办：{gist}。"
CLIMBED = "{gist}。已经超期，请接手，定个时间。"
RUNG_UP = ("打电话说了：{done}", "发了短信：{done}", "上门说了：{done}")
TOLD = ("在楼下当面说了：{done}", "在单元门口贴了条：{done}", "小区群里说了：{done}")
PRAISE = ("", "", "", "办得快，谢谢", "挺好的", "比上次快", "没想到这么快")
GRUMBLES = ("等得太久了", "办是办了，没人先说一声", "弄得一地灰没扫", "电话打了三次才有人接")
DENIALS = ("修了两天又坏了", "还是老样子", "只弄了一半", "来看了一眼就走了")
CONFIRMED = ("去看过，是这样。", "上门核实了，属实。", "现场拍了照，情况一样。")
FAULTS = ("", "", "工程部{surname}师傅", "维修班{surname}师傅")


class Story:
    """One concern from its intake on: `at` is the local time of the last step, `receiver` whom it is for, `holder` who has it now."""

    def __init__(self, desk: Desk, yard: Yard, matter: Matter, concern: Any, done: str, pace: float = 1.0) -> None:
        self.desk, self.chance, self.yard, self.matter, self.concern = desk, yard.chance, yard, matter, concern
        self.done, self.pace = done, pace
        self.at = self.told = self.handled = clock.in_china(concern.recorded_at)
        self.receiver = desk.receiver(yard, matter, concern.day)
        self.holder: Any = None
        self.doer = ""
        self.worker = concern.household.grid.worker if concern.household else yard.chance.choice(yard.grids).worker
        self.count = 0
        self._write("intake", concern.recorder, uuid.uuid5(concern.id, "intake"))

    def tell(self, path: str) -> bool:
        """Take the steps of a path up to last midnight; gives whether all of them were taken."""
        return all(self._step(letter) for letter in path)

    def _step(self, letter: str) -> bool:
        kind, *waits = STEPS[letter]
        at = self._next(letter, *waits[TONES[self.concern.urgency.name] - 1])
        if at >= self.desk.midnight:
            return False
        self.at = at
        by, values = getattr(self, f"_{kind}")(letter)
        step = self._write(kind, by, **values)
        if letter == "-":
            self._write("reopening", by, uuid.uuid5(step.id, "reopening"))
            promise = self.concern.urgency.promise(step.at, self.desk.calendar)
            self.concern.due, self.concern.climbs_at = promise.due, promise.climbs_at
            self.done = f"又去了一次，{self.done}"
        return True

    def _next(self, letter: str, least: float, most: float) -> datetime:
        """When the next step is taken: at an hour at which people work, for an urgent one at any."""
        since = clock.in_china(self.concern.due) if letter == "S" else self.at
        hours = self.chance.uniform(least, most) * self.pace
        if letter == "H" and self.chance.random() < 0.04:
            hours *= 3
        at = since + timedelta(minutes=1 + int(hours * 60))
        if letter in "+~-":
            return _between(at, 9, 20, self.chance.randrange(60))
        return at if self.concern.urgency.name == "急事" else self._office(at)

    def _office(self, at: datetime) -> datetime:
        at = _between(at, 8, 18, 20 + self.chance.randrange(39))
        while not self.desk.calendar.works(at.date()):
            at = at.replace(hour=8, minute=20 + self.chance.randrange(39)) + timedelta(days=1)
        return at

    def _confirmation(self, _: str) -> Any:
        return self.worker, {"text": self.chance.choice(CONFIRMED)}

    def _dispatch(self, letter: str) -> Any:
        words = self._sent(letter)
        if letter == "S":
            return self.desk.world.officers[self.yard.compound.community.parent_id], words
        return self.yard.officer, words | {"contact_given": self.concern.consent and self.concern.household_id is not None}

    def _sent(self, letter: str) -> dict[str, Any]:
        gist, (reason, office) = self.concern.gist, self.matter.back
        if letter == "D":
            self.holder, words = self.receiver, self.chance.choice(SENT if self.concern.household_id else SENT_COMMON)
        else:
            self.holder, words = self.desk.office(office or "housing", self.yard.compound), ON_ITS_WAY if letter == "E" else CLIMBED
        return {"to": self.holder, "text": words.format(gist=gist, reason=reason)}

    def _acceptance(self, _: str) -> Any:
        return self._account(), {}

    def _return(self, _: str) -> Any:
        by, self.holder = self._account(), None
        return by, {"text": f"{self.matter.back[0]}。"}

    def _handling(self, _: str) -> Any:
        by, doer = (self._account(), self.doer or self._somebody()) if self.holder else (self._own(), self.doer)
        self.holder, self.handled = None, self.at
        return by, {"text": self.done, "doer": doer or None}

    def _answer(self, _: str) -> Any:
        return self._own(), {"text": self.chance.choice(RUNG_UP if self.concern.telephone else TOLD).format(done=self.done)}

    def _referral(self, _: str) -> Any:
        return self.yard.officer, {"text": self.matter.away}

    def _verdict(self, letter: str) -> Any:
        """By a scan, by telephone or at the door; whoever asked wrote it down."""
        texts = {"+": PRAISE, "~": GRUMBLES, "-": DENIALS}[letter]
        ways = {"public": 2, "telephone": 4 if self.concern.telephone else 0, "visit": 4}
        way = self.chance.choices(list(ways), list(ways.values()))[0]
        by = {"public": None, "telephone": self.yard.officer, "visit": self._own()}[way]
        return by, {"text": self.chance.choice(texts), "way": way, "solved": letter != "-", "satisfied": letter == "+"}

    def _own(self) -> Any:
        """Whoever of the community sees to it: its worker as often as its office; a mediation is the office's alone."""
        return self.yard.officer if self.concern.confidential or self.chance.random() < 0.4 else self.worker

    def _account(self) -> Any:
        return self.desk.world.receivers[self.holder.id]

    def _somebody(self) -> str:
        return self.chance.choice(FAULTS).format(surname=self.chance.choice(names.SURNAMES))

    def _write(self, kind: str, by: Any, key: uuid.UUID | None = None, **values: Any) -> Any:
        self.count += 1
        values = {"text": "", "at": clock.stored(self.at), "number": self.count} | values
        key = key or uuid.uuid5(self.concern.id, str(self.count))
        step = self.desk.world.rows.add_settled(Step, id=key, concern=self.concern, kind=kind, by=by, **values)
        self.concern.__data__.update(self.concern.after(step))
        return step


def _between(at: datetime, first: int, last: int, minute: int) -> datetime:
    """The moment itself when it lies between two hours of its day, else the next time that it is `first`."""
    if at.hour >= last:
        at += timedelta(days=1)
    return at if first <= at.hour < last else at.replace(hour=first, minute=minute)
