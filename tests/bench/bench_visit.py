"""A routine visit at human speed, with the network and without: how many taps, how many seconds. A keystroke-level model on the real pages.

make bench, or: .venv/bin/python -m tests.bench.bench_visit

The model (Card, Moran and Newell, The keystroke-level model for user performance time with interactive systems, CACM 23(7), 1980) adds up
what each tap costs: P 1.1 s to bring the hand to the target, B 0.2 s for the finger down and up, and M 1.35 s wherever something is decided:
which door, what was talked about, what is out of the ordinary, that it is right and can be saved. R, what the machine takes, is not
assumed: the script waits those seconds before a real Chromium and measures the whole, from looking at the page to the next door's form
ready to be tapped. A target below the edge of the screen costs a stroke of the hand (P) first. Nothing is typed: that is a routine visit.
The authors timed practised office workers with a mouse; thick gloves are slower, and here P and B are taken times 1.3 for them, which is
our guess and no measurement.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.demo import PASSWORD
from tests.bench.load import Tablet
from tests.browser.site import Site, browser, serve

P, B, M = 1.1, 0.2, 1.35  # seconds
GLOVES = 1.3
MOST_TAPS, MOST_SECONDS = 6, 13
UPRIGHT = {"width": 800, "height": 1280}
# What is tapped in the form; each list begins with a decision
TO_THE_DOOR = "li.door a.primary"
VISITS = {
    "one topic": [[".chip:has([name=topics])"]],
    "two topics": [[".chip:has([name=topics])", ".chip:has([name=topics]) >> nth=1"]],
    "by telephone, next in a week": [["label:has-text('电话')"], [".chip:has([name=topics])"], ["label:has-text('一周后')"]],
}


@dataclass
class Hand:
    """A worker's hand and head before a page; `speed` 0 spends no time and only adds it up."""

    page: Any
    speed: float = 1
    taps: int = 0
    moving: float = 0  # seconds of P and B
    thinking: float = 0

    def decide(self) -> None:
        """M."""
        self.thinking += M
        self._wait(M)

    def tap(self, target: str) -> None:
        """P and B, and a stroke first where the target is off the screen."""
        place = self.page.locator(target).first
        box = place.bounding_box()
        if not box or box["y"] < 0 or box["y"] + box["height"] > UPRIGHT["height"]:
            self.moving += P
            self._wait(P)
            place.scroll_into_view_if_needed()
        self.taps, self.moving = self.taps + 1, self.moving + P + B
        self._wait(P)
        place.click(delay=B * 1000 * self.speed)

    def _wait(self, seconds: float) -> None:
        if self.speed:
            self.page.wait_for_timeout(seconds * 1000 * self.speed)


@dataclass(frozen=True)
class Measured:
    """One visit: taps, seconds in all, and how many of them the hand moved."""

    what: str
    taps: int
    seconds: float
    moving: float

    @property
    def gloved(self) -> float:
        """Seconds in gloves."""
        return self.seconds + self.moving * (GLOVES - 1)


def visits(page: Any, speed: float = 1) -> Iterator[Measured]:
    """Each kind of routine visit: the first begins on 今日, the others on the form to which the one before led; all are on the server in the end."""
    page.goto("/today")
    _ready(page, TO_THE_DOOR)
    first = [[TO_THE_DOOR]]
    for what, decisions in VISITS.items():
        yield _visit(page, speed, f"{what}, {'from 今日' if first else 'at the next door'}", [*first, *decisions])
        first = []
    page.context.set_offline(False)
    page.wait_for_selector(f"#outbox [role=status]:text('已全部上传 · 今天收到 {len(VISITS)} 条')")


def _visit(page: Any, speed: float, what: str, decisions: list[list[str]]) -> Measured:
    hand, began = Hand(page, speed), time.perf_counter()
    for decision in [*decisions, [".actions .primary"]]:
        hand.decide()
        for target in decision:
            before = page.url
            hand.tap(target)
            if target.endswith(".primary"):
                _moved(page, before)
                _ready(page, ".actions .primary")
    took = time.perf_counter() - began
    return Measured(what, hand.taps, took if speed else took + hand.moving + hand.thinking, hand.moving)


def _moved(page: Any, before: str) -> None:
    page.wait_for_url(lambda address: address != before, wait_until="commit", timeout=15_000)


def _ready(page: Any, target: str) -> None:
    """The page can be used: its scripts have said what waits on the tablet."""
    page.wait_for_selector("#outbox .does-one", timeout=15_000)
    page.wait_for_selector(target)


def with_pack(page: Any) -> Any:
    """Wait until the tablet could do without the server, and cut the network."""
    held = """() => new Promise((done) => { const open = indexedDB.open("honglin"); open.onsuccess = () => {
      open.result.transaction("pack").objectStore("pack").count().onsuccess = ({ target }) => { open.result.close(); done(target.result); }; }; })"""
    until = time.monotonic() + 20
    while not page.evaluate("Boolean(navigator.serviceWorker.controller)") or not page.evaluate(held):
        assert time.monotonic() < until, "the tablet gets no pack"
        page.wait_for_timeout(100)
    page.context.set_offline(True)
    return page


def median(measured: list[Measured], of: Callable[[Measured], float]) -> float:
    """The middle one."""
    return statistics.median(of(one) for one in measured)


def main() -> int:
    """Both modes, each with doors of its own; 1 when a median is over the goal."""
    within = True
    with tempfile.TemporaryDirectory() as name, serve(Path(name)) as site, browser(Path(name)) as chromium:
        for mode, worker in zip(("with the network", "without the network"), busy(site), strict=False):
            context = chromium.new_context(base_url=site.url, viewport=UPRIGHT, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai")
            page = context.new_page()
            log_in(page, worker)
            found = list(visits(with_pack(page) if mode.startswith("without") else page))
            print(f"a routine visit {mode}, as a hand and a head would take it (P {P} s, B {B} s, M {M} s)", flush=True)
            for one in found:
                print(f"  {one.what:<48} {one.taps} taps, {one.seconds:5.1f} s; in gloves {one.gloved:5.1f} s")
            taps, seconds, gloved = median(found, lambda one: one.taps), median(found, lambda one: one.seconds), median(found, lambda one: one.gloved)
            print(f"  median: {taps:g} taps (goal {MOST_TAPS}), {seconds:.1f} s (goal {MOST_SECONDS}); in gloves {gloved:.1f} s", flush=True)
            within = within and taps <= MOST_TAPS and seconds <= MOST_SECONDS
            context.close()
    return 0 if within else 1


def busy(site: Site, since: int = 1) -> Iterator[str]:
    """Grid workers with doors enough to do today, and one more to go on to; the first ones left out."""
    first, password = site.account("网格员")
    for username in [f"{first}{n if n > 1 else ''}" for n in range(since, 30)]:
        tablet = Tablet(site.url, username, password)
        tablet.connection.close()
        if len(tablet.doors) > len(VISITS):
            yield username


def log_in(page: Any, username: str, home: Any = "**/today") -> None:
    """Through the form."""
    page.goto("/session/new")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(home)


if __name__ == "__main__":
    sys.exit(main())
