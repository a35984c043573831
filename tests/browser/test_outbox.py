"""Capture that never loses an entry, in a real Chromium: the network goes, the server fails, the log-in ends, and each entry is on the server once."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from urllib.parse import unquote_plus
from uuid import uuid4

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import PORTRAIT
from tests.browser.tablets import held, until
from tests.images import photograph

DOORS: list[str] = []  # a few of the worker's, taken by turns: today's round is for other tests
ROWS = """() => new Promise(done => { const open = indexedDB.open('honglin'); open.onsuccess = () => {
  const all = open.result.transaction('entries').objectStore('entries').getAll();
  all.onsuccess = () => done(all.result.map(({id, owner, state}) => ({id, owner, state}))); }; })"""
KEYS = """() => new Promise(done => { indexedDB.open('honglin').onsuccess = opened =>
  opened.target.result.transaction('keys').objectStore('keys').count().onsuccess = found => done(found.target.result); })"""
SEALED = """() => new Promise(done => { const open = indexedDB.open('honglin'); open.onsuccess = () => {
  const all = open.result.transaction('entries').objectStore('entries').getAll();
  all.onsuccess = () => done(JSON.stringify(all.result) + all.result.map(row => new TextDecoder('latin1').decode(row.sealed.bytes)).join()); }; })"""


SPOIL = """() => new Promise(done => { indexedDB.open('honglin').onsuccess = opened => {
  const table = opened.target.result.transaction('entries', 'readwrite').objectStore('entries');
  table.getAll().onsuccess = all => { const row = all.target.result[0]; new Uint8Array(row.sealed.bytes)[3] ^= 1; table.put(row).onsuccess = done; }; }; })"""
MODULE = "performance.getEntriesByType('resource').map(one => one.name).find(name => name.endsWith('/offline/%s.js'))"
WALKED = f"""async ({{door, hours}}) => {{ const {{held, isWalked}} = await import({MODULE % "pack"}); const here = await held();
  return hours.map(one => isWalked({{...here, today: '2099-01-01', asked: Date.now() + one * 36e5}}, door)); }}"""
AGED = """() => new Promise(done => { indexedDB.open('honglin').onsuccess = opened => {
  const table = opened.target.result.transaction('pack', 'readwrite').objectStore('pack');
  table.getAll().onsuccess = all => { for (const row of all.target.result)
    table.put({...row, at: row.at - 36e5, asked: row.asked - 36e5}).onsuccess = done; }; }; })"""
COUNTED = f"""async () => {{ const pack = {MODULE % "pack"};
  const [{{held}}, {{fit}}] = await Promise.all([import(pack), import(pack.replace('pack.js', 'round.js'))]);
  const here = await held(), walked = {{0: {{id: 'waits', day: here.today, at: here.at - 1, here: here.asked - 1, outcome: 'met'}}}};
  fit(document, {{...here, walked, waiting: new Set(['waits'])}}, new URLSearchParams()); }}"""
FULL = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
OURS = {"Honglin-Capture": "1"}  # the server itself answers, and no portal


class Tablet:
    """One worker's tablet at the door of a household."""

    def __init__(self, page, site) -> None:
        self.page, self.site, self.note = page, site, f"水管{uuid4().hex[:10]}"

    @property
    def line(self):
        """The line about what waits here."""
        return self.page.locator("#outbox [role=status]")

    @property
    def rows(self) -> list[dict]:
        """What is in IndexedDB."""
        return self.page.evaluate(ROWS)

    @property
    def on_the_server(self) -> int:
        """How many visits with this note the database holds."""
        return len(self.rows_on_the_server)

    @property
    def rows_on_the_server(self) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.site.folder / 'honglin.db'}?mode=ro", uri=True)) as database:
            return database.execute("SELECT day, worker_id FROM visit WHERE note = ?", (self.note,)).fetchall()

    @property
    def door(self) -> str:
        """The address of the visit form of a door."""
        if not DOORS:
            self.page.goto("/households")
            links = self.page.eval_on_selector_all("a[href^='/households/']", "links => links.map(a => a.getAttribute('href'))")
            DOORS.extend([link for link in links if re.fullmatch(r"/households/\d+", link)][-4:])
        DOORS.append(DOORS.pop(0))
        return f"{DOORS[-1]}/visits/new"

    def open(self):
        """The visit form of a door."""
        self.page.goto(self.door)
        expect(self.line).to_contain_text(re.compile("条|没有"))
        return self

    def write(self, note: str = ""):
        """Type the note."""
        self.page.fill("[name=note]", note or self.note)
        return self

    def save(self):
        """Tap the red button."""
        self.page.locator(".actions .primary").click()
        return self

    def kept(self):
        """Wait until the page says that the entry is here."""
        self.page.locator(".captured .badge:text('在本平板')").wait_for()
        return self

    def cut(self, cut: bool = True):
        """Cut the network, or join it."""
        self.page.context.set_offline(cut)
        return self


