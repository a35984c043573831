"""Tablets in a real Chromium: pages of the site that stay open, workers who log in, fill forms in, and save."""

from __future__ import annotations

import base64
import random
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from models.demo import PASSWORD
from tests.images import photograph

ENTER = Path(__file__).with_name("enter.js").read_text("utf-8")
SEND = """async () => { const here = document.querySelector('script[src*="/js/offline/"]').src;
  const [{ replay }, { owner }] = await Promise.all(["replay", "bar"].map((name) => import(new URL(`${name}.js`, here).href)));
  replay(owner, true); }"""
LEFT = """() => new Promise((done, fail) => { const open = indexedDB.open("honglin"); open.onerror = fail; open.onsuccess = () => {
  const all = open.result.transaction("entries").objectStore("entries").getAll();
  all.onsuccess = () => { open.result.close(); done(all.result.map(({ id, owner, state }) => [id, owner, state])); }; }; })"""
NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"  # an old browser: two tabs do send at once
PICTURE = base64.b64encode(photograph((40, 30))).decode()


@dataclass(frozen=True)
class Worker:
    """Somebody with a log-in: the doors to visit or the teams whose hours to log."""

    key: int
    username: str
    doors: tuple[int, ...]
    teams: tuple[int, ...]

    @property
    def forms(self) -> list[str]:
        """The kinds of entries that this worker makes, by how often."""
        return ["visit"] * 4 + ["concern", "activity"] if self.doors else ["sheet"] * 2 + ["activity"]


@dataclass(frozen=True)
class Entered:
    """An entry of which the tablet said that it has it."""

    key: str
    kind: str
    owner: int
    mark: str
    day: str
    at: int = 0  # the household or the team
    concern: bool = False  # raised at the visit; one of a form of its own is a kind
    members: int = 0
    pictures: int = 0


@dataclass
class Tablet:
    """One browser profile with one tab or two, and one worker or two who take turns."""

    context: Any
    workers: list[Worker]
    random: random.Random
    tabs: list[Page] = field(default_factory=list)
    kinds: dict[int, tuple[str, int]] = field(default_factory=dict)  # by tab: which form is open, and for whom it was drawn
    at: int = 0  # who has the tablet in hand
    offline: bool = False
    looker: Any = None

    @property
    def worker(self) -> Worker:
        """Who has the tablet in hand."""
        return self.workers[self.at]

    def open(self, page: Page, path: str, wanted: str, tries: int = 4) -> bool:
        """Go to a page, through the log-in where it is asked for; whether what was wanted is there in the end."""
        self.kinds.pop(id(page), None)
        for _ in range(1 if self.offline else tries):
            try:
                page.goto(path, wait_until="domcontentloaded")
                if page.locator("[name=username]").count():
                    self._log_in(page)
                    page.goto(path, wait_until="domcontentloaded")
                if page.locator(wanted).count() and self._is_its_workers(page):
                    return True
            except Error:
                page.wait_for_timeout(100)
        return False

    def _is_its_workers(self, page: Page) -> bool:
        if page.locator("#outbox").get_attribute("data-user") != str(self.worker.key):
            self.context.clear_cookies()  # an answer under way has brought the last worker's cookie back
            return False
        page.wait_for_selector("#outbox [role=status]:not(:empty)", state="attached", timeout=3000)  # the scripts are there
        return True

    def _log_in(self, page: Page) -> None:
        page.fill("[name=username]", self.worker.username)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation(wait_until="domcontentloaded", timeout=6000):
            page.press("[name=password]", "Enter")

    def enter(self, mark: str, by_hand: bool) -> Entered | None:
        """Make one entry; None when no form can be had at the moment."""
        page = self.random.choice(self.tabs)
        kind, owner = self.kinds.get(id(page), ("", 0))
        if not kind or (self.random.random() < 0.1 and not by_hand):
            kind, owner = self.random.choice(self.worker.forms), self.worker.key
            if not self.open(page, self._address(kind), f"form[data-capture] [name={NAMED[kind]}]"):
                return None
            self.kinds[id(page)] = (kind, owner)
        worker = next(one for one in self.workers if one.key == owner)  # the page is of whoever opened it, whoever holds the tablet now
        return self._fill(page, worker, kind, mark, by_hand)

    def _address(self, kind: str) -> str:
        at = self.random.choice(self.worker.teams if kind == "sheet" else self.worker.doors or (0,))
        return ADDRESSES[kind].format(at)

    def _fill(self, page: Page, worker: Worker, kind: str, mark: str, by_hand: bool) -> Entered:
        values, more = FILLED[kind](page, worker, mark, self.random)
        pictures = [PICTURE] * more.get("pictures", 0)
        day = page.input_value("[name=day]")
        key = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        address = page.url
        said = page.evaluate(ENTER, {"key": key, "values": values, "pictures": pictures, "byHand": by_hand})
        assert said["owner"] == worker.key
        if by_hand:
            self.kinds.pop(id(page))
            _wait_until_kept(page, address)
        return Entered(said["key"], kind, worker.key, mark, day, **more)

    def send(self) -> None:
        """Tap 立即上传, in all tabs at the same moment."""
        for page in self.tabs:
            if id(page) in self.kinds:
                page.evaluate(SEND)

    def drained(self) -> bool:
        """Whether nothing waits; whoever has something waiting logs in and looks on for a while."""
        left = self.left()
        for n, worker in enumerate(self.workers):
            if any(owner == worker.key and state == "waiting" for _, owner, state in left):
                if self.at != n:
                    self.at = n
                    self.context.clear_cookies()
                self.open(self.tabs[0], "/more", "#outbox")
                self.tabs[0].wait_for_timeout(500)
                return False
        return True

    def left(self) -> list[tuple[str, int, str]]:
        """What is in IndexedDB, seen from a page without scripts: (key, owner, state)."""
        if not self.looker:
            self.looker = self.context.new_page()
            self.looker.goto("/healthz")
        return [tuple(row) for row in self.looker.evaluate(LEFT)]

    def cut(self, cut: bool) -> None:
        """Take the network away altogether, or give it back."""
        self.offline = cut
        self.context.set_offline(cut)

    def hand_over(self) -> None:
        """The next worker takes the tablet; the last one's pages stay open in the other tabs."""
        self.at = (self.at + 1) % len(self.workers)
        self.context.clear_cookies()
        self.kinds.pop(id(self.tabs[-1]), None)

    def die(self) -> None:
        """The tab is killed with whatever it was doing, and a new one is opened."""
        page = self.tabs.pop(0)
        self.kinds.pop(id(page), None)
        self.tabs.append(self.context.new_page())
        page.close()


