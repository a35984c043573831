"""A seeded run of chaos: tablets enter through real pages over a bad line, log-ins end, the server is killed, and at the end every entry is counted.

make chaos, or: .venv/bin/python -m tests.chaos.run [--entries 1000] [--seed 1] [--break receipt|key|owner]

Prints what was done and three figures: lost, doubled, under a wrong owner; ends with 1 when one of them is not 0. `--break` takes a rule
of the protocol away and shows that the figures notice. The seed fixes what is entered and how often the line fails; the rest is the moment's.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser.site import browser
from tests.chaos.breaks import RULES, take_away
from tests.chaos.proxy import SENT, bad_line
from tests.chaos.server import Server, running
from tests.chaos.tablets import NO_LOCKS, Entered, Tablet, Worker
from tests.chaos.tally import Tally, count

# Who shares a tablet, in how many tabs, and whether its browser knows locks
TABLETS = [
    (["wangge2", "wangge3"], 1, True),
    (["wangge7", "duizhang2"], 2, False),
    (["wangge6"], 2, True),
    (["duizhang"], 2, False),
    (["wangge"], 1, True),
    (["wangge12"], 2, False),
    (["wangge16"], 1, True),
    (["duizhang3"], 1, True),
]
ONE_KILL = 120  # entries
PATIENCE = 120  # seconds for the outboxes to drain
BY_HAND = 0.06  # of the entries: with the red button, and a way on to the next page


@dataclass
class Run:
    """One run on a server that stands; `entered` is what tablets said that they have."""

    server: Server
    chromium: Any
    seed: int
    sent: dict[str, int] = field(default_factory=lambda: SENT)
    broken: str = ""
    pace: int = 60  # ms between entries, on the average
    entered: list[Entered] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.name = f"乱{self.random.getrandbits(24):06x}"

    def go(self, entries: int, tablets: int = 8) -> Tally:
        """Enter so many, heal everything, let the outboxes drain, and count."""
        with bad_line(self.server.port, self.seed, sent=self.sent) as self.proxy, ExitStack() as stack:
            self.tablets = [self._tablet(stack, *row) for row in TABLETS[:tablets]]
            for tablet in self.tablets:
                assert all(tablet.open(page, "/more", "#outbox") for page in tablet.tabs)
            self.proxy.bad = True
            self._enter(entries)
            self._heal()
            self.before_draining = sum(len(tablet.left()) for tablet in self.tablets)
            self._drain()
            return count(self.server, self.name, self.entered)

    def _tablet(self, stack: ExitStack, usernames: list[str], tabs: int, locks: bool) -> Tablet:
        address = f"http://127.0.0.1:{self.proxy.port}"
        context = self.chromium.new_context(base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block")
        stack.callback(context.close)
        context.set_default_timeout(8000)
        if not locks:
            context.add_init_script(NO_LOCKS)
        if self.broken:
            take_away(context, self.broken)
        workers = [self._worker(username) for username in usernames]
        return Tablet(context, workers, random.Random(f"{self.seed} {usernames}"), [context.new_page() for _ in range(tabs)])

    def _worker(self, username: str) -> Worker:
        ((key,),) = self.server.rows("SELECT id FROM user WHERE username = ?", username)
        doors = self.server.rows("SELECT household.id FROM household JOIN grid ON grid.id = household.grid_id WHERE grid.worker_id = ?", key)
        teams = self.server.rows("SELECT id FROM team WHERE leader_id = ?", key)
        return Worker(key, username, tuple(row[0] for row in doors), tuple(row[0] for row in teams))

    def _enter(self, entries: int) -> None:
        kills = max(1, round(entries / ONE_KILL))
        planned = [round((n + 0.5) * entries / kills) for n in range(kills)]
        until = time.monotonic() + 60 + entries
        while len(self.entered) < entries:
            assert time.monotonic() < until, "the tablets get no forms"
            self.server.away or self.server.be_there()
            if planned and len(self.entered) >= planned[0] and not self.server.away:
                planned.pop(0)
                self.server.kill_and_return(self.random.uniform(0, 1.5))
                self.events["server killed"] += 1
            tablet = self.random.choice(self.tablets)
            self._happen(tablet)
            entry = tablet.enter(f"{self.name}-{len(self.entered):05}", by_hand=self.random.random() < BY_HAND)
            if entry:
                self.entered.append(entry)
            tablet.tabs[0].wait_for_timeout(self.random.uniform(0, 2 * self.pace))

    def _happen(self, tablet: Tablet) -> None:
        """What happens meanwhile, by chance."""
        if tablet.offline:
            if self.random.random() < 0.4:
                tablet.cut(False)
            return
        happens = self.random.choices(["", "log-in ended", "handed over", "no network", "tab killed", "sent from all tabs"], [74, 4, 5, 4, 3, 10])[0]
        if happens == "log-in ended":
            self.server.end_log_ins(tablet.worker.username)
        elif happens == "handed over" and len(tablet.workers) > 1:
            tablet.hand_over()
        elif happens == "no network":
            tablet.cut(True)
        elif happens == "tab killed":
            tablet.die()
        elif happens == "sent from all tabs":
            tablet.send()
        else:
            return
        self.events[happens] += 1

    def _heal(self) -> None:
        self.server.be_there()
        self.proxy.bad = False
        for tablet in self.tablets:
            tablet.cut(False)

    def _drain(self) -> None:
        """Each worker logs in once more and looks on until nothing waits; what the line held back arrives as well."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and (self.proxy.late or not all([tablet.drained() for tablet in self.tablets])):
            self.tablets[0].tabs[0].wait_for_timeout(100)
        self.stuck = [row for tablet in self.tablets for row in tablet.left()]

    def __str__(self) -> str:
        kinds = Counter(entry.kind for entry in self.entered)
        concerns, pictures = sum(entry.concern for entry in self.entered), sum(entry.pictures for entry in self.entered)
        what = f"{kinds['visit']} visits with {concerns} concerns, {kinds['concern']} concerns of their own, {kinds['activity']} activities, "
        what += f"{kinds['sheet']} sheets of hours, {pictures} pictures"
        workers, tabs = len({entry.owner for entry in self.entered}), sum(len(tablet.tabs) for tablet in self.tablets)
        who = f"{workers} workers on {len(self.tablets)} tablets with {tabs} tabs"
        told = [f"{len(self.entered)} entries ({what}) by {who}, seed {self.seed}"]
        told.append(f"the line: {_listed(self.proxy.faults)}")
        told.append(f"meanwhile: {_listed(self.events)}; {self.before_draining} still waited when the line was mended, {len(self.stuck)} after the draining")
        return "\n".join(told)


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(counted.items()))


def main() -> int:
    """Build a small demonstration district, run, print."""
    options = argparse.ArgumentParser()
    options.add_argument("--entries", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--break", dest="broken", choices=RULES, default="")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, running(Path(name)) as server, browser(Path(name)) as chromium:
        run, began = Run(server, chromium, chosen.seed, broken=chosen.broken), time.monotonic()
        tally = run.go(chosen.entries)
        print(f"{run}\n{tally} ({time.monotonic() - began:.0f} s)", flush=True)
        for state in (tally.lost, tally.doubled, tally.misowned, run.stuck):
            print(*sorted(map(str, state))[:5], sep="\n") if state else None
    return 0 if tally.good and not run.stuck else 1


if __name__ == "__main__":
    sys.exit(main())
