"""A worker's tablet with the service worker on it, before a server that can be stopped: what the tests of capture without signal share."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from random import randrange

from tests.browser import site as sites

STORED = """() => new Promise(done => { const open = indexedDB.open('honglin'); open.onsuccess = () => { const database = open.result;
  const [entries, pack] = ['entries', 'pack'].map(name => database.transaction(name).objectStore(name).getAll());
  pack.onsuccess = () => done({entries: entries.result.map(row => row.owner),
    packs: pack.result.filter(row => row.id === 'pack').map(row => row.owner)}); }; })"""
STUCK = """const real = window.fetch;
  const held = (path, given) => given?.method === 'POST' && localStorage.stuck && !/^.sessions?.delete/.test(path);
  window.fetch = (path, given) => held(path, given) ? Promise.resolve(new Response('', {status: 503})) : real(path, given);
  SyncManager.prototype.register = async () => undefined"""


class Server:
    """A site of a test file's own, that can be stopped and started again at the same address."""

    def __init__(self, folder) -> None:
        self.folder, self.running, self.log_ins, self.port = folder, ExitStack(), [], 0
        self.start()

    def start(self, root=sites.ROOT) -> None:
        """Start it, on the port of the first time; another version of the product from another `root`."""
        running = self.running.enter_context(sites.serve(self.folder, self.port, root))
        self.url, self.port = running.url, int(running.url.rsplit(":", 1)[1])
        self.log_ins = self.log_ins or running.log_ins

    def stop(self) -> None:
        """Stop it."""
        self.running.close()

    def account(self, role):
        """User name and password of a role; another worker's, whose doors no other test walks."""
        if role == "另一位网格员":
            username, password = self.account("网格员")
            return f"{username}2", password
        return next((username, password) for known, username, password in self.log_ins if known == role)

    def ask(self, sql: str, *values):
        """Rows of the database."""
        with closing(sqlite3.connect(self.folder / "honglin.db", timeout=10)) as database, database:
            return database.execute(sql, values).fetchall()


def ready(page):
    """Wait until the tablet could do without the server."""
    until(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    held(page, 1)
    return page


def held(page, packs):
    """Wait until that many packs are on the tablet."""
    until(page, lambda: len(page.evaluate(STORED)["packs"]) == packs)


def until(page, holds):
    """Wait for what the page itself does not show; its policy forbids the usual way, which is eval."""
    for _ in range(80):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds())


def cut(page, cut=True):
    """Cut the network, or join it."""
    page.context.set_offline(cut)
    return page


def stuck(page, stuck=True):
    """Let nothing but a log-out go up, though there is a network; routes do not see what a page with a service worker asks for."""
    page.add_init_script(STUCK)
    page.evaluate("localStorage.stuck = '1'" if stuck else "delete localStorage.stuck")


def go(page, address):
    """Open a page and wait until its scripts are there."""
    page.goto(address)
    page.locator(".does-one").first.wait_for()
    return page


def line(page):
    """The line about what waits here."""
    return page.locator("#outbox [role=status]")


def doors(page):
    """The addresses of the worker's own doors, from the list on the tablet."""
    go(page, "/households")
    return page.eval_on_selector_all("[data-row] a", "links => links.map(link => link.getAttribute('href'))")


def some_door(page):
    """One of the worker's doors, due or not."""
    go(page, "/households")
    return page.locator("tbody a[href^='/households/']").nth(randrange(20)).get_attribute("href")


def note_at(page, door, text, concern=False):
    """A visit in its form; with something that the resident wants done."""
    go(page, f"{door}/visits/new")
    page.fill("[name=note]", text)
    if concern:
        page.click("summary:text('住户有事要办')")
        page.locator(".raise .chip:has(input[name=category])").first.click()
        page.fill("[name=text]", f"{text}的事")
    page.locator(".actions button").first.click()
    page.wait_for_url("**/today")
