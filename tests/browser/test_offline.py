"""Without signal, in a real Chromium with its service worker: pages from the tablet, the browser killed, the server gone, the tablet shared."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.pages import problems
from tests.browser.tablets import STORED, cut, doors, go, held, line, note_at, ready, some_door, stuck, until

SEALED = """() => new Promise(done => { const open = indexedDB.open('honglin'); open.onsuccess = () => {
  const all = open.result.transaction('pack').objectStore('pack').getAll();
  all.onsuccess = () => done(all.result.map(row => new TextDecoder().decode(row.sealed.bytes)).join()); }; })"""
FILLED = """async said => {
  const loaded = performance.getEntriesByType('resource').map(one => one.name);
  const [{held}, {pageOf}] = await Promise.all(['pack', 'routes'].map(name => import(loaded.find(one => one.endsWith(`/offline/${name}.js`)))));
  const here = await held();
  here.pack.doors[0].said = said;
  return pageOf(here, {pathname: `/households/${here.pack.doors[0].id}/visits/new`, search: ''}).document.body.textContent; }"""
FRESHLY = """async () => { const loaded = performance.getEntriesByType('resource').map(one => one.name);
  const {held} = await import(loaded.find(one => one.endsWith('/offline/pack.js')));
  const {remaining} = await import(loaded.find(one => one.endsWith('/offline/pack.js')).replace('pack.js', 'round.js'));
  const here = await held();
  return remaining(new DOMParser().parseFromString(here.pack.pages.today.html, 'text/html'), here).map(card => card.id); }"""
SLOW = """const real = window.fetch;
  window.fetch = (path, given) => path === '/token' && localStorage.slow ? new Promise(() => undefined) : real(path, given);
  SyncManager.prototype.register = async () => undefined"""
CACHED = """async () => { const found = []; for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
  found.push([new URL(request.url).pathname, await (await caches.match(request)).text()]); return found; }"""


@pytest.fixture(scope="module")
def site(own_site):
    """A site that these tests may stop."""
    return own_site


@pytest.fixture
def page(browse, log_in):
    """The grid worker's tablet with the service worker and the pack on it."""
    page = log_in(browse().new_page(), "网格员")
    return ready(page)


def test_twenty_visits_with_two_concerns_survive_the_browser_and_the_server(browse, log_in, site):
    page = ready(log_in(browse().new_page(), "另一位网格员"))
    go(page, "/today")
    site.stop()
    mark = uuid4().hex[:8]
    go(page, "/today")
    assert page.locator("li.door").count() > 3
    page.locator("li.door a.primary").first.click()  # the first from 今日 itself, and on to the next door by its button
    page.fill("[name=note]", f"{mark}-0")
    page.locator(".actions .primary").click()
    page.wait_for_url("**/visits/new")
    expect(line(page)).to_contain_text("本机 1 条 · 已收到 0 条")
    walked = page.evaluate("location.pathname")
    others = [door for door in doors(page) if f"{door}/" not in walked][:20]
    for n, door in enumerate(others[1:20], 1):
        note_at(page, door, f"{mark}-{n}", concern=n in (5, 12))
    expect(line(page)).to_contain_text("本机 20 条 · 已收到 0 条")
    page.context.close()

    again = browse().new_page()
    go(again, "/today")
    expect(line(again)).to_contain_text("本机 20 条")
    assert "没有信号" in again.text_content(".without")
    site.start()
    go(again, "/today")
    expect(line(again)).to_contain_text("已全部上传 · 今天收到 20 条", timeout=20_000)
    visits = site.ask("SELECT note FROM visit WHERE note LIKE ?", f"{mark}-%")
    concerns = site.ask("SELECT text FROM concern WHERE text LIKE ?", f"{mark}-%")
    assert (len(visits), len(set(visits)), len(concerns), len(set(concerns))) == (20, 20, 2, 2)
    go(again, "/outbox")
    expect(again.locator("#waiting")).to_contain_text("20 条，其中 2 条走访里还记了诉求，服务器上一共是 22 条记录")
    assert again.locator("#waiting .badge:text('已收到')").count() == 20 and again.evaluate(STORED)["entries"] == []


