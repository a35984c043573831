"""The list of concerns, taking one in, its page, its slip; mediations; who reads what."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.concerns import Concern
from models.households import Reading
from models.organizations import Organization
from models.pictures import Picture
from models.services import Service
from models.steps import Step
from models.urgencies import Urgency
from models.visits import Draft
from tests.images import photograph
from tests.views.concerns import TEXT, category, form, moved, raised, said
from views.printing import qr_code

SECRETS = (TEXT, "3-2-501", "张建国", "13888892501", "三栋门厅")


@pytest.fixture
def carol(client, cast, login):
    """The community's browser."""
    return login(client, cast.carol)


def counts(page):
    """The shelves' counts by name."""
    return {name: int(count) for count, name in re.findall(r'<b class="number">(\d+)</b><span>([^<]+)', page.text)}


def listed(page):
    """What the cards call the concerns, in order."""
    return re.findall(r'class="told[^"]*">([^<]+)', page.text)


def full(cast, by=None, **values):
    """One with everything that only its community reads."""
    usual = {"household": cast.home, "place": "三栋门厅", "contact": "张建国", "telephone": "13888892501", "consent": True}
    return raised(by or cast.alice, **{**usual, **values})


# the list


def test_what_is_open_stands_first_by_need_and_is_counted(carol, cast, clock, login):
    raised(cast.alice, household=cast.home, gist="电梯响", category=category("电梯"))
    clock.forward(minutes=30)
    raised(cast.alice, household=cast.home, gist="路灯坏", category=category("楼道照明"))
    clock.forward(minutes=1)
    moved(raised(cast.alice, household=cast.home, gist="门禁坏"), "handling", "answer", by=cast.carol, cast=cast)
    moved(raised(cast.alice, household=cast.home, gist="草没剪"), "dispatch", by=cast.carol, cast=cast)
    clock.forward(hours=30)
    page = login(carol, cast.carol).get("/concerns")
    assert listed(page) == ["电梯响", "路灯坏", "草没剪"] and "超了 6 小时" in page.text and "还有 8 天" in page.text
    assert counts(page) == {"没办完": 3, "超期": 2, "待派": 2, "在办": 1, "待答复": 0, "等居民评": 1, "全部": 4}
    assert ">在物业<" in page.text and "在本社区" not in page.text
    shelves = {"overdue": ["电梯响", "草没剪"], "dispatching": ["电梯响", "路灯坏"], "doing": ["草没剪"], "rating": ["门禁坏"], "answering": []}
    assert {shelf: listed(carol.get(f"/concerns?shelf={shelf}")) for shelf in shelves} == shelves
    assert len(listed(carol.get("/concerns?shelf=all"))) == 4 and listed(carol.get("/concerns?shelf=nonsense")) == listed(page)


def test_until_somebody_responds_the_first_promise_stands_on_the_card_and_the_page(carol, cast, clock, login):
    urgent, slow = full(cast, gist="电梯响"), full(cast, gist="路灯坏", urgency=Urgency.get(Urgency.name == "小事"))
    moved(full(cast, gist="门禁坏"), "dispatch", by=cast.carol, cast=cast)
    pages = [carol.get("/concerns").text, carol.get(f"/concerns/{urgent.id}").text]
    assert [pages[0].count(told) for told in (">今天 12:00 前要回应", ">明天 10:00 前要回应")] == [1, 1]
    assert ">今天 12:00 前要回应" in pages[1] and "2026-10-14 12:00" in pages[1]
    clock.forward(hours=3)
    pages = [login(carol, cast.carol).get("/concerns").text, carol.get(f"/concerns/{slow.id}").text]
    assert [page.count('class="respond red">该回应了，晚了 1 小时') for page in pages] == [1, 0] and ">明天 10:00 前要回应" in pages[1]
    moved(slow, "confirmation", by=cast.carol, cast=cast)
    assert "回应" in carol.get(f"/concerns/{slow.id}").text
    moved(slow, "dispatch", by=cast.carol, cast=cast)
    assert "回应" not in carol.get(f"/concerns/{slow.id}").text and listed(carol.get("/concerns"))[-1] == "路灯坏"
    moved(slow, "return", by=cast.carol, cast=cast)
    assert "在本社区" in carol.get("/concerns").text


