"""The visit: form at the door, one-tap outcomes, corrections."""

import re
from datetime import date
from uuid import uuid4

import pytest

from models.concerns import Concern
from models.households import Reading
from models.rounds import Round
from models.steps import Step, concern_last
from models.urgencies import Category
from models.visits import Draft, Visit

KEY = "6f0d9a2e-1111-4222-8333-944445555666"


def form(cast, **changes):
    """A filled form for cast.home."""
    typed = {"form_id": KEY, "household": cast.home.id, "way": "in_person", "outcome": "met", "next": "duty", "day": "2026-10-14", "note": "一切都好"}
    return {**typed, "topics": ["身体", "邻里矛盾"], **changes}


def errors(page):
    """What stands beside the fields."""
    return re.findall(r'class="error"[^>]*>([^<]+)', page.text)


def test_a_visit_is_saved_as_typed(client, cast, login):
    answer = login(client, cast.alice).post("/visits", data=form(cast, way="telephone", met="家属", day="2026-10-12"))
    assert answer.status_code == 303 and answer.location == "/today"
    visit = Visit.get()
    assert (visit.household_id, visit.worker_id, visit.way, visit.met, visit.topics) == (cast.home.id, cast.alice.id, "telephone", "家属", "身体、邻里矛盾")
    assert visit.day == date(2026, 10, 12) and visit.recorded_at.date() == date(2026, 10, 14)
    assert (visit.compound_id, visit.community_id) == (cast.heping.id, cast.inside.id)


def test_saving_goes_on_to_the_next_door(client, cast, login):
    answer = login(client, cast.alice).post("/visits", data=form(cast, then="next", following=cast.doors[3].id))
    assert answer.location == f"/households/{cast.doors[3].id}/visits/new"


def test_twice_the_same_form_is_one_visit(client, cast, login):
    login(client, cast.alice)
    for _ in range(2):
        assert client.post("/visits", data=form(cast)).status_code == 303
    assert Visit.select().count() == 1


def test_somebody_elses_key_is_refused_and_nothing_typed_is_lost(client, cast, login):
    Visit.enter(cast.oscar, id=KEY, household=cast.outside_home)
    answer = login(client, cast.alice).post("/visits", data=form(cast, note="别丢了我"))
    assert answer.status_code == 422 and "别丢了我" in answer.text
    assert Visit.select().count() == 1


