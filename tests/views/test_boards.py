"""The board of a compound and what residents say by it: without log-in, cookie or script."""

import re
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

import pytest

from models.attempts import Attempt
from models.concerns import Concern
from models.dispatches import Dispatch
from models.organizations import Organization, Post
from models.services import Service
from models.steps import Step
from models.surveys import Survey
from models.urgencies import Category, Urgency
from models.visits import Visit

TIMES = count(1)


@pytest.fixture
def board(cast):
    """The address of 和平小区's board."""
    return f"/boards/{cast.heping.id}"


@pytest.fixture
def stranger(app):
    """A browser that refuses cookies; forms are checked as on the real site."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app.test_client(use_cookies=False)


def kind(name="电梯"):
    return Category.get(Category.name == name).id


def words(**values):
    """What a resident sends: each time another matter."""
    return {"form_id": str(uuid4()), "category": kind(), "text": f"三号电梯上到五楼就响，第{next(TIMES)}回", "homepage": "", **values}


def tell(client, board, address="10.0.0.1", **values):
    """Post a concern from an address."""
    return client.post(f"{board}/concerns", data=words(**values), environ_base={"REMOTE_ADDR": address})


def public(cast, **values):
    """A concern that came by the board of 和平小区."""
    category = Category.get(Category.name == values.pop("category", "电梯"))
    values = {"compound": cast.heping, "channel": "public", "category": category, "urgency": category.urgency, "text": "三号电梯一直响", **values}
    return Concern.enter(None, **values)[0]


def test_anybody_reads_the_board(stranger, cast, board):
    branch = Organization.add(None, name="和平支部", kind="branch", area=cast.inside)
    Post.add(None, organization=branch, person="钱书记", duty="书记", telephone="0871-6333 0009")
    cast.east.amend(None, telephone="0871-63330002")
    Service.add(None, name="管道疏通", community=cast.inside, price="30 元起")
    Service.add(None, name="曙光理发", community=cast.outside)
    for door in cast.doors[:3]:
        Visit.enter(cast.alice, household=door, day=date(2026, 10, 8))
    answer = stranger.get(board)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers and answer.headers["X-Robots-Tag"].startswith("noindex")
    for said in (
        "和平小区",
        "成熟商品房 · 红色品质",
        "钱书记",
        'href="tel:087163330009"',
        'href="tel:087163330002"',
        "管道疏通",
        "30 元起",
        "10 月做了什么",
    ):
        assert said in answer.text
    assert "曙光理发" not in answer.text and "<script" not in answer.text and "style=" not in answer.text and "<b>3</b> 次" in answer.text


def test_in_the_first_days_of_a_month_the_month_before_is_told(stranger, board, clock):
    clock.set(date(2026, 11, 5))
    assert "10 月做了什么" in stranger.get(board).text
    clock.set(date(2026, 11, 6))
    assert "11 月做了什么" in stranger.get(board).text


def test_the_board_tells_of_concerns_by_number_and_of_nobody(stranger, cast, board):
    concern = public(cast, household=cast.home, contact="张建国", telephone="13888892501", place="3-2-501", gist="电梯异响")
    secret = public(cast, channel="mediation", category="邻里矛盾", gist="楼上楼下吵架")
    page = stranger.get(board).text
    assert concern.number in page and "电梯异响" in page and "收到了 · 还有" in page
    names = {door.contact for door in cast.doors if door.contact} | {member.name for member in cast.team.members}
    assert not [kept for kept in names | {"13888892501", "3-2-501", "三号电梯", concern.code, secret.number, "楼上楼下"} if kept in page]
    assert cast.alice.name in page  # the grid worker's is posted publicly


def test_how_many_queries_a_board_takes_does_not_grow(stranger, cast, board, count_queries):
    def visit():
        stranger.get(board)

    public(cast)
    visit()
    few = count_queries(visit)
    for _ in range(12):
        Step.take(public(cast), "dispatch", cast.carol, to=cast.company, text="查电梯")
    Service.insert_many([{"name": f"服务{n}", "community": cast.inside, "position": n} for n in range(9)]).execute()
    assert count_queries(visit) <= few + 2  # the ledger asks for receivers once there are any


@pytest.mark.parametrize("path", ["/boards/99999", "/boards/99999/concerns/new", "/boards/0", "/boards/abc", "/slips/a/b"])
def test_what_is_not_there_is_said_in_plain_words(stranger, cast, path):
    answer = stranger.get(path)
    assert answer.status_code == 404 and ("没有这" in answer.text) and 'href="/"' not in answer.text and "登录" not in answer.text
    assert (
        ("二维码可能旧了" in answer.text) == path.startswith("/boards/99999/")
        or path in ("/boards/99999", "/boards/0")
        or path.startswith("/boards/9999999999")
    )


def test_a_concern_comes_in_and_shows_its_slip(stranger, cast, board):
    answer = tell(stranger, board, door="3栋2单元501室", place="三号电梯", contact="老张", telephone="138 8889 2501", consent="y")
    concern = Concern.get()
    assert (answer.status_code, answer.location) == (303, f"/slips/{concern.number}{concern.code}")
    assert (concern.compound, concern.household, concern.channel, concern.recorder_id) == (cast.heping, cast.home, "public", None)
    assert (concern.place, concern.door) == ("三号电梯", "3栋2单元501室")
    assert (concern.urgency.name, concern.contact, concern.telephone, concern.consent) == ("急事", "老张", "138 8889 2501", True)
    slip = stranger.get(answer.location)
    assert slip.status_code == 200 and "收到了" in slip.text and concern.number in slip.text and "三号电梯上到五楼就响" in slip.text
    assert slip.headers["Cache-Control"] == "no-store" and slip.headers["X-Robots-Tag"].startswith("noindex")
    assert not [header for answer in (slip, stranger.get(board), answer) for header in answer.headers if header[0] == "Set-Cookie"]


@pytest.mark.parametrize("door", ["3-2-501", "３栋２单元５０１", "3幢 2单元 501室", "3号楼2单元501的厨房"])
def test_a_door_is_found_however_it_is_said(stranger, cast, board, door):
    tell(stranger, board, door=door)
    assert Concern.get().household == cast.home


def test_what_a_receiver_gets_with_consent_is_said_before_it_is_given(stranger, cast, board):
    tell(stranger, board, door="3-2-501", contact="老张", telephone="138 8889 2501", consent="y")
    Step.take(Concern.get(), "dispatch", cast.carol, to=cast.company, text="查电梯", contact_given=True)
    (told,) = Dispatch.of(Step.sent_to(cast.paula))
    assert (told.contact, told.telephone, told.door) == ("老张", "138 8889 2501", cast.home.door)
    assert "可以把称呼、电话和门牌转给去办事的单位" in stranger.get(f"{board}/concerns/new").text


def test_where_the_matter_is_is_nobody_s_door(stranger, cast, board):
    tell(stranger, board, place="3-2-501", text="楼上 3-2-501 半夜拖椅子")
    assert (Concern.get().household, Concern.get().door, Concern.get().place) == (None, None, "3-2-501")


@pytest.mark.parametrize("door", ["", "南门口", "9-9-999", "3-2-501 和 3-2-502", "0871-6333 0007", "8栋201", "曙光 1-201"])
def test_a_door_that_is_nobody_s_or_two_s_is_none_and_nothing_tells(stranger, cast, board, door):
    known, unknown = tell(stranger, board, door="3-2-501", text="电梯响"), tell(stranger, board, "10.0.0.2", door=door, text="电梯响")
    assert [concern.household for concern in Concern.select().order_by(Concern.household.is_null())] == [cast.home, None]
    slips = [stranger.get(answer.location).text for answer in (known, unknown)]
    told = [re.sub(r"\d{4} \d{4}|\d{6,14}", "", slip) for slip in slips]
    assert told[0] == told[1]


def test_a_door_that_two_units_have_needs_its_unit(stranger, cast, board):
    tell(stranger, board, door="3栋501")
    assert Concern.get().household == cast.home
    cast.home.amend(None, unit="7", room="601")
    tell(stranger, board, door="3栋601")
    assert Concern.select().where(Concern.household.is_null()).count() == 1


def test_sent_twice_it_is_one_and_shows_the_same_slip(stranger, cast, board):
    form = words(door="3-2-501")
    answers = [stranger.post(f"{board}/concerns", data=form) for _ in range(9)]  # more than one address may tell of
    assert {answer.location for answer in answers} == {f"/slips/{Concern.get().number}{Concern.get().code}"}
    assert Concern.select().count() == Step.select().count() == 1 and Attempt.select().count() == 3  # one under each limit, and who told it


def test_sent_again_it_is_the_same_though_what_was_worked_out_would_be_other_now(stranger, cast, board):
    form = words(door="3-2-501")
    first = stranger.post(f"{board}/concerns", data=form)
    Category.get_by_id(kind()).amend(None, urgency=Urgency.get(Urgency.name == "小事"))
    cast.home.amend(None, room="601")
    assert stranger.post(f"{board}/concerns", data={**form, "door": "3-2-502"}).status_code == 422
    Concern.get().amend(cast.carol, "看过了", gist="三号电梯异响")
    again = stranger.post(f"{board}/concerns", data=form)
    assert (again.status_code, again.location) == (303, first.location) and Concern.get().urgency.name == "急事"


def test_the_same_words_under_a_new_form_are_the_same_concern_for_ten_minutes(stranger, cast, board, clock):
    first = tell(stranger, board, text="三号电梯响\r\n吓人", telephone="138 8889 2501")
    assert {tell(stranger, board, text=" 三号电梯响\n吓人 ", telephone=said).location for said in ("138 8889 2501", "") * 5} == {first.location}
    assert Concern.select().count() == 1 and Attempt.select().count() == 3
    clock.forward(minutes=11)
    assert tell(stranger, board, text="三号电梯响\n吓人").location != first.location


@pytest.mark.parametrize("other", [{"text": "电梯响了"}, {"category": "楼道照明"}, {"telephone": "13888892501"}, {"door": "3-2-501"}, {"address": "10.0.0.2"}])
def test_who_says_other_words_or_more_or_is_somebody_else_tells_another_matter(stranger, cast, board, other):
    first = tell(stranger, board, text="电梯响")
    other = {**other, "category": kind(other.get("category", "电梯"))}
    assert tell(stranger, board, **{"text": "电梯响", **other}).location != first.location and Concern.select().count() == 2


def test_the_same_words_in_another_compound_or_after_it_was_struck_are_another_matter(stranger, cast, board):
    first = tell(stranger, board, text="电梯响")
    assert tell(stranger, f"/boards/{cast.heleju.id}", text="电梯响").location != first.location
    Concern.get(Concern.compound == cast.heping).strike(cast.carol, "点错了")
    assert tell(stranger, board, text="电梯响").location != first.location


def test_the_same_form_with_other_words_is_another_matter(stranger, cast, board):
    form = words()
    stranger.post(f"{board}/concerns", data=form)
    answer = stranger.post(f"{board}/concerns", data={**form, "text": "路灯也不亮"})
    assert answer.status_code == 422 and "路灯也不亮" in answer.text and form["form_id"] not in answer.text
    fresh = re.search(r'name="form_id" value="([^"]+)"', answer.text)[1]
    assert stranger.post(f"{board}/concerns", data={**form, "text": "路灯也不亮", "form_id": fresh}).status_code == 303
    assert Concern.select().count() == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"category": ""}, "这一项要填"),
        ({"category": "999"}, "没有这个选项"),
        ({"text": ""}, "请写一下是什么事"),
        ({"text": "  \x00 "}, "这一项要填"),
        ({"text": "长" * 4001}, "最多 4000 个字"),
        ({"place": "长" * 61}, "最多 60 个字"),
        ({"door": "长" * 41}, "最多 40 个字"),
        ({"telephone": "打我电话"}, "电话里只能有数字"),
        ({"consent": "y"}, "就要留一个电话"),
        ({"service": "999"}, "没有这个选项"),
        ({"form_id": "x"}, "编号丢了"),
        ({"homepage": "http://spam.example"}, "有一栏要空着"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(stranger, cast, board, values, message):
    answer = tell(stranger, board, **{"contact": "老张", **values})
    assert answer.status_code == 422 and message in answer.text and 'value="老张"' in answer.text
    assert Concern.select().count() == Attempt.select().count() == 0 and "spam" not in answer.text


def test_what_is_not_taken_in_says_where_to_go(stranger, cast, board):
    assert '<a href="tel:119">119</a>' in stranger.get(f"{board}/concerns/new").text
    answer = tell(stranger, board, category=kind("打官司"))
    assert answer.status_code == 422 and "这类事这里办不了：请找法院或法律援助" in answer.text and Concern.select().count() == 0


def test_a_kind_out_of_use_is_not_offered(stranger, cast, board):
    Category.get(Category.name == "电梯").amend(None, active=False)
    assert "电梯" not in stranger.get(f"{board}/concerns/new").text
    assert tell(stranger, board).status_code == 422


def test_a_service_is_ordered(stranger, cast, board):
    service = Service.add(None, name="管道疏通", community=cast.inside, price="30 元起")
    assert f'href="{board}/concerns/new?service={service.id}"' in stranger.get(board).text
    form = stranger.get(f"{board}/concerns/new?service={service.id}").text
    assert (
        "具体要做什么" in form
        and "点服务：管道疏通" in form
        and f'name="service" value="{service.id}"' in form
        and f'name="category" value="{kind("服务点单")}"' in form
    )
    tell(stranger, board, category=kind("服务点单"), service=service.id, text="厨房下水慢", door="3-2-501", telephone="13888892501")
    assert (Concern.get().service, Concern.get().told, Concern.get().urgency.name) == (service, "管道疏通", "小事")


def test_a_pressing_service_is_promised_sooner(stranger, cast, board):
    service = Service.add(None, name="管道疏通", community=cast.inside, urgency=Urgency.get(Urgency.name == "急事"))
    assert "24 小时内办完" in stranger.get(f"{board}/concerns/new?service={service.id}").text
    tell(stranger, board, category=kind("服务点单"), service=service.id, text="马桶堵了", door="3-2-501", telephone="13888892501")
    concern = Concern.get()
    assert concern.urgency.name == "急事" and concern.due - concern.told_at == timedelta(hours=24)


def test_without_a_service_there_is_nothing_to_order(stranger, cast, board):
    orders = f'name="category" value="{kind("服务点单")}"'
    assert orders not in stranger.get(f"{board}/concerns/new").text
    answer = tell(stranger, board, category=kind("服务点单"))
    assert answer.status_code == 422 and "点要的那项服务" in answer.text and orders not in answer.text and Concern.select().count() == 0


@pytest.mark.parametrize(("blank", "message"), [("door", "请写门牌"), ("telephone", "请留个电话")])
def test_an_order_needs_a_door_and_a_telephone(stranger, cast, board, blank, message):
    order = {"category": kind("服务点单"), "service": Service.add(None, name="理发", community=cast.inside).id, "door": "3-2-501", "telephone": "13888892501"}
    answer = tell(stranger, board, **{**order, blank: " "})
    assert answer.status_code == 422 and re.search(f'id="{blank}-error">[^<]*{message}', answer.text) and "具体要做什么" in answer.text
    assert answer.text.count('class="error"') == 1 and Concern.select().count() == Attempt.select().count() == 0
    assert tell(stranger, board, **order).status_code == 303


def test_what_cannot_be_ordered_here_is_an_ordinary_form(stranger, cast, board):
    elsewhere = Service.add(None, name="曙光理发", community=cast.outside)
    assert "曙光理发" not in stranger.get(f"{board}/concerns/new?service={elsewhere.id}").text
    assert tell(stranger, board, service=elsewhere.id).status_code == 422
    Category.get(Category.name == "服务点单").amend(None, name="上门服务")  # a district that calls it otherwise is asked for the kind
    here = Service.add(None, name="理发", community=cast.inside)
    assert 'type="radio" name="category"' in stranger.get(f"{board}/concerns/new?service={here.id}").text


def test_six_in_ten_minutes_from_one_address_then_the_telephone(stranger, cast, board, clock):
    for _ in range(6):
        assert tell(stranger, board).status_code == 303
    refused = tell(stranger, board, text="第七件", contact="老张")
    assert refused.status_code == 429 and "第七件" in refused.text and 'value="老张"' in refused.text and "0871-63330001" in refused.text
    assert Concern.select().count() == 6
    assert tell(stranger, board, address="10.0.0.2").status_code == 303
    assert tell(stranger, f"/boards/{cast.heleju.id}").status_code == 303  # a carrier's customers live everywhere
    clock.forward(minutes=11)
    assert tell(stranger, board).status_code == 303


def test_sixty_a_day_from_one_address(stranger, cast, board, clock):
    key = f"concern:{_sender(stranger, board)}"
    Attempt.insert_many([{"username": key, "at": clock()} for _ in range(56)]).execute()
    told = [tell(stranger, where).status_code for where in (board, f"/boards/{cast.heleju.id}") * 2]
    assert told == [303, 303, 303, 429]
    assert Attempt.select().count() == 56 + 3 * 4  # what was refused counts under neither limit
    clock.forward(days=1, minutes=1)
    assert tell(stranger, board).status_code == 303


def _sender(stranger, board):
    """What stands for 10.0.0.1 in the keys, after one post from there."""
    assert tell(stranger, board).status_code == 303
    return Attempt.select().order_by(Attempt.id).first().username.rsplit(":")[-1]


def test_what_is_refused_uses_up_nothing(stranger, cast, board):
    for _ in range(20):
        assert tell(stranger, board, text="").status_code == tell(stranger, board, consent="y").status_code == 422
    assert tell(stranger, board).status_code == 303


def test_an_ipv6_household_is_one_address_and_no_address_is_kept(stranger, cast, board):
    for n in range(6):
        assert tell(stranger, board, address=f"2001:db8:1:2::{n + 1:x}").status_code == 303
    assert tell(stranger, board, address="2001:db8:1:2:ffff::1").status_code == 429
    assert tell(stranger, board, address="2001:db8:1:3::1").status_code == 303
    for n in range(6):
        assert tell(stranger, board, address="192.0.2.7" if n % 2 else "::ffff:192.0.2.7").status_code == 303
    assert tell(stranger, board, address="::ffff:192.0.2.7").status_code == 429
    assert not [row.username for row in Attempt.select() if not re.fullmatch(r"concern:(\d+:)?[0-9a-f]{24}|told:[0-9a-f]{32}", row.username)]


def test_without_a_proxy_a_forwarded_address_is_not_believed(stranger, cast, board):
    data = [stranger.post(f"{board}/concerns", data=words(), headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(7)]
    assert data == [303] * 6 + [429]


def test_behind_a_proxy_the_forwarded_address_counts(cast, settings, board):
    from dataclasses import replace

    from app import create_app

    client = create_app(replace(settings, proxies=1)).test_client(use_cookies=False)
    headers = [{"X-Forwarded-For": f"203.0.113.66, 198.51.100.{n // 6}"} for n in range(13)]  # what a sender adds in front is not believed
    assert [client.post(f"{board}/concerns", data=words(), headers=header).status_code for header in headers] == [303] * 13
    assert client.post(f"{board}/concerns", data=words(), headers=headers[0]).status_code == 429


def test_a_worker_who_uses_the_page_is_nothing_special(client, login, cast, board):
    tell(login(client, cast.carol), board)
    assert Concern.get().recorder_id is None


def test_a_body_too_large_is_turned_away_before_it_is_read(stranger, cast, board):
    for data in (words(text="长" * 40_000), {**words(), **{f"a{n}": "x" * 100 for n in range(900)}}):
        answer = stranger.post(f"{board}/concerns", data=data)
        assert answer.status_code == 413 and "最多 4000 个字" in answer.text


def mark(client, board, address="10.0.0.1", **values):
    return client.post(f"{board}/surveys", data={"form_id": str(uuid4()), "satisfied": "5", "belonging": "4", **values}, environ_base={"REMOTE_ADDR": address})


def test_two_marks_five_times_a_day_from_one_address(stranger, cast, board, clock):
    answer = mark(stranger, board)
    assert (answer.status_code, answer.location) == (303, f"{board}?thanks=1#survey")
    assert "谢谢您" in stranger.get(answer.location).text and "Set-Cookie" not in answer.headers
    assert [mark(stranger, board).status_code for _ in range(4)] == [303] * 4  # the rest of the family
    again = mark(stranger, board)
    assert again.status_code == 429 and "已经收到过好几份" in again.text
    assert mark(stranger, f"/boards/{cast.heleju.id}").status_code == mark(stranger, board, address="10.0.0.2").status_code == 303
    assert {(row.satisfied, row.belonging) for row in Survey.select()} == {(5, 4)} and Survey.select().where(Survey.compound == cast.heleju).count() == 1
    clock.forward(hours=25)
    assert mark(stranger, board).status_code == 303 and Survey.select().count() == 8


def test_marks_sent_twice_are_one(stranger, cast, board):
    key = str(uuid4())
    assert {mark(stranger, board, form_id=key).status_code for _ in range(9)} == {303}
    assert Survey.select().count() == Attempt.select().count() == 1
    other = mark(stranger, board, form_id=key, satisfied="1")
    assert other.status_code == 422 and "内容不一样" in other.text and key not in other.text and Survey.get().satisfied == 5


@pytest.mark.parametrize("values", [{"satisfied": ""}, {"belonging": "6"}, {"satisfied": "0"}, {"satisfied": "' or 1"}, {"homepage": "x"}, {"form_id": "x"}])
def test_marks_that_are_none_are_refused(stranger, cast, board, values):
    answer = mark(stranger, board, **values)
    assert answer.status_code == 422 and Survey.select().count() == Attempt.select().count() == 0
    assert values == {"belonging": "6"} or 'value="4" checked' in answer.text


def test_a_line_for_the_wall_is_no_markup_there(stranger, cast, board):
    public(cast, gist="<b>灯</b>坏了")
    assert "&lt;b&gt;灯&lt;/b&gt;坏了" in stranger.get(board).text