def test_a_list_never_shows_the_words_or_the_contact(carol, cast):
    full(cast)
    page = carol.get("/concerns").text
    assert "3-2-501" in page and not any(secret in page for secret in (TEXT, "张建国", "13888892501"))


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?q=501", ["电梯响"]),
        ("?q=三栋门厅", ["电梯响"]),
        ("?q=电梯响", ["电梯响"]),
        ("?q=张建国", ["电梯响"]),
        ("?q=2501", ["电梯响"]),
        ("?q=张 2501", ["电梯响"]),
        ("?q=138-8889-2501", ["电梯响"]),
        ("?q=１３８ ８８８９ ２５０１", ["电梯响"]),
        ("?q=13888892", []),
        ("?q=张 2502", []),
        ("?q=李建国", []),
        ("?q=睡不着", []),
        ("?channel=public", ["路灯坏"]),
        ("?state=dispatch", ["路灯坏"]),
        ("?until=2026-10-01", []),
        ("?since=2026-02-31", ["电梯响", "路灯坏"]),
        ("?state=no-such&urgency=99&page=x", ["电梯响", "路灯坏"]),
        ("?shelf=void", ["电梯响", "路灯坏"]),
    ],
)
def test_narrowed(carol, cast, address, found):
    full(cast, gist="电梯响")
    moved(raised(None, compound=cast.heping, channel="public", gist="路灯坏", category=category("楼道照明")), "dispatch", by=cast.carol, cast=cast)
    page = carol.get(f"/concerns{address}")
    assert page.status_code == 200 and listed(page) == found


def test_narrowed_to_who_has_it_now(carol, cast, login):
    department = Organization.add(None, name="官渡区住建局", kind="department", area=cast.guandu)
    moved(full(cast, gist="电梯响"), "dispatch", "acceptance", by=cast.carol, cast=cast)
    moved(full(cast, gist="门禁坏"), "dispatch", "return", by=cast.carol, cast=cast)
    passed_on = moved(full(cast, gist="外墙渗水"), "dispatch", by=cast.carol, cast=cast)
    Step.take(passed_on, "dispatch", cast.carol, to=department, text="请去看")
    full(cast, gist="路灯坏")
    page = carol.get("/concerns")
    assert [f'value="{row.id}">{row.name}' in page.text for row in (cast.company, department)] == [True, True]
    assert [listed(carol.get(f"/concerns?receiver={row.id}")) for row in (cast.company, department)] == [["电梯响"], ["外墙渗水"]]
    assert counts(carol.get(f"/concerns?receiver={department.id}"))["全部"] == 1 and len(listed(carol.get("/concerns?receiver=9999"))) == 4
    assert ">在物业<" in page.text and ">在住建局<" in page.text and "官渡区住建局" in carol.get(f"/concerns/{passed_on.id}").text
    sam = login(carol.application.test_client(), cast.sam).get(f"/concerns?shelf=all&receiver={department.id}")
    assert listed(sam) == ["外墙渗水"] and "和平物业公司</option>" not in sam.text
    moved(passed_on, "handling", by=cast.carol, cast=cast)
    assert "官渡区住建局</option>" not in carol.get("/concerns").text


def test_what_came_back_says_why_to_those_who_read_in_full(carol, cast, login):
    moved(full(cast), "dispatch", "return", by=cast.carol, cast=cast)
    assert "退回：保修期内" in carol.get("/concerns").text
    sam = login(carol.application.test_client(), cast.sam).get("/concerns?shelf=all").text
    assert "被退回，待改派" in sam and "保修期内" not in sam


def test_found_by_number_on_any_shelf_and_as_a_fragment(carol, cast):
    concern = moved(full(cast), "handling", "answer", by=cast.carol, cast=cast)
    page = carol.get(f"/concerns?q={concern.number}", headers={"HX-Request": "true"})
    assert listed(page) == ["三号电梯异响"] and "<html" not in page.text and 'hx-swap-oob="true"' in page.text
    assert counts(page)["等居民评"] == 1


