"""A lost tablet: the community clears it from the account's page; it obeys at its next contact and keeps what waits to go up for its own worker."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.pages import problems
from tests.browser.tablets import STORED, cut, held, line, note_at, ready, some_door, until


@pytest.fixture(scope="module")
def site(own_site):
    """A site that these tests may stop."""
    return own_site


def clear_from_the_office(open_page, log_in, site):
    """The community presses the button on the worker's account; gives its page."""
    office, (worker, _) = log_in(open_page(), "社区"), site.account("网格员")
    ((key,),) = site.ask('SELECT id FROM "user" WHERE username = ?', worker)
    office.goto(f"/users/{key}")
    office.click("summary:text('清除平板上的数据')")
    office.get_by_role("button", name="确定：平板丢了，退出并清掉名单").click()
    expect(office.locator("main")).to_contain_text("还有 1 台设备没联上网")
    assert problems(office) == []
    return office


def test_a_lost_tablet_clears_itself_and_keeps_what_waits(browse, open_page, log_in, site):
    page, mark = ready(log_in(browse().new_page(), "网格员")), uuid4().hex[:8]
    note_at(cut(page), some_door(page), mark)
    assert len(page.evaluate(STORED)["entries"]) == 1
    office = clear_from_the_office(open_page, log_in, site)
    assert len(page.evaluate(STORED)["packs"]) == 1  # no contact yet
    cut(page, False)  # the page that is open hears of it when it would send what waits
    page.wait_for_url(lambda address: "/session/new" in address)
    held(page, 0)
    assert len(page.evaluate(STORED)["entries"]) == 1 and not site.ask("SELECT id FROM visit WHERE note = ?", mark)
    until(page, lambda: not site.ask("SELECT id FROM session WHERE wipe IS NOT NULL"))
    office.reload()
    expect(office.locator("main")).not_to_contain_text("没联上网")
    cut(page).goto("/today")
    expect(page.locator("main")).to_contain_text("这台平板上也没有名单")
    cut(page, False)
    log_in(page, "网格员")
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1


def test_a_page_that_is_open_obeys_as_well_and_nothing_is_left(browse, open_page, log_in, site):
    site.ask("DELETE FROM session")  # of the test before
    page = ready(log_in(browse().new_page(), "网格员"))
    cut(page).goto("/today")
    clear_from_the_office(open_page, log_in, site)
    cut(page, False).evaluate("dispatchEvent(new Event('online'))")
    until(page, lambda: "/session/new" in page.goto("/households").url)  # a server that takes five seconds counts as none: then the list is the tablet's own
    held(page, 0)
    until(page, lambda: not site.ask("SELECT id FROM session WHERE wipe IS NOT NULL"))
