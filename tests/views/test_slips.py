"""The resident's slip: found by number and code alone, told without names, and where the verdict is said."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest

from models.attempts import Attempt
from models.concerns import Concern
from models.organizations import Organization
from models.slips import Slip
from models.steps import Step
from models.urgencies import Category
from tests.views.test_boards import board, public, stranger

__all__ = ["board", "stranger"]


@pytest.fixture
def concern(cast):
    """A resident's concern, just told."""
    return public(cast, place="南门口", contact="老张", telephone="13888892501")


@pytest.fixture
def answered(cast, concern):
    """The same after it was sent, sent back, sent elsewhere, done and answered."""
    department = Organization.add(None, name="区住建局", kind="department", area=cast.guandu)
    Step.take(concern, "confirmation", cast.alice, text="老张家里没人")
    Step.take(concern, "dispatch", cast.carol, to=cast.company, text="查三号电梯，问老张")
    Step.take(concern, "return", cast.paula, text="保修期内，归厂家")
    Step.take(concern, "dispatch", cast.carol, to=department, text="请厂家来修")
    Step.take(concern, "handling", cast.carol, text="换了导靴", doer="王师傅")
    Step.take(concern, "answer", cast.carol, text="换了新的导靴，不响了")
    return concern


def slip(concern):
    """The address of its slip."""
    return f"/slips/{Slip(concern).digits}"


def say(client, concern, **values):
    """Post a verdict on the last answer."""
    data = {"form_id": str(uuid4()), "after": Slip(concern).last.number, "solved": "1", "satisfied": "1", **values}
    return client.post(f"{slip(concern)}/verdicts", data=data)


def look(client, number, code, address="10.0.0.1", **values):
    """Send the form of number and code."""
    return client.post("/slips", data={"number": number, "code": code, **values}, environ_base={"REMOTE_ADDR": address})


def wrong(concern, n=1):
    """A code that is not the concern's."""
    return f"{(int(concern.code) + n) % 10**8:08}"


def test_number_and_code_lead_to_the_slip(stranger, concern):
    assert stranger.get("/slips").status_code == 200
    spaced = f" {concern.code[:4]} {concern.code[4:]} "
    for number, code in ((concern.number, concern.code), (concern.number.translate({48 + n: 0xFF10 + n for n in range(10)}), spaced)):
        answer = look(stranger, number, code)
        assert (answer.status_code, answer.location) == (303, slip(concern))
    page = stranger.get(slip(concern))
    assert f"{concern.code[:4]} {concern.code[4:]}" in page.text and "南门口" in page.text and "三号电梯一直响" in page.text and "10月14日" in page.text
    assert Attempt.select().count() == 0  # what was right does not count


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [("", "", "请填编号"), ("12345", "1" * 8, "要填 6 位数字"), ("1" * 6, "二" * 8, "要填 8 位数字"), ("１２３", "1" * 8, "要填 6")],
)
def test_what_is_no_number_is_said_and_is_no_guess(stranger, concern, number, code, message):
    answer = look(stranger, number, code)
    assert answer.status_code == 422 and message in answer.text and f'value="{number}"' in answer.text and Attempt.select().count() == 0


def test_a_wrong_code_opens_nothing_and_says_nothing_of_the_number(stranger, concern):
    known, unknown = look(stranger, concern.number, wrong(concern)), look(stranger, wrong(concern)[:6], wrong(concern))
    assert known.status_code == unknown.status_code == 422 and "对不上" in known.text
    assert known.text.count("\n") == unknown.text.count("\n") and "电梯" not in known.text
    for digits in (concern.number + wrong(concern), "1" * 14, "x" * 14, "١" * 14):
        answer = stranger.get(f"/slips/{digits}")
        assert answer.status_code == 404 and "没有这张回执" in answer.text
    assert stranger.get("/slips/123").status_code == 404
    assert stranger.post(f"/slips/{concern.number}{wrong(concern)}/verdicts", data={"solved": "0"}).status_code == 404


def test_sixty_wrong_ones_an_hour_from_one_address(stranger, concern, clock):
    told = [look(stranger, f"{n:06}", wrong(concern)).status_code for n in range(64)]
    assert told == [422] * 60 + [429] * 4
    assert stranger.get(slip(concern)).status_code == 200  # nobody here has an address: 127.0.0.1 has guessed nothing
    here = {"REMOTE_ADDR": "10.0.0.1"}
    assert stranger.get(slip(concern), environ_base=here).status_code == look(stranger, concern.number, concern.code).status_code == 429
    assert look(stranger, concern.number, concern.code, address="10.0.0.2").status_code == 303
    clock.forward(minutes=61)
    assert stranger.get(slip(concern), environ_base=here).status_code == 200