def test_an_odd_address_narrows_nothing_and_breaks_nothing(carol, cast):
    full(cast)
    page = carol.get("/concerns?_external=1&endpoint=x&shelf=all&state=dispatch&page=1&urgency=99")
    assert page.status_code == 200 and 'href="/concerns?_external=1&amp;endpoint=x&amp;shelf=overdue&amp;urgency=99"' in page.text
    assert (
        listed(carol.get("/concerns?q=%00")) == ["三号电梯异响"]
        and 'aria-current="true"><b class="number">1</b><span>没办完' in carol.get("/concerns?q=%00").text
    )


def test_the_urgency_is_coloured_by_its_place_in_the_table_whatever_it_is_called(carol, cast):
    for row, name in zip(Urgency.to_choose(), ("慢慢来", "马上办", "大事"), strict=True):
        row.amend(None, name=name)
        raised(cast.alice, household=cast.home, urgency=row)
    page = carol.get("/concerns").text
    assert sorted(re.findall('class="badge ([a-z]*)">([^<]+)', page)) == [("", "慢慢来"), ("gold", "大事"), ("red", "马上办")]


def test_void_ones_lie_on_no_shelf_and_are_found_by_their_state(carol, cast):
    full(cast).strike(cast.carol, "记重了")
    assert listed(carol.get("/concerns?shelf=all")) == [] and counts(carol.get("/concerns"))["全部"] == 0
    assert "作废" in carol.get("/concerns?state=void").text and listed(carol.get("/concerns?state=void")) == ["三号电梯异响"]


def test_the_number_of_queries_does_not_grow_with_the_rows(carol, cast, count_queries):
    def few():
        return count_queries(lambda: carol.get("/concerns?shelf=all")), count_queries(lambda: carol.get("/concerns.xlsx?shelf=all"))

    moved(full(cast), "dispatch", by=cast.carol, cast=cast)
    before = few()
    for door in cast.doors:
        moved(full(cast, household=door), "dispatch", "acceptance", by=cast.carol, cast=cast)
    assert few() == before


def test_street_and_district_see_what_climbed_to_them_as_the_wall_tells_it(client, cast, login, clock):
    concern = full(cast, gist="电梯响")
    moved(concern, "dispatch", by=cast.carol, cast=cast)
    for person, hours in (("sam", 25), ("dora", 24)):
        browser = login(client.application.test_client(), getattr(cast, person))
        assert listed(browser.get("/concerns")) == [] and "没有超期报上来的" in browser.get("/concerns").text
        clock.forward(hours=hours)
        page = login(browser, getattr(cast, person)).get("/concerns")
        assert listed(page) == ["电梯响"] and ">在物业<" in page.text and "记一条诉求" not in page.text
        pages = [
            page,
            browser.get(f"/concerns/{concern.id}"),
            browser.get(f"/concerns?q={concern.number}"),
            browser.get(f"/search?q={concern.number}", headers={"HX-Request": "true"}),
        ]
        assert all(page.status_code == 200 and concern.number in page.text for page in pages)
        assert not any(secret in page.text for secret in (*SECRETS, "艾丽", "高荣", concern.code) for page in pages)
        assert [listed(browser.get(f"/concerns?q={word}")) for word in ("501", "三栋门厅", "张建国", "2501", "电梯响")] == [[]] * 4 + [["电梯响"]]
        assert listed(browser.get(f"/concerns?community={cast.outside.id}")) == []


def sheet(answer):
    return list(load_workbook(BytesIO(answer.data)).active.values)


def test_the_spreadsheet_has_the_filter_of_the_moment_and_no_more_than_its_reader_sees(carol, cast, login, clock):
    concern = full(cast, text="=1+1")
    moved(full(cast, gist="门禁坏"), "handling", "answer", by=cast.carol, cast=cast)
    clock.forward(hours=25)
    head, *rows = sheet(login(carol, cast.carol).get("/concerns.xlsx"))
    assert [row[2] for row in rows] == ["三号电梯异响"] and len(sheet(carol.get("/concerns.xlsx?shelf=all"))) == 3
    row = dict(zip(head, rows[0], strict=True))
    assert (row["编号"], row["现在"], row["超期"], row["门牌"], row["怎么回事"], row["联系人"]) == (
        concern.number,
        "待受理",
        "是",
        "3-2-501",
        "'=1+1",
        "张建国",
    )
    above = sheet(login(carol.application.test_client(), cast.sam).get("/concerns.xlsx?shelf=all"))
    assert len(above) == 3 and "怎么回事" not in above[0] and not any(secret in str(above) for secret in SECRETS)


