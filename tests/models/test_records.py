"""Records: checked values, entries that a retry cannot double, and an audit that nobody can edit."""

import json
import uuid
from datetime import date, timedelta

import peewee
import pytest
from hypothesis import given
from hypothesis import strategies as st

import models
from models.activities import Activity, ActivityKind
from models.areas import Area, Compound
from models.database import db
from models.grids import Grid
from models.households import CareKind, Household
from models.ledgers import Entry
from models.organizations import Organization, Post
from models.receipts import Receipt
from models.records import Change, Invalid, Record, tidy
from models.users import User
from models.visits import Draft, Visit
from tests.cast import NOW, TODAY


def refused(make, *args, **values):
    """The messages of what `make` refuses."""
    with pytest.raises(Invalid) as caught:
        make(*args, **values)
    return caught.value.errors


def last_change(row):
    return row.changes.first()


# the audit


def test_adding_says_who_when_and_what(cast):
    grid = Grid.add(cast.carol, name="南院", compound=cast.heping, worker=cast.alice)
    change = last_change(grid)
    assert (change.at, change.user_id, change.user_name, change.action, change.reason) == (NOW, cast.carol.id, "高荣", "add", "")
    assert change.lines == [("名称", "", "南院"), ("小区", "", "和平小区"), ("网格员", "", "艾丽"), ("从顶楼往下走", "", "是")]


def test_amending_keeps_both_versions_and_the_reason(cast, clock):
    clock.forward(hours=1)
    assert cast.east.amend(cast.carol, "换人", worker=None, top_down=False)
    change = last_change(cast.east)
    assert change.lines == [("网格员", "艾丽", ""), ("从顶楼往下走", "是", "否")]
    assert (change.user_name, change.reason, change.at - NOW) == ("高荣", "换人", timedelta(hours=1))
    assert Grid.get_by_id(cast.east.id).worker is None


def test_amending_to_the_same_values_leaves_no_trace(cast):
    before = Change.select().count()
    assert not cast.east.amend(cast.carol, name=" 东院 ", worker=cast.alice)
    assert Change.select().count() == before


def test_a_change_between_people_of_one_name_is_a_change(cast):
    twin = User.open_account(None, username="alice2", name="艾丽", role="grid_worker", area=cast.inside)[0]
    assert cast.east.amend(cast.carol, worker=twin)
    assert Grid.get_by_id(cast.east.id).worker_id == twin.id


def test_a_value_without_a_label_is_saved_too(cast):
    assert cast.elderly.amend(cast.adam, code="elderly")
    assert CareKind.get_by_id(cast.elderly.id).code == "elderly"


def test_what_breaks_a_rule_changes_nothing(cast):
    before = Change.select().count()
    assert refused(cast.east.amend, cast.carol, name="") == {"name": "这一项要填"}
    assert Grid.get_by_id(cast.east.id).name == "东院"
    assert Change.select().count() == before


def test_removing_keeps_the_last_version(cast):
    cast.west_home.remove(cast.carol, "拆除")
    assert not Household.select().where(Household.id == cast.west_home.id).exists()
    change = last_change(cast.west_home)
    assert (change.action, change.reason, ("联系人", "郑爽", "") in change.lines) == ("remove", "拆除", True)


def test_a_row_still_in_use_is_not_removed_and_leaves_no_trace(cast):
    Visit.enter(cast.alice, household=cast.home)
    before = Change.select().count()
    with pytest.raises(peewee.IntegrityError):
        cast.home.remove(cast.carol)
    assert Change.select().count() == before


@pytest.mark.parametrize("sql", ["UPDATE change SET user_name = 'nobody'", "DELETE FROM change"])
def test_the_database_itself_refuses_to_change_the_audit(cast, sql):
    before = [row.user_name for row in Change.select()]
    with pytest.raises((peewee.IntegrityError, peewee.DatabaseError), match="the audit is never changed"):
        db.execute_sql(sql)
    assert before and [row.user_name for row in Change.select()] == before


