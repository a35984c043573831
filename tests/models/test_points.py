"""The charity shop: points of double entry, never below zero, all accounts together zero, hours untouched; goods leave with their points."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import fn

from models.database import db
from models.goods import Good
from models.hours import ServiceHours, Sheet, total_minutes
from models.points import Posting, Transfer, account, balance, balances, expiring
from models.records import Invalid
from models.stations import Station
from tests.cast import TODAY


@pytest.fixture
def shop(cast):
    """The charity shop of 和平小区."""
    return Station.add(None, name="爱心超市", kind="shop", area=cast.inside, compound=cast.heping)


@pytest.fixture
def soap(cast, shop):
    """Twenty bars of soap at five points."""
    good = Good.add(cast.carol, station=shop, name="肥皂", points=5)
    good.restock(cast.carol, 20)
    return good


def give(cast, points, *people, **values):
    return Transfer.issue(cast.carol, [person.id for person in people], points, id=uuid4(), **values)


def swap(cast, person, good, quantity=1, **values):
    return Transfer.redeem(cast.carol, person, Good.get_by_id(good.id), quantity, **{"id": uuid4(), **values})


ACTS = st.lists(
    st.tuples(st.sampled_from(["issue", "redeem", "redeem", "expire", "strike", "again", "stock"]), st.integers(0, 2), st.integers(1, 30), st.integers(0, 60)),
    max_size=25,
)


@settings(max_examples=30, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_is_done_the_accounts_come_to_zero_and_none_is_overdrawn(cast, soap, acts):
    people = [cast.member_0, cast.member_1, cast.member_2]
    with db.atomic() as change:
        Sheet.log(cast.bob, {person.id: 60 for person in people}, team=cast.team, purpose="清扫")
        hours, kept, stock, last = list(ServiceHours.select().order_by(ServiceHours.id).tuples()), [], 20, None
        for act, who, amount, back in acts:
            person, day = people[who], TODAY - timedelta(days=back)
            plain = [sum(points for _, owner, points, _ in kept if owner == p.id) for p in people]
            before = len(kept)
            try:
                if act == "issue":
                    give(cast, amount, person, day=day)
                    kept.append((Transfer.select().order_by(Transfer.recorded_at.desc()).count(), person.id, amount, 0))
                elif act in ("redeem", "again"):
                    last = (person, amount, uuid4()) if act == "redeem" or last is None else last
                    new = swap(cast, last[0], soap, last[1], id=last[2])[1]
                    if new:
                        kept.append((last[2], last[0].id, -5 * last[1], last[1]))
                        stock -= last[1]
                elif act == "expire":
                    due = expiring(cast.inside.id, day)
                    Transfer.expire(cast.carol, day, id=uuid4())
                    assert all(points <= plain[people.index(next(p for p in people if p.id == key))] for key, points in due.items())
                    kept += [(None, key, -points, 0) for key, points in due.items()]
                elif act == "strike" and (row := Transfer.select().where(Transfer.standing()).order_by(Transfer.id).first()):
                    row.strike(cast.carol, "记错了")
                    signed = row.points if row.kind == "issue" else -row.points
                    kept.append((None, row.volunteer_id, -signed, 0))
                    stock += row.quantity or 0
                elif act == "stock":
                    Good.get_by_id(soap.id).restock(cast.carol, amount - 15)
                    stock += amount - 15
            except Invalid as refused:
                assert len(kept) == before and refused.errors
                if act == "redeem":
                    assert amount * 5 > plain[who] or amount > stock
            told = [balance(p.id) for p in people]
            assert told == [sum(points for _, owner, points, _ in kept if owner == p.id) for p in people]
            assert min(told) >= 0 and sum(told) + account(cast.inside.id) == 0
            assert Good.get_by_id(soap.id).stock == stock >= 0
            assert {n for (n,) in Posting.select(fn.SUM(Posting.points)).group_by(Posting.transfer).tuples()} <= {0}
        assert list(ServiceHours.select().order_by(ServiceHours.id).tuples()) == hours and total_minutes(ServiceHours.team == cast.team) == 180
        change.rollback()


def test_goods_and_points_go_together_once(cast, soap):
    give(cast, 12, cast.member_0, cast.member_1)
    key = uuid4()
    kept, new = swap(cast, cast.member_0, soap, 2, id=key, what="领两块")
    assert new and (kept.points, kept.compound, kept.community) == (10, cast.heping, cast.inside)
    soap.amend(cast.carol, points=6)
    assert swap(cast, cast.member_0, soap, 2, id=key, what="领两块") == (kept, False)
    assert balances([cast.member_0.id, cast.member_1.id]) == {cast.member_0.id: 2, cast.member_1.id: 12}
    assert Good.get_by_id(soap.id).stock == 18
    with pytest.raises(Invalid, match="只有 2 分，不够 6 分"):
        swap(cast, cast.member_0, soap)
    assert Good.get_by_id(soap.id).stock == 18 and balance(cast.member_0.id) == 2
    give(cast, 1000, cast.member_0)
    with pytest.raises(Invalid, match="只有 18 件了"):
        swap(cast, cast.member_0, soap, 19)
    assert balance(cast.member_0.id) == 1002


def test_the_last_one_goes_to_one_of_two_at_once(cast, soap):
    Good.get_by_id(soap.id).restock(cast.carol, -19)
    give(cast, 5, cast.member_0, cast.member_1)
    told, ready = [], threading.Barrier(4)

    def ask(person):
        ready.wait()
        try:
            told.append(swap(cast, person, soap)[1])
        except Invalid:
            told.append(False)
        db.close()

    threads = [threading.Thread(target=ask, args=[person]) for person in (cast.member_0, cast.member_1) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, False, True] and Good.get_by_id(soap.id).stock == 0
    assert balance(cast.member_0.id) + balance(cast.member_1.id) == 5


def test_the_oldest_points_are_spent_first_and_the_rest_expires(cast, soap):
    give(cast, 20, cast.member_0, day=TODAY - timedelta(days=400))
    give(cast, 30, cast.member_0, day=TODAY)
    swap(cast, cast.member_0, soap, 3)
    assert expiring(cast.inside.id, TODAY - timedelta(days=365)) == {cast.member_0.id: 5}
    assert [Transfer.expire(cast.carol, TODAY - timedelta(days=365), id=uuid4()) for _ in range(2)] == [1, 0]
    assert balance(cast.member_0.id) == 30 and account(cast.inside.id) == -30


def test_what_is_struck_comes_back_and_what_is_spent_cannot_be_struck(cast, soap):
    give(cast, 10, cast.member_0)
    spent, _ = swap(cast, cast.member_0, soap, 2)
    with pytest.raises(Invalid, match="已经花了"):
        Transfer.get(Transfer.kind == "issue").strike(cast.carol, "发错人")
    soap.amend(cast.carol, active=False)
    stale = Transfer.get_by_id(spent.id)
    spent.strike(cast.carol, "退货")
    with pytest.raises(Invalid, match="已经作废"):
        stale.strike(cast.carol, "退货")
    assert balance(cast.member_0.id) == 10 and Good.get_by_id(soap.id).stock == 20
    with pytest.raises(Invalid, match="不换了"):
        swap(cast, cast.member_0, soap)


def test_what_cannot_be(cast, soap, shop):
    other = Station.add(None, name="曙光超市", kind="shop", area=cast.outside)
    rice = Good.add(None, station=other, name="大米", points=1)
    rice.restock(cast.charlie, 5)
    give(cast, 50, cast.member_0)
    with pytest.raises(Invalid, match="不在这个社区"):
        swap(cast, cast.member_0, rice)
    with pytest.raises(Invalid):
        swap(cast, cast.member_0, soap, 0)
    with pytest.raises(Invalid, match="爱心超市"):
        Good.add(None, station=Station.add(None, name="驿站", kind="service", area=cast.inside), name="米", points=1)
    with pytest.raises(Invalid, match="只有 20 件了"):
        soap.restock(cast.carol, -21)
    assert Transfer.visible_to(cast.carol).count() == 1
    assert not any(Transfer.visible_to(user).exists() for user in (cast.alice, cast.bob, cast.sam, cast.charlie, cast.paula))
