"""Accounts: log-in, lock-out, sessions, passwords."""

from datetime import timedelta

import pytest
from argon2.exceptions import VerifyMismatchError

from models import passwords
from models.areas import Area
from models.attempts import Attempt, Limit
from models.imports.users import Users
from models.organizations import Organization
from models.passwords import check_strength, first_password
from models.records import Change, Invalid
from models.sessions import Session, prune_sessions
from models.users import Role, User
from tests.cast import PASSWORD

IDLE = timedelta(hours=12)
LOCKED = "输错 5 次，请 15 分钟后再试，或请社区重置密码"
WRONG = "登录名或密码不对"


def refused(make, *args, **values):
    with pytest.raises(Invalid) as caught:
        make(*args, **values)
    return next(iter(caught.value.errors.values()))


def fail(times, username="alice"):
    return [refused(User.log_in, username, f"wrong-{n}") for n in range(times)]


# log-in and lock-out


def test_the_right_password_opens_a_session(cast):
    user = User.log_in("alice", PASSWORD)
    assert user.session.token
    assert Session.resume(user.get_id(), IDLE) == cast.alice


@pytest.mark.parametrize(
    ("username", "password"), [("alice", "wrong"), ("alice", ""), ("nobody", PASSWORD), ("", ""), ("a" * 500, "b" * 5000), ("al\x00ice", "x\x00")]
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(cast, username, password):
    assert refused(User.log_in, username, password) == WRONG
    assert Session.select().count() == 0


def test_five_failures_lock_the_name_even_for_the_right_password(cast):
    assert fail(5) == [WRONG] * 5
    assert refused(User.log_in, "alice", PASSWORD) == LOCKED
    assert User.log_in("oscar", PASSWORD)


def test_names_that_nobody_has_lock_too(cast):
    fail(5, "nobody")
    assert refused(User.log_in, "nobody", PASSWORD) == LOCKED


def test_a_name_that_is_typed_uses_up_nobodys_other_tries(cast):
    """The public page counts its own tries in the same table, by keys such as slip:123456."""
    once = Limit(1, timedelta(minutes=15))
    for name in ("slip:123456", "alice"):
        fail(5, name)
        assert not once.reached(name)
    assert refused(User.log_in, "alice", PASSWORD) == LOCKED
    for _ in range(5):
        once.count("oscar")
    assert User.log_in("oscar", PASSWORD)


def test_a_long_name_is_not_cut_to_anothers(cast):
    fail(5, f"{'x' * 39}1")
    assert fail(1, f"{'x' * 39}2") == [WRONG]


def test_the_lock_out_ends_by_itself(cast, clock):
    fail(5)
    clock.forward(minutes=14, seconds=59)
    assert refused(User.log_in, "alice", PASSWORD) == LOCKED
    clock.forward(seconds=1)
    assert User.log_in("alice", PASSWORD)


def test_a_log_in_forgets_earlier_failures(cast):
    fail(4)
    User.log_in("alice", PASSWORD)
    fail(4)
    assert User.log_in("alice", PASSWORD)


def test_old_failures_do_not_add_up(cast, clock):
    for _ in range(8):
        fail(1)
        clock.forward(minutes=4)
    assert User.log_in("alice", PASSWORD)


def test_a_disabled_account_does_not_get_in(cast):
    cast.alice.amend(cast.carol, disabled=True)
    assert refused(User.log_in, "alice", PASSWORD) == "这个账号已停用，请找社区"


# sessions


def test_only_the_hash_of_a_token_is_stored(cast):
    token = User.log_in("alice", PASSWORD).get_id()
    assert token not in str([row.__data__ for row in Session.select()])


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\ud800"])
def test_a_made_up_token_opens_nothing(cast, token):
    User.log_in("alice", PASSWORD)
    assert Session.resume(token, IDLE) is None


def test_a_session_ends_after_its_time_without_use(cast, clock):
    token = User.log_in("alice", PASSWORD).get_id()
    clock.forward(hours=11)
    assert Session.resume(token, IDLE)
    clock.forward(hours=11)
    assert Session.resume(token, IDLE)
    clock.forward(hours=12)
    assert Session.resume(token, IDLE) is None


def test_use_is_written_down_every_five_minutes_at_most(cast, clock):
    token = User.log_in("alice", PASSWORD).get_id()
    opened = Session.get().seen
    clock.forward(minutes=5)
    Session.resume(token, IDLE)
    assert Session.get().seen == opened
    clock.forward(minutes=1)
    Session.resume(token, IDLE)
    assert Session.get().seen == clock()


def test_a_disabled_account_is_out_at_once(cast):
    token = User.log_in("alice", PASSWORD).get_id()
    cast.alice.amend(cast.carol, disabled=True)
    assert Session.resume(token, IDLE) is None


def test_a_change_of_role_or_place_holds_at_once(cast):
    token = User.log_in("alice", PASSWORD).get_id()
    cast.alice.amend(cast.adam, area=cast.outside)
    assert Session.resume(token, IDLE).area == cast.outside


def test_log_out_everywhere(cast):
    phone, tablet, other = (User.log_in(name, PASSWORD) for name in ("alice", "alice", "oscar"))
    phone.log_out_everywhere(but=phone.session)
    assert [bool(Session.resume(user.get_id(), IDLE)) for user in (phone, tablet, other)] == [True, False, True]
    phone.log_out_everywhere()
    assert Session.resume(phone.get_id(), IDLE) is None


def test_pruning_takes_what_is_over_and_nothing_else(cast, clock):
    User.log_in("alice", PASSWORD)
    fail(2, "oscar")
    clock.forward(days=16)  # a tablet keeps its pack for fourteen: until then it must be known whose it was
    token = User.log_in("alice", PASSWORD).get_id()
    fail(1, "oscar")
    assert prune_sessions(IDLE) == 1
    assert (Session.resume(token, IDLE), Attempt.select().count()) == (cast.alice, 1)


# passwords


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("short-1", "至少 10 位"),
        ("a" * 100 + "1" * 101, "最多 200 位"),
        ("1234567890", "要有字母也有数字，不能只是一串重复"),
        ("abcdefghij", "要有字母也有数字，不能只是一串重复"),
        ("一二三四五六七八九十", "要有字母也有数字，不能只是一串重复"),
        ("a1a1a1a1a1a1", "要有字母也有数字，不能只是一串重复"),
        ("Alice-2026-10", "不能含登录名，也不能和现在的一样"),
        (PASSWORD, "不能含登录名，也不能和现在的一样"),
        *((common, "这个密码太常见，容易被猜到，请换一个") for common in ("Passw0rd2026!", "1qaz2wsx3edc", "guandu-2026!", "woaini1314520")),
    ],
)
def test_weak_passwords_are_refused(cast, password, message):
    assert refused(cast.alice.change_password, password) == message
    assert User.log_in("alice", PASSWORD)


