"""Whether a read or a save takes longer when the district has been at work for longer: 100,000, 1,000,000 and 10,000,000 visits in one run.

make growth, or: .venv/bin/python -m tests.bench.bench_growth [visits ...]

The doors and the pace are the same at every size: 160 compounds of 252 doors, 250,000 visits a year (each door about six times), so that ten million are
forty years of one street. Prints p50 and p95 of each, beside the p50 of processor time, which other work on the machine does not disturb; by the
latter, how much each grew from the first size to the last; ends with 1 when one grew more than one and a half times. What takes less than a
millisecond counts as one, or the clock's noise would be growth.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from models import clock
from models.areas import Area, Compound
from models.database import db
from models.households import Household
from models.periods import Period
from models.reports.rollup import Rollup
from models.reports.summary import Summary
from models.rounds import Round
from models.users import User
from models.visits import Visit
from tests import backends
from tests.bench import bulk
from tests.bench.bench_reads import _figures
from tests.bench.load import NOTE, percentile

SIZES = (100_000, 1_000_000, 10_000_000)
A_YEAR = 250_000  # visits
TIMES = 60
MOST = 1.5
LEAST = 1.0  # ms
SHOWN = 20  # visits on a household's page


def main(*sizes: int) -> int:
    """Build a district of each size, measure, compare the first with the last."""
    found: dict[str, list[float]] = {}
    for visits in sizes or SIZES:
        with tempfile.TemporaryDirectory() as name:
            began = time.monotonic()
            once = min(visits, A_YEAR)
            bulk.build(Path(name), once, bulk.Size(days=days_of(once), times=visits // once))
            print(f"{bulk.rows()}; {(Path(name) / 'honglin.db').stat().st_size / 1e9:.2f} GB, built in {time.monotonic() - began:.0f} s", flush=True)
            for what, act in deeds().items():
                times, worked = _measure(act)
                found.setdefault(what, []).append(percentile(worked, 0.5))
                figures = f"p50 {percentile(times, 0.5):7.1f} ms, p95 {percentile(times, 0.95):7.1f} ms; processor p50 {found[what][-1]:6.1f} ms"
                print(f"  {what:<40} {figures}", flush=True)
            backends.close(db.obj)
            print(f"  load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    grown = {what: max(LEAST, figures[-1]) / max(LEAST, figures[0]) for what, figures in found.items()}
    print("grown:", ", ".join(f"{what} {ratio:.2f}" for what, ratio in grown.items()))
    return 0 if max(grown.values()) <= MOST else 1


def days_of(visits: int) -> int:
    """Over how many days so many visits lie at a steady pace; two months at least, so that a whole month is there."""
    return max(62, round(visits / A_YEAR * 365))


def deeds() -> dict[str, Callable[[int], object]]:
    """What is measured, by name: each does it for the n-th worker, door or compound."""
    workers = [User.get(User.username == f"worker{n}") for n in range(TIMES)]
    compounds, month = list(Compound.select().limit(TIMES)), Period.last_month()
    doors = list(Household.select().where(Household.compound == compounds[0].id).limit(TIMES))
    _visit_often(doors, workers[0])
    district = Area.get(Area.level == "district")
    own = [list(Household.visible_to(worker).limit(TIMES)) for worker in workers]
    return {
        "今日 of a worker": lambda n: Round.of(workers[n]),
        "a household's card": lambda n: card(doors[n], workers[0]),
        "figures of a compound's page, a month": lambda n: _figures(Summary(compounds[n], month)),
        "dashboard of the district, a month": lambda n: dashboard(district, month),
        "a visit saved": lambda n: Visit.enter(workers[n], household=own[n][n], note=NOTE, topics="身体"),
    }


def _visit_often(doors: list[Household], worker: User) -> None:
    """Give each of these doors the twenty visits that its card has room for: else a young district's card would be a shorter one, not a quicker one."""
    for door in doors:
        place = {"household": door, "compound": door.compound, "community": door.community, "worker": worker, "recorder": worker}
        days = [clock.today() - timedelta(days=3 * n) for n in range(SHOWN)]
        Visit.insert_many([{**place, "id": uuid.uuid4(), "day": day, "recorded_at": clock.now(), "note": NOTE} for day in days]).execute()


def card(household: Household, user: User) -> object:
    """What a household's page shows of its visits: the newest."""
    return list(Visit.visible_to(user).where(Visit.household == household.id).order_by(Visit.day.desc(), Visit.recorded_at.desc()).limit(SHOWN))


def dashboard(district: Area, month: Period) -> object:
    """The roll-up of a district: every figure of every street, and the sums."""
    rollup = Rollup(district, month)
    return rollup.lines, rollup.total


def _measure(act: Callable[[int], object]) -> tuple[list[float], list[float]]:
    """Seconds on the clock, and of the processor, of each try."""
    act(0)  # warm
    times, worked = [], []
    for n in range(TIMES):
        began, busy = time.perf_counter(), time.thread_time()
        act(n)
        times.append(time.perf_counter() - began)
        worked.append(time.thread_time() - busy)
    return times, worked


if __name__ == "__main__":
    sys.exit(main(*[int(argument) for argument in sys.argv[1:]]))
