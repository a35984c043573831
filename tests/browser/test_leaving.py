"""Whoever leaves a shared tablet leaves nothing on its screen and nothing under the name: by Back, and without signal."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.pages import problems
from tests.browser.tablets import cut, go, line, note_at, ready, some_door, stuck, until

LIKE_THE_FIELD = {"ignore_default_args": ["--disable-back-forward-cache"]}  # which the test browser has switched off


@pytest.fixture(scope="module")
def site(own_site):
    """A site that these tests may stop."""
    return own_site


@pytest.fixture
def page(browse, log_in):
    """The grid worker's tablet with the service worker and the pack on it; it keeps pages for Back."""
    return ready(log_in(browse(**LIKE_THE_FIELD).new_page(), "网格员"))


def log_out(page):
    """By the form on 更多."""
    page.get_by_role("button", name="退出", exact=True).click()
    return page


def test_back_shows_nothing_of_who_has_left(page):
    go(cut(page), "/today")
    name = page.locator("li.door .name").first.inner_text()
    cut(page, False)
    go(page, "/more")
    log_out(page).wait_for_url("**/session/new")
    cut(page).go_back(wait_until="commit")
    expect(page.locator("main")).to_contain_text("这台平板上也没有名单")
    assert name not in page.content()


def test_back_shows_the_page_as_it_was_to_who_is_still_there(page):
    go(page, "/today")
    page.evaluate("window.kept = true")
    go(page, "/households")
    page.go_back(wait_until="commit")
    assert page.evaluate("window.kept")
    until(page, lambda: not page.evaluate("document.documentElement.hidden"))  # shown once it is known whose the tablet is
    expect(page.locator("li.door").first).to_be_visible()


def test_who_leaves_without_signal_is_locked_out_at_once_and_logged_out_before_anything_is_sent(page, log_in, site):
    mark, door, asked = uuid4().hex[:8], some_door(page), []
    stuck(page)
    note_at(page, door, mark)
    go(page, "/more")
    log_out(cut(page))
    page.click("text=锁在本机，退出")
    expect(page.locator("main")).to_contain_text("已锁住，有网再退出")
    assert page.locator(".bar").count() == 0 and problems(page) == []
    page.goto("/today")
    expect(page.locator("main")).to_contain_text("已锁住，有网再退出")
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(site.url)) if request.method == "POST" else None)
    page.evaluate("delete localStorage.stuck")
    cut(page, False)
    page.wait_for_url("**/session/new")
    assert asked == ["/session/delete"] and not site.ask("SELECT id FROM visit WHERE note = ?", mark)
    log_in(page, "网格员")
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1


def test_the_next_page_finishes_the_log_out(page, site):
    go(page, "/more")
    log_out(cut(page))
    expect(page.locator("main")).to_contain_text("已锁住，有网再退出")
    sessions = len(site.ask("SELECT id FROM session"))
    page.close()
    again = page.context.new_page()
    cut(again, False).goto("/today")
    again.wait_for_url("**/session/new")
    assert len(site.ask("SELECT id FROM session")) == sessions - 1
