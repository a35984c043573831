"""Visits saved per second through the real server, with log-in and CSRF, at 1, 8 and 32 clients; beside the same saves without a server.

make bench, or: .venv/bin/python -m tests.bench.bench_saves [visits there already] [seconds for each figure]
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from pathlib import Path

from models.database import db
from models.households import Household
from models.users import User
from models.visits import Visit
from tests.bench import bulk
from tests.bench.load import NOTE, Tablet, percentile, together
from tests.browser.site import serve

CLIENTS = [1, 8, 32]


def main(there: int = 100_000, seconds: float = 8) -> None:
    """Build, measure, and check that what was answered with a receipt is there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bulk.build(folder, there)
        print(f"saves, on {bulk.rows()}; SQLite with synchronous=FULL", flush=True)
        _without_a_server(seconds)
        db.close()
        workers = (f"worker{n}" for n in itertools.count(1))  # each with doors that nobody has visited here
        with serve(folder) as site:
            for clients in CLIENTS:
                _through_the_server([Tablet(site.url, next(workers), bulk.PASSWORD) for _ in range(clients)], seconds)


def _through_the_server(tablets: list[Tablet], seconds: float) -> None:
    before = Visit.select().count()
    together(tablets, 0.5)  # warm
    warm = [len(tablet.times) for tablet in tablets]
    took = together(tablets, seconds)
    times = [t for tablet, n in zip(tablets, warm, strict=True) for t in tablet.times[n:]]
    refused = [status for tablet in tablets for status in tablet.refused]
    saved = sum(len(tablet.times) for tablet in tablets) - len(refused)
    assert Visit.select().count() == before + saved, "a receipt without a row, or a row without a receipt"
    _tell(f"{len(tablets):>2} clients through the server", len(times), took, times, f", {len(refused)} refused")
    db.close()


def _without_a_server(seconds: float) -> None:
    """The peer: the same saves through the model in one process, without HTTP, log-in or form."""
    worker = User.get(User.username == "worker0")
    doors = list(Household.visible_to(worker))
    times: list[float] = []
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        began = time.perf_counter()
        Visit.enter(worker, household=doors[len(times) % len(doors)], note=NOTE, topics="身体")
        times.append(time.perf_counter() - began)
    _tell("peer: the model alone, 1 process", len(times), time.perf_counter() - start, times)


def _tell(what: str, count: int, took: float, times: list[float], more: str = "") -> None:
    figures = f"p50 {percentile(times, 0.5):6.1f} ms, p99 {percentile(times, 0.99):6.1f} ms"
    print(f"  {what:<34} {count / took:7.0f} saves/s, {figures}; {Visit.select().count():,} visits{more}", flush=True)


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:]])