def test_the_page_without_signal_is_the_page_with_signal(page):
    def seen(selector):
        return re.sub(r"\s+", " ", page.inner_text(selector))

    def whole():
        return [*(seen(part) for part in ("#progress", "#filters", "#doors")), page.locator(".bar a > span").all_inner_texts()]  # what waits is not known here

    go(page, "/today")
    with_signal = whole()
    first = some_door(page)
    go(page, f"{first}/visits/new")
    form = seen("form[data-capture]")
    go(cut(page), "/today")
    assert whole() == with_signal and with_signal[-1]
    go(page, f"{first}/visits/new")
    assert seen("form[data-capture]") == form
    assert page.get_attribute(".bar a[aria-current]", "href") == "/today"


def test_a_mark_is_kept_and_the_door_is_done_wherever_one_looks(page, site):
    go(cut(page), "/today")
    left = page.locator("li.door").count()
    card = page.locator("li.door").last
    door, shown = card.get_attribute("data-door"), card.get_attribute("id")
    card.locator("button[value=absent]").click()
    expect(page.locator(f"#{shown}")).to_contain_text("不在家，记上了")
    expect(page.locator(f"#{shown} .badge")).to_have_text("在本平板")
    expect(page.locator("#progress")).to_contain_text(f"还有 {left - 1} 户到期")
    go(page, "/today")
    assert page.locator("li.door").count() == left - 1 and door not in page.locator("#doors").inner_text()
    cut(page, False)
    expect(line(page)).to_contain_text("已全部上传")
    go(page, "/today")
    assert page.locator("li.door").count() == left - 1
    assert site.ask("SELECT outcome FROM visit WHERE household_id = ? AND outcome = 'absent' AND NOT void", int(shown[5:]))


def test_a_door_taken_back_at_the_desk_is_due_without_signal_too(page, site):
    go(page, "/today")
    card = page.locator("li.door").first
    shown = card.get_attribute("id")
    card.locator("button[value=refused]").click()
    expect(page.locator(f"#{shown}")).to_contain_text("记上了")
    expect(line(page)).to_contain_text("已全部上传")
    ((visit,),) = site.ask("SELECT id FROM visit WHERE household_id = ? AND outcome = 'refused' AND NOT void", int(shown[5:]))
    go(page, f"/visits/{UUID(visit)}")
    with page.expect_response("**/pack"):  # the list on the tablet is behind, however fresh
        page.click("main button:has-text('撤回')")
    until(page, lambda: shown in page.evaluate(FRESHLY))
    go(cut(page), "/today")
    assert page.locator(f"#{shown}").count() == 1


def test_without_signal_the_way_to_what_can_be_done_is_named(page):
    go(cut(page), "/compounds")
    assert page.locator("#main a").all_inner_texts() == ["今日", "住户", "记一条诉求", "记一场活动", "在本机的记录"]
    page.click("#main a:has-text('记一条诉求')")
    expect(page.locator("form[data-capture] [name=text]")).to_be_visible()


