"""One total at every level and of every month: whatever is confirmed, locked, reversed, merged and undone in whatever order, all of them agree
and none is negative; points and hours know nothing of each other."""

import uuid
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from peewee import fn

from models.attendance import Guest
from models.database import db
from models.goods import Good
from models.hours import ServiceHours, Sheet, total_minutes
from models.merges import merge, undo
from models.periods import Period
from models.points import Posting, Transfer, account, balance
from models.programmes import Programme
from models.records import Invalid
from models.reports.summary import Summary
from models.rules import Rule
from models.stations import Station
from models.volunteers import Team, Volunteer
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.whole
MONTHS = [Period(date(2026, month, 1), 1) for month in (8, 9, 10)]
LEVELS = [ServiceHours.volunteer, ServiceHours.team, ServiceHours.compound, ServiceHours.community, Sheet.programme, ServiceHours.day]
AGO = st.integers(0, 70)
ONE = st.integers(0, 3)


def hours():
    """Minutes of every person and month."""
    return [total_minutes(ServiceHours.day.between(month.start, month.end), by=ServiceHours.volunteer) for month in MONTHS]


def points():
    """What stands on each account, also of a double."""
    rows = Posting.select(Posting.volunteer, fn.SUM(Posting.points)).join(Transfer).where(Transfer.standing())
    return dict(rows.group_by(Posting.volunteer).tuples())


@contextmanager
def unmoved(*figures):
    """Whatever is done, and refused, these stay."""
    before = [figure() for figure in figures]
    with suppress(Invalid):
        yield
    assert [figure() for figure in figures] == before


