"""The tray: a captured visit is never refused because its door has changed hands."""

import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from models.concerns import Concern
from models.households import Care, Household, Reading
from models.ledgers import DIFFERENT
from models.programmes import Programme
from models.strays import Stray
from models.urgencies import Category
from models.visits import Topic, Visit

KEY = "6f0d9a2e-1111-4222-8333-944445555666"
OUTBOX = {"Honglin-Capture": "1"}


def visit(cast, **more):
    """A visit with a concern as the form sends it."""
    typed = {"form_id": KEY, "household": cast.home.id, "way": "in_person", "outcome": "met", "next": "duty", "day": "2026-10-12", "note": "水管漏了"}
    return {**typed, "topics": ["身体"], **more}


def concern(name="楼道照明", **more):
    """What is filled in of a concern."""
    return {"category": Category.get(Category.name == name).id, "text": "三楼灯不亮", "gist": "楼道灯", **more}


@pytest.fixture
def alice(client, cast, login):
    """Alice's tablet; her grid has meanwhile gone to somebody else."""
    cast.east.amend(cast.carol, worker=None)
    return login(client, cast.alice)


@pytest.fixture
def carol(app, cast, login):
    """The community."""
    return login(app.test_client(), cast.carol)


def text(page):
    """What stands on a page."""
    return re.sub(r"<[^>]+>|\s+", " ", page.text)


def test_it_is_receipted_each_time_and_waits(alice, cast):
    for _ in range(3):
        answer = alice.post("/visits", data=visit(cast, **concern()), headers=OUTBOX)
        assert answer.status_code == 200 and answer.json == {"receipt": KEY, "address": f"/strays/{KEY}"}
    assert Stray.select().count() == 1 and not Visit.select().exists() and not Concern.select().exists()


def test_other_content_under_the_same_key_is_a_conflict(alice, cast):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    for more in ({"note": "别的话"}, {"household": cast.west_home.id}, concern()):
        answer = alice.post("/visits", data=visit(cast, **more), headers=OUTBOX)
        assert answer.status_code == 409 and answer.json["form"] == [DIFFERENT], more
    assert Stray.get().visit["note"] == "水管漏了"


def test_somebody_elses_key_is_refused(alice, app, cast, login):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    cast.oscar.amend(cast.adam, area=cast.inside)
    answer = login(app.test_client(), cast.oscar).post("/visits", data=visit(cast), headers=OUTBOX)
    assert answer.status_code == 422 and "已被占用" in answer.json["form"][0]


def test_a_door_that_never_was_stays_on_the_tablet(alice, cast):
    for door in (999_999, "", "x"):
        answer = alice.post("/visits", data=visit(cast, household=door), headers=OUTBOX)
        assert answer.status_code == 404 and not Stray.select().exists()


def test_a_door_that_was_never_the_worker_s_is_not_reached_by_its_number(alice, cast):
    answer = alice.post("/visits", data=visit(cast, household=cast.outside_home.id), headers=OUTBOX)
    assert answer.status_code == 404 and not Stray.select().exists() and "receipt" not in answer.json


def test_a_door_of_the_own_community_is_taken_whoever_walks_there(alice, cast):
    assert alice.post("/visits", data=visit(cast, household=cast.west_home.id), headers=OUTBOX).json["receipt"] == KEY


def test_who_left_the_community_hands_in_for_ninety_days_what_was_written_before(client, cast, login, clock):
    cast.alice.amend(cast.adam, area=cast.outside)
    cast.east.amend(cast.carol, worker=None)
    clock.forward(days=89)
    login(client, cast.alice)
    day = clock.moment.date().isoformat()
    assert client.post("/visits", data=visit(cast, day=day), headers=OUTBOX).json["receipt"] == KEY
    clock.forward(days=2)
    login(client, cast.alice)
    assert client.post("/visits", data=visit(cast, day=day), headers=OUTBOX).json["receipt"] == KEY  # a retry is receipted, however late
    assert client.post("/visits", data=visit(cast, form_id=uuid4(), day=day), headers=OUTBOX).status_code == 404
    assert Stray.select().count() == 1


