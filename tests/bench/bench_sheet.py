"""A Saturday's sheet at human speed: twelve members as last week, two of them changed, one guest. The model is that of bench_visit.

make bench, or: .venv/bin/python -m tests.bench.bench_sheet

Typing a name is K 0.28 s a key (Card, Moran and Newell: an average typist; the thumb on glass is not quicker) for its pinyin, and a tap
on the candidate.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.bench_visit import B, Hand, Measured, P, _moved, _ready, log_in, with_pack
from tests.browser.site import browser, serve

K = 0.28  # seconds
MOST_TAPS, MOST_SECONDS = 20, 60
GUEST, PINYIN = "吴小芳", "wuxiaofang"
TICKED = "#members .roster li:has(:checked)"


def last_week(page: Any, members: int = 12) -> None:
    """What there was before: a sheet of the first twelve members, counted at once."""
    _open(page)
    page.locator("a.chip:text('都不选')").click()
    page.locator("#members :checked").first.wait_for(state="detached")
    for n in range(members):
        page.locator("#members [type=checkbox]").nth(n).check()
    page.locator(".filters .chip:has([name=recent])").first.click()
    page.locator("[name=then][value=confirm]").click()
    page.wait_for_url(re.compile(r"/sheets/[0-9a-f-]{36}"))


def sheet(page: Any, speed: float = 1, half_way: Any = None) -> Measured:
    """One sheet from the list of sheets to the saved one; `half_way` gives the page to go on with after the guest was written down."""
    page.goto("/sheets")
    _ready(page, "a.primary")
    hand, began = Hand(page, speed), time.perf_counter()
    hand.decide()
    hand.tap("a.primary:has-text('登记时长')")
    _ready(page, "[name=then][value=confirm]")
    for decision in ([".chip:has([name=recent])"], [f"{TICKED} [data-step='30']"], [f"{TICKED} >> nth=4 >> [data-step='-30']"]):
        hand.decide()
        for target in decision:
            hand.tap(target)
    hand.decide()
    hand.tap(".guests summary")
    hand.tap("[name=guest-0]")
    page.fill("[name=guest-0]", GUEST)
    hand.taps, hand.moving = hand.taps + 1, hand.moving + K * len(PINYIN) + P + B
    hand._wait(K * len(PINYIN) + P + B)
    if half_way:
        page = hand.page = half_way(page)
    hand.decide()
    before = page.url
    hand.tap("[name=then][value=confirm]")
    _moved(page, before)
    took = time.perf_counter() - began
    return Measured("a sheet of 12, two changed, one guest", hand.taps, took if speed else took + hand.moving + hand.thinking, hand.moving)


def _open(page: Any) -> None:
    page.goto("/sheets")
    page.locator("a.primary:has-text('登记时长')").first.click()
    _ready(page, "[name=then][value=confirm]")


def main() -> int:
    """With the network and without; 1 when over the goal."""
    within = True
    with tempfile.TemporaryDirectory() as name, serve(Path(name)) as site, browser(Path(name)) as chromium:
        for mode in ("with the network", "without the network"):
            page = chromium.new_context(base_url=site.url, viewport={"width": 800, "height": 1280}, has_touch=True, locale="zh-CN").new_page()
            log_in(page, site.account("志愿队队长")[0], lambda address: "/session" not in address)
            last_week(page)
            one = sheet(with_pack(page) if mode.startswith("without") else page)
            print(f"{one.what} {mode}: {one.taps} taps (goal {MOST_TAPS}), {one.seconds:.1f} s (goal {MOST_SECONDS}); in gloves {one.gloved:.1f} s", flush=True)
            within = within and one.taps <= MOST_TAPS and one.seconds <= MOST_SECONDS
            page.context.close()
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