class Totals(RuleBasedStateMachine):
    """Two teams of two compounds, one of a programme; four people, their guests, and a charity shop. Nothing of it is kept."""

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.change = self.stack.enter_context(db.atomic())
        self.cast = cast = Cast()
        self.by, self.office = cast.bob, cast.carol
        programme = Programme.select().where(Programme.community.is_null()).first() or Programme.add(None, name="积分超市", community=cast.inside)
        self.teams = [cast.team, Team.add(None, name="夜巡队", community=cast.inside, compound=cast.heleju, programme=programme, leader=self.by)]
        self.people = [Volunteer.add(None, name=f"队员{n}", community=cast.inside) for n in "甲乙丙丁"]
        for team in self.teams:
            for person in self.people:
                team.enrol(self.by, person)
        self.soap = Good.add(self.office, station=Station.add(None, name="超市", kind="shop", area=cast.inside), name="肥皂", points=7, stock=1000)
        self.sheets, self.turn = [], 0

    @rule(team=st.integers(0, 1), minutes=st.lists(st.integers(1, 200), min_size=1, max_size=4), confirm=st.booleans(), guest=st.booleans(), ago=AGO)
    def log(self, team, minutes, confirm, guest, ago):
        people = [person for person in self.people if Volunteer.get_by_id(person.id).merged_into_id is None]
        lines = {person.id: length for person, length in zip(people, minutes, strict=False)}
        values = {"team": self.teams[team], "programme": self.teams[team].programme, "purpose": "巡楼", "day": TODAY - timedelta(days=ago)}
        guests = [Guest("路过的人", "13900001234", 45)] if guest else []
        with unmoved(points):
            self.sheets.append(Sheet.log(self.by, lines, confirm, guests=guests, **values)[0].id)

    @precondition(lambda self: self.sheets)
    @rule(data=st.data(), act=st.sampled_from(["confirm", "reverse", "correct", "correct", "strike", "again"]))
    def alter(self, data, act):
        sheet = Sheet.get_by_id(data.draw(st.sampled_from(self.sheets)))
        lines = {line.volunteer_id: line.minutes for line in sheet.lines if not line.guest}
        with unmoved(points):
            if act == "confirm":
                sheet.confirm(self.by)
            elif act in ("reverse", "correct"):
                back = sheet.reverse(self.by if act == "reverse" else self.office, "记错了")
                assert back.day == sheet.day and bool(back.locked_at) == bool(sheet.locked_at)
            elif act == "strike":
                sheet.strike(self.by, "不要了")
            else:
                Sheet.log(self.by, lines, bool(sheet.confirmed_at), id=sheet.id, team=sheet.team, purpose=sheet.purpose, day=sheet.day)

    @rule(ago=AGO)
    def lock(self, ago):
        with unmoved(hours, points):
            Sheet.lock(self.office, TODAY - timedelta(days=ago))

    @rule(double=ONE, kept=ONE)
    def put_together(self, double, kept):
        one, other = self.people[double].id, self.people[kept].id
        before = balance(one), balance(other), sum(map(sum, (month.values() for month in hours())))
        with unmoved(points):
            merge(self.office, self.people[double], self.people[kept], "")
            assert (balance(one), balance(other)) == (0, before[0] + before[1])
        assert sum(map(sum, (month.values() for month in hours()))) == before[2]

    @rule(person=ONE)
    def take_apart(self, person):
        row = Volunteer.get_by_id(self.people[person].id)
        own, both = points(), balance(row.merged_into_id or 0)
        with unmoved(points):
            undo(self.office, row, "")
            assert balance(row.id) == own.get(row.id, 0) and balance(row.id) + balance(row.merged_into_id or self.kept_of(row)) == both

    @staticmethod
    def kept_of(row):
        """Into whom it had been merged, by its history."""
        name = row.changes.first().lines[0][1]
        return Volunteer.get(Volunteer.name == name).id

    @rule(unit=st.sampled_from([1, 30, 60]))
    def round_by(self, unit):
        with unmoved(points):
            Rule.get(Rule.code == "unit").amend(self.cast.adam, value=unit)

    @rule(person=ONE, many=st.integers(1, 50), ago=AGO)
    def give(self, person, many, ago):
        with unmoved(hours):
            Transfer.issue(self.office, [self.people[person].id], many, id=uuid.uuid4(), day=TODAY - timedelta(days=ago))

    @rule(person=ONE, quantity=st.integers(1, 6))
    def spend(self, person, quantity):
        row = Volunteer.get_by_id(self.people[person].id)
        left = balance(row.merged_into_id or row.id)
        with unmoved(hours):
            assert Transfer.redeem(self.office, row, self.soap, quantity, id=uuid.uuid4())[1]
            assert balance(row.merged_into_id or row.id) == left - 7 * quantity

    @rule(ago=AGO)
    def expire(self, ago):
        with unmoved(hours):
            Transfer.expire(self.office, TODAY - timedelta(days=ago), id=uuid.uuid4())

    @rule(data=st.data())
    def take_back_points(self, data):
        rows = list(Transfer.select().where(Transfer.standing()).order_by(Transfer.id))
        if rows:
            with unmoved(hours):
                data.draw(st.sampled_from(rows)).strike(self.office, "记错了")

    @invariant()
    def accounts_are_balanced(self):
        held = points()
        assert sum(held.values()) == 0 and all(left >= 0 for owner, left in held.items() if owner is not None)
        assert sum(balance(person.id) for person in self.people) == -account(self.cast.inside.id)

    @invariant()
    def all_levels_agree(self):
        self.turn += 1
        self.agree_in(MONTHS[self.turn % 3])  # one after every step, all of them at the end
        whole = total_minutes(by=ServiceHours.volunteer)
        for person in Volunteer.select().where(Volunteer.id.in_([person.id for person in self.people])):
            own = 0 if person.merged_into_id else total_minutes(ServiceHours.volunteer.in_(person.keys))
            assert whole.get(person.id, 0) == own

    @staticmethod
    def agree_in(month):
        """Every level comes to the same, and nothing at any of them is below nothing."""
        where = ServiceHours.day.between(month.start, month.end)
        levels = [total_minutes(where, by=level) for level in LEVELS]
        assert {sum(level.values()) for level in levels} == {total_minutes(where)}
        assert all(minutes >= 0 for level in levels for minutes in level.values())

    def teardown(self):
        try:
            for month in MONTHS:
                self.agree_in(month)
                pages = [Summary(compound, month) for compound in (self.cast.heping, self.cast.heleju)]
                assert sum(page.service.minutes for page in pages) == total_minutes(ServiceHours.day.between(month.start, month.end))
                assert [page.trend.months[-1].minutes for page in pages] == [page.service.minutes for page in pages]
        finally:
            self.change.rollback()
            self.stack.close()


def test_all_levels_agree_in_any_order(cast):
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(Totals, settings=settings(max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=quiet, database=None))
