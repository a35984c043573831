"""Short runs of what `make chaos-server` does at length: kill -9, a full disk, a primary that dies, a backup under load; and the proof that it is noticed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.chaos.clusters import clusters
from tests.chaos.copies import copy_under_load
from tests.chaos.failover import LONGEST, fail_over
from tests.chaos.saves import count, run, serving, tablets
from tests.chaos.senders import Book, start
from tests.chaos.server import Server


@pytest.fixture(scope="module")
def saving() -> Iterator[Server]:
    """A server on a small district in bulk, in a file."""
    with serving() as server:
        yield server


def url(server: Server) -> str:
    return f"sqlite:///{server.folder / 'honglin.db'}"


def reach(book: Book, many: int) -> None:
    until = time.monotonic() + 60
    while len(book.acknowledged) < many:
        assert time.monotonic() < until, f"only {len(book.acknowledged)} of {many}: {book.refused[:2]}"
        time.sleep(0.01)


def test_kill_9_under_load_on_a_file(saving: Server) -> None:
    book, counted = run(saving, url(saving), 150, 2)
    assert counted.good and not book.refused, f"{counted} {book.refused[:2]}"
    assert saving.kills >= 2 and book.retries and len(book.acknowledged) >= 150


def test_the_count_notices_what_is_lost_doubled_or_made_up(saving: Server) -> None:
    book, counted = run(saving, url(saving), 20, 0, name="数")
    assert counted.good
    mark, key = next(iter(book.acknowledged.items()))
    book.acknowledged["数-never"] = key
    del book.sent[mark]
    counted = count(url(saving), "数", book)
    assert (counted.lost, counted.unsent, counted.good) == ({"数-never"}, {mark}, False)


def test_a_backup_under_load_restores_to_what_was_acknowledged(saving: Server) -> None:
    copy = copy_under_load(saving, warm=1.0)
    assert copy.good and copy.saved_meanwhile and copy.before, copy


def test_a_disk_that_fills_up_under_load(saving: Server) -> None:
    """Tablets keep trying, the server says 503 and lives, and when there is space again everything goes up."""
    book, stop = Book(), threading.Event()
    senders = tablets(saving, "满", book, stop, many=4)
    for sender in senders:
        sender.save(f"{sender.name}-first", 0)  # logged in, every one
    threads = start(senders)
    reach(book, 20)
    assert saving.process
    processes = psutil.Process(saving.process.pid).children(recursive=True)
    size = (saving.folder / "honglin.db").stat().st_size // 2
    for process in processes:
        process.rlimit(psutil.RLIMIT_FSIZE, (size, psutil.RLIM_INFINITY))
    time.sleep(2)
    stuck, tried = len(book.acknowledged), book.retries
    time.sleep(1)
    assert book.retries > tried and len(book.acknowledged) == stuck, "the disk was not full"
    assert count(url(saving), "满", book).good
    for process in processes:
        assert process.is_running()
        process.rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    reach(book, stuck + 20)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert count(url(saving), "满", book).good and not book.refused


def test_kill_9_under_load_on_postgresql() -> None:
    with clusters() as (primary,), serving(primary.url()) as server:
        book, counted = run(server, primary.url(), 80, 1, primary)
    assert counted.good and not book.refused, f"{counted} {book.refused[:2]}"


def test_a_primary_dies_and_its_standby_takes_over() -> None:
    book, counted = fail_over(3)
    assert counted.good and not book.refused, f"{counted} {book.refused[:2]}"
    assert 0 < book.pause <= LONGEST
