"""The steps of a concern, as they are taken on its page."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.concerns import Concern
from models.organizations import Organization
from models.services import Service
from models.steps import Step
from models.takers import choices
from tests.views.concerns import category, moved, raised, said


@pytest.fixture
def carol(client, cast, login):
    """The community's browser."""
    return login(client, cast.carol)


@pytest.fixture
def concern(cast):
    """One that came by the public page, of a resident who agreed to be asked."""
    return raised(None, household=cast.home, channel="public", place="三栋门厅", telephone="13888892501", consent=True)


def kinds(concern):
    """The steps taken."""
    return [step.kind for step in concern.steps.order_by(Step.number)]


def test_the_life_of_a_concern_by_its_forms(carol, cast, concern, login):
    address, alice = f"/concerns/{concern.id}", login(carol.application.test_client(), cast.alice)
    department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    taken = [
        (alice, "confirmations", {}),
        (carol, "dispatches", {"to": cast.company.id, "text": "查三号电梯", "contact_given": "y"}),
        (carol, "acceptances", {}),
        (carol, "returns", {"text": "保修期内，归厂家"}),
        (carol, "dispatches", {"to": department.id, "text": "请厂家来修"}),
        (carol, "handlings", {"text": "换了导靴", "doer": "李师傅"}),
        (carol, "answers", {"text": "昨天修好了"}),
        (alice, "verdicts", {"solved": "no", "satisfied": "no", "way": "visit", "text": "还在响"}),
        (carol, "handlings", {"text": "又来修"}),
        (alice, "answers", {"text": "真修好了"}),
        (alice, "verdicts", {"solved": "yes", "satisfied": "yes", "way": "telephone"}),
    ]
    for browser, noun, values in taken:
        answer = browser.post(f"{address}/{noun}", data=said(concern, **values))
        assert (answer.status_code, answer.location) == (303, address), (noun, answer.text)
    assert " ".join(kinds(concern)) == ("intake confirmation dispatch acceptance return dispatch handling answer verdict reopening handling answer verdict")
    page = carol.get(address).text
    for told in ("联系方式也给了对方", "李师傅去办的", "没解决，不满意，上门问的", "还在响", "解决了，满意，电话问的"):
        assert told in page, told


def test_the_form_of_a_dispatch_is_filled_in_and_says_what_the_receiver_reads(carol, cast, concern):
    page = carol.get(f"/concerns/{concern.id}").text
    assert f'selected value="{cast.company.id}"' in page and "三号电梯异响</textarea>" in page and "收件的单位只看得到这段话" in page
    assert 'name="contact_given"' in page
    Concern.update(consent=False).execute()
    assert 'name="contact_given"' not in carol.get(f"/concerns/{concern.id}").text


@pytest.mark.parametrize(("by", "home", "known"), [("carol", None, "三号电梯异响，南门口"), ("carol", "home", "三号电梯异响"), (None, None, "三号电梯异响")])
def test_only_a_yard_that_staff_wrote_down_is_said_to_the_receiver(carol, cast, by, home, known):
    """A door, or what a resident called the place, may be a name."""
    place = {"household": cast.home} if home else {"compound": cast.heping}
    row = raised(by and cast.carol, place="南门口", channel="station" if by else "public", **place)
    assert f">\r\n{known}</textarea>" in carol.get(f"/concerns/{row.id}").text


@pytest.mark.parametrize(("gist", "known"), [("", ""), ("电梯", ""), ("电梯。", ""), ("南门口的电梯响", "南门口的电梯响")])
def test_what_is_filled_in_is_never_the_kind_alone_nor_the_place_twice(carol, cast, gist, known):
    row = raised(cast.carol, compound=cast.heping, channel="station", gist=gist, place="南门口")
    page = carol.get(f"/concerns/{row.id}").text
    assert f">\r\n{known}</textarea>" in page and "写清楚是哪一处、什么毛病" in page