def _wait_until_kept(page: Page, address: str) -> None:
    """Until the page says that the entry is on the tablet, or goes on to the next: only then has the worker seen it saved."""
    for _ in range(400):
        try:
            if page.url != address or page.locator(".captured").count():
                return
        except Error:
            pass  # on its way to another page
        page.wait_for_timeout(50)
    raise AssertionError("the page neither keeps the entry nor goes on")


def _visit(page: Page, worker: Worker, mark: str, dice: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    door, concern = dice.choice(worker.doors), dice.random() < 0.25
    values = {"household": str(door), "note": mark, "way": dice.choice(["in_person", "telephone"])}
    if concern:
        values |= {"category": _category(page, dice), "text": f"{mark} 楼道灯坏了"}
    else:
        values |= {"category": "", "text": ""}
    return values, {"at": door, "concern": concern}


def _category(page: Page, dice: random.Random) -> str:
    """One that is taken in here."""
    offered = page.eval_on_selector_all("[name=category]:not([value='']):not([aria-describedby])", "all => all.map(one => one.value)")
    return str(dice.choice(offered))


def _concern(page: Page, worker: Worker, mark: str, dice: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    door = dice.choice(worker.doors)
    return {"household": str(door), "text": mark, "category": _category(page, dice)}, {"at": door, "pictures": dice.choice([0, 0, 1, 2])}


def _activity(page: Page, worker: Worker, mark: str, dice: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    kinds = page.eval_on_selector_all("[name=kind]", "all => all.map(one => one.value)")
    return {"name": mark, "kind": dice.choice(kinds), "compound": "0", "headcount": "12"}, {"pictures": dice.choice([0, 0, 1, 2])}


def _sheet(page: Page, worker: Worker, mark: str, dice: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    people = page.eval_on_selector_all("[name=members]", "all => all.map(one => one.value)")
    chosen = dice.sample(people, min(len(people), dice.randint(1, 4)))
    return {"purpose": mark, "members": chosen}, {"at": int(page.input_value("[name=team]")), "members": len(chosen)}


FILLED = {"visit": _visit, "concern": _concern, "activity": _activity, "sheet": _sheet}
NAMED = {"visit": "note", "concern": "text", "activity": "name", "sheet": "purpose"}
ADDRESSES = {"visit": "/households/{}/visits/new", "concern": "/concerns/new?household={}", "activity": "/activities/new", "sheet": "/teams/{}/sheets/new"}