def test_a_changed_password_ends_the_other_sessions_alone(cast):
    here, there = User.log_in("alice", PASSWORD), User.log_in("alice", PASSWORD)
    here.change_password("winter-sweet-77")
    assert Session.resume(here.get_id(), IDLE)
    assert Session.resume(there.get_id(), IDLE) is None
    assert refused(User.log_in, "alice", PASSWORD) == WRONG
    assert User.log_in("alice", "winter-sweet-77").must_change is False


def test_a_first_password_must_be_changed_and_is_strong(cast):
    user, first = User.open_account(cast.carol, username="newcomer", name="新人", role=Role.GRID_WORKER, area=cast.inside)
    assert User.log_in("newcomer", first).must_change
    assert [check_strength(first_password(), cast.bob) for _ in range(50)] == [None] * 50
    user.change_password("winter-sweet-77")
    assert not User.log_in("newcomer", "winter-sweet-77").must_change


def test_a_reset_ends_sessions_and_lock_out_and_says_by_whom(cast):
    token = User.log_in("alice", PASSWORD).get_id()
    fail(5)
    first = cast.alice.reset_password(cast.carol)
    assert Session.resume(token, IDLE) is None
    assert refused(User.log_in, "alice", PASSWORD) == WRONG
    assert User.log_in("alice", first).must_change
    change = cast.alice.changes.first()
    assert (change.action, change.user_name) == ("reset", "高荣")


def test_no_password_is_stored_readable(cast):
    cast.alice.change_password("winter-sweet-77")
    kept = str([row.__data__ for model in (User, Change) for row in model.select()])
    assert "winter-sweet-77" not in kept and PASSWORD not in kept


def test_an_unknown_name_takes_as_much_hashing_as_a_known_one(cast, monkeypatch):
    verified = []
    monkeypatch.setattr(passwords, "verified", lambda hash_, password: verified.append(hash_.rpartition("$")[0].rpartition("$")[0]))
    for name in ("alice", "nobody"):
        refused(User.log_in, name, "wrong")
    assert verified[0] == verified[1]  # the same method and cost