@pytest.mark.parametrize("text", ["电梯", " 电梯。 "])
def test_a_dispatch_that_says_nothing_but_the_kind_is_refused_in_words(carol, cast, concern, text):
    answer = carol.post(f"/concerns/{concern.id}/dispatches", data=said(concern, to=cast.company.id, text=text))
    assert answer.status_code == 422 and "对方不知道去哪里、修什么" in answer.text and f"{text.rstrip()}" in answer.text and kinds(concern) == ["intake"]


def test_who_gave_it_back_is_not_offered_first(carol, cast, concern):
    moved(concern, "dispatch", "return", by=cast.carol, cast=cast)
    page = carol.get(f"/concerns/{concern.id}").text
    assert f'selected value="{cast.company.id}"' not in page and f'value="{cast.company.id}"' in page


def test_contact_is_never_given_without_consent(carol, cast, concern):
    Concern.update(consent=False).execute()
    carol.post(f"/concerns/{concern.id}/dispatches", data=said(concern, to=cast.company.id, text="查电梯", contact_given="y"))
    assert Step.get(Step.kind == "dispatch").contact_given is False


def test_an_order_is_asked_for_its_day(carol, cast):
    service = Service.add(None, name="家电维修", community=cast.inside)
    order = raised(cast.alice, household=cast.home, service=service, category=category("服务点单"))
    assert 'name="day"' in carol.get(f"/concerns/{order.id}").text
    carol.post(f"/concerns/{order.id}/handlings", data=said(order, text="洗衣机修好了", day="2026-10-12", doer="小陈"))
    assert Step.get(Step.kind == "handling").text == "10月12日：洗衣机修好了"


@pytest.mark.parametrize(("day", "status", "told"), [("2026-10-15", 422, "不能是以后的日子"), ("2025-12-31", 303, "2025年12月31日：洗衣机修好了")])
def test_an_order_was_served_on_a_day_that_has_been(carol, cast, day, status, told):
    order = raised(cast.alice, household=cast.home, service=Service.add(None, name="家电维修", community=cast.inside))
    answer = carol.post(f"/concerns/{order.id}/handlings", data=said(order, text="洗衣机修好了", day=day))
    assert answer.status_code == status and told in (answer.text if status == 422 else Step.get(Step.kind == "handling").text)


@pytest.mark.parametrize("after", [None, "", "0", "x", "²", "9" * 30])
def test_a_form_that_does_not_say_what_it_saw_is_refused_in_words(carol, cast, concern, after):
    typed = {name: value for name, value in said(concern, text="换了导靴", after=after).items() if value is not None}
    answer = carol.post(f"/concerns/{concern.id}/handlings", data=typed)
    assert answer.status_code == 422 and "请看最新的情况再办" in answer.text and "换了导靴" in answer.text and kinds(concern) == ["intake"]
    assert 'name="after" type="hidden" value="1"' in answer.text


@pytest.mark.parametrize(
    ("noun", "values", "message"),
    [
        ("dispatches", {"text": "记着我"}, "这一项要填"),
        ("dispatches", {"to": "9999", "text": "记着我"}, "没有这个选项"),
        ("dispatches", {"text": "", "to": "company"}, "请写要办什么"),
        ("handlings", {"text": "", "doer": "记着我"}, "请写怎么办的"),
        ("handlings", {"text": "长" * 1001, "doer": "记着我"}, "最多 1000 个字"),
        ("handlings", {"text": "记着我", "doer": "长" * 41}, "最多 40 个字"),
        ("handlings", {"text": "记着我", "form_id": ""}, "编号丢了"),
    ],
)
def test_refused_beside_the_field_with_everything_kept(carol, cast, concern, noun, values, message):
    values = {name: cast.company.id if value == "company" else value for name, value in values.items()}
    answer = carol.post(f"/concerns/{concern.id}/{noun}", data={**said(concern), **values})
    assert answer.status_code == 422 and message in answer.text and kinds(concern) == ["intake"]
    assert "记着我" in answer.text or "记着我" not in values.values()


