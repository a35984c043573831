"""Random steps by anybody on any concern while the clock runs: what may not be is refused in words and changes nothing, and what
is told of the concerns always equals a plain recount over a list that the test keeps by itself."""

from __future__ import annotations

import random
import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from models.clock import in_china
from models.concerns import Concern
from models.database import db
from models.organizations import Organization
from models.records import Change, Invalid
from models.reports.answers import rates, waiting
from models.steps import RESPONSES, Step, overdue
from models.takers import choices
from models.urgencies import Category, Urgency
from models.users import User

pytestmark = pytest.mark.whole

# Written down apart from the models, as the rules say it
AFTER = {
    "intake": "confirmation dispatch handling referral",
    "confirmation": "dispatch handling referral",
    "dispatch": "acceptance return handling dispatch",
    "acceptance": "handling return dispatch",
    "return": "dispatch handling referral",
    "handling": "answer dispatch",
    "answer": "verdict reopening",
    "verdict": "verdict reopening",
    "reopening": "dispatch handling referral verdict",
    "referral": "reopening",
}
KINDS = list(AFTER)
CLOSED = ("answer", "verdict", "referral")
PEOPLE = ["alice", "bob", "paula", "petra", "carol", "sam", "dora", "adam", "oscar", "charlie", "resident"]
LIMITS = settings(
    derandomize=True,
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # to shrink a failure takes minutes
    suppress_health_check=list(HealthCheck),
)
PICKS = st.integers(0, 2**32 - 1).map(lambda seed: random.Random(seed).choice)  # evenly, where hypothesis would pick the first
CHINESE = re.compile("[一-龥]")


@dataclass
class Told:
    """What the test knows of one concern."""

    row: Any
    public: bool  # of the yard, not of a door
    inside: bool
    mediation: bool
    alices: bool  # recorded by alice herself
    home: bool  # of a door of hers
    due: datetime
    respond_by: datetime
    climbs_at: datetime
    hours: tuple[int, int]
    void: bool = False
    story: list[tuple[str, datetime, Any]] = field(default_factory=list)  # kind, when, (to) or (solved, satisfied)
    unsolved_by: tuple[str, Any] | None = None  # who took down last that it is not solved, and on which day in China

    @property
    def last(self) -> str:
        return self.story[-1][0]

    @property
    def holder(self) -> str | None:
        """Who has it, while somebody it was sent to does."""
        return [what for kind, _, what in self.story if kind == "dispatch"][-1] if self.last in ("dispatch", "acceptance") else None


