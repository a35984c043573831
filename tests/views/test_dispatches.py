"""The inbox of a receiver: what it reads, what it answers, and what it never learns."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.concerns import Concern
from models.organizations import Contract, Organization, Post
from models.passwords import hashed
from models.steps import Step
from models.urgencies import Category
from models.users import Role, User
from tests import cast as people

SECRET = "王老师家里吵得睡不着"
TASK = "三号楼二单元电梯异响，请派人检查"


def raised(cast, by=None, **values):
    """A concern of 3-2-501, told with more than anybody else should read."""
    category = Category.get(Category.name == "电梯")
    told = {"household": cast.home, "text": SECRET, "gist": "三号楼电梯响", "contact": "张大爷", "telephone": "13888892501", "consent": True}
    return Concern.enter(by or cast.alice, category=category, urgency=category.urgency, **{**told, **values})[0]


def sent(cast, to=None, concern=None, **values):
    """Its dispatch to the property company."""
    return Step.take(concern or raised(cast), "dispatch", cast.carol, to=to or cast.company, text=TASK, **values)


def department(cast, area="taihe"):
    """A department of the street with its clerk."""
    body = Organization.add(None, name="太和街道城管科", kind="department", area=getattr(cast, area))
    clerk = User.add(None, username="clerk", name="康科员", role=Role.PROPERTY, area=body.area, organization=body, password=hashed(people.PASSWORD))
    User.update(must_change=False).where(User.id == clerk.id).execute()
    return body, User.get_by_id(clerk.id)


def cells(answer):
    """The rows of a spreadsheet under its head."""
    return list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))[1:]


def test_an_inbox_says_what_to_do_and_by_when(client, cast, app, clock, login):
    step = sent(cast)
    page = login(client, cast.paula).get("/").location
    assert page == "/dispatches"
    text = client.get("/dispatches").text
    for words in (TASK, "和平小区", "电梯", "急事", step.concern.number, "待接单", "还有"):
        assert words in text, words
    for words in (SECRET, "三号楼电梯响", "艾丽", "高荣", "3-2-501", "张大爷", "13888892501"):
        assert words not in text, words
    clock.forward(days=2)
    assert "超了 1 天" in login(app.test_client(), cast.paula).get("/dispatches").text


def test_a_dispatch_says_which_community_it_comes_from_and_whom_to_ring(client, cast, login):
    step = sent(cast)
    login(client, cast.paula)
    assert cells(client.get("/dispatches.xlsx"))[0][2:4] == ("和平路社区", None)
    body = Organization.add(None, name="和平路社区党委", kind="core", area=cast.inside)
    Post.add(None, organization=body, person="旧书记", duty="书记", telephone="0871-1111 1111", until=date(2026, 1, 1))
    Post.add(None, organization=body, person="高书记", duty="书记", telephone="0871-6333 0002、13888890002")
    card, page = client.get("/dispatches").text, client.get(f"/dispatches/{step.id}").text
    assert "和平路社区" in card and "0871-6333 0002、13888890002" in card
    assert "和平路社区" in page and 'href="tel:087163330002"' in page and 'href="tel:13888890002"' in page and "高书记" not in page
    body.amend(None, telephone="0871-63330001")
    assert cells(client.get("/dispatches.xlsx"))[0][2:4] == ("和平路社区", "0871-63330001")


def test_the_bar_counts_what_nobody_has_accepted(client, cast, login):
    assert 'class="waits' not in login(client, cast.paula).get("/dispatches").text
    step, _, third = (sent(cast) for _ in range(3))
    login(client, cast.paula)
    assert ">3<" in waits(client.get("/dispatches").text)
    answer(client, step, "acceptances")
    answer(client, third, "returns", text="不归我们")
    assert ">1<" in waits(client.get("/dispatches").text)
    cast.contract.amend(None, until=date(2026, 10, 13))
    assert not waits(client.get("/dispatches").text)


def waits(page):
    """What the bar says beside its words."""
    return "".join(re.findall(r'<b class="waits.*?</b>', page))


def test_who_serves_no_compound_has_none_in_the_bar(client, cast, app, login):
    clerk = department(cast)[1]
    bars = [login(app.test_client(), user).get("/dispatches").text for user in (cast.paula, clerk)]
    assert ['href="/compounds"' in bar for bar in bars] == [True, False]


@pytest.mark.parametrize(("given", "consent"), [(True, True), (False, True)])
def test_the_contact_is_there_only_where_it_was_given(client, cast, login, given, consent):
    step = sent(cast, contact_given=given)
    page = login(client, cast.paula).get(f"/dispatches/{step.id}").text
    for words in ("张大爷", "13888892501", "3-2-501"):
        assert (words in page) is given, words
    assert SECRET not in page and (cells(client.get("/dispatches.xlsx"))[0][-3:] == ("张大爷", "13888892501", "3-2-501")) is given


def test_a_consent_taken_back_takes_the_contact_with_it(client, cast, login):
    step = sent(cast, contact_given=True)
    step.concern.amend(cast.carol, "居民改了主意", consent=False)
    assert "13888892501" not in login(client, cast.paula).get(f"/dispatches/{step.id}").text


def answer(client, step, noun, **values):
    """What the receiver sends from the page."""
    return client.post(f"/dispatches/{step.id}/{noun}", data={"form_id": str(uuid4()), "after": step.concern.steps.count(), **values})


def test_accepted_and_done_and_the_contact_is_gone(client, cast, login):
    step = sent(cast, contact_given=True)
    login(client, cast.paula)
    assert answer(client, step, "acceptances").location == f"/dispatches/{step.id}"
    assert "13888892501" in client.get(f"/dispatches/{step.id}").text
    assert answer(client, step, "handlings", outcome="修好了", text="换了导靴", doer="李师傅").status_code == 303
    page = client.get(f"/dispatches/{step.id}").text
    assert "修好了。换了导靴" in page and "李师傅" in page and "潘文" in page and "13888892501" not in page
    taken = Step.get(Step.kind == "handling")
    assert (taken.text, taken.doer, taken.by) == ("修好了。换了导靴", "李师傅", cast.paula)
    assert cells(client.get("/dispatches.xlsx"))[0][10:] == ("办好了", None, None, None, None)


def test_sent_back_with_a_reason(client, cast, login):
    step = sent(cast)
    login(client, cast.paula)
    refused = answer(client, step, "returns", text=" ")
    assert refused.status_code == 422 and "请写明为什么退回" in refused.text
    assert answer(client, step, "returns", text="保修期内，归厂家").status_code == 303
    assert "退回了" in client.get("/dispatches").text


def test_what_was_typed_is_kept_when_it_is_refused(client, cast, login):
    step = sent(cast)
    page = answer(login(client, cast.paula), step, "handlings", text="长" * 901, doer="李师傅")
    assert page.status_code == 422 and "最多 900 个字" in page.text and "李师傅" in page.text
    assert "请写怎么办的" in answer(client, step, "handlings").text
    assert answer(client, step, "handlings", outcome="别的").status_code == 422


def test_a_form_that_saw_another_state_is_refused_and_nothing_is_lost(client, cast, login):
    step = sent(cast)
    login(client, cast.paula)
    typed = {"form_id": str(uuid4()), "text": "换了导靴"}
    Step.take(step.concern, "acceptance", cast.carol)
    for after, said in (("2", "刚刚有人先办了一步"), ("x", "请看最新的情况再办")):
        refused = client.post(f"/dispatches/{step.id}/handlings", data={**typed, "after": after})
        assert refused.status_code == 422 and said in refused.text and "换了导靴</textarea>" in refused.text
        assert 'name="after" type="hidden" value="3"' in refused.text
    assert client.post(f"/dispatches/{step.id}/handlings", data={**typed, "after": "3"}).status_code == 303


def test_a_form_sent_twice_is_one_step(client, cast, login):
    step, form = sent(cast), {"form_id": str(uuid4()), "after": "2", "text": "修了"}
    login(client, cast.paula)
    assert [client.post(f"/dispatches/{step.id}/handlings", data=form).status_code for _ in range(2)] == [303, 303]
    assert Step.select().where(Step.kind == "handling").count() == 1
    assert "编号丢了" in client.post(f"/dispatches/{sent(cast).id}/handlings", data={"form_id": "", "after": "2", "text": "修了"}).text
    assert "不用再报" in answer(client, step, "handlings", text="又修了").text


def test_sent_elsewhere_meanwhile(client, cast, app, login):
    step = sent(cast, contact_given=True)
    body, clerk = department(cast)
    Step.take(step.concern, "dispatch", cast.carol, to=body, text="请城管去看")
    refused = answer(login(client, cast.paula), step, "acceptances")
    assert refused.status_code == 422 and "改派出去了" in refused.text
    assert "13888892501" not in refused.text and "请城管去看" not in refused.text
    assert "请城管去看" in login(app.test_client(), clerk).get("/dispatches").text


def test_sent_again_to_the_same_is_answered_where_it_was_sent_again(client, cast, login):
    step = sent(cast)
    again = sent(cast, concern=step.concern)
    login(client, cast.paula)
    assert answer(client, step, "acceptances").status_code == 422
    assert answer(client, again, "acceptances").status_code == 303


def test_other_receivers_and_the_resident_are_not_quoted(client, cast, app, login):
    step = sent(cast)
    body, clerk = department(cast)
    Step.take(step.concern, "return", cast.paula, text="物业不想管")
    second = sent(cast, body, step.concern)
    Step.take(step.concern, "handling", clerk, text="城管修了")
    Step.take(step.concern, "answer", cast.carol, text="答复给王老师了")
    Step.take(step.concern, "verdict", None, solved=False, satisfied=False, text="根本没修")
    said = ("物业不想管", "城管修了", "答复给王老师了", "根本没修")
    for user, own, key in ((cast.paula, "物业不想管", step.id), (clerk, "城管修了", second.id)):
        browser = login(app.test_client(), user)
        page = browser.get(f"/dispatches/{key}").text + browser.get("/dispatches").text
        assert [words for words in said if words in page] == [own], user


def test_strangers(client, cast, app, login):
    step = sent(cast)
    body, clerk = department(cast)
    for user in (clerk, cast.charlie, cast.sam, cast.dora, cast.carol):
        browser = login(app.test_client(), user)
        assert browser.get(f"/dispatches/{step.id}").status_code == 404, user
        assert answer(browser, step, "acceptances").status_code == 404, user
        assert not cells(browser.get("/dispatches.xlsx")), user
    for user in (cast.alice, cast.bob, cast.adam):
        assert login(app.test_client(), user).get("/dispatches").status_code == 404, user


def test_who_has_lost_the_compound_reads_the_line_and_nothing_of_the_resident(client, cast, login):
    step, key = sent(cast, contact_given=True), str(uuid4())
    login(client, cast.paula)
    assert "13888892501" in client.get(f"/dispatches/{step.id}").text
    assert answer(client, step, "acceptances", form_id=key, after=2).status_code == 303
    cast.contract.amend(None, until=date(2026, 10, 13))
    for text in (client.get("/dispatches").text, client.get(f"/dispatches/{step.id}").text):
        assert TASK in text and "不归这里了" in text
        assert not [told for told in ("张大爷", "13888892501", "3-2-501", "办好了</button>") if told in text]
    assert cells(client.get("/dispatches.xlsx"))[0][-3:] == (None, None, None)
    refused = answer(client, step, "handlings", text="修了")
    assert refused.status_code == 422 and "这个小区现在不归你们管了，这件事由社区另派" in refused.text
    assert answer(client, step, "acceptances", form_id=key, after=2).status_code == 303  # a retry is told what the first try was told


def test_a_company_that_serves_many_reads_where_the_account_is(cast):
    Contract.add(None, compound=cast.shuguang, company=cast.company)
    outside = raised(cast, household=cast.outside_home, by=cast.oscar)
    Step.take(outside, "dispatch", cast.charlie, to=cast.company, text="请修")
    assert not Step.sent_to(cast.paula).exists()
    cast.paula.amend(None, area=cast.taihe)
    assert [step.concern for step in Step.sent_to(cast.paula)] == [outside]


def test_a_street_is_a_receiver_through_its_leading_body(client, cast, login):
    office = Organization.add(None, name="太和街道党工委", kind="core", area=cast.taihe)
    step = sent(cast, office)
    login(client, cast.sam)
    assert TASK in client.get("/dispatches").text
    assert answer(client, step, "acceptances").status_code == 303
    assert "沈安" in client.get(f"/dispatches/{step.id}").text


def test_what_is_settled_is_folded_and_what_waits_comes_first(client, cast, clock, login):
    late, accepted, done = (sent(cast) for _ in range(3))
    Step.take(accepted.concern, "acceptance", cast.paula)
    Step.take(done.concern, "handling", cast.paula, text="修了")
    new = sent(cast)
    Concern.update(due=clock.moment + timedelta(days=9)).where(Concern.id == new.concern_id).execute()
    login(client, cast.paula)
    text = client.get("/dispatches").text
    places = [text.index(str(step.id)) for step in (late, new, accepted)]
    assert places == sorted(places) and text.index("<details>") < text.index(str(done.id))
    assert str(done.id) in client.get("/dispatches?settled=1").text and str(new.id) not in client.get("/dispatches?settled=1").text
    assert [row[0] for row in cells(client.get("/dispatches.xlsx"))] == [step.concern.number for step in (late, new, accepted, done)]


def test_the_number_of_queries_does_not_grow_with_rows(client, cast, login, count_queries):
    login(client, cast.paula)
    for _ in range(2):
        sent(cast, contact_given=True)
    few = count_queries(lambda: client.get("/dispatches"))
    for _ in range(10):
        Step.take(sent(cast, contact_given=True).concern, "acceptance", cast.paula)
    assert count_queries(lambda: client.get("/dispatches")) == few