def test_thirty_wrong_ones_an_hour_close_a_number_to_those_who_guess(stranger, concern, clock):
    for n in range(30):
        assert look(stranger, concern.number, wrong(concern, n + 1), address=f"10.0.1.{n // 3}").status_code == 422
    assert look(stranger, concern.number, concern.code, address="10.0.1.0").status_code == 429
    assert look(stranger, concern.number, wrong(concern), address="10.0.2.1").status_code == 422
    assert look(stranger, concern.number, concern.code, address="10.0.2.1").status_code == 429
    assert look(stranger, concern.number, concern.code, address="10.0.2.2").status_code == 303  # the resident, who has never been wrong
    clock.forward(minutes=61)
    assert look(stranger, concern.number, concern.code, address="10.0.1.0").status_code == 303


def test_the_steps_are_told_in_plain_words_without_anybody_s_name(stranger, cast, answered):
    page = stranger.get(slip(answered)).text
    for told in ("收到了", "核实了情况", "交给和平物业公司去办", "和平物业公司说不归他们管", "交给区住建局去办", "换了新的导靴，不响了", "答复您了"):
        assert told in page
    names = {user.name for user in cast.people.values()} | {"王师傅", "老张", "13888892501"}
    assert not [kept for kept in names | {"查三号电梯", "保修期内", "换了导靴", "请厂家来修"} if kept in page]


def test_what_a_worker_wrote_down_stays_in_the_community(stranger, cast):
    concern = public(cast)
    told = Concern.enter(cast.alice, household=cast.home, category=concern.category, urgency=concern.urgency, text="独居老人，耳背")[0]
    assert "耳背" not in stranger.get(slip(told)).text and "三号电梯一直响" in stranger.get(slip(concern)).text


def test_late_and_today_are_said(stranger, concern, clock):
    clock.set(date(2026, 10, 15))
    assert "就是今天" in stranger.get(slip(concern)).text
    clock.forward(minutes=1)
    assert "今天到期了还没办完" in stranger.get(slip(concern)).text
    clock.set(date(2026, 10, 18))
    page = stranger.get(slip(concern)).text
    assert "说好 10月15日 办完，晚了 3 天，已经报到街道。" in page


def test_a_late_mediation_is_nobody_else_s_business(stranger, cast, clock):
    secret = public(cast, channel="mediation", category="邻里矛盾")
    clock.forward(days=60)
    page = stranger.get(slip(secret)).text
    assert "还没派人" in page and "说好" in page and "办完，晚了" in page and "街道" not in page


def test_solved_and_satisfied(stranger, answered):
    assert "解决了吗" in stranger.get(slip(answered)).text
    answer = say(stranger, answered, text="谢谢师傅")
    assert (answer.status_code, answer.location) == (303, slip(answered)) and "Set-Cookie" not in answer.headers
    verdict = Slip(answered).last
    assert (verdict.kind, verdict.by, verdict.way, verdict.solved, verdict.satisfied, verdict.text) == ("verdict", None, "public", True, True, "谢谢师傅")
    page = stranger.get(slip(answered)).text
    assert '<p class="now">您说解决了，满意</p>' in page and "改主意了" in page
    say(stranger, answered, satisfied="0")
    assert '<p class="now">您说解决了，不满意</p>' in stranger.get(slip(answered)).text


def test_staff_do_not_speak_as_the_resident(app, client, login, cast, answered):
    for user in (cast.carol, cast.paula):
        staff = login(client, user)
        page = staff.get(slip(answered))
        assert "您登录着：居民的话请在诉求页里记" in page.text and "解决了吗" not in page.text and "Set-Cookie" not in page.headers
        refused = say(staff, answered)
        assert refused.status_code == 403 and "您登录着" in refused.text and Slip(answered).last.kind == "answer"
    assert say(app.test_client(use_cookies=False), answered).status_code == 303 and Slip(answered).last.way == "public"


def test_not_solved_reopens_and_says_by_when(stranger, cast, answered, clock):
    clock.set(date(2026, 10, 20))
    assert say(stranger, answered, solved="0", satisfied="0").status_code == 303
    assert [step.kind for step in Slip(answered).steps][-2:] == ["verdict", "reopening"]
    page = stranger.get(slip(answered)).text
    assert "没解决，正在重办" in page and "最晚 10月21日 办完，还有 1 天" in page and "解决了吗" not in page