def test_a_verdict_asks_for_both_words(carol, cast, concern):
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    answer = carol.post(f"/concerns/{concern.id}/verdicts", data=said(concern, solved="no", way="telephone", text="还在响"))
    assert answer.status_code == 422 and 'value="no" checked' in answer.text and "还在响" in answer.text
    assert kinds(concern)[-1] == "answer"


def test_twice_the_same_form_is_one_step(carol, cast, concern):
    typed = said(concern, to=cast.company.id, text="查三号电梯")
    assert [carol.post(f"/concerns/{concern.id}/dispatches", data=typed).status_code for _ in range(2)] == [303, 303]
    assert kinds(concern) == ["intake", "dispatch"]


def test_what_somebody_else_did_first_is_said_and_nothing_is_lost(carol, cast, concern):
    department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    typed = said(concern, to=department.id, text="请厂家来修")
    Step.take(concern, "dispatch", cast.carol, to=cast.company, text="查三号电梯")
    answer = carol.post(f"/concerns/{concern.id}/dispatches", data=typed)
    assert answer.status_code == 422 and "刚刚有人先办了一步" in answer.text and "请厂家来修</textarea>" in answer.text
    assert "派给和平物业公司" in answer.text and 'name="after" type="hidden" value="2"' in answer.text
    assert kinds(concern) == ["intake", "dispatch"]
    again = {**typed, "after": 2}
    assert carol.post(f"/concerns/{concern.id}/dispatches", data=again).status_code == 303 and kinds(concern)[-1] == "dispatch"


def test_a_step_that_can_no_longer_be_taken_gives_the_words_back(client, cast, login, concern):
    typed = said(concern, text="我去看过，换了灯泡")
    moved(concern, "dispatch", by=cast.carol, cast=cast)
    answer = login(client, cast.alice).post(f"/concerns/{concern.id}/handlings", data=typed)
    assert answer.status_code == 422 and "刚刚有人先办了一步" in answer.text and "我去看过，换了灯泡" in answer.text
    assert "现在不能办了" in answer.text and kinds(concern) == ["intake", "dispatch"]


def test_a_void_concern_takes_no_step(carol, cast, concern):
    concern.strike(cast.carol, "记重了")
    answer = carol.post(f"/concerns/{concern.id}/handlings", data=said(concern, text="换了灯泡"))
    assert answer.status_code == 422 and "已作废" in answer.text and "换了灯泡" in answer.text


@pytest.mark.parametrize(
    ("person", "noun", "status"),
    [
        ("alice", "confirmations", 303),
        ("alice", "dispatches", 403),
        ("alice", "returns", 403),
        ("sam", "dispatches", 403),
        ("sam", "handlings", 403),
        ("dora", "answers", 403),
        ("paula", "acceptances", 404),
        ("bob", "confirmations", 404),
        ("charlie", "dispatches", 404),
        ("oscar", "confirmations", 404),
    ],
)
def test_who_may_take_which(client, cast, login, concern, person, noun, status):
    values = said(concern, to=cast.company.id, text="查三号电梯")
    answer = login(client, getattr(cast, person)).post(f"/concerns/{concern.id}/{noun}", data=values)
    assert answer.status_code == status and len(kinds(concern)) == (2 if status == 303 else 1)


def test_what_has_climbed_is_dispatched_from_above_without_its_door(client, cast, login, concern, clock):
    department = Organization.add(None, name="住建局", kind="department", area=cast.guandu)
    clock.forward(hours=25)
    login(client, cast.sam)
    page = client.get(f"/concerns/{concern.id}").text
    assert "三号电梯异响</textarea>" in page and "三栋门厅" not in page and 'class="button primary' in page
    assert client.post(f"/concerns/{concern.id}/dispatches", data=said(concern, to=department.id, text="请尽快修")).status_code == 303
    page = client.get(f"/concerns/{concern.id}").text
    assert "派给住建局" in page and "请尽快修" in page and "太和街道 沈安" in page


