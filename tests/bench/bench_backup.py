"""How long saves wait while a database of a gigabyte is backed up, and whether the restored copy is exact.

make bench, or: .venv/bin/python -m tests.bench.bench_backup [visits]   2,000,000 visits are a gigabyte
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from models.database import db
from tests import backends
from tests.bench import bulk
from tests.bench.load import percentile
from tests.chaos.copies import copy_under_load
from tests.chaos.server import Server

TIMES = 10  # the same year
LONGEST = 200.0  # ms that a save may wait


def main(visits: int = 2_000_000) -> int:
    """Build, back up under load, restore, compare; 1 unless the copy is exact and no save waited longer than it may."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bulk.build(folder, visits // TIMES, bulk.Size(times=TIMES))
        backends.close(db.obj)
        size = (folder / "honglin.db").stat().st_size / 1e9
        server = Server(folder, bare=True)
        server.start()
        try:
            copy = copy_under_load(server, pace=0.1, warm=10)
        finally:
            server.stop()
    state = "exact" if copy.good else f"{len(copy.missing)} missing, {len(copy.unsent)} not sent, {copy.there}"
    print(f"backup of {size:.2f} GB under load: {copy.took:.0f} s, {copy.saved_meanwhile} saves meanwhile, the restored copy {state}")
    for what, waits in (("before", copy.before), ("meanwhile", copy.meanwhile)):
        print(f"  saves {what:<10} p50 {percentile(waits, 0.5):6.1f} ms, p99 {percentile(waits, 0.99):6.1f} ms, longest {max(waits) * 1000:6.1f} ms")
    print(f"  load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if copy.good and max(copy.meanwhile) * 1000 <= LONGEST else 1


if __name__ == "__main__":
    sys.exit(main(*[int(argument) for argument in sys.argv[1:]]))