@pytest.fixture
def tablet(chromium, site, log_in):
    """A tablet with the grid worker logged in and no service worker: see test_offline; an error of a script fails the test, one of the network does not."""
    context = chromium.new_context(service_workers="block", base_url=site.url, viewport=PORTRAIT, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(8000)
    page, errors = context.new_page(), []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield Tablet(log_in(page, "网格员"), site)
    context.close()
    assert not errors


def answer_once(tablet, path, **answer):
    """The next request to a path is answered by somebody else."""
    tablet.page.route(path, lambda route: route.fulfill(**answer), times=1)


def log_out(tablet):
    """The log-in is gone; the page does not know."""
    tablet.page.wait_for_load_state("networkidle")  # an answer under way would bring the cookie back
    tablet.page.context.clear_cookies()


def test_a_visit_goes_through_the_outbox_and_on_as_ever(tablet):
    tablet.open().write().save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    assert tablet.on_the_server == 1 and tablet.rows == []
    expect(tablet.line).to_contain_text("已全部上传 · 今天收到 1 条")


def test_it_is_on_the_tablet_sealed_before_the_page_says_so(tablet):
    tablet.open().write().cut()
    tablet.page.evaluate(f"""() => new MutationObserver(() => document.querySelector('.captured') && !window.seen && (window.seen = ({ROWS})()))
      .observe(document.body, {{childList: true, subtree: true}})""")
    tablet.save().kept()
    assert [row["state"] for row in tablet.page.evaluate("window.seen")] == ["waiting"]
    assert tablet.note not in tablet.page.evaluate(SEALED) and "走访" not in tablet.page.evaluate(SEALED)
    expect(tablet.line).to_contain_text("本机 1 条 · 已收到 0 条")
    assert tablet.on_the_server == 0


def test_offline_then_the_browser_is_gone_then_online(tablet):
    tablet.open().write().cut().save().kept().page.close()
    tablet.cut(False)
    tablet.page = tablet.page.context.new_page()
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text("已全部上传 · 今天收到 1 条")
    assert tablet.on_the_server == 1 and tablet.rows == []


def test_the_network_comes_back_while_the_page_is_open(tablet):
    tablet.open().write().cut().save().kept().cut(False)
    tablet.page.locator(".captured .badge:text('已收到')").wait_for()
    assert tablet.on_the_server == 1 and tablet.rows == []


@pytest.mark.parametrize(
    "answer", [{"status": 500}, {"status": 200, "content_type": "text/html", "body": "<h1>请先登录无线网</h1>"}, {"status": 404, "body": "?"}]
)
def test_whatever_is_no_receipt_keeps_the_entry(tablet, answer):
    tablet.open().write()
    answer_once(tablet, "**/visits", **answer)
    tablet.save().kept()
    expect(tablet.line).to_contain_text("还没连上")
    assert tablet.on_the_server == 0 and len(tablet.rows) == 1
    tablet.page.click("text=立即上传")
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_a_portal_in_front_of_everything_gets_nothing(tablet):
    tablet.open().write()
    tablet.page.context.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>请先登录无线网</h1>"))
    tablet.save().kept()
    tablet.page.context.unroute("**/*")
    tablet.page.reload()
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_the_line_drops_after_the_server_has_taken_it(tablet):
    tablet.open().write()

    def take_and_drop(route):
        route.fetch()
        route.abort("connectionreset")

    tablet.page.route("**/visits", take_and_drop, times=1)
    tablet.save().kept()
    assert tablet.on_the_server == 1 and len(tablet.rows) == 1
    tablet.page.click("text=立即上传")
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_it_tries_again_by_itself(tablet):
    tablet.open().write()
    answer_once(tablet, "**/visits", status=503)
    tablet.save().kept()
    expect(tablet.line).to_contain_text("已全部上传", timeout=8000)
    assert tablet.on_the_server == 1


def test_an_entry_that_cannot_go_up_does_not_hold_back_the_next(tablet):
    first = Tablet(tablet.page, tablet.site)
    first.open().write().cut().save().kept().cut(False)
    tablet.page.context.route("**/visits", lambda route: route.fulfill(status=500) if _says(route, first.note) else route.continue_())
    tablet.open().write().save()
    expect(tablet.line).to_contain_text("本机 1 条 · 已收到 1 条", timeout=8000)
    assert tablet.on_the_server == 1 and first.on_the_server == 0


def _says(route, note) -> bool:
    return note in unquote_plus(route.request.post_data or "")


def test_the_log_in_has_ended(tablet, log_in):
    tablet.open().write()
    log_out(tablet)
    tablet.save().kept()
    tablet.page.click("text=请登录后继续")
    tablet.page.wait_for_url("**/session/new*")
    log_in(tablet.page, "网格员")
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


@pytest.mark.parametrize("answer", [{"status": 401, "json": {"log_in": "/session/new"}}, {"status": 403, "json": {"owner": 0}}])
def test_the_log_in_ends_between_the_token_and_the_entry(tablet, answer):
    tablet.open().write()
    answer_once(tablet, "**/visits", headers=OURS, **answer)
    tablet.save().kept()
    expect(tablet.page.get_by_role("button", name="请登录后继续")).to_be_visible()
    assert [row["state"] for row in tablet.rows] == ["waiting"]
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_somebody_else_on_the_same_tablet_sends_nothing_of_it(tablet, log_in):
    tablet.open().write().cut().save().kept()
    log_out(tablet)
    tablet.cut(False)
    log_in(tablet.page, "社区")
    expect(tablet.line).to_contain_text("别的账号 1 条")
    assert "全部" not in tablet.line.text_content()
    tablet.page.reload()
    expect(tablet.line).to_contain_text("别的账号 1 条")
    assert tablet.on_the_server == 0
    log_out(tablet)
    log_in(tablet.page, "网格员")
    expect(tablet.line).to_contain_text("已全部上传")
    assert len({worker for _, worker in tablet.rows_on_the_server}) == tablet.on_the_server == 1


def test_somebody_else_logs_in_behind_an_open_form(tablet, log_in):
    tablet.open().write()
    log_out(tablet)
    log_in(tablet.page.context.new_page(), "社区")
    tablet.save().kept()
    expect(tablet.line).to_contain_text("本机 1 条")
    assert tablet.on_the_server == 0


def test_two_tabs_send_at_once(tablet):
    tablet.open().write().cut().save().kept().cut(False)
    pages = [tablet.page, *(tablet.page.context.new_page() for _ in range(2))]
    for page in pages:
        page.goto("/more", wait_until="commit")
    for page in pages:
        expect(page.locator("#outbox [role=status]")).to_contain_text("已全部上传 · 今天收到 1 条")
    assert tablet.on_the_server == 1


def test_what_the_server_refuses_is_corrected_in_the_form(tablet):
    tablet.open().write()
    tablet.page.locator("label:text-is('选日子')").click()
    tablet.save()
    tablet.page.locator(".error:text('请选下次的日子')").wait_for()
    assert [row["state"] for row in tablet.rows] == ["correct"] and tablet.on_the_server == 0
    tablet.page.locator("label:text-is('一周后')").click()
    tablet.save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    assert tablet.on_the_server == 1 and tablet.rows == []


def test_what_the_server_refuses_later_is_opened_and_corrected(tablet):
    tablet.open().write()
    tablet.page.locator("label:text-is('选日子')").click()
    tablet.cut().save().kept().cut(False)
    tablet.page.goto("/today")
    tablet.page.click("text=需更正 1")
    expect(tablet.page.locator("dialog")).to_contain_text("下次哪天：请选下次的日子")
    tablet.page.get_by_role("button", name="更正", exact=True).click()
    tablet.page.locator(".error:text('请选下次的日子')").wait_for()
    assert tablet.page.input_value("[name=note]") == tablet.note
    tablet.page.locator("label:text-is('一周后')").click()
    tablet.save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    assert tablet.on_the_server == 1 and tablet.rows == []


def test_other_words_under_a_number_that_is_taken_become_an_entry_of_their_own(tablet):
    tablet.open().write()
    key = tablet.page.input_value("form[data-capture] [name=form_id]")
    address = tablet.page.url
    tablet.save().page.wait_for_selector(".flash:text('存好了')")
    tablet.page.goto(address)
    tablet.page.evaluate("key => document.querySelector('form[data-capture] [name=form_id]').value = key", key)
    again = Tablet(tablet.page, tablet.site)
    again.write().save()
    again.page.locator(".problem >> text=存成新的一条").wait_for()
    assert [row["state"] for row in again.rows] == ["correct"]
    again.save()
    again.page.wait_for_selector(".flash:text('存好了')")
    assert (tablet.on_the_server, again.on_the_server, again.rows) == (1, 1, [])


def test_a_full_disk_is_said_before_anything_is_lost(tablet):
    tablet.open().write()
    tablet.page.evaluate(FULL)
    tablet.cut().save()
    expect(tablet.line).to_contain_text("这一条还没有存上")
    assert tablet.page.input_value("[name=note]") == tablet.note and tablet.page.locator("[name=note]").is_visible()
    tablet.cut(False).save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    assert tablet.on_the_server == 1


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_is_wrong_changes_no_day_and_stops_nothing(tablet, days):
    tablet.page.add_init_script(f"const real = Date.now; Date.now = () => real() + {days} * 864e5;")
    day = tablet.open().write().page.input_value("[name=day]")
    tablet.cut().save().kept().cut(False)
    other = tablet.page.context.new_page()
    other.goto("/more")
    other.evaluate("Date.now = () => performance.timeOrigin + performance.now()")
    expect(other.locator("#outbox [role=status]")).to_contain_text("今天收到 1 条")
    assert [row[0] for row in tablet.rows_on_the_server] == [day]


def test_what_was_typed_without_a_network_is_there_after_the_browser_was_killed(tablet):
    address = tablet.open().page.url
    tablet.cut().write()
    tablet.page.locator("label:text-is('电话')").click()
    tablet.page.wait_for_timeout(1500)
    tablet.page.close()
    tablet.cut(False)
    tablet.page = tablet.page.context.new_page()
    tablet.page.goto(address)
    expect(tablet.page.locator("[name=note]")).to_have_value(tablet.note)
    assert tablet.page.locator("[name=way][value=telephone]").is_checked()
    tablet.page.click("text=不要了，重写")
    expect(tablet.page.locator("[name=note]")).to_have_value("")


def test_a_beginning_that_is_not_wanted_does_not_come_back_from_the_server(tablet):
    tablet.open().cut().write()
    tablet.page.wait_for_timeout(1500)
    tablet.cut(False)
    with tablet.page.expect_response("**/drafts"):
        tablet.page.reload()  # filled in from the tablet, and so kept on the server as well
    tablet.page.click("text=不要了，重写")
    expect(tablet.page.locator("[name=note]")).to_have_value("")
    tablet.page.wait_for_timeout(1000)
    tablet.page.reload()
    expect(tablet.page.locator("[name=note]")).to_have_value("")


def test_a_disabled_account_leaves_nothing_behind(tablet):
    tablet.open().write().cut().save().kept()
    body = f'{{"disabled": true, "user": {tablet.rows[0]["owner"]}}}'
    tablet.page.route("**/token", lambda route: route.fulfill(status=403, headers={"Honglin-Capture": "1"}, content_type="application/json", body=body))
    tablet.cut(False)
    expect(tablet.line).to_contain_text("停用")
    assert tablet.rows == []


def test_whoever_logs_out_with_entries_is_asked_and_may_lock_them_in(tablet, log_in):
    tablet.open().write()
    tablet.page.context.route("**/visits", lambda route: route.fulfill(status=500))
    tablet.save().kept()
    tablet.page.goto("/more")
    tablet.page.get_by_role("button", name="退出", exact=True).click()
    expect(tablet.page.locator("dialog")).to_contain_text("还有 1 条没上传")
    tablet.page.click("text=现在上传")
    expect(tablet.page.locator("dialog [role=status]")).to_have_text("还有 1 条没传上去。")
    tablet.page.click("text=锁在本机，退出")
    tablet.page.wait_for_url("**/session/new")
    tablet.page.context.unroute("**/visits")
    log_in(tablet.page, "网格员")
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_whoever_logs_out_with_nothing_left_leaves_no_key(tablet):
    tablet.open().write().save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    assert tablet.page.evaluate(KEYS) == 1
    tablet.page.goto("/more")
    tablet.page.get_by_role("button", name="退出", exact=True).click()
    tablet.page.wait_for_url("**/session/new")
    assert tablet.page.evaluate(KEYS) == 0


def test_what_another_tab_saved_meanwhile_stays_when_a_tablet_is_tidied(tablet):
    tablet.open().write().cut().save().kept()
    owner = int(tablet.page.get_attribute("#outbox", "data-user"))
    tablet.page.evaluate(f"async owner => {{ const {{wipe}} = await import({MODULE % 'store'}); await wipe(owner, true); }}", owner)
    assert len(tablet.rows) == 1 and tablet.page.evaluate(KEYS) == 1
    tablet.cut(False)
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_entries_go_to_another_tablet_as_a_file_and_up_once(tablet, chromium, log_in, tmp_path):
    tablet.open().write().cut().save().kept()
    tablet.page.click("text=看看")
    with tablet.page.expect_download() as download:
        tablet.page.click("text=导出文件")
    download.value.save_as(tmp_path / "entries.json")
    context = chromium.new_context(base_url=tablet.site.url)
    other = log_in(context.new_page(), "社区")
    said = other.locator("dialog [role=status]")
    for role, words in (("社区", "请本人登录"), ("网格员", "导入了 1 条"), ("网格员", "导入了 1 条")):
        context.clear_cookies()
        log_in(other, role)
        other.click("text=看看")
        other.set_input_files("dialog [type=file]", tmp_path / "entries.json")
        expect(said).to_contain_text(words)
    context.close()
    tablet.cut(False)
    tablet.page.reload()
    expect(tablet.line).to_contain_text("已全部上传")
    assert tablet.on_the_server == 1


def test_pictures_follow_their_entry_one_by_one(tablet):
    tablet.page.goto("/activities/new")
    tablet.page.fill("[name=name]", tablet.note)
    tablet.page.locator(".chip:has(input[name=kind])").first.click()
    tablet.page.select_option("[name=compound]", index=1)
    tablet.page.fill("[name=headcount]", "9")
    tablet.page.set_input_files("[name=pictures]", [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photograph((64 + n, 64))} for n in range(2)])
    tablet.page.evaluate("""() => { const form = document.querySelector('form[action="/activities"]');
      form.dataset.capture = ''; form.dataset.pictures = '/activities/{id}/pictures'; }""")
    posts = []
    tablet.page.on("request", lambda request: posts.append(request.url.split("/", 3)[3]) if request.method == "POST" and "drafts" not in request.url else None)
    tablet.cut().save().kept().cut(False)
    expect(tablet.line).to_contain_text("已全部上传 · 今天收到 1 条")
    key = posts[-1].split("/")[1]
    assert posts[-3:] == ["activities", f"activities/{key}/pictures", f"activities/{key}/pictures"]
    tablet.page.goto(f"/activities/{key}")
    assert tablet.page.locator("main img[src^='/pictures/']").count() == 2


