"""The second factor: the published codes of RFC 6238, drift, no code twice, recovery codes once, and nothing in the database that gives a code."""

from base64 import b32decode

import pytest

from models.factors import TRIES, SecondFactor, code_at
from models.records import Change, Invalid
from models.sessions import Session
from tests.cast import PASSWORD

SERVER = "the server's own secret, at least thirty-two"
WRONG = "验证码不对，或者刚才已经用过，请等下一个"


def code(factor, clock, steps=0):
    """What the app shows, `steps` half minutes from now."""
    from datetime import UTC

    return code_at(factor.secret(SERVER), int(clock().replace(tzinfo=UTC).timestamp()) // 30 + steps)


@pytest.fixture
def factor(cast, clock):
    """Carol's factor in use, two minutes after it was set up, and her recovery codes."""
    begun = SecondFactor.begin(cast.carol)
    begun.recovery = begun.confirm(SERVER, code(begun, clock))
    clock.forward(minutes=2)
    return begun


def refused(factor, text):
    with pytest.raises(Invalid) as error:
        factor.check(SERVER, text)
    return error.value.errors["code"]


@pytest.mark.parametrize(("seconds", "told"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")])
def test_the_published_codes(seconds, told):
    assert code_at(b"12345678901234567890", seconds // 30) == told  # RFC 6238, appendix B, its last six digits


def test_a_code_counts_once_and_half_a_minute_of_drift_is_forgiven(factor, clock):
    factor.check(SERVER, code(factor, clock, -1))
    assert refused(factor, code(factor, clock, -1)) == WRONG
    factor.check(SERVER, code(factor, clock))
    factor.check(SERVER, code(factor, clock, 1))
    assert refused(factor, code(factor, clock)) == WRONG  # older than one that was taken
    clock.forward(minutes=2)
    for far in (-2, 2):
        assert refused(factor, code(factor, clock, far)) == WRONG
    factor.check(SERVER, code(factor, clock))


def test_the_same_code_in_two_places_at_once_counts_once(factor, clock):
    twin = SecondFactor.get_by_id(factor.id)
    shown = code(factor, clock)
    twin.check(SERVER, shown)
    assert refused(factor, shown) == WRONG


def test_five_wrong_ones_lock_it_for_a_quarter_of_an_hour(factor, clock):
    for wrong in ("000000", "12345", "", "１２３４５６", "x" * 20):
        assert refused(factor, wrong) == WRONG
    assert "15 分钟" in refused(factor, code(factor, clock)) and TRIES.most == 5
    clock.forward(minutes=16)
    factor.check(SERVER, code(factor, clock))


def test_a_recovery_code_counts_once(factor):
    twin = SecondFactor.get_by_id(factor.id)
    factor.check(SERVER, factor.recovery[3])
    assert SecondFactor.get_by_id(factor.id).codes_left == 7
    assert refused(SecondFactor.get_by_id(factor.id), factor.recovery[3]) == WRONG
    assert refused(twin, factor.recovery[3]) == WRONG  # read before, used after
    factor = SecondFactor.get_by_id(factor.id)
    old, fresh = factor.codes, factor.renew_codes()
    assert factor.codes != old and len(set(fresh)) == 8


def test_who_has_the_database_alone_has_no_code(factor, clock):
    row = str(SecondFactor.select().where(SecondFactor.id == factor.id).dicts().get())
    assert factor.letters(SERVER) not in row and not any(told in row for told in factor.recovery)
    assert factor.secret(SERVER) != factor.secret("another server's secret, of thirty-two")
    assert b32decode(factor.letters(SERVER)) == factor.secret(SERVER) and len(factor.secret(SERVER)) == 20
    assert "carol" in factor.address(SERVER) and factor.letters(SERVER) in factor.address(SERVER)


def test_setting_up_and_taking_away_end_the_other_log_ins_and_are_written_down(cast, clock):
    from models.users import User

    here, there = User.log_in("carol", PASSWORD), User.log_in("carol", PASSWORD)
    begun = SecondFactor.begin(here)
    with pytest.raises(Invalid):
        begun.confirm(SERVER, "000000")
    assert SecondFactor.of(here) is None
    begun.confirm(SERVER, code(begun, clock))
    assert [row.id for row in Session.select()] == [here.session.id] and there.session
    SecondFactor.of(cast.carol).remove(cast.adam)
    assert not Session.select().exists() and SecondFactor.of(cast.carol) is None
    assert [row.action for row in Change.select().where(Change.record == "user").order_by(Change.id.desc()).limit(2)] == ["unfactor", "factor"]


def test_roles_below_the_community_have_none(cast, clock):
    begun = SecondFactor.begin(cast.alice)
    begun.confirm(SERVER, code(begun, clock))
    assert SecondFactor.of(cast.alice) is None
