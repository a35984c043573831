"""Background work: a queue in a file of its own, and the worker process that `serve` starts and that ends with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

from models import backups, retention
from models.batches import KEPT, QUIET, Batch
from models.bulletins import Bulletin
from models.database import db, learn
from models.imports import Import
from models.periods import Period
from models.runs import BACKUP, Run
from models.sessions import prune_sessions
from models.settings import Settings
from views import logs, presses

bp = Blueprint("jobs", __name__, cli_group=None)
TASKS: list[Job] = []
NIGHTLY = crontab(hour="19", minute="0")  # three in the morning in China
MINUTELY = crontab()


class Job:
    """Work to be done outside the request: `later` puts it into the queue with plain values, `when` has it done at its times."""

    def __init__(self, work: Callable[..., None], when: Any = None) -> None:
        self.work, self.when, self.__name__ = work, when, work.__name__
        TASKS.append(self)

    def later(self, *values: Any) -> None:
        """Put the work into the queue; values are plain, such as a key."""
        _queue()[1][self.__name__](*values)

    def task(self, app: Flask) -> Callable[..., None]:
        """The work with the app and a database connection around it."""

        def run(*values: Any) -> None:
            with app.app_context():
                opened = db.connect(reuse_if_open=True)
                try:
                    with Run.kept(self.__name__, failures_only=self.when is MINUTELY):
                        self.work(*values)
                finally:
                    if opened:
                        db.close()

        run.__name__ = self.__name__
        return run


def _queue() -> tuple[Huey, dict[str, Any]]:
    """The app's queue and its tasks by name, made at first use: `migrate` and the like need none."""
    app: Any = current_app
    if "jobs" not in app.extensions:
        settings: Settings = app.config["SETTINGS"]
        huey = _made(settings)
        tasks = {}
        for job in TASKS:
            schedule = huey.periodic_task(job.when) if job.when else huey.task()
            tasks[job.__name__] = schedule(job.task(app._get_current_object()))
        app.extensions["jobs"] = huey, tasks
    return app.extensions["jobs"]  # type: ignore[no-any-return]


def _made(settings: Settings) -> Huey:
    """The queue: in Redis where several machines share it, else in a file."""
    if settings.queue and not settings.jobs_in_request:
        return RedisHuey("honglin", results=False, url=settings.queue)
    options: dict[str, Any] = {"immediate": True} if settings.jobs_in_request else {"filename": str(settings.data / "jobs.db")}
    # not WAL: Python's own SQLite may be one that loses commits in it
    return SqliteHuey("honglin", results=False, fsync=True, journal_mode="truncate", **options)


def waiting() -> int:
    """How many jobs wait in the queue."""
    return int(_queue()[0].pending_count())


def _forget() -> None:
    """Nightly: what has been kept for as long as it may be; and the database looks at what there is now."""
    settings: Settings = current_app.config["SETTINGS"]
    Import.prune()
    retention.run()
    presses.store().prune(KEPT)
    Run.prune()
    prune_sessions(timedelta(hours=settings.session_hours))
    learn()


def _back_up() -> None:
    """Nightly: a copy of the database where the settings say, sealed as they say."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.backups and not settings.database_url:
        with Run.kept(BACKUP) as run:
            run.rows = backups.nightly(Path(settings.backups), settings.backup_key)


forget = Job(_forget, NIGHTLY)
back_up = Job(_back_up, NIGHTLY)


def _take_up() -> None:
    """Every minute: batches whose printing was cut short, by a restart perhaps, are printed to their end."""
    for batch in Batch.abandoned():
        print_batch.later(str(batch.id))


def _begin_month() -> None:
    """The first night of a month, or the first after it in which the server runs: last month's pages, and drafts of the bulletins."""
    month = Period.last_month()
    Bulletin.begin_all(month)
    settings: Settings = current_app.config["SETTINGS"]
    for batch in Batch.monthly(month, settings.public_url or None):
        print_batch.later(str(batch.id))


begin_month = Job(_begin_month, NIGHTLY)
print_batch, take_up = Job(presses.run), Job(_take_up, MINUTELY)


def start_worker() -> subprocess.Popen[bytes]:
    """Start the worker as a child of this process, where processes cannot be copied (see views/serving.py)."""
    return subprocess.Popen([sys.executable, str(Path(current_app.root_path) / "app.py"), "worker", "--of", str(os.getpid())])  # noqa: S603


@bp.cli.command("worker")
@click.option("--of", "parent", type=int, default=0, help="end when the process with this number, the parent, has ended")
def worker(parent: int) -> None:
    """Do the background work; `serve` does this by itself."""
    supervise(parent) if hasattr(os, "fork") else _consume()


def supervise(parent: int = 0) -> None:
    """Have the work done until the process with this number, the parent, has ended; for good without one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server decides
    while _goes_on(parent):
        child = get_context("fork").Process(target=_consume, args=(os.getpid(),))  # no daemon: those may have no children, and the printer has
        try:
            child.start()
        except OSError:  # no memory for it just now
            time.sleep(5)
            continue
        while child.is_alive() and _goes_on(parent):
            child.join(1)
        child.kill()


def _consume(parent: int = 0) -> None:
    """The consumer itself, in a process of its own: one that dies, of want of memory perhaps, is replaced."""
    logs.serve(current_app._get_current_object())  # type: ignore[attr-defined]
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _queue()[1][take_up.__name__].schedule(delay=QUIET.seconds + 1)  # what the one before left, as soon as it is sure that it is dead
    _queue()[0].create_consumer(workers=1, max_delay=0.5).run()


def _end_with(parent: int) -> None:
    while _goes_on(parent):
        time.sleep(1)
    os._exit(0)


def _goes_on(parent: int) -> bool:
    return not parent or os.getppid() == parent
