"""Whoever leaves a shared tablet leaves nothing on its screen and nothing under the name: by Back, and without signal."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.tablets import Server, cut, go, ready

LIKE_THE_FIELD = {"ignore_default_args": ["--disable-back-forward-cache"]}  # which the test browser has switched off


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, with a small demonstration district."""
    server = Server(tmp_path_factory.mktemp("leaving"))
    yield server
    server.stop()


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
    for _ in range(2):
        cut(page).go_back(wait_until="commit")
    expect(page.locator("main")).to_contain_text("这台平板上也没有名单")
    assert name not in page.content()


def test_back_shows_the_page_as_it_was_to_who_is_still_there(page):
    go(page, "/today")
    page.evaluate("window.kept = true")
    go(page, "/households")
    page.go_back(wait_until="commit")
    assert page.evaluate("window.kept && !document.documentElement.hidden")
    expect(page.locator("li.door").first).to_be_visible()
