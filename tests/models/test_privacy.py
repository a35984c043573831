"""Personal information: terms of keeping, requests, one person's file and its deletion, and a register of processing that leaves nothing out."""

from datetime import timedelta

import pytest
from peewee import CharField

from models import TABLES, retention
from models.concerns import Concern
from models.dossiers import ERASED, dossier, erase
from models.households import Care, Household, Reading
from models.inquiries import Inquiry
from models.processing import ACTIVITIES
from models.records import Change, Invalid
from models.rules import LIMITS, Rule
from models.steps import Step
from models.urgencies import Category
from models.visits import Draft, Visit
from models.volunteers import Volunteer
from tests.cast import TODAY

PERSONAL = {"姓名", "联系人", "电话", "监护人", "监护人电话", "怎么联系", "谁提的", "出生年份", "出生日期（未成年的填）", "负责人"}


def told(cast, **more):
    category = Category.get(Category.name == "电梯")
    values = {"category": category, "urgency": category.urgency, "text": "电梯一直响", "contact": "李秀英", "telephone": "13800001601", "consent": True}
    return Concern.enter(cast.alice, household=cast.home, **values, **more)[0]


def days(code):
    return Rule.get(Rule.code == code).value


def test_every_term_has_its_rule_and_no_log_goes_before_six_months(cast):
    kept = {rule.code: rule.value for rule in Rule.select().where(Rule.code.startswith("keep_"))}
    assert set(kept) == set(retention.TERMS) and all(LIMITS[code][0] <= value <= LIMITS[code][1] for code, value in kept.items())
    with pytest.raises(Invalid):
        Rule.get(Rule.code == "keep_readings").amend(cast.adam, value=182)


def test_what_is_past_its_term_goes_and_what_is_not_stays(cast, clock):
    Care.read_by(cast.alice, cast.home)
    cast.care.amend(cast.alice, until=TODAY)
    Draft.keep(cast.alice, "6f0d9a2e-1111-4222-8333-944445555666", "/today", "走访", {"note": "半句"})
    open_, closed, void = told(cast), told(cast), told(cast)
    Step.take(closed, "handling", cast.alice, text="修好了")
    Step.take(closed, "answer", cast.alice, text="告诉他了")
    void.strike(cast.carol, "写错了")
    inquiry = Inquiry.add(cast.carol, community=cast.inside, kind="access", name="李秀英", about="我家的", done=TODAY, answer="给了")
    assert retention.run() == dict.fromkeys(retention.TERMS, 0)
    clock.forward(days=days("keep_readings") + 1)
    done = retention.run()
    assert done == {**dict.fromkeys(retention.TERMS, 0), "keep_readings": 1, "keep_cares": 1, "keep_drafts": 1, "keep_contacts": 2}
    assert not Reading.select().exists() and not Draft.select().exists() and not Care.select().where(Care.household == cast.home.id).exists()
    assert [Concern.get_by_id(row.id).contact for row in (open_, closed, void)] == ["李秀英", None, None]
    assert Inquiry.get_by_id(inquiry.id).name == "李秀英"
    clock.forward(days=days("keep_requests"))
    assert retention.run()["keep_requests"] == 1 and Inquiry.get_by_id(inquiry.id).name == "（到期）"
    history = Change.select().where(Change.record == "rule", Change.action == "expire")
    assert history.count() == 5 and "李秀英" not in str(list(history.dicts()))
    assert retention.run() == dict.fromkeys(retention.TERMS, 0)


def test_a_request_is_due_in_thirty_days_and_answered_with_words(cast, clock):
    inquiry = Inquiry.add(cast.carol, community=cast.inside, kind="delete", name="张建国", about="电话")
    assert inquiry.due == TODAY + timedelta(days=30) and inquiry.state == "还有 30 天" and Inquiry.waiting_for(cast.carol) == 1
    clock.forward(days=32)
    assert inquiry.state == "晚了 2 天"
    for values in ({"done": TODAY}, {"refused": True, "answer": "不行"}, {"done": TODAY - timedelta(days=1), "answer": "办了"}):
        with pytest.raises(Invalid):
            Inquiry.get_by_id(inquiry.id).amend(cast.carol, **values)
    inquiry.amend(cast.carol, done=TODAY, answer="删了")
    assert inquiry.state == "办好了" and Inquiry.waiting_for(cast.carol) == 0
    assert not Inquiry.visible_to(cast.charlie).exists() and not Inquiry.visible_to(cast.alice).exists()


def test_a_request_finds_whose_information_it_may_be_about(cast):
    by_name = Inquiry.add(cast.carol, community=cast.inside, kind="access", name="张建国", about="全部")
    by_number = Inquiry.add(cast.carol, community=cast.inside, kind="access", name="他女儿", telephone="13888892501", about="全部")
    theirs = Inquiry.add(cast.carol, community=cast.inside, kind="access", name="马超", about="邻社区的")
    assert [row.people(cast.carol)[0] for row in (by_name, by_number, theirs)] == [[cast.home], [cast.home], []]
    assert Inquiry.add(cast.carol, community=cast.inside, kind="access", name="刘洋", about="x").people(cast.carol)[1] == [cast.member_1]


def test_the_file_of_a_person_holds_all_that_is_held_and_says_who_took_it(cast):
    Visit.enter(cast.alice, household=cast.home, note="腿脚不好")
    told(cast)
    sheets = {title: rows for title, _, rows in dossier(cast.carol, cast.home)}
    text = str(sheets)
    assert all(word in text for word in ("张建国", "13888892501", "独居老人", "腿脚不好", "电梯一直响"))
    assert Reading.get().what == "导出个人信息" and "马超" not in text
    volunteer = str(dossier(cast.carol, cast.member_0))
    assert "陈桂兰" in volunteer and "小樱花红色管家队" in volunteer and "刘洋" not in volunteer


def test_what_is_deleted_on_request_is_gone_and_its_history_is_shown_to_nobody(cast):
    Visit.enter(cast.alice, household=cast.home, note="腿脚不好", met="本人")
    concern = told(cast)
    cast.home.amend(cast.carol, note="密码锁 1234")
    erase(cast.carol, cast.home, "本人申请")
    home, visit = Household.get_by_id(cast.home.id), Visit.get()
    assert (home.contact, home.telephone, home.note, home.door) == (None, None, None, "3-2-501") and "张建国" not in home.search
    assert (visit.note, visit.met, Concern.get_by_id(concern.id).contact) == ("", None, None)
    assert not Care.select().where(Care.household == home.id).exists()
    assert [(c.action, c.reason, c.lines) for c in home.changes] == [("erase", "本人申请", [])]
    erase(cast.carol, cast.member_0, "本人申请")
    person = Volunteer.get_by_id(cast.member_0.id)
    assert (person.name, person.telephone, len(list(person.changes))) == (ERASED, None, 1)


def test_no_table_with_a_persons_name_is_left_out_of_the_register_of_processing():
    """A table with such a column has to be named in models/processing.py: what, whose, why, on what basis, for how long."""
    declared = {table for activity in ACTIVITIES for table in activity.tables}
    personal = {
        model._meta.table_name for model in TABLES for field in model._meta.sorted_fields if isinstance(field, CharField) and field.verbose_name in PERSONAL
    }
    tables = {model._meta.table_name for model in TABLES}
    assert personal - declared == set() and declared - tables == set()
    assert all(activity.term in retention.TERMS or not activity.term.startswith("keep_") for activity in ACTIVITIES)