def test_a_leaders_sheet_goes_the_same_way(tablet, log_in):
    log_out(tablet)
    log_in(tablet.page, "志愿队队长")
    tablet.page.locator("a.primary:has-text('登记时长')").first.click()
    tablet.page.fill("[name=purpose]", tablet.note)
    tablet.page.locator("#members input[type=checkbox]").first.check()
    tablet.cut().page.click("text=先存草稿")
    tablet.kept().cut(False)
    tablet.page.locator(".captured .badge:text('已收到')").wait_for()
    tablet.page.click("text=接着走")
    tablet.page.wait_for_url(re.compile(r"/sheets/[0-9a-f-]{36}"))
    assert tablet.note in tablet.page.text_content("main")


def test_without_a_storage_forms_post_as_ever(tablet):
    tablet.page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    tablet.page.goto(tablet.door)
    expect(tablet.line).to_contain_text("离线不可用")
    tablet.write().save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    assert tablet.on_the_server == 1


def test_the_line_moves_nothing_and_says_nothing_without_scripts(open_page, log_in):
    page = log_in(open_page(PORTRAIT, java_script_enabled=False), "网格员")
    assert "离线不可用" in page.text_content("#outbox")
    assert re.match(r"^5[4-9]", str(page.locator("#outbox").bounding_box()["height"]))