class Steps(RuleBasedStateMachine):
    """One community's and another's concerns, and everybody with something to say."""

    cast: Any
    clock: Any
    start: datetime
    company: Any
    department: Any
    other: Any
    petra: Any
    category: Any
    tried: Counter[tuple[str, str]]
    seen: set[Any]

    def __init__(self):
        super().__init__()
        self.told: list[Told] = []

    @initialize()
    def begin(self):
        self.transaction = db.atomic()
        self.transaction.__enter__()
        self.clock.moment = self.start
        self.urgent = Urgency.get(Urgency.name == "急事")  # every hour counts, so that the test can count as well
        self.small = Urgency.add(None, name="三天", respond=4, hours=72, climb=48, working=False)
        self.raise_one("home", "alice", small=True, secret=False)
        self.raise_one("yard", "resident", small=False, secret=False)

    def teardown(self):
        self.transaction.__exit__(RuntimeError, None, None)  # what an example did is undone

    def person(self, name):
        return None if name == "resident" else self.petra if name == "petra" else getattr(self.cast, name)

    @precondition(lambda self: len(self.told) < 5)
    @rule(
        where=st.sampled_from(["home", "west", "yard", "outside"]),
        by=st.sampled_from(["alice", "carol", "resident"]),
        small=st.booleans(),
        secret=st.booleans(),
    )
    def raise_one(self, where, by, small, secret):
        urgency, now, who = self.small if small else self.urgent, self.clock(), self.person(by)
        place = {
            "home": {"household": self.cast.home},
            "west": {"household": self.cast.west_home},
            "yard": {"compound": self.cast.heping},
            "outside": {"compound": self.cast.shuguang},
        }[where]
        channel = "mediation" if secret and who else "public" if who is None else "station"
        row, _ = Concern.enter(who, category=self.category, urgency=urgency, channel=channel, text="楼道灯不亮", **place)
        hours, climb = urgency.hours, urgency.climb
        due = now + timedelta(hours=hours)
        told = Told(
            row=row,
            public=where in ("yard", "outside"),
            inside=where != "outside",
            mediation=channel == "mediation",
            alices=by == "alice" and where != "outside",
            home=where == "home",
            due=due,
            respond_by=now + timedelta(hours=urgency.respond),
            climbs_at=due + timedelta(hours=climb),
            hours=(hours, climb),
        )
        told.story.append(("intake", now, None))
        self.told.append(told)

    @precondition(lambda self: self.told)
    @rule(pick=PICKS)
    def step(self, pick):
        """Mostly one that may be taken, else any by anybody."""
        told, name, kind = self.one_of_them(pick), pick(PEOPLE), pick(KINDS)
        if kinds := [kind for kind in KINDS if any(self.may(told, kind, who) for who in PEOPLE)] * pick([0, 1, 1]):
            kind = pick(kinds)
            name = pick([who for who in PEOPLE if self.may(told, kind, who)])
        self.take(told, kind, name, self.values(kind, pick))

    @precondition(lambda self: self.told)
    @rule(pick=PICKS)
    def strike(self, pick):
        if pick(range(5)) == 0:
            told = self.one_of_them(pick)
            Concern.get_by_id(told.row.id).strike(self.cast.carol if told.inside else self.cast.charlie, "记重了")
            told.void = True

    def one_of_them(self, pick):
        """Some time later."""
        self.clock.forward(hours=pick([0, 0, 0, 1, 1, 2, 5, 24, 72]))
        told = pick(self.told)
        if not told.void:
            self.offered(told)
        return told

    @staticmethod
    def values(kind, pick):
        """What comes with a step: mostly what it needs."""
        if kind == "verdict":
            return {"solved": pick([True, True, False, False, None]), "satisfied": pick([True, False])}
        text = {"text": pick(["去办"] * 6 + ["  ", "很" * 1001])}
        return {**text, "to": pick(["company", "company", "department", "other", None])} if kind == "dispatch" else text

    def take(self, told, kind, name, values):
        to = {"to": getattr(self, values["to"]) if values["to"] else None} if "to" in values else {}
        right = self.may(told, kind, name) and self.complete(told, kind, values)
        before, key, row = self.everything(), uuid.uuid4(), Concern.get_by_id(told.row.id)
        if not right:
            with pytest.raises(Invalid) as refused:
                Step.take(row, kind, self.person(name), key, **{**values, **to})
            assert CHINESE.search(str(refused.value))
            assert self.everything() == before
            self.tried["refused", kind] += 1
            return
        step = Step.take(row, kind, self.person(name), key, **{**values, **to})
        assert Step.take(row, kind, self.person(name), key, **{**values, **to}) == step  # sent twice, taken once
        self.tried["taken", kind] += 1
        self.note(told, kind, name, values)
        self.offered(told)

    def offered(self, told):
        """Everybody is offered what may be taken now and nothing else; looked at once for each situation."""
        now = self.clock()
        situation = (told.last, told.holder, told.inside, told.mediation, told.alices, told.home, told.public, told.due < now, told.climbs_at < now)
        situation = (*situation, told.unsolved_by and told.unsolved_by == (told.unsolved_by[0], self.day()) and told.unsolved_by[0])
        if situation in self.seen:
            return
        self.seen.add(situation)
        row = Concern.get_by_id(told.row.id)
        for name in PEOPLE:
            assert set(choices(row, self.person(name))) == {kind for kind in KINDS if self.may(told, kind, name)}, (name, told)

    def day(self):
        return in_china(self.clock()).date()

    def note(self, told, kind, name, values):
        what = values["to"] if kind == "dispatch" else (values["solved"], values["satisfied"]) if kind == "verdict" else None
        told.story.append((kind, self.clock(), what))
        told.unsolved_by = None
        if kind == "verdict" and not values["solved"]:
            told.unsolved_by = (name, self.day())
            told.story.append(("reopening", self.clock(), None))
        if told.last == "reopening":
            told.due = self.clock() + timedelta(hours=told.hours[0])
            told.climbs_at = told.due + timedelta(hours=told.hours[1])

    def complete(self, told, kind, values):
        """Whether the values are those that a step of the kind must have."""
        if len(values.get("text", "")) > 1000 or kind not in ("confirmation", "acceptance", "verdict") and not values["text"].strip():
            return False
        if kind == "verdict":
            return bool(values["solved"]) if told.last == "reopening" else values["solved"] is not None
        return kind != "dispatch" or values["to"] == "department" or (values["to"] == "company" and told.inside)

    def may(self, told, kind, name):
        """Whether the rules let `name` take this step now."""
        if told.void or kind not in AFTER[told.last].split() or told.mediation and kind in ("dispatch", "acceptance", "return"):
            return False
        if kind == "verdict" and told.last == "reopening" and (name == "resident" or told.unsolved_by != (name, self.day())):
            return False
        late = told.last not in CLOSED and not told.mediation
        return {
            "resident": kind == "verdict",
            "carol": told.inside,
            "charlie": not told.inside,
            "alice": self.worker_may(told, kind, told.alices or (told.inside and not told.mediation and (told.home or told.public))),
            "oscar": self.worker_may(told, kind, not told.inside and not told.mediation),
            "paula": told.holder == "company" and kind in ("acceptance", "return", "handling") and not told.mediation,
            "petra": told.holder == "department" and told.inside and kind in ("acceptance", "return", "handling") and not told.mediation,
            "sam": kind == "dispatch" and late and told.due < self.clock(),
            "dora": kind == "dispatch" and late and told.climbs_at < self.clock(),
        }.get(name, False)

    @staticmethod
    def worker_may(told, kind, sees):
        return sees and kind in ("confirmation", "handling", "answer", "verdict", "reopening") and not (told.holder and kind == "handling")

    @staticmethod
    def everything():
        """All that a refused step must leave as it was."""
        return list(Step.select().order_by(Step.concern, Step.number).tuples()), list(Concern.select().order_by(Concern.id).tuples()), Change.select().count()

    @invariant()
    def states_are_the_last_steps(self):
        rows = {row.id: row for row in Step.standing(Concern.select())}
        stories = Step.of([told.row for told in self.told])
        for told in self.told:
            row = rows[told.row.id]
            assert [step.kind for step in stories[row.id]] == [kind for kind, *_ in told.story]
            assert row.last.kind == told.last and row.last.is_open == (told.last not in CLOSED)
            assert (row.due, row.respond_by, row.climbs_at, row.void) == (told.due, told.respond_by, told.climbs_at, told.void)
            first = next((step.at for step in stories[row.id] if step.kind in RESPONSES), None)
            word = next((step for step in reversed(stories[row.id]) if step.kind == "verdict"), Step())
            assert (row.stage, row.last_step, row.responded_at) == (told.last, len(told.story), first)
            assert row.last_at == row.steps.order_by(Step.number.desc()).get().at
            assert (row.solved, row.satisfied) == (word.solved, word.satisfied)

    @invariant()
    def overdue_is_one_rule(self):
        late = {row.id for row in Step.standing(Concern.select()).where(overdue(Step.kind.not_in(CLOSED), Concern.due, self.clock()))}
        assert late == {told.row.id for told in self.told if told.last not in CLOSED and told.due < self.clock()}

    @invariant()
    def figures_are_a_plain_recount(self):
        listed = [told for told in self.told if not told.void and not told.mediation]
        now, responses = self.clock(), ("dispatch", "acceptance", "handling", "answer", "referral")
        firsts = [next((at for kind, at, _ in told.story if kind in responses), None) for told in listed]
        expected = [(told, first) for told, first in zip(listed, firsts, strict=True) if first or told.respond_by < now]
        words = [[what for kind, _, what in told.story if kind == "verdict"][-1:] for told in listed if told.last != "referral"]
        words = [word for (word,) in filter(None, words)]
        found = rates()
        assert (found.concerns, found.referred) == (len(listed), sum(told.last == "referral" for told in listed))
        assert (found.responded.part, found.responded.whole) == (sum(bool(f and f <= t.respond_by) for t, f in expected), len(expected))
        assert (found.solved.part, found.solved.whole) == (sum(solved for solved, _ in words), len(words))
        assert (found.satisfied.part, found.satisfied.whole) == (sum(satisfied for _, satisfied in words), len(words))
        unsaid = [told for told in listed if told.last not in CLOSED]
        assert (waiting().open, waiting().overdue) == (len(unsaid), sum(told.due < now for told in unsaid))


def test_random_steps(cast, clock):
    Steps.cast, Steps.clock, Steps.start = cast, clock, clock()
    Steps.company = cast.company
    Steps.department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    Steps.other = Organization.add(None, name="曙光物业公司", kind="company", area=cast.outside)
    Steps.petra = User.add(None, username="petra", name="裴青", role="property", area=cast.inside, organization=Steps.department, password="-")
    Steps.category = Category.get(Category.name == "楼道照明")
    Steps.tried, Steps.seen = Counter(), set()
    run_state_machine_as_test(Steps, settings=LIMITS)
    assert {kind for _, kind in Steps.tried} == set(KINDS)
    assert min(sum(count for (end, _), count in Steps.tried.items() if end == which) for which in ("taken", "refused")) > 30
