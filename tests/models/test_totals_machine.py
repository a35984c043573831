"""One total at every level: whatever is confirmed, reversed, merged and undone in whatever order, all of them agree and none is negative."""

import uuid
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.areas import Area
from models.attendance import Guest
from models.hours import ServiceHours, Sheet, total_minutes
from models.merges import doubles_of, merge, undo
from models.periods import Period
from models.points import Transfer, balance
from models.records import Invalid
from models.reports.summary import Summary
from models.rules import Rule
from models.volunteers import Team, Volunteer
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.whole
MINUTES = st.integers(1, 200)


class Totals(RuleBasedStateMachine):
    """Two teams of one compound, four people and their guests."""

    cast = Cast()

    def __init__(self):
        super().__init__()
        self.by, self.office = self.cast.bob, self.cast.carol
        self.teams = [
            self.cast.team,
            Team.add(None, name=f"夜巡队{uuid.uuid4().hex[:6]}", community=self.cast.inside, compound=self.cast.heping, leader=self.by),
        ]
        self.people = [Volunteer.add(None, name=f"队员{uuid.uuid4().hex[:6]}", community=self.cast.inside) for _ in range(4)]
        for team in self.teams:
            for person in self.people:
                team.enrol(self.by, person)
        self.sheets = []

    @rule(team=st.integers(0, 1), minutes=st.lists(MINUTES, min_size=1, max_size=4), confirm=st.booleans(), guest=st.booleans(), ago=st.integers(0, 10))
    def log(self, team, minutes, confirm, guest, ago):
        people = [person for person in self.people if Volunteer.get_by_id(person.id).merged_into_id is None]
        lines = {person.id: length for person, length in zip(people, minutes, strict=False)}
        guests = [Guest("路过的人", "13900001234", 45)] if guest else []
        values = {"team": self.teams[team], "purpose": "巡楼", "day": TODAY - timedelta(days=ago)}
        self.sheets.append(Sheet.log(self.by, lines, confirm, guests=guests, **values)[0].id)

    @precondition(lambda self: self.sheets)
    @rule(data=st.data(), act=st.sampled_from(["confirm", "reverse", "strike", "again"]))
    def change(self, data, act):
        sheet = Sheet.get_by_id(data.draw(st.sampled_from(self.sheets)))
        try:
            if act == "confirm":
                sheet.confirm(self.by)
            elif act == "reverse":
                sheet.reverse(self.by, "记错了")
            elif act == "strike":
                sheet.strike(self.by, "不要了")
            else:
                Sheet.log(self.by, {line.volunteer_id: line.minutes for line in sheet.lines if not line.guest}, sheet.confirmed_at is not None, id=sheet.id,
                          team=sheet.team, purpose=sheet.purpose, day=sheet.day)  # fmt: skip
        except Invalid:
            pass

    @rule(double=st.integers(0, 3), kept=st.integers(0, 3))
    def merge(self, double, kept):
        with suppress(Invalid):
            merge(self.office, self.people[double], self.people[kept], "")

    @rule(person=st.integers(0, 3))
    def take_apart(self, person):
        with suppress(Invalid):
            undo(self.office, Volunteer.get_by_id(self.people[person].id), "")

    @rule(unit=st.sampled_from([1, 30, 60]))
    def round_by(self, unit):
        Rule.get(Rule.code == "unit").amend(self.cast.adam, value=unit)

    @rule(person=st.integers(0, 3), points=st.integers(1, 50))
    def give_points(self, person, points):
        """Hours do not move when points do."""
        before, row = total_minutes(by=ServiceHours.volunteer), self.people[person]
        Transfer.issue(self.office, [row.id], points, id=uuid.uuid4(), day=TODAY)
        assert total_minutes(by=ServiceHours.volunteer) == before and balance(row.id) >= points

    @invariant()
    def all_levels_agree(self):
        mine = ServiceHours.team.in_([team.id for team in self.teams])
        total = total_minutes(mine)
        levels = [
            total_minutes(mine, by=by)
            for by in (ServiceHours.volunteer, ServiceHours.team, ServiceHours.compound, ServiceHours.community, ServiceHours.day, Sheet.id)
        ]
        assert {sum(level.values()) for level in levels} == {total}
        assert all(minutes >= 0 for level in levels[:-1] for minutes in level.values()) and total >= 0
        for person in self.people:
            row = Volunteer.get_by_id(person.id)
            own = 0 if row.merged_into_id else total_minutes(mine, ServiceHours.volunteer.in_(row.keys))
            assert levels[0].get(person.id, 0) == own
            assert not row.merged_into_id or doubles_of(row.merged_into).where(Volunteer.id == row.id).exists()

    def teardown(self):
        self.round_by(1)
        months = {Period(date(TODAY.year, month, 1), 1) for month in (9, 10)}
        where = ServiceHours.compound == self.cast.heping.id
        page = sum(minutes for month in months for _, minutes in Summary(self.cast.heping, month).service.teams)
        assert page == total_minutes(where) and Area.get_by_id(self.cast.inside.id)


def test_all_levels_agree_in_any_order(cast):
    from hypothesis.stateful import run_state_machine_as_test

    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(Totals, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=quiet, database=None))