def test_a_file_with_anything_else_than_entries_is_refused_whole(tablet, tmp_path):
    tablet.open()
    owner = int(tablet.page.get_attribute("#outbox", "data-user"))
    door = int(tablet.door.split("/")[2])
    good = {"id": str(uuid4()), "kind": "text", "path": "/visits", "from": tablet.door, "title": "走访", "fields": [["household", str(door)]]}
    evil = [{"path": "/users"}, {"path": "/session/delete"}, {"from": "https://evil.example/x?"}, {"from": "//evil.example"}, {"follow": "/users/pictures"}]
    evil += [{"pictures": [{"name": "a", "url": "data:image/png;base64,A"}]}, {"kind": "other"}, {"fields": [["form_id", "1"]]}, {"id": 1}]
    posts = []
    tablet.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    tablet.page.click("text=看看")
    expect(tablet.page.locator("dialog")).to_contain_text("本机没有您要上传的。")
    for part in evil:
        (tmp_path / "e.json").write_text(json.dumps({"kind": "honglin-entries-1", "owner": owner, "entries": [good, {**good, "id": str(uuid4()), **part}]}))
        tablet.page.evaluate("document.querySelector('dialog [role=status]').textContent = ''")
        tablet.page.set_input_files("dialog [type=file]", tmp_path / "e.json")
        expect(tablet.page.locator("dialog [role=status]")).to_have_text("文件里有一条不是红邻记下的，整个文件都没有导入")
    assert tablet.rows == [] and posts == []