@pytest.mark.parametrize("outcome", ["absent", "vacant", "refused"])
def test_one_tap_marks_a_door_and_can_be_taken_back(client, cast, login, outcome):
    tap = {"household": cast.home.id, "outcome": outcome, "form_id": str(uuid4())}
    answer = login(client, cast.alice).post("/visits", data=tap, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "记上了" in answer.text and "还有 5 户到期" in answer.text
    visit = Visit.get()
    assert visit.outcome == outcome
    assert client.post(f"/visits/{visit.id}/undo").status_code == 303
    assert Visit.get().void and cast.home.id in {d.household.id for d in Round.of(cast.alice).doors}


def test_taken_back_in_place_the_card_stands_where_it_stood(client, cast, login):
    login(client, cast.alice).post("/visits", data={"household": cast.home.id, "outcome": "absent", "form_id": KEY})
    answer = client.post(f"/visits/{KEY}/undo", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/today?kind=care"})
    assert f'id="door-{cast.home.id}"' in answer.text and "不在家" in answer.text and "还有 6 户到期" in answer.text and "<html" not in answer.text


def test_only_todays_own_slip_is_taken_back_without_a_reason(client, cast, login, clock):
    met, _ = Visit.enter(cast.alice, household=cast.home)
    absent, _ = Visit.enter(cast.alice, household=cast.doors[0], outcome="absent")
    clock.forward(days=1)
    login(client, cast.alice)
    assert [client.post(f"/visits/{visit.id}/undo").status_code for visit in (met, absent)] == [403, 403]


def test_without_its_key_a_form_is_refused_and_nothing_typed_is_lost(client, cast, login):
    for key in ("", "x"):
        answer = login(client, cast.alice).post("/visits", data=form(cast, form_id=key, note="别丢了我"))
        assert answer.status_code == 422 and "编号丢了" in answer.text and "别丢了我" in answer.text
    assert not Visit.select().exists()


def test_a_correction_half_typed_is_kept_too(client, cast, login):
    visit, _ = Visit.enter(cast.alice, household=cast.home, note="原话")
    path = f"/visits/{visit.id}/edit"
    login(client, cast.alice).post("/drafts", data=form(cast, note="改到一半", draft_path=path, draft_title="改走访"))
    assert "改到一半" in client.get(path).text
    client.post(f"/visits/{visit.id}", data=form(cast, note="改好了", reason="记错"))
    assert "改好了" in client.get(path).text and not Draft.select().exists()


def test_a_void_visit_says_so_in_the_list(client, cast, login):
    visit, _ = Visit.enter(cast.alice, household=cast.home)
    visit.strike(cast.alice, "走错门")
    assert "见到了（作废）" in login(client, cast.alice).get("/visits").text


def test_one_tap_works_without_javascript(client, cast, login):
    answer = login(client, cast.alice).post("/visits", data={"household": cast.home.id, "outcome": "absent", "form_id": KEY})
    assert answer.status_code == 303 and answer.location == "/today"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day": ""}, "这一项要填"),
        ({"day": "2026-02-30"}, "没有这一天"),
        ({"day": "2026-10-15"}, "不能是以后的日子"),
        ({"day": "1066-10-14"}, "日期不对"),
        ({"day": "9999-12-31"}, "日期不对"),
        ({"day": "1999-10-14"}, "只能补记两年以内"),
        ({"way": "pigeon"}, "没有这个选项"),
        ({"outcome": "moon"}, "没有这个选项"),
        ({"note": "长" * 2001}, "最多 2000 个字"),
        ({"next": "pick"}, "请选下次的日子"),
        ({"next": "pick", "next_day": "2026-10-01"}, "下次要在这次之后"),
        ({"topics": ["话" * 60, "题" * 61]}, "话题太多了"),
        ({"programme": "999999"}, "没有这个选项"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(client, cast, login, changes, message):
    answer = login(client, cast.alice).post("/visits", data={**form(cast), **changes})
    assert answer.status_code == 422
    assert any(message in error for error in errors(answer)), errors(answer)
    assert changes.get("note", "一切都好") in answer.text and KEY in answer.text
    assert not Visit.select().exists()


def test_characters_that_databases_choke_on_are_dropped(client, cast, login):
    assert login(client, cast.alice).post("/visits", data=form(cast, note="好\x00的\ud800 䶮𠮷😀".encode("utf-8", "ignore"))).status_code == 303
    assert Visit.get().note == "好的 䶮𠮷😀"


def test_a_door_outside_is_not_there(client, cast, login):
    login(client, cast.alice)
    for household in (cast.outside_home.id, cast.west_home.id, "", "abc", "9" * 30):
        assert client.post("/visits", data=form(cast, household=household)).status_code == 404
    assert client.get(f"/households/{cast.outside_home.id}/visits/new").status_code == 404


def test_opening_the_form_shows_the_care_and_writes_down_who_looked(client, cast, login):
    page = login(client, cast.alice).get(f"/households/{cast.home.id}/visits/new")
    assert "独居老人" in page.text
    assert [(r.user_id, r.household_id) for r in Reading.select()] == [(cast.alice.id, cast.home.id)]


def test_a_correction_needs_a_reason_and_keeps_the_earlier_version(client, cast, login):
    visit, _ = Visit.enter(cast.alice, household=cast.home, note="原话")
    login(client, cast.alice)
    assert "请写明为什么改" in client.post(f"/visits/{visit.id}", data=form(cast, note="新话")).text
    assert client.post(f"/visits/{visit.id}", data=form(cast, note="新话", reason="记错人")).status_code == 303
    page = client.get(f"/visits/{visit.id}")
    assert "新话" in page.text and "原话" in page.text and "记错人" in page.text


@pytest.mark.parametrize(("sent", "kept"), [(["写错了", ""], "写错了"), (["写错了", "把儿媳写成女儿"], "把儿媳写成女儿"), (["", "听错了"], "听错了")])
def test_a_reason_is_tapped_or_typed_and_what_is_typed_counts(client, cast, login, sent, kept):
    visit, _ = Visit.enter(cast.alice, household=cast.home, note="原话")
    refused = login(client, cast.alice).post(f"/visits/{visit.id}", data={**form(cast, note="新话", day="2099-01-01"), "reason": sent})
    tapped = re.findall(r'name="reason" value="([^"]+)" checked', refused.text)
    typed = re.search(r'<input id="reason"[^>]* value="([^"]*)"', refused.text)[1]
    assert refused.status_code == 422 and (tapped, typed) == (([kept], "") if kept == "写错了" else ([], kept))
    assert client.post(f"/visits/{visit.id}", data={**form(cast, note="新话"), "reason": sent}).status_code == 303
    assert next(iter(Visit.get_by_id(visit.id).changes)).reason == kept
    assert client.post(f"/visits/{visit.id}/void", data={"reason": sent}).status_code == 303
    assert next(iter(Visit.get_by_id(visit.id).changes)).reason == kept


def test_void_needs_a_reason_and_counts_no_more(client, cast, login):
    visit, _ = Visit.enter(cast.alice, household=cast.home)
    login(client, cast.alice)
    assert client.post(f"/visits/{visit.id}/void", data={"reason": " "}).status_code == 422
    assert client.post(f"/visits/{visit.id}/void", data={"reason": "走错门"}).status_code == 303
    assert "已作废" in client.get(f"/visits/{visit.id}").text
    assert client.get(f"/visits/{visit.id}/edit").status_code == 403


def test_another_workers_visit_is_read_only(client, cast, login):
    visit, _ = Visit.enter(cast.carol, household=cast.home)
    login(client, cast.alice)
    assert client.get(f"/visits/{visit.id}").status_code == 200
    assert client.get(f"/visits/{visit.id}/edit").status_code == 403
    assert client.post(f"/visits/{visit.id}/void", data={"reason": "x"}).status_code == 403


def test_what_was_typed_survives_and_goes_when_saved(client, cast, login):
    path = f"/households/{cast.home.id}/visits/new"
    typed = form(cast, note="写到一半", draft_path=path, draft_title="3-2-501 走访")
    assert login(client, cast.alice).post("/drafts", data=typed).status_code == 204
    assert "没写完：3-2-501 走访" in client.get("/today").text
    again = client.get(path)
    assert "写到一半" in again.text and KEY in again.text
    client.post("/visits", data=typed)
    assert not Draft.select().exists()
    client.post("/drafts", data=typed)  # a late keystroke's request must not bring it back
    assert not Draft.select().exists()


@pytest.mark.parametrize("known", [True, False])
def test_what_was_thrown_away_stays_away(client, cast, login, known):
    path = f"/households/{cast.home.id}/visits/new"
    typed = form(cast, note="不要的", draft_path=path, draft_title="走访")
    login(client, cast.alice)
    if known:
        client.post("/drafts", data=typed)
    assert client.post(f"/drafts/{KEY}/delete").status_code == 303
    client.post("/drafts", data=typed)  # was on its way from the tablet meanwhile
    assert "不要的" not in client.get(path).text and "没写完" not in client.get("/today").text
    assert "不要的" not in Draft.get_by_id(KEY).fields
    client.post("/visits", data=typed)
    assert Visit.get().note == "不要的" and not Draft.select().exists()


def test_drafts_are_ones_own(client, cast, login):
    Draft.keep(cast.oscar, uuid4(), "/x", "秘密", {})
    login(client, cast.alice)
    assert "秘密" not in client.get("/today").text
    assert client.post(f"/drafts/{Draft.get().id}/delete").status_code == 404
    for bad in ({"form_id": "x"}, {"form_id": KEY, "draft_path": "//evil"}):
        assert client.post("/drafts", data=bad).status_code == 400


def test_the_ledger_by_day_word_and_spreadsheet(client, cast, login):
    Visit.enter(cast.alice, household=cast.home, day=date(2026, 9, 20), note="九月的")
    Visit.enter(cast.alice, household=cast.doors[0], day=date(2026, 10, 1), note="十月的")
    login(client, cast.alice)
    assert "九月的" in client.get("/visits?until=2026-09-30").text
    assert "十月的" not in client.get("/visits?until=2026-09-30").text
    assert "十月的" in client.get("/visits?q=lxy").text  # 李秀英
    assert client.get("/visits?since=2026-13-99&page=x").status_code == 200
    assert client.get("/visits.xlsx?since=2026-10-01").mimetype.endswith("sheet")


def raised(**changes):
    """What is filled in of a concern, in the part of the form that one tap opens."""
    return {"category": Category.get(Category.name == "楼道照明").id, "text": "三楼灯不亮", **changes}


def answered(cast, home="home", **values):
    """A concern of a door that was answered, and so waits for the resident's word."""
    category = Category.get(Category.name == "楼道照明")
    concern, _ = Concern.enter(cast.alice, household=getattr(cast, home), category=category, urgency=category.urgency, text="三楼灯不亮", **values)
    for kind, text in (("handling", "换了灯泡"), ("answer", "昨天换好了")):
        Step.take(concern, kind, cast.alice, text=text)
    return concern


def opened(page):
    """Whether the part for a concern stands open."""
    return '<details class="raise" open>' in page.text


def test_a_concern_is_raised_with_the_visit_and_its_number_told(client, cast, login):
    login(client, cast.alice)
    assert not opened(client.get(f"/households/{cast.home.id}/visits/new"))
    answer = client.post("/visits", data={**form(cast), **raised(gist="三楼楼道灯", consent="y")})
    concern = Concern.get()
    assert answer.status_code == 303 and concern.visit == Visit.get() and concern.telephone == cast.home.telephone
    assert f"诉求 {concern.number} 记下了" in client.get("/today").text
    page = client.get(f"/visits/{KEY}")
    assert f"/concerns/{concern.id}" in page.text and "三楼楼道灯" in page.text and "待受理" in page.text


def test_twice_the_same_form_raises_one_concern(client, cast, login):
    login(client, cast.alice)
    for _ in range(2):
        assert client.post("/visits", data={**form(cast), **raised()}).status_code == 303
    assert (Visit.select().count(), Concern.select().count()) == (1, 1)
    again = client.post("/visits", data={**form(cast), **raised(text="另一件")})
    assert again.status_code == 422 and "已经存过了" in again.text and "另一件" in again.text


def test_a_part_that_was_opened_and_left_empty_raises_nothing(client, cast, login):
    answer = login(client, cast.alice).post("/visits", data={**form(cast), "category": "", "text": " ", "urgency": "", "gist": "", "telephone": ""})
    assert answer.status_code == 303 and Visit.select().exists() and not Concern.select().exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"category": ""}, "请选是哪一类事"),
        ({"category": "999999"}, "没有这个选项"),
        ({"text": ""}, "请写怎么回事"),
        ({"text": "长" * 2001}, "最多 2000 个字"),
        ({"urgency": "x"}, "没有这个选项"),
        ({"gist": "长" * 41}, "最多 40 个字"),
        ({"telephone": "13800002222"}, "留电话要住户同意"),
    ],
)
def test_what_is_wrong_with_the_concern_is_said_beside_it_and_nothing_is_lost(client, cast, login, changes, message):
    answer = login(client, cast.alice).post("/visits", data={**form(cast), **raised(), **changes})
    assert answer.status_code == 422 and opened(answer)
    assert any(message in error for error in errors(answer)), errors(answer)
    assert "一切都好" in answer.text and KEY in answer.text and changes.get("text", "三楼灯不亮") in answer.text
    assert not Visit.select().exists() and not Concern.select().exists()


