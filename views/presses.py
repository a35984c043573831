"""The printer of batches: processes that print the documents, and one that counts them and puts them together.

A document goes into the store under a digest of its content, whole or not at all. So a run that was killed is simply run again: what is
printed is found there, and what is missing is printed. The processes are replaced after a while, for memory grows slowly in each.
A large batch that is ordered again while nothing at all was written down is not even looked at: it gets what was made of the same before.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from flask import Flask, current_app

from models import clock
from models.batches import Batch
from models.database import db
from models.deadlines import passed
from models.fingerprints import fingerprint
from models.records import tidy
from models.settings import Settings
from models.stores import Store
from views.binding import Binder, pack
from views.kinds import KINDS

CHUNK = 4  # documents that a process prints at a time
CHUNKS_OF_A_PROCESS = 50  # after which it is replaced
SILENCE = 120  # seconds without a document, after which a process is taken for dead
MANY = 100  # documents, from which on it pays to ask whether anything has changed


@dataclass(frozen=True)
class Printed:
    """A document in the store: its bookmarks, its digest, and whether it was printed just now; or why it could not be."""

    names: tuple[str, ...]
    digest: str = ""
    fresh: bool = False
    problem: str = ""


def store() -> Store:
    """Where printed files are kept."""
    return _store(current_app.config["SETTINGS"])


def _store(settings: Settings) -> Store:
    return Store(settings.data / "prints")


def run(key: str) -> None:
    """The job: print what is asked for and put it together, unless it was cancelled or is being printed already."""
    batch = Batch.get_or_none(Batch.id == key)
    if batch is None or not batch.begin():
        return
    try:
        _print(batch)
    except Exception as error:
        batch.fail(f"打印时出了意外：{type(error).__name__}")
        raise


def _print(batch: Batch) -> None:
    keys = KINDS[batch.kind].keys(batch)
    chunks = [(str(batch.id), keys[at : at + CHUNK]) for at in range(0, len(keys), CHUNK)]
    printed: dict[int, list[Printed]] = {}
    if not _goes_on(batch, printed, len(keys)) or _printed_before(batch, keys):
        return
    with _workers() as work:
        for number, chunk in work(_print_numbered, list(enumerate(chunks)), lambda: _goes_on(batch, printed, len(keys))):
            printed[number] = chunk
            if not _goes_on(batch, printed, len(keys)):
                return
    documents = [document for number in sorted(printed) for document in printed[number]]
    if not documents:
        batch.fail("这里没有要打印的")
    elif wrong := [document for document in documents if document.problem]:
        batch.fail(f"有 {len(wrong)} 份没打出来，先是“{wrong[0].names[-1]}”：{wrong[0].problem}")
    elif place := _bound(batch.name, documents, lambda: _goes_on(batch, printed, len(keys))):
        batch.finish(place)


def _printed_before(batch: Batch, keys: list[Any]) -> bool:
    """Whether all of it was printed before from the same data, on the same day, with the same promises past, and is there still: then it is done."""
    if len(keys) < MANY:
        return False
    settings: Settings = current_app.config["SETTINGS"]
    asked = (batch.kind, batch.name, batch.area_id, batch.asked, keys, settings.public_url)
    source = _digest(edition(), repr(asked), str(clock.today()), repr(passed()), fingerprint(lambda: batch.tell(0, len(keys), 0)))
    kept = store()
    for twin in batch.printed_from(source):
        if kept.find(f"{twin.place}.pdf") and kept.find(f"{twin.place}.zip"):
            return batch.tell(len(keys), len(keys), 0) and batch.finish(twin.place)
    return False


def _goes_on(batch: Batch, printed: dict[int, list[Printed]], total: int) -> bool:
    done = [document for chunk in printed.values() for document in chunk]
    return batch.tell(len(done), total, sum(document.fresh for document in done))


def _bound(title: str, documents: list[Printed], goes_on: Callable[[], bool]) -> str | None:
    """The place of the documents put together; None when that is not wanted any more. Raises ChildProcessError when it could not be done.

    It is done in a process of its own: it needs the memory of all the printers, and gives it back.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.jobs_in_request:
        return put_together(store(), title, documents)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_bind, args=(settings, theirs, title, documents))
    process.start()
    theirs.close()
    try:
        while not ours.poll(1):
            if not goes_on():
                return None
        return str(ours.recv())
    except EOFError:
        raise ChildProcessError("the process that binds has died") from None
    finally:
        process.kill()
        process.join()