def test_two_forms_under_one_key_are_two_entries(tablet):
    one, two = tablet, Tablet(tablet.page.context.new_page(), tablet.site)
    one.open()
    two.page.goto(one.page.url)
    expect(two.line).to_contain_text(re.compile("条|没有"))
    one.write()  # not before: what is half typed in one would be put back in the other
    key = one.page.input_value("form[data-capture] [name=form_id]")
    two.page.evaluate("key => document.querySelector('form[data-capture] [name=form_id]').value = key", key)
    two.write()
    tablet.cut()
    one.save().kept()
    two.save().kept()
    assert len({row["id"] for row in one.rows}) == 2
    tablet.cut(False)
    expect(tablet.line).to_contain_text("已全部上传")
    assert (one.on_the_server, two.on_the_server) == (1, 1)


def test_a_correction_keeps_the_pictures_that_are_here(tablet):
    concern_with(tablet, [photograph((64, 64)), photograph((65, 64))])
    answer_once(tablet, "**/concerns", status=422, headers=OURS, json={"errors": {"text": ["说清楚一点"]}, "form": []})
    tablet.save()
    tablet.page.locator(".error:text('说清楚一点')").wait_for()
    expect(tablet.page.locator("[data-kept]")).to_contain_text("已有 2 张照片")
    tablet.page.goto("/today")
    tablet.page.click("text=需更正 1")
    tablet.page.get_by_role("button", name="更正", exact=True).click()
    expect(tablet.page.locator("[data-kept]")).to_contain_text("已有 2 张照片")
    tablet.save()
    tablet.page.wait_for_selector(".flash:text('记好了')")
    expect(tablet.line).to_contain_text("已全部上传")
    tablet.page.reload()
    assert tablet.page.locator("main img[src^='/pictures/']").count() == 2