def test_what_is_not_taken_in_here_says_where_to_go_and_keeps_the_visit(client, cast, login):
    elsewhere = Category.get(Category.name == "打官司")
    answer = login(client, cast.alice).post("/visits", data={**form(cast), **raised(category=elsewhere.id)})
    assert answer.status_code == 422 and any(elsewhere.elsewhere in error for error in errors(answer))
    assert "一切都好" in answer.text and "三楼灯不亮" in answer.text and not Visit.select().exists()
    assert client.post("/visits", data=form(cast)).status_code == 303


def test_to_give_the_contact_there_has_to_be_one(client, cast, login):
    login(client, cast.alice)
    without = {**form(cast, household=cast.door_4.id), **raised(consent="y")}
    answer = client.post("/visits", data=without)
    assert answer.status_code == 422 and 'name="telephone"' in answer.text and any("留一个电话" in error for error in errors(answer))
    assert client.post("/visits", data={**without, "telephone": "13800002222"}).status_code == 303
    assert Concern.get().telephone == "13800002222"


def test_a_concern_half_typed_is_kept_with_the_visit(client, cast, login):
    path = f"/households/{cast.home.id}/visits/new"
    login(client, cast.alice).post("/drafts", data={**form(cast), **raised(text="灯坏"), "draft_path": path, "draft_title": "走访"})
    page = client.get(path)
    assert opened(page) and "灯坏" in page.text