def _bind(settings: Settings, out: Any, title: str, documents: list[Printed]) -> None:
    out.send(put_together(_store(settings), title, documents))


def put_together(kept: Store, title: str, documents: list[Printed]) -> str:
    """Bind the documents into one PDF and pack them into a ZIP, unless the very same stand there already; gives their place in the store."""
    place = _whole(title, documents)
    files = [(document.names, kept.path(document.digest)) for document in documents]
    if not kept.find(f"{place}.pdf"):
        with kept.writing(f"{place}.pdf") as out:
            binder = Binder(out, title)
            for names, path in files:
                binder.add(path.read_bytes(), names)
            binder.close()
    if not kept.find(f"{place}.zip"):
        with kept.writing(f"{place}.zip") as out:
            pack((("/".join(tidy(name).replace("/", "／") for name in names), path) for names, path in files), out)
    return place


def _whole(title: str, documents: list[Printed]) -> str:
    return _digest(title, *(f"{document.digest} {'/'.join(document.names)}" for document in documents))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()


@cache
def edition() -> str:
    """A digest of all that decides about a page besides its content: what is printed by another edition of the code is printed anew."""
    root = Path(__file__).parents[1]
    files = sorted(path for kind in ("models/**/*.py", "views/*.py", "templates/**/*.*", "static/css/*.css") for path in root.glob(kind))
    return _digest(weasyprint.__version__, *(file.read_text(encoding="utf-8") for file in files))


@contextmanager
def _workers() -> Iterator[Callable[..., Iterator[Any]]]:
    """Something that does work on each of many things in other processes and gives what comes of it; between them it asks whether to go on."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.jobs_in_request:
        yield lambda work, things, goes_on: map(work, things)
        return
    pool = multiprocessing.get_context("spawn").Pool(settings.printers, _open, (settings,), CHUNKS_OF_A_PROCESS)
    try:
        yield lambda work, things, goes_on: _results(pool.imap_unordered(work, things), goes_on)
    finally:
        pool.terminate()
        pool.join()


def _results(results: Any, goes_on: Callable[[], bool]) -> Iterator[Any]:
    """What comes from the processes, telling once a second that we are alive. Raises TimeoutError when one of them has died: a pool waits forever."""
    heard = time.monotonic()
    while True:
        try:
            yield results.next(timeout=1)
            heard = time.monotonic()
        except StopIteration:
            return
        except multiprocessing.TimeoutError:
            if time.monotonic() - heard > SILENCE:
                raise TimeoutError("a process of the printer has died") from None
            if not goes_on():
                return


def _open(settings: Settings) -> None:
    """In a new process: the app. Garbage is collected between chunks, not while a page is set, where it would take a fifth of the time."""
    from app import create_app

    global _app  # noqa: PLW0603 one for each process
    _app = create_app(settings)
    gc.disable()
    gc.freeze()


_app: Flask | None = None


@contextmanager
def _at_work() -> Iterator[None]:
    """In a process of the printer: with the app, and all given back afterwards. Elsewhere the app is there already."""
    if _app is None:
        yield
        return
    with _app.app_context():
        yield
    if not db.is_closed():
        db.close()
    gc.collect()


def _print_numbered(numbered: tuple[int, tuple[str, list[Any]]]) -> tuple[int, list[Printed]]:
    number, chunk = numbered
    with _at_work():
        return number, print_chunk(*chunk)


def print_chunk(key: str, keys: list[Any]) -> list[Printed]:
    """Print some documents of a batch into the store."""
    batch = Batch.get_by_id(key)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    kept, found = store(), []
    with app.test_request_context(base_url=batch.values.get("root")):
        for document in KINDS[batch.kind].documents(batch, keys):
            digest = f"{_digest(edition(), batch.kind, document.content)}.pdf"
            try:
                fresh = kept.give(digest, document.make)[1]
            except Exception as error:  # one that cannot be printed keeps no others waiting
                app.logger.exception("could not print %s", document.names)
                found.append(Printed(document.names, problem=type(error).__name__))
            else:
                found.append(Printed(document.names, digest, fresh))
    return found