def test_a_verdict_sent_twice_is_one(stranger, answered):
    key = str(uuid4())
    after = Slip(answered).last.number
    assert {say(stranger, answered, form_id=key, after=after, solved="0").status_code for _ in range(3)} == {303}
    assert [step.kind for step in Slip(answered).steps].count("verdict") == 1 and Step.get_by_id(UUID(key)).solved is False


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"solved": ""}, "这一项要填"),
        ({"satisfied": "2"}, "没有这个选项"),
        ({"text": "长" * 1001}, "最多 1000"),
        ({"homepage": "x"}, "要空着"),
        ({"form_id": ""}, "编号丢了"),
        ({"after": "2"}, "最新的情况"),
    ],
)
def test_half_a_verdict_is_none_and_keeps_what_was_typed(stranger, answered, values, message):
    answer = say(stranger, answered, **{"text": "还是响", **values})
    assert answer.status_code == 422 and message in answer.text and ("还是响" in answer.text or "长长" in answer.text)
    assert Slip(answered).last.kind == "answer"


def test_there_is_a_time_for_a_verdict(stranger, concern):
    assert "解决了吗" not in stranger.get(slip(concern)).text
    answer = say(stranger, concern)
    assert answer.status_code == 422 and "不能居民评价" in answer.text and Slip(concern).last.kind == "intake"


def test_who_has_the_code_cannot_go_on_for_ever(stranger, answered):
    told = [say(stranger, answered).status_code for _ in range(12)]
    assert told == [303] * 10 + [429] * 2
    assert "今天评价的次数太多了" in say(stranger, answered).text


def test_of_a_mediation_the_slip_tells_the_state_alone(stranger, cast):
    secret = public(cast, channel="mediation", category="邻里矛盾", text="楼上李家半夜拖椅子", place="3-1-601")
    Step.take(secret, "handling", cast.carol, text="两家都来了")
    Step.take(secret, "answer", cast.carol, text="李家答应铺地垫")
    page = stranger.get(slip(secret)).text
    assert "答复您了" in page and not [kept for kept in ("李家", "3-1-601", "邻里矛盾", "两家", "解决了吗", "核实") if kept in page]
    assert say(stranger, secret).status_code == 422 and Slip(secret).last.kind == "answer"


def test_what_was_struck_is_said_to_be_and_why(stranger, cast, concern):
    concern.amend(cast.carol, "看过了", gist="电梯异响")
    concern.strike(cast.carol, "和前一件重复了")
    page = stranger.get(slip(concern)).text
    assert "撤下了" in page and "原因：和前一件重复了" in page and "最晚" not in page and "看过了" not in page and cast.carol.name not in page


def test_why_a_mediation_was_struck_stays_in_the_community(stranger, cast):
    secret = public(cast, channel="mediation", category="邻里矛盾")
    secret.strike(cast.carol, "李家撤回了")
    page = stranger.get(slip(secret)).text
    assert "撤下了" in page and "李家" not in page


def test_who_else_can_read_the_code_is_not_kept_from_the_resident(stranger, cast, concern):
    told = Concern.enter(cast.alice, household=cast.home, category=concern.category, urgency=concern.urgency, text="灯不亮")[0]
    assert "查询码只有您有" in stranger.get(slip(concern)).text and "查询码只有您有" not in stranger.get(slip(told)).text


def test_nobody_gets_at_a_slip_by_sending_the_key_in_its_address(stranger, cast, board):
    """Staff read the key and the words of a resident's concern; a form sent with both is another concern."""
    values = {"category": Category.get(Category.name == "电梯").id, "text": "三号电梯一直响"}
    form_id = str(uuid4())
    first, again = (stranger.post(f"{board}/concerns", data={"form_id": form_id, **values}).location for _ in range(2))
    kept = Concern.get()
    assert first == again == slip(kept)
    here = {"REMOTE_ADDR": "10.0.0.9"}
    assert stranger.post(f"{board}/concerns", data={"form_id": str(kept.id), **values}, environ_base=here).location != first
    assert Concern.select().count() == 2


def test_who_comes_from_a_board_finds_back_and_has_its_telephone(stranger, cast):
    cast.heping.amend(None, telephone="0871-67100000")
    board = stranger.get(f"/boards/{cast.heping.id}").text
    (address,) = re.findall(r'href="(/slips[^"]*)"', board)
    page = stranger.get(address).text
    assert f'href="/boards/{cast.heping.id}"' in page and "0871-67100000" in page
    wrong = stranger.post(re.search(r'action="([^"]+)"', page)[1], data={"number": "1"})
    assert wrong.status_code == 422 and f'href="/boards/{cast.heping.id}"' in wrong.text
    assert stranger.get("/slips?at=99999").status_code == 200 and stranger.get("/slips?at=%00").status_code == 200
