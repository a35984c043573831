"""A district's day in fast motion: 500 workers at twenty times the pace of a real day, through the real server, for five minutes.

make load, or: .venv/bin/python -m tests.bench.bench_load [workers] [seconds]

A real day is forty doors in eight hours; for each the worker opens the form, saves, and is back at 今日. Prints how long saves and pages took,
what went wrong, and the memory of all the server's processes (shared pages counted once); ends with 1 unless the p99 of saves is at
most 300 ms, nothing went wrong, and the memory stays within 400 MB. The workers' simulation runs on the same processors.
"""

from __future__ import annotations

import http.client
import os
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from models.database import db
from tests import backends
from tests.bench import bulk
from tests.bench.load import Tablet, percentile
from tests.browser.site import serve

DOORS, DAY, PACE = 40, 8 * 3600, 20  # of a worker; seconds; times as fast
SIZE = bulk.Size(communities=20, compounds=25, units=3)  # a worker for each of 500 compounds of 84 doors
SLOWEST, MOST = 300.0, 400.0  # ms, MB


@dataclass
class Found:
    """What all workers met with: seconds of each save and page, and what went wrong."""

    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Watch:
    """Looks at the server's memory, in MB, until told to stop."""

    process: psutil.Process
    stop: threading.Event
    most: float = 0.0

    def run(self) -> None:
        """Look every two seconds."""
        while not self.stop.wait(2):
            family = [self.process, *self.process.children(recursive=True)]
            self.most = max(self.most, sum(one.memory_full_info().pss for one in family if one.is_running()) / 1e6)


def main(workers: int = 500, seconds: float = 300) -> int:
    """Build, log everybody in, let the day pass, tell."""
    with tempfile.TemporaryDirectory() as name:
        bulk.build(Path(name), 100_000, SIZE)
        print(f"{workers} workers, {DOORS} doors a day of {DAY // 3600} hours, {PACE} times as fast, on {bulk.rows()}", flush=True)
        backends.close(db.obj)
        with serve(Path(name)) as site:
            tablets = [Tablet(site.url, f"worker{n}", bulk.PASSWORD) for n in range(workers)]
            stop, found = threading.Event(), Found()
            watch = Watch(psutil.Process(site.process.pid), stop)
            threads = [threading.Thread(target=work, args=(tablet, n, found, stop)) for n, tablet in enumerate(tablets)]
            began = time.monotonic()
            for thread in [*threads, looking := threading.Thread(target=watch.run)]:
                thread.start()
            stop.wait(seconds)
            stop.set()
            for thread in [*threads, looking]:
                thread.join()
            return tell(found, watch, time.monotonic() - began)


def work(tablet: Tablet, n: int, found: Found, stop: threading.Event) -> None:
    """One worker's day: door after door, each after about as long a walk."""
    chance, pause = random.Random(n), DAY / DOORS / PACE
    stop.wait(chance.uniform(0, pause))
    door = 0
    while not stop.is_set():
        began = time.monotonic()
        try:
            visit(tablet, door, found)
        except (OSError, http.client.HTTPException) as error:
            found.wrong.append(type(error).__name__)
            tablet.connection.close()
        door += 1
        stop.wait(max(0.0, pause * chance.uniform(0.5, 1.5) - (time.monotonic() - began)))


def visit(tablet: Tablet, n: int, found: Found) -> None:
    """The form, the save, and 今日 again."""
    key = tablet.doors[n % len(tablet.doors)]
    look(tablet, f"/households/{key}/visits/new", found)
    tablet.save(n)
    found.saves.append(tablet.times[-1])
    if tablet.refused:
        found.wrong.append(f"save: {tablet.refused.pop()}")
    look(tablet, "/today", found)


def look(tablet: Tablet, path: str, found: Found) -> None:
    """One page."""
    began = time.perf_counter()
    status, _ = tablet.ask("GET", path)
    found.pages.append(time.perf_counter() - began)
    if status != 200:
        found.wrong.append(f"page: {status}")


def tell(found: Found, watch: Watch, took: float) -> int:
    """The figures."""
    for what, times in (("saves", found.saves), ("pages", found.pages)):
        p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
        print(f"  {len(times):>6,} {what}, {len(times) / took:5.1f} a second: p50 {p50:6.1f} ms, p95 {p95:6.1f} ms, p99 {p99:6.1f} ms")
    print(f"  wrong: {len(found.wrong)} {sorted(set(found.wrong))}; memory at most {watch.most:.0f} MB", flush=True)
    print(f"  load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    return 0 if percentile(found.saves, 0.99) <= SLOWEST and not found.wrong and watch.most <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(*[int(argument) for argument in sys.argv[1:]]))