def test_no_two_fields_of_a_table_share_a_label():
    """The audit goes by label, so a second 日期 would hide the first."""
    twice = {}
    for model in models.TABLES:
        labels = [field.verbose_name for field in model._meta.sorted_fields if field.verbose_name]
        twice |= {model.__name__: label for label in labels if labels.count(label) > 1}
    assert twice == {}


def test_no_secret_reaches_the_audit(cast):
    cast.alice.change_password("another-secret-7")
    assert not any("password" in text or "argon2" in text for row in cast.alice.changes for text in (row.before, row.after))


# what no row may hold


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": ""}, {"name": "这一项要填"}),
        ({"name": "\x00 \n"}, {"name": "这一项要填"}),
        ({"name": None}, {"name": "这一项要填"}),
        ({"name": "长" * 61}, {"name": "最多 60 个字，现在是 61 个"}),
        ({"mode": "palace"}, {"mode": "没有这个选项"}),
        ({"built": 1899}, {"built": "要在 1900 到 2100 之间"}),
        ({"doors": -1}, {"doors": "要在 0 到 100000 之间"}),
        ({"pilot_since": date(1800, 1, 1)}, {"pilot_since": "日期不对"}),
        ({"community": 2**40}, {"community": "没有这一项"}),
        ({"community": None, "mode": None}, {"community": "这一项要填", "mode": "这一项要填"}),
    ],
)
def test_values_that_no_compound_may_hold(cast, values, error):
    good = {"name": "长" * 60, "community": cast.inside.id, "mode": "commercial", "doors": 0, "built": 1900}
    assert refused(Compound.add, None, **{**good, **values}) == error
    assert Compound.add(None, **good).name == "长" * 60


def test_a_second_door_of_the_same_number_is_refused(cast):
    assert refused(Household.add, None, compound=cast.heping, building="3", unit="2", room="501") == {"room": "3-2-501 已经在册"}
    Household.add(None, compound=cast.heleju, building="3", unit="2", room="501")


def test_a_door_in_the_grid_of_another_compound_is_refused(cast):
    assert refused(Household.add, None, compound=cast.heleju, grid=cast.east, building="1", room="1") == {"grid": "这个网格不在所选的小区里"}


def test_an_end_before_the_start_is_refused_but_something_may_end_on_the_day_it_began(cast):
    body = Organization.add(None, name="和平小区业委会", kind="committee", area=cast.inside, compound=cast.heping)
    seat = {"organization": body, "person": "吴昊", "duty": "主任", "since": TODAY}
    assert refused(Post.add, None, **seat, until=TODAY - timedelta(days=2)) == {"until": "结束日期不能早于开始日期"}
    post = Post.add(None, **seat)
    assert Post.current().count() == 1
    post.end(cast.carol)
    assert Post.current().count() == 0


def test_areas_know_their_path(cast):
    assert cast.inside.path == f"/{cast.guandu.id}/{cast.taihe.id}/{cast.inside.id}/"
    assert [area.name for area in cast.inside.chain()] == ["官渡区", "太和街道", "和平路社区"]
    assert {row.id for row in cast.taihe.communities()} == {cast.inside.id, cast.outside.id}


@given(st.text())
def test_tidy_text_holds_nothing_that_a_database_or_a_page_chokes_on(text):
    line, block = tidy(text), tidy(text, lines=True)
    assert not any(ord(c) < 32 or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in line + block.replace("\n", ""))
    assert "\n" not in line and "  " not in line
    assert (tidy(line), tidy(block, lines=True)) == (line, block)


@pytest.mark.parametrize(
    ("raw", "line", "block"), [("a\tb", "a b", "a b"), ("a\r\nb", "a b", "a\nb"), (" 张　三 ", "张 三", "张　三"), ("𠮷\x00䶮", "𠮷䶮", "𠮷䶮")]
)
def test_tidy_keeps_words_apart(raw, line, block):
    assert (tidy(raw), tidy(raw, lines=True)) == (line, block)


# entries