@pytest.mark.parametrize("signal", [True, False])
def test_a_slip_is_taken_back(page, site, signal):
    go(cut(page, not signal), "/today")
    card = page.locator("li.door").first
    shown, left = card.get_attribute("id"), page.locator("li.door").count()
    card.locator("button[value=refused]").click()
    if signal:
        expect(page.locator(f"#{shown} .badge")).to_have_count(0)  # receipted
    page.locator(f"#{shown} button:text('撤回')").click()
    expect(page.locator(f"#{shown} a.primary")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text(f"还有 {left} 户到期")
    go(cut(page, False), "/today")
    assert page.locator(f"li.door#{shown}").count() == 1 and page.locator(".flash").count() == 0  # the card has said it
    assert not site.ask("SELECT id FROM visit WHERE household_id = ? AND outcome = 'refused' AND NOT void", int(shown[5:]))


def test_doors_are_found_and_what_is_not_here_says_so(page):
    go(cut(page), "/households")
    name = next(name for name in page.locator("[data-row] td:nth-child(2)").all_inner_texts() if name)
    page.fill("[name=q]", name[:1])
    shown = page.locator("[data-row]:visible")
    assert 0 < shown.count() < page.locator("[data-row]").count() and name in " ".join(shown.all_inner_texts())
    page.fill("[name=q]", "没有这个人")
    expect(page.locator("[data-none]")).to_be_visible()
    go(page, "/programmes")
    assert "这一页没有信号看不了" in page.inner_text("main")
    page.click("main >> text=在本机的记录")
    expect(page.locator("#tablet")).to_contain_text("浏览器")


def test_words_are_put_into_a_form_as_they_were_said(page):
    go(cut(page), "/today")
    assert "买米$$20，$&" in page.evaluate(FILLED, "买米$$20，$&")


def test_a_concern_that_was_saved_here_is_what_is_seen_next(page, site):
    go(cut(page), "/concerns/new")
    mark = uuid4().hex[:8]
    page.fill("[name=text]", mark)
    page.select_option("[name=compound]", index=1)
    page.locator(".chip:has(input[name=category])").first.click()
    page.locator(".actions button").click()
    page.wait_for_url("**/outbox")
    expect(page.locator("#waiting .line").first).to_contain_text(re.compile("在本平板.*一条诉求"))
    cut(page, False)
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM concern WHERE text = ?", mark)) == 1


def test_the_tablets_own_pages_are_fit_for_everybody(page):
    card = some_door(page)
    cut(page)
    for address in ("/today", "/households", card, f"{card}/visits/new", "/outbox", "/programmes"):
        go(page, address)
        assert problems(page) == [], address


def test_nothing_personal_lies_open(page):
    name = page.locator("li.door .name").first.inner_text()
    assert name not in page.evaluate(SEALED)
    kept = page.evaluate(CACHED)
    assert {path for path, _ in kept if not path.startswith("/assets/")} == {"/shell"}
    assert not [path for path, text in kept if name in text]


def test_somebody_else_on_the_same_tablet(page, log_in, site):
    mark = uuid4().hex[:8]
    door = some_door(page)
    cut(page)
    note_at(page, door, mark)
    expect(line(page)).to_contain_text("本机 1 条")
    first = page.evaluate(STORED)["packs"][0]
    page.context.clear_cookies()
    cut(page, False)
    log_in(page, "社区")
    until(page, lambda: page.evaluate(STORED)["packs"] not in ([], [first]))
    go(cut(page), "/today")
    assert "这一页没有信号看不了" in page.inner_text("main")
    go(page, "/outbox")
    expect(page.locator("#waiting")).to_contain_text("还锁着别的账号的 1 条")
    assert mark not in page.content()
    cut(page, False)
    page.context.clear_cookies()
    log_in(page, "网格员")
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1


def test_a_list_is_gone_when_somebody_else_logs_in_however_slow_the_network(browse, log_in):
    page = browse().new_page()
    page.add_init_script(SLOW)
    other = log_in(page, "另一位网格员") and ready(page).evaluate(STORED)["packs"]
    note_at(cut(page), some_door(page), uuid4().hex[:8])  # what waits goes up before a list is fetched
    page.context.clear_cookies()
    log_in(cut(page, False), "网格员")
    until(page, lambda: page.evaluate(STORED)["packs"] not in ([], other))
    page.evaluate("localStorage.slow = '1'")
    page.context.clear_cookies()
    log_in(page, "另一位网格员")
    held(page, 0)
    assert page.evaluate(STORED)["entries"] == other


def test_a_disabled_account_leaves_the_tablet_empty(page, site):
    username, _ = site.account("网格员")
    note_at(cut(page), some_door(page), uuid4().hex[:8])
    assert len(page.evaluate(STORED)["entries"]) == 1
    site.ask("UPDATE user SET disabled = 1 WHERE username = ?", username)
    try:
        cut(page, False).goto("/today")
        assert "/session/new" in page.url
        held(page, 0)
        assert page.evaluate(STORED)["entries"] == []
        go(cut(page), "/today")
        assert "这台平板上也没有名单" in page.inner_text("main")
    finally:
        site.ask("UPDATE user SET disabled = 0 WHERE username = ?", username)


def test_fourteen_days_without_contact_end_the_pack_and_never_the_outbox(page, site):
    mark = uuid4().hex[:8]
    door = some_door(page)
    cut(page)
    note_at(page, door, mark)
    page.add_init_script("const real = Date.now; Date.now = () => real() + Number(localStorage.days ?? 0) * 864e5;")
    for days, there in ((13, True), (15, False)):
        page.evaluate(f"localStorage.days = {days}")
        go(page, "/today")
        expect(line(page)).to_contain_text("本机 1 条")
        assert ("这台平板上也没有名单" not in page.inner_text("main")) == there
    assert page.evaluate(STORED)["packs"] == [] and len(page.evaluate(STORED)["entries"]) == 1
    page.evaluate("delete localStorage.days")
    go(cut(page, False), "/today")
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1


def test_a_new_service_worker_takes_over_and_the_outbox_stays(page):
    mark, door = uuid4().hex[:8], some_door(page)
    stuck(page)
    note_at(page, door, mark)
    expect(line(page)).to_contain_text("本机 1 条")
    old = page.evaluate("navigator.serviceWorker.controller.scriptURL")
    page.evaluate("navigator.serviceWorker.register('/sw.js?plain=1', {updateViaCache: 'none'})")
    until(page, lambda: page.evaluate("navigator.serviceWorker.getRegistration().then(one => Boolean(one.waiting))"))
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL") == old
    page.evaluate("navigator.serviceWorker.register = () => navigator.serviceWorker.getRegistration()")  # or the page's own would be newer still
    page.add_init_script("navigator.serviceWorker.register = () => navigator.serviceWorker.getRegistration()")
    go(page, "/today")
    with page.expect_event("load"):
        page.click("text=有新版本，点这里换")
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL") != old
    assert len(page.evaluate(STORED)["entries"]) == 1
    expect(line(page)).to_contain_text("本机 1 条")
    stuck(page, False)
    go(page, "/today")  # it may have gone up by itself meanwhile
    expect(line(page)).to_contain_text("已全部上传")


def test_log_out_with_something_unsent_locks_it_and_forgets_the_doors(page, log_in, site):
    mark, door = uuid4().hex[:8], some_door(page)
    stuck(page)
    note_at(page, door, mark)
    go(page, "/more")
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.locator("dialog")).to_contain_text("还有 1 条没上传")
    page.click("text=锁在本机，退出")
    page.wait_for_url("**/session/new")
    assert page.evaluate(STORED)["packs"] == [] and len(page.evaluate(STORED)["entries"]) == 1
    go(cut(page), "/today")
    assert "这台平板上也没有名单" in page.inner_text("main") and mark not in page.content()
    stuck(cut(page, False), False)
    log_in(page, "网格员")
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1


