"""A whole district in one go: 806 pages cold and unchanged, the memory of all processes, and every one exactly one page.

make bench, or: .venv/bin/python -m tests.bench.bench_batch. DISTRICT=folder takes a data folder that is there already, PLACE=永平路社区 prints
less than the district.
Seconds are the wall's; beside them the processor's own, which say what the cores had to do however busy they were with other things.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import resource
import tempfile
import threading
import time
import uuid
import zipfile
from pathlib import Path

import pikepdf
from flask import Flask

from app import create_app
from models import demo, schema
from models.areas import Area, Level
from models.batches import Batch
from models.database import db
from models.periods import Period
from models.settings import Settings
from views import presses


class Memory(threading.Thread):
    """The most that this process and those it starts hold at one time, shared pages counted once, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.over = 0.0, False

    def run(self) -> None:
        """Look five times a second."""
        while not self.over:
            self.most = max(self.most, sum(map(_held, _family(os.getpid()))) / 1024)
            time.sleep(0.2)


def main() -> None:
    """Build the district, print it, print it again, and count."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(os.environ.get("DISTRICT", made))
        builder = multiprocessing.get_context("spawn").Process(target=_build, args=(folder,))  # its memory is not the printer's
        builder.start()
        builder.join()
        app = create_app(Settings(development=True, https=False, data=folder))
        presses_folder = folder / "prints"
        for file in presses_folder.glob("*/*"):
            file.unlink()
        cold = _print(app, "cold")
        again = _print(app, "unchanged")
        with app.app_context():
            _count(app, cold)
            print(f"  the same bytes: {cold.place == again.place}")


def _build(folder: Path) -> None:
    """The demonstration district in a folder, unless one is there."""
    with create_app(Settings(development=True, https=False, data=folder)).app_context(), db.connection_context():
        schema.migrate()
        if not Area.select().exists():
            demo.build()


def _print(app: Flask, name: str) -> Batch:
    memory = Memory()
    memory.start()
    start, used = time.perf_counter(), _processor()
    with app.app_context():
        name_ = os.environ.get("PLACE")
        place = Area.get(Area.name == name_ if name_ else Area.level == Level.DISTRICT)
        batch, _ = Batch.order(None, uuid.uuid4(), "pages", place, "bench", period=Period.last_month().key, root="https://honglin.example/")
        presses.run(str(batch.id))
        batch = Batch.get_by_id(batch.id)
    memory.over = True
    took, processor = time.perf_counter() - start, _processor() - used
    each = 1000 * processor / max(1, batch.total)
    told = f"{batch.total} pages, {batch.fresh} printed; {took:.1f} s, {processor:.1f} s of processor ({each:.0f} ms a page); {memory.most:.0f} MB at most"
    print(f"{name}: {batch.state}, {told}", flush=True)
    return batch


def _count(app: Flask, batch: Batch) -> None:
    kept = presses.store()
    whole = _pages(kept.path(f"{batch.place}.pdf").read_bytes())
    with zipfile.ZipFile(kept.path(f"{batch.place}.zip")) as archive:
        pages = [_pages(archive.read(name)) for name in archive.namelist()]
    sizes = [kept.path(f"{batch.place}.{kind}").stat().st_size / 2**20 for kind in ("pdf", "zip")]
    print(f"  {whole} pages in one file of {sizes[0]:.0f} MB; {len(pages)} files in a ZIP of {sizes[1]:.0f} MB, pages of each: {sorted(set(pages))}")


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _processor() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            children += (thread / "children").read_text().split() if int(thread.name) != pid else []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _held(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))


if __name__ == "__main__":
    main()