def visit(cast, by="alice", **values):
    return Visit.enter(getattr(cast, by), **{"household": cast.home, **values})


def test_the_same_key_twice_is_one_row(cast):
    key = uuid.uuid4()
    first, new = visit(cast, id=key, note="一次")
    second, again = visit(cast, id=key, note=" 一次 ")
    assert (new, again, first.id, second.note) == (True, False, key, "一次")
    assert Visit.select().count() == 1


@pytest.mark.parametrize("other", [{"note": "两次"}, {"day": TODAY - timedelta(days=1)}, {"outcome": "absent"}, {"way": "video"}, {"household": "door_0"}])
def test_the_same_key_with_other_content_is_refused_not_dropped(cast, other):
    values = {"id": uuid.uuid4(), "day": TODAY, "note": "一次", "outcome": "met", "way": "in_person"}
    first, _ = visit(cast, **values)
    sent = {name: getattr(cast, value) if name == "household" else value for name, value in {**values, **other}.items()}
    assert refused(visit, cast, **sent) == {"id": "这张表单已经存过了，内容不一样，请重新打开"}
    first.correct(cast.alice, "写错了", note="改过")
    assert visit(cast, **values)[0].note == "改过"  # the first sending, come again after it was amended


def test_a_key_of_somebody_else_is_refused(cast):
    key = uuid.uuid4()
    visit(cast, id=key)
    assert refused(visit, cast, "oscar", id=key, household=cast.outside_home) == {"id": "这条记录的编号已被占用，请重新打开表单"}
    assert [row.recorder_id for row in Visit.select()] == [cast.alice.id]


def test_an_entry_takes_its_place_from_the_door(cast):
    entry = visit(cast)[0]
    kept = Visit.get_by_id(entry.id)
    assert (kept.compound_id, kept.community_id, kept.worker_id, kept.day) == (cast.heping.id, cast.inside.id, cast.alice.id, TODAY)
    assert last_change(kept) is None


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"day": TODAY + timedelta(days=1)}, {"day": "不能是以后的日子"}),
        ({"day": date(1899, 12, 31)}, {"day": "日期不对"}),
        ({"next_day": TODAY}, {"next_day": "下次要在这次之后"}),
        ({"note": "长" * 4001}, {"note": "最多 4000 个字，现在是 4001 个"}),
        ({"way": "letter"}, {"way": "没有这个选项"}),
        ({"household": None}, {"household": "这一项要填", "community": "这一项要填"}),
    ],
)
def test_values_that_no_visit_may_hold(cast, values, error):
    assert refused(visit, cast, **values) == error
    assert Visit.select().count() == 0


def test_the_day_is_chinas_and_not_the_servers(cast, clock):
    clock.set(TODAY, clock.moment.time().replace(hour=0, minute=30))
    assert clock.moment.date() == TODAY - timedelta(days=1)
    assert visit(cast, day=TODAY)[1]


def test_a_correction_needs_a_reason_and_keeps_the_earlier_version(cast):
    entry = visit(cast, note="说话含糊")[0]
    assert refused(entry.correct, cast.alice, "  ", note="说得清楚") == {"reason": "请写明为什么改"}
    assert entry.correct(cast.alice, "记错了", note="说得清楚")
    change = last_change(entry)
    assert (change.reason, change.lines) == ("记错了", [("记一句", "说话含糊", "说得清楚")])
    assert json.loads(change.before)["住户"] == "3-2-501 张建国"


def test_a_void_entry_stays_readable_and_is_closed(cast):
    entry = visit(cast)[0]
    assert refused(entry.strike, cast.alice, "") == {"reason": "请写明为什么作废"}
    entry.strike(cast.alice, "重复")
    assert Visit.select().where(Visit.standing()).count() == 0
    assert not Visit.get_by_id(entry.id).editable_by(cast.carol)
    assert last_change(entry).lines == [("作废", "否", "是")]