def test_goes_on_to_the_page_that_asked_and_to_no_other_site(client, cast, login, concern):
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    login(client, cast.alice)
    word = {"solved": "yes", "satisfied": "yes", "way": "visit"}
    door = f"/households/{cast.home.id}/visits/new"
    assert client.post(f"/concerns/{concern.id}/verdicts", data=said(concern, **word, next=door)).location == door
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\nb"):
        answer = client.post(f"/concerns/{concern.id}/verdicts", data=said(concern, **word, next=elsewhere))
        assert answer.location == f"/concerns/{concern.id}"


def test_one_red_button_for_the_likely_step_and_the_others_folded(carol, cast, concern):
    for kind, button in ((None, "派出"), ("dispatch", "办了"), ("return", "派出"), ("handling", "答复居民了"), ("answer", "记下居民的话")):
        if kind:
            moved(concern, kind, by=cast.carol, cast=cast)
        page = carol.get(f"/concerns/{concern.id}").text
        assert page.count('class="button primary') == 1 and f'grow">{button}</button>' in page.split('class="button primary')[1], button


def test_no_address_takes_a_step_that_is_none(carol, concern):
    for noun in ("intakes", "closures"):
        assert carol.post(f"/concerns/{concern.id}/{noun}", data={"form_id": str(uuid4())}).status_code == 404


def test_who_hears_that_it_is_not_solved_is_told_the_new_promise(carol, cast, concern, clock, login):
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    clock.forward(hours=30)
    word = said(concern, solved="no", satisfied="no", way="telephone", text="还在响")
    carol = login(carol, cast.carol)
    address = carol.post(f"/concerns/{concern.id}/verdicts", data=word).location
    assert f"{concern.number} 没解决，已经重新办，新的期限是 2026-10-16 16:00" in carol.get(address).text
    assert kinds(concern)[-2:] == ["verdict", "reopening"] and Concern.get().due == clock() + timedelta(hours=24)
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    carol.post(f"/concerns/{concern.id}/verdicts", data=said(concern, solved="yes", satisfied="yes", way="telephone"))
    assert "居民的话记下了" in carol.get(address).text


def test_who_mis_tapped_that_it_is_not_solved_puts_it_right_the_same_day(carol, cast, concern, clock, login):
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    alice, address = login(carol.application.test_client(), cast.alice), f"/concerns/{concern.id}"
    wrong, right = ({"solved": word, "satisfied": word, "way": "visit"} for word in ("no", "yes"))
    alice.post(f"{address}/verdicts", data=said(concern, **wrong))
    assert "点错了？重记居民的话" in alice.get(address).text and "点错了" not in carol.get(address).text
    assert carol.post(f"{address}/verdicts", data=said(concern, **right)).status_code == 403
    again = alice.post(f"{address}/verdicts", data=said(concern, **wrong))
    assert again.status_code == 422 and "不用再记一次没解决" in again.text
    assert alice.post(f"{address}/verdicts", data=said(concern, **right)).status_code == 303
    assert kinds(concern)[-3:] == ["verdict", "reopening", "verdict"] and "解决了，满意，上门问的" in alice.get(address).text


@pytest.mark.parametrize("since", ["a day", "a step", "a word of the community's own"])
def test_what_is_older_or_has_been_acted_upon_stays_as_it_was_said(carol, cast, concern, clock, login, since):
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    clock.forward(hours=10)
    word = {"solved": since.endswith("own"), "satisfied": False, "way": "visit"}
    Step.take(concern, "verdict", cast.alice, **word)
    if since == "a day":
        clock.forward(hours=5)  # past midnight in China
    elif since == "a step":
        moved(concern, "dispatch", by=cast.carol, cast=cast)
    else:
        Step.take(concern, "reopening", cast.alice, text="又坏了")
    assert "点错了" not in login(carol.application.test_client(), cast.alice).get(f"/concerns/{concern.id}").text
    assert "verdict" not in choices(concern, cast.alice)
