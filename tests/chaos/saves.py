"""Saves under load while the server is killed with -9: every receipt must have its row, once, and every row somebody who sent it.

make chaos-server, or: .venv/bin/python -m tests.chaos.saves [--saves 20000] [--kills 200] [--on sqlite|postgresql|both]

Prints acknowledged, lost and doubled, and what the database says of itself; ends with 1 unless both are 0 and it is sound.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.database import connect, db
from models.grids import Grid
from models.households import Household
from models.users import User
from models.visits import Visit
from tests import backends
from tests.bench import bulk
from tests.chaos.clusters import Cluster, clusters
from tests.chaos.senders import Book, Sender, start
from tests.chaos.server import Server

TABLETS = 8
SMALL = bulk.Size(communities=1, compounds=TABLETS, units=1, days=30)


@dataclass
class Count:
    """What a run comes to."""

    lost: set[str]
    doubled: set[str]
    unsent: set[str]
    sound: str

    @property
    def good(self) -> bool:
        """Whether nothing was lost, doubled or made up, and the database is sound."""
        return not (self.lost or self.doubled or self.unsent) and self.sound == "ok"

    def __str__(self) -> str:
        return f"acknowledged lost {len(self.lost)}, doubled {len(self.doubled)}, never sent {len(self.unsent)}, integrity {self.sound}"


def count(url: str, name: str, book: Book, cluster: Cluster | None = None) -> Count:
    """Compare the rows whose note begins with `name` with what was sent and acknowledged."""
    opened = connect(url)
    try:
        rows = list(Visit.select(Visit.note, Visit.id).where(Visit.note.startswith(name)).tuples())
        sound = "ok" if cluster else db.execute_sql("PRAGMA integrity_check").fetchone()[0]
    finally:
        backends.close(opened)
    if cluster:  # raises when an index and its table do not agree
        cluster.run("pg_amcheck", "-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres", "honglin") if _can_amcheck(cluster) else None
    times, keys = Counter(mark for mark, _ in rows), {mark: str(key) for mark, key in rows}
    lost = {mark for mark, key in book.acknowledged.items() if keys.get(mark) != key}
    return Count(lost, {mark for mark, n in times.items() if n > 1}, keys.keys() - book.sent.keys(), sound)


def _can_amcheck(cluster: Cluster) -> bool:
    found = cluster.sql("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'")
    if found[0][0]:
        cluster.sql("CREATE EXTENSION IF NOT EXISTS amcheck", "honglin")
    return bool(found[0][0])


@contextmanager
def serving(url: str = "") -> Iterator[Server]:
    """A server on a small district in bulk, in a file or in the empty database of `url`."""
    folder = Path(tempfile.mkdtemp(prefix="honglin-saves-"))
    bulk.build(folder, 200, SMALL, url)
    backends.close(db.obj)
    server = Server(folder, variables={"HONGLIN_DATABASE_URL": url} if url else {})
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def tablets(server: Server, name: str, book: Book, stop: threading.Event, many: int = TABLETS, pace: float = 0.0) -> list[Sender]:
    """So many senders, each another worker."""
    address, doors = f"http://127.0.0.1:{server.port}", [doors_of(server, f"worker{n}") for n in range(TABLETS)]
    return [Sender(address, f"worker{n % TABLETS}", bulk.PASSWORD, f"{name}{n}", book, stop, doors[n % TABLETS], pace) for n in range(many)]


def doors_of(server: Server, username: str) -> list[int]:
    """The keys of a worker's doors, due or not."""
    opened = connect(server.url)
    try:
        return [key for (key,) in Household.select(Household.id).join(Grid).join(User).where(User.username == username).tuples()]
    finally:
        backends.close(opened)


def run(server: Server, url: str, saves: int, kills: int, cluster: Cluster | None = None, name: str = "杀") -> tuple[Book, Count]:
    """Save, and kill the server each time another share of the saves is acknowledged; at the end every tablet has its receipt."""
    book, stop, killed = Book(), threading.Event(), 0
    threads = start(tablets(server, name, book, stop))
    until = time.monotonic() + 120 + saves + 120 * kills
    while len(book.acknowledged) < saves or killed < kills:
        assert time.monotonic() < until, f"only {len(book.acknowledged)} acknowledged"
        assert server.process and any(thread.is_alive() for thread in threads)
        if killed < kills and len(book.acknowledged) >= (killed + 1) * saves / (kills + 1):
            server.kill()
            server.start()
            killed += 1
        time.sleep(0.002)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a tablet never got its receipt"
    return book, count(url, name, book, cluster)


def _tell(where: str, server: Server, book: Book, counted: Count, took: float) -> bool:
    print(f"{where}: {len(book.acknowledged):,} saves acknowledged, {server.kills} kill -9, {book.retries:,} tries again, {took:.0f} s: {counted}", flush=True)
    print(*book.refused[:3], sep="\n") if book.refused else None
    return counted.good and not book.refused


def main() -> int:
    """On SQLite, on PostgreSQL, or on both."""
    options = argparse.ArgumentParser()
    options.add_argument("--saves", type=int, default=20_000)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--on", choices=["sqlite", "postgresql", "both"], default="both")
    chosen, good = options.parse_args(), True
    if chosen.on != "postgresql":
        with serving() as server:
            began = time.monotonic()
            good &= _tell("SQLite", server, *run(server, f"sqlite:///{server.folder / 'honglin.db'}", chosen.saves, chosen.kills), time.monotonic() - began)
    if chosen.on != "sqlite":
        with clusters() as (primary,), serving(primary.url()) as server:
            began = time.monotonic()
            good &= _tell("PostgreSQL", server, *run(server, primary.url(), chosen.saves, chosen.kills, primary), time.monotonic() - began)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