def test_an_ordinary_post_finds_no_such_door(alice, cast):
    assert alice.post("/visits", data=visit(cast)).status_code == 404 and not Stray.select().exists()


def test_what_no_visit_may_hold_is_said_by_field(alice, cast):
    answer = alice.post("/visits", data=visit(cast, day="2026-10-15"), headers=OUTBOX)
    assert answer.status_code == 422 and answer.json["errors"] == {"day": ["不能是以后的日子"]}
    answer = alice.post("/visits", data=visit(cast, **concern(text="")), headers=OUTBOX)
    assert answer.status_code == 422 and answer.json["errors"] == {"text": ["请写怎么回事"]}
    assert alice.post("/visits", data=visit(cast, form_id="x"), headers=OUTBOX).status_code == 422
    assert not Stray.select().exists() and alice.post("/visits", data=visit(cast), headers=OUTBOX).status_code == 200


def test_what_was_saved_before_the_door_changed_hands_is_receipted_and_not_doubled(client, cast, login):
    login(client, cast.alice).post("/visits", data=visit(cast), headers=OUTBOX)
    cast.east.amend(cast.carol, worker=None)
    assert client.post("/visits", data=visit(cast), headers=OUTBOX).json == {"receipt": KEY, "address": f"/visits/{KEY}"}
    assert client.post("/visits", data=visit(cast, note="别的话"), headers=OUTBOX).status_code == 409
    assert Visit.select().count() == 1 and not Stray.select().exists()


def test_a_door_that_came_back_does_not_make_a_second_one(alice, cast, carol):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    cast.east.amend(cast.carol, worker=cast.alice)
    assert alice.post("/visits", data=visit(cast), headers=OUTBOX).json["address"] == f"/strays/{KEY}"
    assert alice.post("/visits", data=visit(cast)).status_code == 303  # as a plain form: an entry now
    assert carol.post(f"/strays/{KEY}/take").status_code == 303
    assert Visit.select().count() == 1 and Stray.get().accepted


def test_who_has_moved_to_another_community_hands_in_to_the_door_s(client, app, cast, login, carol):
    cast.alice.amend(cast.adam, area=cast.outside)
    assert login(client, cast.alice).post("/visits", data=visit(cast), headers=OUTBOX).status_code == 200
    assert "有 1 条交上来的记录要看一下" in text(carol.get("/today"))
    charlie = login(app.test_client(), cast.charlie)
    assert "交上来的记录要看" not in charlie.get("/today").text and charlie.get(f"/strays/{KEY}").status_code == 404
    assert charlie.post(f"/strays/{KEY}/take").status_code == 404


def test_the_community_is_told_on_its_day_sees_what_was_written_and_takes_it_over(alice, cast, carol):
    alice.post("/visits", data=visit(cast, **concern(consent="y")), headers=OUTBOX)
    assert "有 1 条交上来的记录要看一下" in text(carol.get("/today")) and "交上来的记录要看" not in alice.get("/today").text
    assert "3-2-501" in carol.get("/strays").text and "等社区看" in carol.get("/strays").text
    page = carol.get(f"/strays/{KEY}").text
    assert all(said in page for said in ("水管漏了", "身体", "三楼灯不亮", "楼道照明", "楼道灯", "艾丽", "张建国", "照常"))
    answer = carol.post(f"/strays/{KEY}/take")
    assert answer.status_code == 303 and answer.location == f"/strays/{KEY}"
    entry = Visit.get_by_id(UUID(KEY))
    assert (entry.worker, entry.recorder, str(entry.day), entry.note) == (cast.alice, cast.alice, "2026-10-12", "水管漏了")
    assert (Concern.get().visit, Concern.get().recorder, Concern.get().telephone) == (entry, cast.alice, cast.home.telephone)
    page = text(carol.get(f"/visits/{KEY}"))
    assert "修改记录" in page and "高荣" in page and "社区收下" in page
    assert "交上来的记录要看" not in carol.get("/today").text
    assert carol.post(f"/strays/{KEY}/take").status_code == 403 and Visit.select().count() == 1


