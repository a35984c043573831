"""What changes on the server, or stands in the way, while entries wait on a tablet: nothing is lost, and the worker is told what to do."""

from __future__ import annotations

import json
import shutil
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from tests.browser import site as sites
from tests.browser.tablets import STORED, cut, doors, go, line, note_at, ready, some_door, until
from tests.images import photograph

KIND = ".chip:has(input[name=category]:not([aria-describedby]))"  # one that is taken in here
# A version of the product whose visit form asks for one thing more
MORE = {
    "views/visit_form.py": [("    next = Choice(", '    warmth = StringField("屋里暖不暖和", [InputRequired(REQUIRED)])\n    next = Choice(')],
    "templates/visits/form.html": [('  <div class="next">', '  {{ field(form.warmth) }}\n  <div class="next">')],
}


@pytest.fixture(scope="module")
def site(own_site):
    """A site that these tests may stop."""
    return own_site


@pytest.fixture
def page(browse, log_in):
    """The grid worker's tablet with the service worker and the pack on it."""
    return ready(log_in(browse().new_page(), "网格员"))


@pytest.fixture
def newer(tmp_path):
    """The folder of the newer version."""
    root = tmp_path / "newer"
    root.mkdir()
    for name in ("models", "views", "templates", "static"):
        shutil.copytree(sites.ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(sites.ROOT / name, root / name)
    for name, changes in MORE.items():
        text = (root / name).read_text("utf-8")
        for said, instead in changes:
            assert said in text, f"{name} says this in other words now: {said}"
            text = text.replace(said, instead, 1)
        (root / name).write_text(text, "utf-8")
    return root


def correct(page, message):
    """From the line to the form of the one entry that the server would not take."""
    page.click("#outbox >> text=需更正 1")
    expect(page.locator("dialog")).to_contain_text(message)
    page.get_by_role("button", name="更正", exact=True).click()
    page.locator(f".error:text('{message}')").wait_for()


def choose(page, choices):
    """Tap the first of some choices; gives its words."""
    words = page.locator(choices).first.inner_text()
    page.locator(choices).first.click()
    return words


def note_concern(page, door, text):
    """A concern in its own form; gives the kind that was chosen."""
    go(page, f"/concerns/new?household={door.rsplit('/', 1)[1]}")
    page.fill("[name=text]", text)
    kind = choose(page, KIND)
    page.locator(".actions .primary").click()
    page.wait_for_url("**/households/*")
    return kind


def kept(site, table, column, mark):
    """How many entries with this mark the database holds."""
    return site.ask(f"SELECT count(*) FROM {table} WHERE {column} LIKE ?", f"{mark}%")[0][0]


def test_a_newer_form_that_asks_for_more_says_so_and_takes_the_rest(page, site, newer):
    mark, door = uuid4().hex[:8], some_door(page)
    site.stop()
    note_at(page, door, mark)
    note_concern(page, door, mark)
    expect(line(page)).to_contain_text("本机 2 条")
    site.start(newer)
    try:
        go(page, "/today")
        expect(line(page)).to_contain_text("本机 1 条 · 已收到 1 条", timeout=20_000)
        assert (kept(site, "concern", "text", mark), kept(site, "visit", "note", mark)) == (1, 0)
        correct(page, "这一项要填")
        assert page.input_value("[name=note]") == mark
        page.fill("[name=warmth]", "暖和")
        page.locator(".actions button").first.click()
        expect(line(page)).to_contain_text("已全部上传 · 今天收到 2 条")
        assert kept(site, "visit", "note", mark) == 1 and page.evaluate(STORED)["entries"] == []
    finally:
        site.stop()
        site.start()


def test_what_is_offered_no_more_stays_as_it_was_written(page, site):
    mark, (first, second) = uuid4().hex[:8], doors(cut(page))[:2]
    go(page, f"{first}/visits/new")
    page.fill("[name=note]", mark)
    page.click("summary:text('住户有事要办')")
    topic, kind = choose(page, ".chip:has([name=topics])"), choose(page, f".raise {KIND}")
    page.fill("[name=text]", f"{mark} 门口")
    page.locator(".actions button").first.click()
    page.wait_for_url("**/today")
    assert note_concern(page, second, f"{mark} 另一条") == kind
    gone = site.ask("SELECT id, name, mode, position FROM topic WHERE name = ?", topic)
    site.ask("DELETE FROM topic WHERE name = ?", topic)
    site.ask("UPDATE category SET active = 0 WHERE name = ?", kind)
    try:
        cut(page, False)
        expect(line(page)).to_contain_text("已全部上传 · 今天收到 2 条")
    finally:
        for row in gone:
            site.ask("INSERT INTO topic (id, name, mode, position) VALUES (?, ?, ?, ?)", *row)
        site.ask("UPDATE category SET active = 1 WHERE name = ?", kind)
    assert site.ask("SELECT topics FROM visit WHERE note = ?", mark) == [(topic,)]
    concerns = "SELECT category.name FROM concern JOIN category ON category.id = category_id WHERE text LIKE ?"
    assert site.ask(concerns, f"{mark}%") == [(kind,), (kind,)]


def test_a_door_that_is_somebody_elses_by_now_goes_to_its_community(page, log_in, site):
    mark, door = uuid4().hex[:8], some_door(page)
    key = int(door.rsplit("/", 1)[1])
    note_at(cut(page), door, mark)
    note_concern(page, door, mark)
    ((mine, compound),) = site.ask("SELECT grid_id, compound_id FROM household WHERE id = ?", key)
    others = "SELECT id FROM grid WHERE compound_id = ? AND worker_id <> (SELECT worker_id FROM grid WHERE id = ?)"
    site.ask("UPDATE household SET grid_id = ? WHERE id = ?", site.ask(others, compound, mine)[0][0], key)
    try:
        cut(page, False)
        expect(line(page)).to_contain_text("已全部上传 · 今天收到 2 条")
        assert (kept(site, "visit", "note", mark), kept(site, "concern", "text", mark), kept(site, "stray", "told", f"%{mark}")) == (0, 0, 2)
        page.context.clear_cookies()
        log_in(page, "社区").goto("/strays")
        for (stray,) in site.ask("SELECT id FROM stray WHERE told LIKE ?", f"%{mark}%"):
            assert page.locator(f"main a[href='/strays/{UUID(stray)}']").count() == 1
    finally:
        site.ask("UPDATE household SET grid_id = ? WHERE id = ?", mine, key)


def test_a_sheet_of_a_team_that_was_handed_over_stays_here_and_says_so(browse, log_in, site):
    page, mark = ready(log_in(browse().new_page(), "志愿队队长")), uuid4().hex[:8]
    form = page.get_attribute("a.primary:has-text('登记时长')", "href")
    team = int(form.split("/")[2])
    ((leader,),) = site.ask("SELECT leader_id FROM team WHERE id = ?", team)
    go(cut(page), form)
    page.locator("#members .chip:has-text('全部')").click()
    page.wait_for_url("**members=all")
    page.locator(".does-one").first.wait_for()
    page.fill("[name=purpose]", mark)
    page.click("text=先存草稿")
    expect(line(page)).to_contain_text("本机 1 条")
    site.ask("UPDATE team SET leader_id = NULL WHERE id = ?", team)
    try:
        cut(page, False)
        page.click("#outbox .does-one.red")
        expect(page.locator("dialog li")).to_contain_text("这支队现在不归您带了")
        assert kept(site, "sheet", "purpose", mark) == 0 and len(page.evaluate(STORED)["entries"]) == 1
    finally:
        site.ask("UPDATE team SET leader_id = ? WHERE id = ?", leader, team)
    page.locator("dialog").get_by_role("button", name="再传一次").click()  # the page below it lists the same
    expect(line(page)).to_contain_text("已全部上传")
    assert kept(site, "sheet", "purpose", mark) == 1


def test_a_kind_that_is_not_taken_in_any_more_is_said_and_another_one_chosen(page, site):
    mark, door = uuid4().hex[:8], some_door(page)
    kind = note_concern(cut(page), door, mark)
    site.ask("UPDATE category SET elsewhere = '请拨 12345' WHERE name = ?", kind)
    try:
        cut(page, False)
        correct(page, "这类事这里办不了：请拨 12345")
        assert page.input_value("[name=text]") == mark
        choose(page, KIND)
        page.locator(".actions .primary").click()
        expect(line(page)).to_contain_text("已全部上传 · 今天收到 1 条")
    finally:
        site.ask("UPDATE category SET elsewhere = NULL WHERE name = ?", kind)
    assert kept(site, "concern", "text", mark) == 1


def test_a_telephone_that_was_struck_out_meanwhile_is_asked_for(page, site):
    mark, mine = uuid4().hex[:8], {int(door.rsplit("/", 1)[1]) for door in doors(cut(page))}
    key, number = next((key, number) for key, number in site.ask("SELECT id, telephone FROM household WHERE telephone <> ''") if key in mine)
    go(page, f"/households/{key}/visits/new")
    page.fill("[name=note]", mark)
    page.click("summary:text('住户有事要办')")
    choose(page, f".raise {KIND}")
    page.fill("[name=text]", mark)
    page.locator("label:has([name=consent])").click()
    page.locator(".actions button").first.click()
    page.wait_for_url("**/today")
    site.ask("UPDATE household SET telephone = NULL WHERE id = ?", key)
    try:
        cut(page, False)
        correct(page, "同意给出联系方式，就要留一个电话")
        page.fill("[name=telephone]", "13800000000")
        page.locator(".actions button").first.click()
        expect(line(page)).to_contain_text("已全部上传 · 今天收到 1 条")
    finally:
        site.ask("UPDATE household SET telephone = ? WHERE id = ?", number, key)
    assert site.ask("SELECT telephone FROM concern WHERE text = ?", mark) == [("13800000000",)] and kept(site, "visit", "note", mark) == 1


def test_the_log_in_ended_in_the_stairwell(page, log_in, site):
    mark, door = uuid4().hex[:8], some_door(page)
    note_at(cut(page), door, mark)
    site.ask("DELETE FROM session")
    cut(page, False)
    page.click("text=请登录后继续")
    page.wait_for_url("**/session/new*")
    assert kept(site, "visit", "note", mark) == 0 and len(page.evaluate(STORED)["entries"]) == 1
    log_in(page, "网格员")
    expect(line(page)).to_contain_text("已全部上传")
    assert kept(site, "visit", "note", mark) == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_tablet_that_is_a_day_wrong_writes_the_right_day(browse, log_in, site, days):
    context, mark = browse(), uuid4().hex[:8]
    context.add_init_script(f"const real = Date.now; Date.now = () => real() + {days} * 864e5;")
    page = ready(log_in(context.new_page(), "网格员"))
    door, day = some_door(page), page.get_attribute("#outbox", "data-day")
    note_at(cut(page), door, mark)
    cut(page, False)
    expect(line(page)).to_contain_text("已全部上传 · 今天收到 1 条")
    assert site.ask("SELECT day FROM visit WHERE note = ?", mark) == [(day,)]


def test_a_storage_that_is_really_full_says_so_and_keeps_the_form(browse, log_in, site):
    page, mark = browse(service_workers="block").new_page(), uuid4().hex[:8]
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    door = some_door(log_in(page, "网格员"))
    go(page, f"{door}/visits/new")
    page.fill("[name=note]", mark)
    cut(page).locator(".actions button").first.click()
    expect(line(page)).to_contain_text("这一条还没有存上")
    assert page.input_value("[name=note]") == mark and page.evaluate(STORED)["entries"] == []
    cut(page, False)
    page.locator(".actions button").first.click()
    page.wait_for_selector(".flash:text('存好了')")
    assert kept(site, "visit", "note", mark) == 1


def test_a_picture_too_large_for_a_server_on_the_way_holds_nothing_back(browse, log_in, site):
    page, mark = log_in(browse(service_workers="block").new_page(), "网格员"), uuid4().hex[:8]
    door = some_door(page)
    page.context.route("**/concerns/*/pictures", lambda route: route.fulfill(status=413, content_type="text/html", body="<h1>413</h1>"))
    go(page, f"/concerns/new?household={door.rsplit('/', 1)[1]}")
    page.fill("[name=text]", mark)
    choose(page, KIND)
    page.set_input_files("[name=pictures]", [{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": photograph()}])
    cut(page).locator(".actions .primary").click()
    page.locator(".captured").wait_for()
    cut(page, False)
    page.click("#outbox .does-one.red")
    expect(page.locator("dialog li")).to_contain_text("没收下")
    expect(page.locator("dialog li")).to_contain_text("太大了，传不上去")
    assert kept(site, "concern", "text", mark) == 1
    with page.expect_download() as download:
        page.click("text=导出文件")
    assert len(json.loads(download.value.path().read_text())["entries"][0]["pictures"]) == 1
    page.context.unroute("**/concerns/*/pictures")
    page.get_by_role("button", name="再传一次").click()
    expect(line(page)).to_contain_text("已全部上传")
    pictures = "SELECT count(*) FROM picture JOIN concern ON concern.id = picture.concern_id WHERE concern.text = ?"
    assert site.ask(pictures, mark) == [(1,)] and page.evaluate(STORED)["entries"] == []


def test_a_text_too_large_for_the_server_is_kept_and_the_next_one_goes_up(page, site):
    mark, door = uuid4().hex[:8], some_door(page)
    go(cut(page), f"{door}/visits/new")
    page.evaluate("mark => document.querySelector('[name=note]').value = mark + '长'.repeat(1_000_000)", mark)
    page.locator(".actions button").first.click()
    page.wait_for_url("**/today")
    note_at(page, door, f"{mark} 短")
    cut(page, False)
    expect(line(page)).to_contain_text("本机 1 条 · 已收到 1 条")
    until(page, lambda: kept(site, "visit", "note", mark) == 1)
    page.click("#outbox .does-one.red")
    expect(page.locator("dialog li")).to_contain_text("太大了，传不上去")
    page.get_by_role("button", name="不要了").click()
    page.get_by_role("button", name="真的不要了").click()
    expect(line(page)).to_contain_text("已全部上传 · 今天收到 1 条")
