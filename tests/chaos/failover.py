"""The primary dies with -9 under load, its synchronous standby is promoted, and the server goes on by the same address.

make chaos-server, or: .venv/bin/python -m tests.chaos.failover [--seconds 20]

Prints acknowledged, lost and doubled, and the longest time without a receipt; ends with 1 unless nothing is lost or doubled and the
pause is 30 s at most. Who watches and promotes is this run; docs/growth.md says who does it in earnest.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from contextlib import suppress

import psycopg

from tests.chaos.clusters import Cluster, both, clusters
from tests.chaos.saves import Count, count, serving, tablets
from tests.chaos.senders import Book, start

LONGEST = 30.0  # seconds
MISSED = 3  # looks, a second apart, after which the primary is taken for dead


def fail_over(seconds: float) -> tuple[Book, Count]:
    """So many seconds of load before the primary dies, and as many after the standby has taken over."""
    with clusters(2) as (primary, standby):
        url = both(primary, standby)
        with serving(url) as server:
            book, stop = Book(), threading.Event()
            threads = start(tablets(server, "接班", book, stop))
            time.sleep(seconds)
            assert book.acknowledged, "nothing was saved before"
            primary.kill()
            watch(primary)
            standby.promote()
            before = len(book.acknowledged)
            time.sleep(seconds)
            stop.set()
            for thread in threads:
                thread.join(60)
            assert not any(thread.is_alive() for thread in threads), "a tablet never got its receipt"
            assert len(book.acknowledged) > before, "nothing was saved after"
            return book, count(url, "接班", book, standby)


def watch(primary: Cluster) -> None:
    """Look every second until the primary has not answered three times."""
    missed = 0
    while missed < MISSED:
        missed += 1
        with suppress(psycopg.OperationalError), psycopg.connect(primary.url("postgres"), connect_timeout=2):
            missed = 0
        time.sleep(1)


def main() -> int:
    """Run it once."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=20)
    book, counted = fail_over(options.parse_args().seconds)
    print(f"failover: {len(book.acknowledged):,} saves acknowledged, {book.retries:,} tries again, pause {book.pause:.1f} s: {counted}", flush=True)
    return 0 if counted.good and book.pause <= LONGEST and not book.refused else 1


if __name__ == "__main__":
    sys.exit(main())