def test_the_leaders_sheet_is_on_the_leaders_tablet(browse, log_in, site):
    page = ready(log_in(browse().new_page(), "志愿队队长"))
    form = page.get_attribute("a.primary:has-text('登记时长')", "href")
    mark = uuid4().hex[:8]
    go(cut(page), form)
    page.click("#members .chip:has-text('全部')")
    page.wait_for_url("**members=all")
    page.locator(".does-one").first.wait_for()
    expect(page.locator("#members [type=checkbox]:checked")).to_have_count(page.locator("#members [type=checkbox]").count())
    assert page.locator("#members [type=checkbox]:checked").count() > 2
    page.fill("[name=purpose]", mark)
    expect(page.locator("#total")).to_contain_text("小时")
    page.click("text=先存草稿")
    expect(line(page)).to_contain_text("本机 1 条")
    cut(page, False)
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM sheet WHERE purpose = ?", mark)) == 1


def test_on_plain_http_forms_work_and_the_page_says_why_the_rest_does_not(browse, log_in, site):
    page = browse("--host-resolver-rules=MAP honglin.test 127.0.0.1").new_page()
    address = f"http://honglin.test:{site.port}"
    username, password = site.account("网格员")
    page.goto(f"{address}/session/new")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/today")
    assert not page.evaluate("window.isSecureContext")
    mark, door = uuid4().hex[:8], page.locator("li.door a.room").last.get_attribute("href")
    page.click("#outbox >> text=为什么")
    expect(page.locator("#waiting")).to_contain_text("离线不可用：这个网址不是 https 开头的")
    page.goto(f"{address}{door}/visits/new")
    page.fill("[name=note]", mark)
    page.locator(".actions button").first.click()
    page.wait_for_selector(".flash:text('存好了')")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1