def concern_with(tablet, pictures):
    """A concern half filled in at a door, with photographs."""
    tablet.page.goto(f"/concerns/new?household={tablet.door.split('/')[2]}")
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    tablet.page.fill("[name=text]", tablet.note)
    tablet.page.locator(".chip:has(input[name=category])").first.click()
    tablet.page.set_input_files("[name=pictures]", [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture} for n, picture in enumerate(pictures)])


def test_one_that_cannot_be_read_holds_nothing_back(tablet, tmp_path):
    lost = Tablet(tablet.page, tablet.site)
    lost.open().write().cut().save().kept()
    tablet.page.evaluate(SPOIL)
    tablet.page.context.route("**/token", lambda route: route.abort())  # before there is a network: a run would set it aside
    tablet.cut(False).open().write().save().kept()
    tablet.page.click("text=看看")
    expect(tablet.page.locator("dialog .line:has-text('这一条读不出来了')")).to_have_count(1)
    with tablet.page.expect_download() as download:
        tablet.page.click("text=导出文件")
    download.value.save_as(tmp_path / "entries.json")
    assert [dict(entry["fields"])["note"] for entry in json.loads((tmp_path / "entries.json").read_text())["entries"]] == [tablet.note]
    tablet.page.context.unroute("**/token")
    tablet.page.goto("/outbox")
    expect(tablet.line).to_contain_text("本机 1 条 · 已收到 1 条")
    assert (tablet.on_the_server, lost.on_the_server, [row["state"] for row in tablet.rows]) == (1, 0, ["kept"])
    tablet.page.click("text=不要了")
    tablet.page.click("text=真的不要了")
    expect(tablet.line).to_contain_text("已全部上传")


def test_one_that_cannot_be_read_is_set_aside_by_the_run_itself(tablet):
    lost = Tablet(tablet.page, tablet.site)
    lost.open().write().cut().save().kept()
    tablet.page.evaluate(SPOIL)
    tablet.cut(False).open().write().save()
    tablet.page.wait_for_selector(".flash:text('存好了')")
    expect(tablet.line).to_contain_text("本机 1 条 · 已收到 1 条")
    assert (tablet.on_the_server, [row["state"] for row in tablet.rows]) == (1, ["kept"])