def test_put_aside_it_needs_a_reason_that_its_writer_reads(alice, cast, carol):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    answer = carol.post(f"/strays/{KEY}/void", data={"reason": " "})
    assert answer.status_code == 422 and "请写明为什么放一边" in answer.text
    assert carol.post(f"/strays/{KEY}/void", data={"reason": "新网格员同一天走过"}).status_code == 303
    page = alice.get(f"/strays/{KEY}")
    assert "新网格员同一天走过" in page.text and "水管漏了" in page.text and not Visit.select().exists()
    assert "放一边了" in alice.get("/strays").text
    assert carol.post(f"/strays/{KEY}/take").status_code == 303 and Visit.select().count() == 1


def test_its_writer_finds_it_at_the_address_of_the_visit(alice, app, cast, carol, login):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    answer = alice.get(f"/visits/{KEY}")
    assert answer.status_code == 303 and answer.location == f"/strays/{KEY}"
    page = alice.get(f"/strays/{KEY}")
    assert "没有丢" in page.text and "水管漏了" in page.text and "收下</button>" not in page.text
    assert login(app.test_client(), cast.oscar).get(f"/visits/{KEY}").status_code == 404
    carol.post(f"/strays/{KEY}/take")
    assert "水管漏了" in alice.get(f"/visits/{KEY}").text and f"/visits/{KEY}" in alice.get(f"/strays/{KEY}").text
    for action in ("take", "void"):
        assert alice.post(f"/strays/{KEY}/{action}", data={"reason": "x"}).status_code == 403


def test_its_writer_learns_nothing_of_the_door_that_was_not_written(alice, cast):
    answer = alice.post("/visits", data=visit(cast), headers=OUTBOX)
    seen = alice.get(answer.json["address"]).text + alice.get("/strays").text
    assert cast.home.contact not in seen and cast.home.telephone not in seen and f"/households/{cast.home.id}" not in seen
    assert Care.select().exists() and not Reading.select().exists()


def test_as_a_spreadsheet(alice, cast, carol):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    rows = list(load_workbook(BytesIO(carol.get("/strays.xlsx").data)).active.iter_rows(values_only=True))
    assert "3-2-501" in rows[-1] and "等社区看" in rows[-1] and "艾丽" in rows[-1]


def test_the_queries_do_not_grow_with_the_tray(alice, cast, carol, count_queries):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    count = count_queries(lambda: carol.get("/strays"))
    for door in cast.doors[:4]:
        alice.post("/visits", data=visit(cast, form_id=uuid4(), household=door.id), headers=OUTBOX)
    assert Stray.select().count() == 5 and count_queries(lambda: carol.get("/strays")) == count


def test_markup_stays_text(alice, cast, carol):
    alice.post("/visits", data=visit(cast, note="<script>x</script>", **concern(text="<b>灯</b>")), headers=OUTBOX)
    page = carol.get(f"/strays/{KEY}").text
    assert "<script>x" not in page and "&lt;b&gt;灯" in page


# the form has changed on the server while the entry waited


def retire(cast):
    """A topic, a programme and a kind of concern that the tablet's form offered, and today's does not."""
    programme = Programme.add(None, name="议事厅", community=cast.inside, active=False)
    kind = Category.get(Category.name == "楼道照明")
    kind.amend(cast.adam, active=False)
    Topic.get(Topic.name == "身体").remove(cast.adam)
    return {"programme": programme.id, **concern()}


def test_what_is_no_longer_offered_stays_as_it_was_written(client, cast, login):
    chosen = retire(cast)
    assert login(client, cast.alice).post("/visits", data=visit(cast, **chosen)).status_code == 422  # a page offers what there is
    assert client.post("/visits", data=visit(cast, **chosen), headers=OUTBOX).json["receipt"] == KEY
    entry = Visit.get()
    assert (entry.programme.name, entry.topics, Concern.get().category.name) == ("议事厅", "身体", "楼道照明")