# taking in


def test_taken_in_as_typed_with_the_categorys_usual_urgency(client, cast, login):
    login(client, cast.alice)
    assert "张建国" in client.get(f"/concerns/new?household={cast.home.id}").text
    answer = client.post("/concerns", data=form(cast, gist="三号电梯异响", place="3栋", telephone="13888892501", contact="张建国", consent="y"))
    concern = Concern.get()
    assert (answer.status_code, answer.location) == (303, f"/concerns/{concern.id}?slip=open")
    assert (concern.household, concern.compound, concern.recorder, concern.consent) == (cast.home, cast.heping, cast.alice, True)
    assert concern.urgency.name == "急事" and concern.text == TEXT and concern.told == "三号电梯异响"
    page = client.get(answer.location).text
    assert f"编号 {concern.number}" in page and f"{concern.code[:4]} {concern.code[4:]}" in page and f"/slips/{concern.number}{concern.code}" in page
    slip = client.get(f"/concerns/{concern.id}/slip").text
    assert concern.number in slip and TEXT not in slip and "张建国" not in slip and "和平小区 · 三号电梯异响" in slip
    assert qr_code(f"http://localhost/slips/{concern.number}{concern.code}") in slip


def test_an_urgency_chosen_by_hand_counts_and_a_service_is_ordered(carol, cast):
    service = Service.add(None, name="家电维修", community=cast.inside)
    small = Urgency.get(Urgency.name == "小事")
    carol.post("/concerns", data=form(cast, urgency=small.id, service=service.id, category=category("服务点单").id))
    assert (Concern.get().urgency, Concern.get().told) == (small, "家电维修")


def test_a_service_that_is_more_urgent_than_its_kind_says_so_and_is_promised_so(carol, cast):
    pressing = Urgency.get(Urgency.name == "急事")
    service = Service.add(cast.carol, name="管道疏通", community=cast.inside, urgency=pressing)
    assert re.search(rf'<option value="{service.id}" data-urgency="{pressing.id}" *>管道疏通', carol.get("/concerns/new").text)
    carol.post("/concerns", data=form(cast, service=service.id, category=category("服务点单").id))
    assert Concern.get().urgency == pressing


def test_for_a_place_in_a_compound(carol, cast):
    page = carol.get(f"/concerns/new?compound={cast.heleju.id}&channel=meeting").text
    assert f'selected value="{cast.heleju.id}"' in page and 'value="meeting" checked' in page
    carol.post("/concerns", data=form(cast, household=None, compound=cast.heleju.id, place="东门"))
    assert (Concern.get().compound, Concern.get().household, Concern.get().place) == (cast.heleju, None, "东门")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " "}, "这一项要填"),
        ({"category": ""}, "这一项要填"),
        ({"category": "9999"}, "没有这个选项"),
        ({"gist": "长" * 41}, "最多 40 个字"),
        ({"consent": "y", "telephone": ""}, "就要留一个电话"),
        ({"day": "2026-10-15"}, "不能是以后的日子"),
        ({"day": "2026-13-01"}, "没有这一天"),
        ({"household": None, "compound": ""}, "这一项要填"),
        ({"form_id": ""}, "编号丢了"),
        ({"channel": "rumour"}, "没有这个选项"),
    ],
)
def test_refused_beside_the_field_with_everything_kept(carol, cast, changes, message):
    answer = carol.post("/concerns", data=form(cast, **{"place": "记着我", **changes}))
    assert answer.status_code == 422 and message in answer.text and "记着我" in answer.text and Concern.select().count() == 0