def test_markup_in_a_concern_stays_text(client, cast, login):
    login(client, cast.alice).post("/visits", data={**form(cast), **raised(text="<script>x</script>", gist="<b>灯</b>")})
    page = client.get(f"/visits/{KEY}").text + client.get(f"/households/{cast.home.id}").text
    assert "&lt;b&gt;灯" in page and "<b>灯" not in page and "<script>x" not in page


def test_the_form_asks_first_how_the_last_matter_turned_out(client, cast, login):
    concern = answered(cast)
    page = login(client, cast.alice).get(f"/households/{cast.home.id}/visits/new").text
    assert "上次反映的事，办好了吗？" in page and "昨天换好了" in page and concern.number in page
    assert page.index("办好了吗") < page.index('action="/visits"')
    assert page.count(f'action="/concerns/{concern.id}/verdicts"') == 3


def buttons(page, action):
    """The fields that each one-button form with this address sends, by the label of its button."""
    forms = re.findall(rf'<form method="post" action="{action}">(.*?)</form>', page.text, re.S)
    fields = (dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in forms)
    return {re.search(r"<button[^>]*>([^<]+)", form)[1]: sent for form, sent in zip(forms, fields, strict=True)}


@pytest.mark.parametrize(
    ("label", "solved", "satisfied", "state"),
    [("解决了，满意", True, True, "verdict"), ("解决了，不满意", True, False, "verdict"), ("没解决", False, False, "reopening")],
)
def test_the_residents_word_is_taken_with_one_tap_and_the_form_stands_there_again(client, cast, login, label, solved, satisfied, state):
    concern = answered(cast)
    path, address = f"/households/{cast.home.id}/visits/new", f"/concerns/{concern.id}/verdicts"
    login(client, cast.alice).post("/drafts", data=form(cast, note="写到一半", draft_path=path, draft_title="走访"))
    sent = buttons(client.get(path), address)[label]
    for _ in range(2):  # a second tap on the same button says nothing new
        answer = client.post(address, data=sent)
        assert answer.status_code == 303 and answer.location == path
    verdict = concern.steps.where(Step.kind == "verdict").get()
    assert (verdict.solved, verdict.satisfied, verdict.way, verdict.by) == (solved, satisfied, "visit", cast.alice)
    assert concern_last(concern).kind == state
    again = client.get(path)
    assert ("居民的话记下了" if solved else "没解决，已经重新办，新的期限是") in again.text and "办好了吗" not in again.text and "写到一半" in again.text