# who may be what, where


@pytest.mark.parametrize(
    ("role", "place", "error"),
    [
        ("grid_worker", "taihe", "这个角色要选到社区"),
        ("team_leader", "guandu", "这个角色要选到社区"),
        ("community", "taihe", "这个角色要选到社区"),
        ("street", "inside", "所选区域的层级和角色不符"),
        ("street", "guandu", "所选区域的层级和角色不符"),
        ("district", "taihe", "所选区域的层级和角色不符"),
        ("property", "inside", "物业和部门的账号要选单位"),
        ("emperor", "guandu", "没有这个选项"),
    ],
)
def test_roles_have_their_tier(cast, role, place, error):
    assert refused(User.open_account, None, username="x", name="某", role=role, area=getattr(cast, place)) == error


@pytest.mark.parametrize(
    ("kind", "where", "place", "error"),
    [
        ("department", "taihe", "taihe", None),
        ("department", "guandu", "taihe", None),
        ("department", "taihe", "inside", None),
        ("department", "outside", "inside", "这个单位不在所选的区域里"),
        ("company", "outside", "inside", None),
        ("company", "inside", "guandu", None),
        ("core", "inside", "inside", "这样的账号只开给物业企业和部门"),
        ("committee", "inside", "inside", "这样的账号只开给物业企业和部门"),
    ],
)
def test_who_has_an_account_of_its_own_and_where(cast, kind, where, place, error):
    body = Organization.add(None, name="某单位", kind=kind, area=getattr(cast, where))
    values = {"username": "x", "name": "某", "role": "property", "area": getattr(cast, place), "organization": body}
    assert (refused(User.open_account, None, **values) if error else User.open_account(None, **values)[0].organization) == (error or body)


def test_a_community_opens_no_account_for_others(cast):
    office = Organization.add(None, name="城管科", kind="department", area=cast.taihe)
    values = {"username": "x", "name": "某", "role": "property", "area": cast.inside, "organization": office}
    assert refused(User.open_account, cast.carol, **values) == "这个单位的账号请系统管理员开"
    assert User.open_account(cast.carol, **{**values, "organization": cast.company})[0].area == cast.inside


def test_a_username_is_taken_once(cast):
    assert refused(User.open_account, None, username="alice", name="某", role="grid_worker", area=cast.inside) == "这个登录名已经有人用了"


def test_a_users_communities_are_those_below(cast):
    names = {who: sorted(area.name for area in Area.select().where(Area.id.in_(getattr(cast, who).communities))) for who in ("alice", "sam", "adam")}
    both = ["和平路社区", "曙光社区"]
    assert names == {"alice": ["和平路社区"], "sam": sorted(both), "adam": sorted(both)}


def test_a_change_of_other_values_leaves_the_password_alone(cast):
    open_elsewhere = User.get_by_id(cast.alice.id)
    cast.alice.change_password("winter-sweet-77")
    open_elsewhere.amend(cast.carol, name="艾丽丽")
    assert User.log_in("alice", "winter-sweet-77").name == "艾丽丽"


def test_an_import_leaves_the_password_alone(cast):
    kind = Users(cast.inside)
    table = kind.table("登录名,姓名,角色\nalice,艾丽丽,网格员\n".encode())
    plan = kind.check(table)
    User.update(password=passwords.hashed("winter-sweet-77")).where(User.id == cast.alice.id).execute()  # in the moment before its line of the audit
    plan.apply(cast.carol, "导入")
    assert User.log_in("alice", "winter-sweet-77").name == "艾丽丽"


@pytest.mark.parametrize("change", [lambda user: user.change_password("winter-sweet-77"), lambda user: user.reset_password(user)])
def test_a_password_without_its_line_of_the_audit_is_none(cast, monkeypatch, change):
    def fails(*args, **kwargs):
        raise RuntimeError("no")

    monkeypatch.setattr(User, "log_out_everywhere", fails)
    before = Change.select().count()
    with pytest.raises(RuntimeError, match="no"):
        change(cast.alice)
    assert User.log_in("alice", PASSWORD) and Change.select().count() == before


def test_an_unknown_name_takes_as_long_as_a_known_one():
    assert not passwords.hasher.check_needs_rehash(passwords.nobody)  # made as those of accounts are
    with pytest.raises(VerifyMismatchError):
        passwords.hasher.verify(passwords.nobody, "x")