def test_a_concern_half_typed_at_a_door_is_there_after_the_browser_was_killed(tablet):
    concern_with(tablet, [])
    address = tablet.page.url
    tablet.page.evaluate("() => document.querySelector('form[data-capture]').removeAttribute('hx-post')")
    tablet.cut().page.fill("[name=text]", f"{tablet.note}，还有")
    tablet.page.wait_for_timeout(600)
    tablet.page.close()
    tablet.cut(False)
    tablet.page = tablet.page.context.new_page()
    tablet.page.goto("/today")
    tablet.page.context.route("**/drafts", lambda route: route.abort())
    tablet.page.goto(address)
    expect(tablet.page.locator("[name=text]")).to_have_value(f"{tablet.note}，还有")
    expect(tablet.line).to_contain_text("接着上次没写完的")
    tablet.page.goto(address.replace("household=", "channel=hotline&household="))
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    expect(tablet.page.locator("[name=text]")).to_have_value("")


def test_a_page_left_open_overnight_marks_the_day_of_the_tap(tablet):
    def of_yesterday(route):
        answer = route.fetch()
        text = re.sub(r'data-now="(\d+)"', lambda found: f'data-now="{int(found[1]) - 86_400_000}"', answer.text())
        route.fulfill(response=answer, body=re.sub(r'data-day="([\d-]+)"', 'data-day="2020-02-02"', text))

    tablet.page.add_init_script("const real = Date.now; Date.now = () => real() - (window.morning ? 0 : 864e5);")
    tablet.page.route("**/today", of_yesterday)
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    tablet.page.evaluate("window.morning = true")
    with tablet.page.expect_request(lambda request: request.url.endswith("/visits") and request.method == "POST") as sent:
        tablet.page.locator("li.door button[value=absent]").last.click()
    today = tablet.page.evaluate("new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())")
    assert f"day={today}" in sent.value.post_data
    expect(tablet.line).to_contain_text("已全部上传 · 今天收到 1 条")
    tablet.page.locator("li.marked button:text('撤回')").click()
    expect(tablet.page.locator("li.marked")).to_have_count(0)


@pytest.mark.parametrize("days", [-400, 400])
def test_whether_a_door_was_done_before_or_after_the_list_is_told_by_one_clock(tablet, days):
    tablet.page.add_init_script(f"const real = Date.now; Date.now = () => real() + {days} * 864e5;")
    with tablet.page.expect_response("**/pack"):  # the list of the log-in is too old by this clock
        tablet.open()
    door = tablet.write().cut().save().kept().page.url.split("/")[4]
    lists = {"door": door, "hours": [-1, 1]}  # one of an hour ago, and one that will be made in an hour
    until(tablet.page, lambda: tablet.page.evaluate(WALKED, lists) == [True, True])  # what waits here no list knows of
    tablet.cut(False).page.locator(".captured .badge:text('已收到')").wait_for()
    until(tablet.page, lambda: tablet.page.evaluate(WALKED, lists) == [True, False])


def test_what_waits_goes_up_before_a_new_list_is_fetched(tablet):
    tablet.open().write()
    answer_once(tablet, "**/visits", status=503)
    tablet.save()
    expect(tablet.line).to_contain_text("本机 1 条")
    held(tablet.page, 1)
    tablet.page.evaluate(AGED)
    asked: list[str] = []
    tablet.page.on("request", lambda request: asked.append(request.url.removeprefix(tablet.site.url)))
    with tablet.page.expect_response("**/pack"):
        tablet.page.goto("/today")
    assert tablet.on_the_server == 1 and asked.index("/visits") < asked.index("/pack")


def test_a_door_whose_visit_waits_counts_as_walked_today(tablet):
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    held(tablet.page, 1)
    walked = int(re.search(r"今天走了 (\d+) 户", tablet.page.inner_text("#progress"))[1])
    tablet.page.evaluate(COUNTED)
    expect(tablet.page.locator("#progress")).to_contain_text(f"今天走了 {walked + 1} 户")


def test_whoever_throws_an_entry_away_has_the_door_to_walk_again(tablet):
    door = tablet.open().write().page.url.split("/")[4]
    answer_once(tablet, "**/visits", status=413)
    tablet.save()
    expect(tablet.line).to_contain_text("本机 1 条")
    assert _walked(tablet, door)
    tablet.page.locator("#outbox .red").click()
    tablet.page.click("text=不要了")
    tablet.page.click("text=真的不要了")
    expect(tablet.line).to_contain_text("没有要上传的")
    assert not _walked(tablet, door)


def _walked(tablet, door) -> bool:
    """Whether the list on the tablet takes a door for walked; asked again where the page went on meanwhile."""
    try:
        return tablet.page.evaluate(WALKED, {"door": door, "hours": [-1]})[0]
    except Error:
        tablet.page.wait_for_load_state()
        return tablet.page.evaluate(WALKED, {"door": door, "hours": [-1]})[0]