def test_a_part_of_the_page_takes_the_words_along(client, cast, login):
    concern = answered(cast)
    path, boosted = f"/households/{cast.home.id}/visits/new", {"HX-Request": "true", "HX-Boosted": "true"}
    sent = buttons(login(client, cast.alice).get(path), f"/concerns/{concern.id}/verdicts")["没解决"]
    answer = client.post(f"/concerns/{concern.id}/verdicts", data=sent, headers=boosted, follow_redirects=True)
    part = answer.text[answer.text.index('id="asked"') :]
    assert "没解决，已经重新办" in part[: part.index("<form")] and "办好了吗" not in part


def test_it_asks_nothing_about_other_doors_and_nothing_when_correcting(client, cast, login):
    answered(cast, "door_0")
    answered(cast, channel="mediation")
    visit, _ = Visit.enter(cast.alice, household=cast.door_0)
    login(client, cast.alice)
    assert "办好了吗" not in client.get(f"/households/{cast.home.id}/visits/new").text
    assert "办好了吗" not in client.get(f"/visits/{visit.id}/edit").text


def test_a_concern_of_the_public_page_is_to_be_confirmed(client, cast, login):
    category = Category.get(Category.name == "电梯")
    concern, _ = Concern.enter(None, household=cast.home, channel="public", category=category, urgency=category.urgency, text="电梯一直响")
    path, address = f"/households/{cast.home.id}/visits/new", f"/concerns/{concern.id}/confirmations"
    page = login(client, cast.alice).get(path)
    assert "电梯一直响" in page.text
    assert client.post(address, data=buttons(page, address)["核实了，确有此事"]).location == path
    assert (concern_last(concern).kind, concern_last(concern).by) == ("confirmation", cast.alice)
    assert address not in client.get(path).text


def test_the_queries_of_the_form_do_not_grow_with_what_there_is_to_ask(client, cast, login, count_queries):
    answered(cast)
    path = f"/households/{cast.home.id}/visits/new"
    login(client, cast.alice)
    count = count_queries(lambda: client.get(path))
    for _ in range(4):
        answered(cast)
    assert count_queries(lambda: client.get(path)) == count