def test_what_is_not_taken_in_here_stands_apart_and_says_where_to_go(carol, cast, login):
    kind, chip = category("火情、急病、报警"), 'name="category" value="%s"'
    for address in ("/concerns/new", f"/households/{cast.home.id}/visits/new"):
        page = login(carol, cast.alice).get(address).text
        assert '起火打 <a href="tel:119">119</a>' in page and chip % kind.id not in page and chip % category().id in page
    answer = login(carol, cast.carol).post("/concerns", data=form(cast, category=kind.id))
    assert chip % kind.id in answer.text  # what was sent is seen, and can be changed
    assert answer.status_code == 422 and "这类事这里办不了：起火打 119" in answer.text and TEXT in answer.text
    assert Concern.select().count() == 0


def test_twice_the_same_form_is_one_concern(carol, cast):
    typed = form(cast)
    assert [carol.post("/concerns", data=typed).status_code for _ in range(2)] == [303, 303]
    assert (Concern.select().count(), Step.select().count()) == (1, 1)


def test_pictures_come_with_it_all_or_nothing_and_only_for_those_who_read_in_full(carol, cast, login):
    carol.post("/concerns", data=form(cast, pictures=[(BytesIO(photograph()), "a.jpg")]))
    refused = carol.post("/concerns", data=form(cast, pictures=[(BytesIO(b"words"), "a.jpg")]))
    assert refused.status_code == 422 and "打不开" in refused.text and (Concern.select().count(), Picture.select().count()) == (1, 1)
    concern, address = Concern.get(), f"/pictures/{Picture.get().id}.jpg"
    assert address in carol.get(f"/concerns/{concern.id}").text
    others = {name: login(carol.application.test_client(), getattr(cast, name)) for name in ("alice", "sam", "charlie", "paula")}
    assert {name: browser.get(address).status_code for name, browser in others.items()} == {"alice": 200, "sam": 404, "charlie": 404, "paula": 404}
    assert "/pictures/" not in others["sam"].get(f"/concerns/{concern.id}").text
    sent = {"form_id": str(uuid4()), "pictures": [(BytesIO(photograph()), "b.jpg")]}
    assert others["sam"].post(f"/concerns/{concern.id}/pictures", data={"form_id": sent["form_id"]}).status_code == 403
    assert carol.post(f"/concerns/{concern.id}/pictures", data=sent).location == f"/concerns/{concern.id}"
    assert Picture.select().count() == 2
    assert carol.post(address.replace(".jpg", "/delete")).location == f"/concerns/{concern.id}" and Picture.select().count() == 1


def test_what_was_typed_is_there_again_and_gone_when_sent(client, cast, login):
    path = f"/concerns/new?household={cast.home.id}"
    typed = form(cast, text="写到一半", draft_path=path, draft_title="3-2-501 的诉求")
    login(client, cast.alice)
    assert f'name="draft_path" value="{path}"' in client.get(path).text
    assert client.post("/drafts", data=typed).status_code == 204
    assert "写到一半" in client.get(path).text and "写到一半" not in client.get("/concerns/new").text
    assert "3-2-501 的诉求" in client.get("/concerns").text
    client.post("/concerns", data=typed)
    assert Draft.select().count() == 0 and Concern.get().text == "写到一半"


def test_a_worker_takes_in_at_own_doors_only(client, cast, login):
    login(client, cast.alice)
    for address in (f"/concerns/new?household={cast.west_home.id}", f"/concerns/new?household={cast.outside_home.id}"):
        assert client.get(address).status_code == 404
    assert client.post("/concerns", data=form(cast, household=cast.outside_home.id)).status_code == 404
    assert client.post("/concerns", data=form(cast, household=None, compound=cast.shuguang.id)).status_code == 422


def test_the_form_says_the_times_as_the_table_has_them(carol):
    assert "小事 7 个工作日内办完、急事 24 小时内办完" in carol.get("/concerns/new").text


# the page of one


def test_the_page_tells_the_whole_story_to_its_community(carol, cast):
    concern = moved(full(cast), "dispatch", "return", by=cast.carol, cast=cast)
    page = carol.get(f"/concerns/{concern.id}").text
    for told in (*SECRETS, "被退回，待改派", "派给和平物业公司", "查三号电梯", "和平物业公司 潘文", "保修期内", "还有 1 天"):
        assert told in page, told