def test_in_the_tray_too_and_the_community_is_told(alice, cast, carol):
    assert alice.post("/visits", data=visit(cast, **retire(cast)), headers=OUTBOX).status_code == 200
    page = carol.get(f"/strays/{KEY}").text
    assert "议事厅（现在不用了）" in page and "楼道照明（现在不用了）" in page and "身体" in page
    carol.post(f"/strays/{KEY}/take")
    assert (Visit.get().programme.name, Concern.get().category.name) == ("议事厅", "楼道照明")


def test_another_places_programme_is_no_choice(alice, cast):
    other = Programme.add(None, name="U循环", community=cast.outside)
    answer = alice.post("/visits", data=visit(cast, programme=other.id), headers=OUTBOX)
    assert answer.status_code == 422 and "没有这个选项" in answer.json["errors"]["programme"][0]


def test_a_concern_that_is_not_taken_in_any_more_does_not_hold_the_visit_up(alice, cast, carol):
    alice.post("/visits", data=visit(cast, **concern()), headers=OUTBOX)
    Category.get(Category.name == "楼道照明").amend(cast.adam, elsewhere="请打 12345")
    answer = carol.post(f"/strays/{KEY}/take")
    assert answer.status_code == 422 and "请打 12345" in answer.text and "只收下走访" in answer.text
    assert carol.post(f"/strays/{KEY}/take", data={"without": "concern"}).status_code == 303
    assert Visit.get().note == "水管漏了" and not Concern.select().exists() and "三楼灯不亮" in carol.get(f"/strays/{KEY}").text


# a concern alone


def told(cast, **more):
    """A concern at a door as its form sends it."""
    typed = {
        "form_id": KEY,
        "household": cast.home.id,
        "channel": "visit",
        "day": "2026-10-12",
        "place": "三楼",
        "contact": "张建国",
        "telephone": "13888892501",
    }
    return {**typed, **concern(consent="y"), **more}


def test_a_concern_waits_as_well_and_becomes_one_of_whoever_wrote_it(alice, cast, carol):
    for _ in range(2):
        assert alice.post("/concerns", data=told(cast), headers=OUTBOX).json == {"receipt": KEY, "address": f"/strays/{KEY}"}
    assert not Concern.select().exists() and Stray.get().kind == "诉求"
    assert alice.post("/concerns", data=told(cast, text="别的事"), headers=OUTBOX).status_code == 409
    page = carol.get(f"/strays/{KEY}").text
    assert all(said in page for said in ("三楼灯不亮", "楼道照明", "三楼", "13888892501", "确实有这件事", "走访</dd>"))
    assert "三楼灯不亮" in alice.get(f"/strays/{KEY}").text and "诉求" in text(carol.get("/strays"))
    assert carol.post(f"/strays/{KEY}/take").status_code == 303
    entry = Concern.get_by_id(UUID(KEY))
    assert (entry.recorder, entry.household, entry.text, str(entry.day), entry.visit) == (cast.alice, cast.home, "三楼灯不亮", "2026-10-12", None)
    assert f"/concerns/{KEY}" in carol.get(f"/strays/{KEY}").text and not Visit.select().exists()


def test_a_concern_with_something_missing_is_said_by_field(alice, cast):
    answer = alice.post("/concerns", data=told(cast, text=""), headers=OUTBOX)
    assert answer.status_code == 422 and "text" in answer.json["errors"] and not Stray.select().exists()
    answer = alice.post("/concerns", data=told(cast, telephone=""), headers=OUTBOX)
    assert answer.status_code == 422 and "telephone" in answer.json["errors"]


def test_a_concern_of_a_door_that_was_never_the_worker_s_is_refused(alice, cast):
    assert alice.post("/concerns", data=told(cast, household=cast.outside_home.id), headers=OUTBOX).status_code == 404
    assert alice.post("/concerns", data=told(cast)).status_code == 404 and not Stray.select().exists()  # a page sees no such door


def test_a_concern_of_a_kind_that_was_retired_meanwhile_stays_of_it(client, cast, login):
    Category.get(Category.name == "楼道照明").amend(cast.adam, active=False)
    assert login(client, cast.alice).post("/concerns", data=told(cast)).status_code == 422
    assert client.post("/concerns", data=told(cast), headers=OUTBOX).json["receipt"] == KEY
    assert Concern.get().category.name == "楼道照明"


