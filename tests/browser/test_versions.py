"""Two releases on one tablet: an open page of the old one holds nothing up, and the tables of the old one are those of the new."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.tablets import go, line, note_at, ready, some_door

OLD = """() => new Promise(done => { const open = indexedDB.open('honglin', 1); open.onsuccess = () => { open.result.close(); done(true); };
  open.onupgradeneeded = () => { const made = name => open.result.createObjectStore(name, {keyPath: 'id'}).createIndex('owner', 'owner');
    made('entries'); made('drafts'); open.result.createObjectStore('pack', {keyPath: ['owner', 'id']});
    open.result.createObjectStore('meta'); open.result.createObjectStore('keys', {keyPath: 'owner'}); }; })"""
NEW = """() => new Promise((done, fail) => { const open = indexedDB.open('honglin', 99); open.onblocked = () => fail(new Error('blocked'));
  open.onsuccess = () => { open.result.close(); done(true); }; })"""


@pytest.fixture(scope="module")
def site(own_site):
    """A site that these tests may stop."""
    return own_site


def test_tables_of_an_older_release_are_brought_up_to_date(browse, log_in, site):
    page = browse().new_page()
    page.goto("/healthz")
    assert page.evaluate(OLD)
    mark = uuid4().hex[:8]
    ready(log_in(page, "网格员"))
    note_at(page, some_door(page), mark)
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1


@pytest.mark.parametrize("typed", [False, True])
def test_an_open_page_blocks_no_newer_one_and_still_saves(browse, log_in, site, typed):
    mark = uuid4().hex[:8]
    page = ready(log_in(browse().new_page(), "网格员"))
    go(page, f"{some_door(page)}/visits/new")
    page.evaluate("window.old = true")
    if typed:
        page.locator("[name=note]").press_sequentially(mark)
    other = page.context.new_page()
    other.goto("/healthz")
    if typed:
        assert other.evaluate(NEW)
    else:
        with page.expect_event("load"):  # it makes itself new
            assert other.evaluate(NEW)
        page.locator(".does-one").first.wait_for()
        page.fill("[name=note]", mark)
    assert bool(page.evaluate("window.old")) == typed and page.input_value("[name=note]") == mark
    page.locator(".actions button").first.click()
    page.wait_for_url("**/today")
    expect(line(page)).to_contain_text("已全部上传")
    assert len(site.ask("SELECT id FROM visit WHERE note = ?", mark)) == 1