def test_what_residents_wrote_themselves_has_a_slip_that_only_they_hold(carol, cast, login):
    own, ours = full(cast, channel="public"), full(cast)
    Concern.update(recorder=None, number="200001", code="90417263").where(Concern.id == own.id).execute()
    alice = login(carol.application.test_client(), cast.alice)
    for browser in (carol, alice):
        page = browser.get(f"/concerns/{own.id}?slip=open").text
        told = re.sub(r"<[^>]*>", " ", page)  # the keys of forms have digits of their own
        assert "200001" in told and "90417263" not in page and "7263" not in told and "居民回执" not in told
        assert browser.get(f"/concerns/{own.id}/slip").status_code == 404
        assert ours.code in browser.get(f"/concerns/{ours.id}").text and ours.code[4:] in browser.get(f"/concerns/{ours.id}/slip").text


def test_the_door_that_a_resident_wrote_is_read_by_who_reads_in_full(carol, cast, login):
    concern = raised(None, compound=cast.heping, channel="public", door="5栋3单元402")
    sam = login(carol.application.test_client(), cast.sam)
    for address in (f"/concerns/{concern.id}", "/concerns?shelf=all"):
        assert "5栋3单元402" in carol.get(address).text and "5栋" not in sam.get(address).text
    assert "5栋3单元402" in str(sheet(carol.get("/concerns.xlsx"))) and "5栋" not in str(sheet(sam.get("/concerns.xlsx?shelf=all")))
    assert [len(listed(carol.get(f"/concerns?q={words}"))) for words in ("402", "5栋3单元402")] == [1, 1] and listed(sam.get("/concerns?q=402")) == []


def test_corrected_with_a_reason_and_both_versions_kept(carol, cast):
    concern = full(cast)
    assert TEXT in carol.get(f"/concerns/{concern.id}/edit").text
    typed = form(cast, text="四号电梯响", gist="四号电梯异响", urgency=concern.urgency_id, telephone="13888892501")
    assert (answer := carol.post(f"/concerns/{concern.id}", data=typed)).status_code == 422 and "请写明为什么改" in answer.text and "四号电梯响" in answer.text
    assert carol.post(f"/concerns/{concern.id}", data={**typed, "reason": "听错了"}).location == f"/concerns/{concern.id}"
    page = carol.get(f"/concerns/{concern.id}").text
    assert "听错了" in page and f"<del>{TEXT}</del>" in page and "四号电梯响" in page


def test_declared_void_with_a_reason(carol, cast, login):
    concern = full(cast)
    answer = carol.post(f"/concerns/{concern.id}/void", data={"reason": " "})
    assert answer.status_code == 422 and "请写明为什么作废" in answer.text and "居民凭回执看得到" in answer.text
    assert carol.post(f"/concerns/{concern.id}/void", data={"reason": "记重了"}).location == f"/concerns/{concern.id}"
    page = carol.get(f"/concerns/{concern.id}").text
    assert "这条已作废" in page and "下一步" not in page and "记重了" in page
    assert carol.get(f"/concerns/{concern.id}/edit").status_code == 403


def test_strangers_and_readers(client, cast, login):
    concern = full(cast)
    answers = {
        name: [
            login(client.application.test_client(), getattr(cast, name)).open(f"/concerns/{concern.id}{path}", method=method).status_code
            for path, method in PATHS
        ]
        for name in ("paula", "bob", "charlie", "oscar", "sam")
    }
    assert answers == {**dict.fromkeys(("paula", "bob", "charlie", "oscar"), [404] * 5), "sam": [200, 403, 403, 403, 404]}


PATHS = [("", "GET"), ("/edit", "GET"), ("", "POST"), ("/void", "POST"), ("/slip", "GET")]


def test_another_worker_sees_but_does_not_correct_what_somebody_else_took_in(client, cast, login):
    concern = raised(cast.carol, household=cast.home)
    login(client, cast.alice)
    assert client.get(f"/concerns/{concern.id}").status_code == 200 and client.get(f"/concerns/{concern.id}/edit").status_code == 403