def test_a_mediation_in_the_tray_names_nobody_until_it_is_opened_and_that_is_written_down(alice, cast, carol):
    alice.post("/concerns", data=told(cast, channel="mediation"), headers=OUTBOX)
    cells = [cell for row in load_workbook(BytesIO(carol.get("/strays.xlsx").data)).active.values for cell in row]
    assert "保密" in carol.get("/strays").text and "保密" in cells and cast.home.door not in [*cells, *text(carol.get("/strays")).split()]
    assert not Reading.select().exists()
    carol.get(f"/strays/{KEY}")
    assert [(row.user, row.concern) for row in Reading.select()] == [(cast.carol, UUID(KEY))]


def test_it_moves_with_its_door(alice, cast, carol):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    Household.get_by_id(cast.home.id).amend(cast.carol, compound=cast.heleju, grid=None)
    carol.post(f"/strays/{KEY}/take")
    assert Visit.get().compound == cast.heleju


# what cannot be taken over as it is


def test_the_community_puts_right_what_is_refused(alice, cast, carol):
    alice.post("/visits", data=visit(cast, **concern()), headers=OUTBOX)
    Category.get(Category.name == "楼道照明").amend(cast.adam, elsewhere="请打 12345")
    assert f"/strays/{KEY}/edit" in carol.post(f"/strays/{KEY}/take").text
    page = carol.get(f"/strays/{KEY}/edit").text
    assert "水管漏了" in page and "三楼灯不亮" in page and "data-capture" not in page and f'action="/strays/{KEY}"' in page
    assert carol.post(f"/strays/{KEY}", data=visit(cast, **concern())).status_code == 422
    answer = carol.post(f"/strays/{KEY}", data=visit(cast, note="水管漏了，修了", **concern("电梯")))
    assert answer.status_code == 303 and answer.location == f"/strays/{KEY}"
    entry = Visit.get_by_id(UUID(KEY))
    assert (entry.recorder, entry.note, Concern.get().category.name, Stray.get().visit["note"]) == (cast.alice, "水管漏了，修了", "电梯", "水管漏了")
    assert "改过再收的" in carol.get(f"/visits/{KEY}").text
    assert alice.post("/visits", data=visit(cast, **concern("电梯")), headers=OUTBOX).status_code == 409  # other words than came first
    assert alice.post("/visits", data=visit(cast, **concern()), headers=OUTBOX).json["receipt"] == KEY  # a retry is told what the first try was told
    assert carol.post(f"/strays/{KEY}", data=visit(cast)).status_code == 403


def test_a_concern_alone_is_put_right_as_well(alice, cast, carol):
    alice.post("/concerns", data=told(cast), headers=OUTBOX)
    page = carol.get(f"/strays/{KEY}/edit").text
    assert "三楼灯不亮" in page and "13888892501" in page and "data-capture" not in page
    assert carol.post(f"/strays/{KEY}", data=told(cast, text="")).status_code == 422 and not Concern.select().exists()
    assert carol.post(f"/strays/{KEY}", data=told(cast, text="三楼、四楼灯不亮")).status_code == 303
    assert (Concern.get().text, Concern.get().recorder, Concern.get().id) == ("三楼、四楼灯不亮", cast.alice, UUID(KEY))
    assert alice.post("/concerns", data=told(cast), headers=OUTBOX).json["receipt"] == KEY


def test_its_writer_and_strangers_correct_nothing(alice, app, cast, login):
    alice.post("/visits", data=visit(cast), headers=OUTBOX)
    assert alice.get(f"/strays/{KEY}/edit").status_code == 403 and alice.post(f"/strays/{KEY}", data=visit(cast)).status_code == 403
    charlie = login(app.test_client(), cast.charlie)
    assert charlie.get(f"/strays/{KEY}/edit").status_code == 404 and charlie.post(f"/strays/{KEY}").status_code == 404
