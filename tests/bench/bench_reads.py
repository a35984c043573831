"""How long 今日, the list of concerns, the three rates and the figures of the page take at 100,000 and at 1,000,000 visits.

make bench, or: .venv/bin/python -m tests.bench.bench_reads [visits ...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from models.areas import Area, Compound
from models.concerns import Concern
from models.database import db
from models.periods import Period
from models.reports.answers import rates
from models.reports.summary import Summary
from models.rounds import Round
from models.users import User
from tests.bench import bulk
from tests.bench.load import Tablet, percentile
from tests.browser.site import serve

TIMES = 60


def main(*sizes: int) -> None:
    """Build a district of each size and measure."""
    for visits in sizes or (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as name:
            bulk.build(Path(name), visits)
            print(f"reads, on {bulk.rows()}", flush=True)
            _models()
            db.close()
            with serve(Path(name)) as site:
                _pages(site.url)


def _models() -> None:
    workers = [User.get(User.username == f"worker{n}") for n in range(TIMES)]
    communities = [User.get(User.username == f"community{n}") for n in range(bulk.COMMUNITIES)]
    compounds = list(Compound.select().limit(TIMES))
    month = Period.last_month()
    _measure(f"今日 of a worker, {len(Round.of(workers[0]).doors)} of 252 doors due", lambda n: Round.of(workers[n]))
    _measure(f"今日 of a community, {len(Round.of(communities[0]).doors)} of 2,016 due", lambda n: Round.of(communities[n % bulk.COMMUNITIES]))
    for period in (month, month.of(12)):
        within = (Concern.community.in_(Area.get(Area.level == "district").communities()), Concern.day.between(period.start, period.last_day))
        _measure(f"three rates of each community, {period.key}", lambda n, within=within: rates(*within, by=Concern.community))
        _measure(f"every figure of a compound's page, {period.key}", lambda n, period=period: _figures(Summary(compounds[n], period)))


def _figures(summary: Summary) -> list[object]:
    """All that a summary can be asked for."""
    return [getattr(summary, name) for name, kind in vars(Summary).items() if isinstance(kind, property | cached_property)]


def _pages(url: str) -> None:
    tablets = [Tablet(url, f"worker{n}", bulk.PASSWORD) for n in range(5)]
    _measure("GET /today of a worker, through the server", lambda n: _get(tablets[n % 5], "/today"))
    clerk = Tablet(url, "community0", bulk.PASSWORD)
    _measure("GET /concerns of a community, through the server", lambda n: _get(clerk, "/concerns"))
    _measure("GET /concerns?shelf=all of a community", lambda n: _get(clerk, "/concerns?shelf=all"))
    doors = [tablet.doors for tablet in tablets]
    _measure("GET a visit's form, through the server", lambda n: _get(tablets[n % 5], f"/households/{doors[n % 5][n % len(doors[n % 5])]}/visits/new"))


def _get(tablet: Tablet, path: str) -> None:
    status, _ = tablet.ask("GET", path)
    assert status == 200, f"{path}: {status}"


def _measure(what: str, read: Callable[[int], object]) -> None:
    times = []
    for n in range(TIMES):
        start = time.perf_counter()
        read(n)
        times.append(time.perf_counter() - start)
    print(f"  {what:<48} p50 {percentile(times, 0.5):6.1f} ms, p95 {percentile(times, 0.95):6.1f} ms", flush=True)


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:]])