def test_the_longest_waiting_one_to_dispatch_is_one_tap_away(carol, cast, clock):
    first = full(cast, gist="电梯响")
    clock.forward(hours=1)
    second = full(cast, gist="门禁坏")
    assert f"/concerns/{first.id}" in carol.get(f"/concerns/{second.id}").text
    answer = carol.post(f"/concerns/{first.id}/dispatches", data=said(first, to=cast.company.id, text="查电梯", then="next"))
    assert answer.location == f"/concerns/{second.id}"
    assert "下一条待派" not in carol.get(answer.location).text


# mediations


def test_a_mediation_is_in_no_list_and_opening_it_is_written_down(carol, cast, login, clock):
    parties = full(cast, cast.carol, channel="mediation", gist="两家吵架")
    moved(parties, "handling", "answer", by=cast.carol, cast=cast)
    Step.take(parties, "verdict", cast.carol, solved=True, satisfied=True, way="telephone")
    for address in (
        "/concerns?shelf=all",
        "/concerns?channel=mediation",
        f"/concerns?q={parties.number}",
        f"/search?q={parties.number}",
        "/concerns?q=张建国",
        "/search?q=2501",
    ):
        assert f"/concerns/{parties.id}" not in carol.get(address).text
    assert len(sheet(carol.get("/concerns.xlsx?shelf=all"))) == 1
    page = carol.get("/mediations").text
    assert parties.number in page and "解决了" in page and re.search(r"调解成了 <b[^>]*>1</b>", page)
    assert not any(secret in page for secret in (*SECRETS, "两家吵架", "邻里矛盾"))
    assert Reading.select().count() == 0
    assert TEXT in carol.get(f"/concerns/{parties.id}").text
    carol.get(f"/concerns/{parties.id}/edit")
    assert [(row.user, row.concern) for row in Reading.select()] == [(cast.carol, parties.id)] * 2
    slip = carol.get(f"/concerns/{parties.id}/slip").text
    assert parties.code[4:] in slip and "和平小区" in slip and not any(secret in slip for secret in (*SECRETS, "两家吵架", "邻里矛盾"))
    log = carol.get("/readings").text
    assert f"高荣 看了 调解 {parties.number}，3 次" in log and "3-2-501" not in log
    assert f"调解 {parties.number}" in carol.get(f"/readings?q={parties.number}").text
    assert parties.number not in carol.get("/readings?q=501").text
    assert f"调解 {parties.number}" in carol.get("/readings?q=%00").text
    people = ("sam", "dora", "alice", "charlie")
    assert {name: login(carol.application.test_client(), getattr(cast, name)).get(f"/concerns/{parties.id}").status_code for name in people} == dict.fromkeys(
        people, 404
    )


def test_the_worker_who_took_a_mediation_in_goes_on_with_it_and_sends_it_nowhere(client, cast, login):
    parties = full(cast, channel="mediation")
    page = login(client, cast.alice).get(f"/concerns/{parties.id}").text
    assert TEXT in page and "/dispatches" not in page and "/handlings" in page
    others = full(cast, cast.carol, channel="mediation")
    own = client.get("/mediations").text
    assert parties.number in own and others.number not in own and client.get("/concerns?shelf=all").text.count(parties.number) == 0
    assert 'href="/mediations" data-list>回到列表' in page


def test_a_picture_of_a_mediation_is_kept_by_no_browser_and_looking_at_it_is_written_down(carol, cast, login):
    secret, plain = full(cast, cast.carol, channel="mediation"), full(cast, cast.carol)
    for concern in (secret, plain):
        Picture.add_to(concern, cast.carol, [photograph()], uuid4())
    kept = {concern: carol.get(f"/pictures/{Picture.keys_of(concern)[0]}.jpg").headers["Cache-Control"] for concern in (secret, plain)}
    assert kept == {secret: "no-store", plain: "private, max-age=86400"}
    assert [(row.user, row.concern) for row in Reading.select()] == [(cast.carol, secret.id)]
    assert carol.application.test_client().get(f"/pictures/{Picture.keys_of(secret)[0]}.jpg").status_code == 303
    assert login(carol.application.test_client(), cast.alice).get(f"/pictures/{Picture.keys_of(secret)[0]}.jpg").status_code == 404