def test_an_activity_may_be_of_the_community_alone(cast):
    kind = ActivityKind.add(None, name="邻里节", cell=1)
    assert refused(Activity.enter, cast.carol, name="百家宴", kind=kind) == {"community": "这一项要填"}
    entry, new = Activity.enter(cast.carol, name="百家宴", kind=kind, community=cast.inside)
    assert (new, entry.compound_id, entry.community_id) == (True, None, cast.inside.id)


def test_every_ledger_is_keyed_by_the_client():
    ledgers = [model for model in models.TABLES if issubclass(model, Entry)]
    assert len(ledgers) >= 4
    assert all(isinstance(model.id, peewee.UUIDField) for model in ledgers)


def test_every_record_says_who_sees_it(cast):
    for model in models.TABLES:
        if issubclass(model, Record):
            assert isinstance(model.visible_to(cast.carol), peewee.ModelSelect), model
            assert model.title, model


# receipts


def test_a_form_sent_twice_makes_one_thing(cast):
    key, made = uuid.uuid4(), []
    paths = [Receipt.once(key, cast.alice, lambda: made.append(1) or "/there") for _ in range(3)]
    assert (paths, made) == (["/there"] * 3, [1])


def test_a_form_that_failed_may_be_sent_again(cast):
    key = uuid.uuid4()

    def fail():
        Area.add(None, name="半途", level="street", parent=cast.guandu)
        raise Invalid(name="不行")

    assert refused(Receipt.once, key, cast.alice, fail) == {"name": "不行"}
    assert not Area.select().where(Area.name == "半途").exists()
    assert Receipt.once(key, cast.alice, lambda: "/now") == "/now"


def test_somebody_elses_form_is_refused(cast):
    key = uuid.uuid4()
    Receipt.once(key, cast.alice, lambda: "/hers")
    assert "form_id" in refused(Receipt.once, key, cast.oscar, lambda: "/his")


# what others write at the same moment


def test_a_twin_written_at_the_same_moment_is_refused_in_words(cast, monkeypatch):
    """The check has seen nothing yet: the database refuses the second, and the rule of the register says why."""
    looks = iter([None])
    real = Grid.check_identity
    monkeypatch.setattr(Grid, "check_identity", lambda row: next(looks, real) and real(row))
    assert refused(cast.west.amend, cast.carol, name="东院") == {"name": "“东院”已经有了"}
    looks = iter([None])
    assert refused(Grid.add, cast.carol, name="东院", compound=cast.heping) == {"name": "“东院”已经有了"}
    assert Grid.select().where(Grid.name == "东院").count() == 1


def test_the_check_sees_what_the_transaction_sees(cast, monkeypatch):
    depths = []
    monkeypatch.setattr(Grid, "clean", lambda row: depths.append(db.obj.transaction_depth()))
    cast.west.amend(cast.carol, name="西苑")
    Grid.add(cast.carol, name="南院", compound=cast.heping)
    assert depths == [1, 1]


def test_a_number_is_given_once(cast):
    """A second row of the same number would inherit the history of the first, and what a tablet still has to send for it."""
    first = Post.add(None, organization=cast.company, person="张三", duty="书记", telephone="13900000000")
    first.remove(None)
    second = Post.add(None, organization=cast.company, person="李四", duty="委员")
    assert second.id > first.id and [change.action for change in second.changes] == ["add"]


# what no database and no spreadsheet can hold


def test_signs_that_cannot_be_written_are_left_out_everywhere(cast):
    assert tidy("坏\x00字\ufffe和\uffff字\x1b \U0001f600") == "坏字和字 \U0001f600"
    assert cast.east.amend(cast.carol, " 换\x00人\ud800\n再说 ", worker=None)
    assert last_change(cast.east).reason == "换人\n再说"
    key = uuid.uuid4()
    Draft.keep(cast.carol, key, "/visits\x00/new", "走\x00访", {"no\x00te": ["敲\x00门\ud800\n"]})
    draft = Draft.get_by_id(key)
    assert (draft.path, draft.title, draft.typed) == ("/visits/new", "走访", {"note": ["敲门"]})
