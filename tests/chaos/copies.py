"""A backup while others save: restored into an empty place it must hold what was acknowledged before it began, and nothing that was not sent before it ended.

make bench, or: .venv/bin/python -m tests.bench.bench_backup [visits]
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from models.database import connect, db
from models.visits import Visit
from tests import backends
from tests.browser.site import ROOT
from tests.chaos.saves import Count, count, tablets
from tests.chaos.senders import Book, start
from tests.chaos.server import Server


@dataclass
class Copy:
    """What came of it: the rows that are missing in the restored copy or are there too early, what the server itself holds, and the waits in seconds."""

    missing: set[str]
    unsent: set[str]
    there: Count
    saved_meanwhile: int
    took: float
    before: list[float]
    meanwhile: list[float]

    @property
    def good(self) -> bool:
        """Whether the copy is exact, and the original too."""
        return not (self.missing or self.unsent) and self.there.good


def copy_under_load(server: Server, name: str = "抄", pace: float = 0.02, warm: float = 2.0) -> Copy:
    """Back up by the command line while eight tablets save, and restore into an empty folder."""
    book, stop, folder = Book(), threading.Event(), server.folder
    threads = start(tablets(server, name, book, stop, pace=pace))
    while len(book.acknowledged) < 40:
        assert any(thread.is_alive() for thread in threads)
        time.sleep(0.01)
    time.sleep(warm)
    acknowledged, waited, began = dict(book.acknowledged), len(book.waits), time.monotonic()
    command(folder, "backup", str(folder / "copy.db"))
    took, sent, meanwhile = time.monotonic() - began, dict(book.sent), book.waits[waited:]
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join(60)
    (folder / "empty").mkdir()
    command(folder / "empty", "restore", str(folder / "copy.db"))
    restored = marks(folder / "empty", name)
    (folder / "copy.db").unlink()
    missing = {mark for mark, key in acknowledged.items() if restored.get(mark) != key}
    there = count(f"sqlite:///{folder / 'honglin.db'}", name, book)
    return Copy(missing, {mark for mark, key in restored.items() if sent.get(mark) != key}, there, len(meanwhile), took, book.waits[8:waited], meanwhile)


def marks(folder: Path, name: str) -> dict[str, str]:
    """Key by mark of the visits in the file of a folder."""
    opened = connect(f"sqlite:///{folder / 'honglin.db'}")
    try:
        return {mark: str(key) for mark, key in Visit.select(Visit.note, Visit.id).where(Visit.note.startswith(name)).tuples()}
    finally:
        backends.close(opened)


def command(folder: Path, *words: str) -> str:
    """One command on a folder's database, in a process of its own; gives what it said."""
    ours = {"HONGLIN_DEVELOPMENT": "1", "HONGLIN_DATA": str(folder)}
    done = subprocess.run([sys.executable, "app.py", *words], cwd=ROOT, env={**os.environ, **ours}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    db.close() if not db.is_closed() else None
    return done.stdout