# elsewhere


def test_in_the_bar_where_there_is_room(client, cast, login):
    for person, there in {"alice": True, "carol": True, "sam": True, "dora": True, "bob": False, "paula": False, "adam": False}.items():
        page = login(client.application.test_client(), getattr(cast, person)).get("/more").text
        bar = page[page.index('class="bar"') :]
        assert (">诉求<" in bar, bar.count("<svg") <= 5) == (there, True), person
        assert ('href="/mediations"' in page) == (person in ("alice", "carol"))


def test_the_search_page_finds_by_number_line_and_caller(carol, cast, login):
    concern = full(cast)
    for word in (concern.number, "电梯异响", "张建国", "2501"):
        assert f"/concerns/{concern.id}" in carol.get(f"/search?q={word}").text
    sam = login(carol.application.test_client(), cast.sam)
    assert [f"/concerns/{concern.id}" in sam.get(f"/search?q={word}").text for word in (concern.number, "张建国", "2501")] == [True, False, False]


@pytest.mark.parametrize(
    ("telephone", "tail", "found"),
    [
        ("0871-6331 2345", "63312345", 1),
        ("0871-6331 2345", "2345", 1),
        ("0871-63312345、13800002501", "2345", 1),
        ("0871-63312345/138 0000 2501", "2501", 1),
        ("0871-63312345", "6331", 0),
        (None, "2345", 0),
    ],
)
def test_a_caller_is_found_by_the_tail_of_any_number_however_it_is_written(carol, cast, telephone, tail, found):
    raised(cast.carol, compound=cast.heping, telephone=telephone)
    assert len(listed(carol.get(f"/concerns?q={tail}"))) == found


def test_what_is_late_follows_the_promise_and_ends_with_the_answer(carol, cast, clock, login):
    concern = full(cast)
    clock.forward(hours=24, minutes=30)
    assert "超了不到 1 小时" in login(carol, cast.carol).get(f"/concerns/{concern.id}").text
    assert Concern.get().due + timedelta(minutes=30) == clock()
    moved(concern, "handling", "answer", by=cast.carol, cast=cast)
    assert "超了" not in carol.get(f"/concerns/{concern.id}").text and counts(carol.get("/concerns"))["超期"] == 0


# a door written as the place


@pytest.mark.parametrize(("place", "left"), [("3-2-501", None), ("３栋２单元５０１室", None), ("3-2-501 厨房", "3-2-501 厨房")])
def test_a_door_that_staff_writes_as_the_place_is_that_household_s(carol, cast, place, left):
    sent = form(cast, household=None, compound=cast.heping.id, place=place)
    assert [carol.post("/concerns", data=sent).status_code for _ in range(2)] == [303, 303]
    row = Concern.get()
    assert (row.household, row.place) == (cast.home, left) and "记在 3-2-501 名下" in carol.get(f"/concerns/{row.id}").text


@pytest.mark.parametrize("place", ["", "南门口", "9-9-999", "3-2-501 和 3-2-502"])
def test_a_place_that_is_nobody_s_door_stays_a_place(carol, cast, place):
    assert carol.post("/concerns", data=form(cast, household=None, compound=cast.heping.id, place=place)).status_code == 303
    assert (Concern.get().household, Concern.get().place or "") == (None, place)


def test_what_is_refused_says_which_door_it_was(carol, cast):
    page = carol.post("/concerns", data=form(cast, household=None, compound=cast.heping.id, place="3栋2单元501", consent="y"))
    assert page.status_code == 422 and "认出了门牌，记到 3-2-501 这一户" in page.text and "3栋2单元501" in page.text
    assert "写了门牌（比如 3-2-501），就记到那一户" in carol.get("/concerns/new").text


def test_a_door_written_in_a_correction_counts_too(carol, cast):
    row = raised(cast.carol, compound=cast.heping, place="楼道")
    values = form(cast, household=None, compound=cast.heping.id, place="3-2-501", reason="问清楚了")
    assert carol.post(f"/concerns/{row.id}", data=values).status_code == 303
    assert (Concern.get().household, Concern.get().place) == (cast.home, None)
