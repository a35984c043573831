"""How fast a full outbox goes up, and whether the page can be used meanwhile; beside the same posts by plain requests.

make bench, or: .venv/bin/python -m tests.bench.bench_outbox [entries, 200]

A tablet without a network takes so many visits through the form of a door; then the network is back. Measured on loopback in a real
Chromium: seconds from the network's return until nothing waits, the longest stall of the page's main thread (the longest gap between two
turns of a 5 ms timer, less those 5 ms), and taps on the form meanwhile, from the tap to the next paint (Event Timing, in steps of 8 ms).
Ends with 1 when it takes longer than the goal or a tap waits for more than 100 ms, from where on people feel it (Nielsen, Usability Engineering, 1993).
The peer: a client that has the form open already posts as many visits one after the other on one connection, with no copy to keep.
"""

from __future__ import annotations

import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from tests.bench.load import Tablet, percentile
from tests.browser.site import Site, browser, serve
from tests.chaos.tablets import ENTER

WATCH = """() => { window.stall = 0; window.taps = []; let last = performance.now();
  setInterval(() => { const now = performance.now(); stall = Math.max(stall, now - last - 5); last = now; }, 5);
  new PerformanceObserver((list) => list.getEntries().forEach((one) => one.name === 'click' && taps.push(one.duration)))
    .observe({ type: 'event', durationThreshold: 16 }); }"""
COUNT = """() => new Promise((done) => { const open = indexedDB.open("honglin"); open.onsuccess = () => {
  open.result.transaction("entries").objectStore("entries").count().onsuccess = ({ target }) => { open.result.close(); done(target.result); }; }; })"""
GOAL = 10  # seconds for 200
FELT = 100  # ms


def main(entries: int = 200) -> int:
    """Build, fill, connect, and time both."""
    with tempfile.TemporaryDirectory() as name, serve(Path(name)) as site, browser(Path(name)) as chromium:
        username, password = site.account("网格员")
        peer = Tablet(site.url, username, password)
        for n in range(20):
            peer.save(n)  # warm
        page = _page(chromium, site, peer.doors[0])
        page.context.set_offline(True)
        began = time.perf_counter()
        for n in range(entries):
            _enter(page, peer.doors[n % len(peer.doors)])
        print(f"outbox: {entries} visits kept without a network, {(time.perf_counter() - began) / entries * 1000:.1f} ms each", flush=True)
        took, taps = _go_up(page)
        stall, slow = page.evaluate("[stall, taps]")
        print(f"  {entries} waiting visits went up in {took:.2f} s ({entries / took:.0f}/s; goal {GOAL * entries / 200:.0f} s), one request each")
        print(f"  meanwhile: longest stall {stall:.0f} ms; {taps} taps, worst {max(slow, default=16):.0f} ms to the next paint{'' if slow else ' or less'}")
        plainly = _plainly(peer, entries)
        print(
            f"  peer, plain requests one after the other: {plainly:.2f} s ({entries / plainly:.0f}/s), p50 {percentile(peer.times[-entries:], 0.5):.1f} ms",
            flush=True,
        )
    return 0 if took <= GOAL * entries / 200 and max(slow, default=0) <= FELT else 1


def _page(chromium: Any, site: Site, door: int) -> Any:
    """The form of a door, with its worker logged in."""
    page = chromium.new_context(base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block").new_page()
    username, password = site.account("网格员")
    page.goto("/session/new")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/today")
    page.goto(f"/households/{door}/visits/new")
    page.wait_for_selector("#outbox [role=status]:text('没有')")
    return page


def _enter(page: Any, door: int) -> None:
    values = {"household": str(door), "note": "老人身体都好，子女周末来", "topics": ["身体"]}
    page.evaluate(ENTER, {"key": str(uuid.uuid4()), "values": values, "pictures": [], "byHand": False})


def _go_up(page: Any) -> tuple[float, int]:
    """Connect, and tap the form until nothing waits; gives the seconds and the taps."""
    page.evaluate(WATCH)
    ways, taps = page.locator("label:has([name=way])"), 0
    began = time.perf_counter()
    page.context.set_offline(False)
    while page.evaluate(COUNT):
        ways.nth(taps % 2).click()
        taps += 1
        page.wait_for_timeout(100)
    took = time.perf_counter() - began
    page.wait_for_selector("#outbox [role=status]:text('已全部上传')")
    return took, taps


def _plainly(peer: Tablet, entries: int) -> float:
    began = time.perf_counter()
    for n in range(entries):
        peer.save(n)
    assert not peer.refused
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(*[int(argument) for argument in sys.argv[1:]]))