def test_a_tap_that_a_full_disk_cannot_keep_is_sent_or_the_card_says_so(tablet):
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    tablet.page.evaluate(FULL)
    card = tablet.page.locator(f"#{tablet.page.locator('li.door').last.get_attribute('id')}")
    tablet.cut()
    card.locator("button[value=absent]").click()
    expect(card.locator("[role=alert]")).to_have_text("没记上：本机存满了，网也不通。有网再点一次。")
    expect(card.locator("a.primary")).to_be_visible()
    tablet.cut(False)
    with tablet.page.expect_response("**/visits") as answer:
        card.locator("button[value=absent]").click()
    expect(card).to_contain_text("不在家，记上了")
    assert answer.value.json()["receipt"] and tablet.page.url.endswith("/today")
    card.locator("button:text('撤回')").click()
    expect(card.locator("a.primary")).to_be_visible()
    assert tablet.rows == []


@pytest.mark.parametrize("dropped", [False, True])
def test_a_slip_on_its_way_is_taken_back_where_it_arrives(tablet, dropped):
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    card = tablet.page.locator("li.door").last
    door, sent = card.get_attribute("id"), []
    tablet.page.route("**/visits", lambda route: sent.extend([route]), times=1)
    card.locator("button[value=refused]").click()
    tablet.page.locator(f"#{door} button:text('撤回')").wait_for()
    until(tablet.page, lambda: sent)
    if dropped:  # the server has it, and the tablet does not know
        sent[0].fetch()
        sent[0].abort()
        expect(tablet.line).to_contain_text("还没连上")
    tablet.page.locator(f"#{door} button:text('撤回')").click()
    if not dropped:
        tablet.page.wait_for_timeout(300)
        sent[0].continue_()
    expect(tablet.page.locator(f"#{door} a.primary")).to_be_visible()
    tablet.page.wait_for_load_state("networkidle")
    with closing(sqlite3.connect(f"file:{tablet.site.folder / 'honglin.db'}?mode=ro", uri=True)) as database:
        known = database.execute("SELECT void FROM visit WHERE household_id = ? AND outcome = 'refused'", (int(door[5:]),)).fetchall()
    assert set(known) == {(1,)} and tablet.rows == []


def test_a_slip_that_cannot_be_taken_back_any_more_says_so(tablet):
    tablet.page.goto("/today")
    expect(tablet.line).to_contain_text(re.compile("条|没有"))
    card = tablet.page.locator("li.door").last
    door = card.get_attribute("id")
    card.locator("button[value=vacant]").click()
    expect(tablet.page.locator(f"#{door} .badge")).to_have_count(0)
    answer_once(tablet, "**/undo", status=403, headers=OURS, json={"error": "Forbidden", "csrf": False})
    tablet.page.locator(f"#{door} button:text('撤回')").click()
    expect(tablet.page.locator(f"#{door} [role=alert]")).to_have_text("撤不回了，请到走访记录里作废。")
    tablet.page.locator(f"#{door} button:text('撤回')").click()
    expect(tablet.page.locator(f"#{door} a.primary")).to_be_visible()


def test_what_was_not_taken_is_told_in_the_line_and_on_the_page(tablet):
    tablet.open().write().cut().save().kept()
    answer_once(tablet, "**/visits", status=413)
    tablet.cut(False)
    tablet.page.locator(".captured .badge:text('没收下')").wait_for()
    expect(tablet.page.locator(".captured")).to_contain_text("太大了，传不上去")
    tablet.page.get_by_role("button", name="没收下 1").click()
    expect(tablet.page.locator("dialog .line")).to_contain_text("太大了，传不上去")
    tablet.page.click("text=再传一次")
    tablet.page.click("dialog >> text=关上")
    tablet.page.locator(".captured .badge:text('已收到')").wait_for()
    assert tablet.on_the_server == 1 and tablet.rows == []


def test_what_was_typed_beside_a_reason_to_tap_comes_back_as_it_was(page, log_in):
    log_in(page, "网格员").goto("/visits")
    page.locator("#rows a[href^='/visits/']").first.click()
    page.get_by_role("link", name="修改").click()
    filled = """async ([address, fields]) => {
      const { fill } = await import(address);
      const form = document.querySelector("main form[action^='/visits/']");
      fill(form, fields);
      return [form.querySelector("[name=reason]:checked")?.value ?? "", form.querySelector("#reason").value];
    }"""
    address = page.evaluate("[...document.scripts].find((script) => script.src.endsWith('begin.js')).src.replace('begin', 'forms')")
    for sent in (["写错了", "门牌写成隔壁了"], ["写错了", ""], ["", "听错了"]):
        assert page.evaluate(filled, [address, [["reason", text] for text in sent if text or sent[0]]]) == sent
