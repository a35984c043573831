"""The server as `python app.py` starts it, on a folder and a port that outlive it: killed with -9 and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peewee import sqlite3  # the one that the site itself uses: see models/database.py

from tests.browser.site import ROOT, wait_for


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Server:
    """The server of the small demonstration district in `folder`; `kills` counts how often it was killed."""

    folder: Path
    port: int = field(default_factory=free_port)
    kills: int = 0
    process: subprocess.Popen[bytes] | None = None
    returning: Future[None] | None = None
    variables: dict[str, str] = field(default_factory=dict)  # settings besides those below
    hand: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        ours = {"HONGLIN_DEVELOPMENT": "1", "HONGLIN_DATA": str(self.folder), "HONGLIN_PORT": str(self.port), "HONGLIN_DEMO": "small"}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=ROOT,
                env={**os.environ, **ours, **self.variables},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(f"http://127.0.0.1:{self.port}/healthz", self.process, self.log)

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.variables.get("HONGLIN_DATABASE_URL") or f"sqlite:///{self.folder / 'honglin.db'}"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "server.log"

    def kill(self) -> None:
        """Kill -9, with all of its processes, wherever they are in their work."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        self.kills += 1

    def kill_and_return(self, after: float) -> None:
        """Kill it, and start it again some seconds later while the tablets go on."""
        if self.away:
            return
        self.kill()

        def back() -> None:
            time.sleep(after)
            self.start()

        self.returning = self.hand.submit(back)

    @property
    def away(self) -> bool:
        """Whether it has been killed and is not back yet."""
        return bool(self.returning and not self.returning.done())

    def be_there(self) -> None:
        """Wait until it is back; raises what kept it from coming back."""
        if self.returning:
            self.returning.result(120)

    def stop(self) -> None:
        """End it."""
        self.hand.shutdown()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with closing(sqlite3.connect(f"file:{self.folder / 'honglin.db'}?mode=ro", uri=True, timeout=20)) as database:
            return list(database.execute(query, values))

    def end_log_ins(self, username: str) -> None:
        """Every log-in of a user ends, as after too long a time or by 全部退出."""
        with closing(sqlite3.connect(self.folder / "honglin.db", timeout=20)) as database, database:
            database.execute("DELETE FROM session WHERE user_id = (SELECT id FROM user WHERE username = ?)", (username,))


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server until it is no longer needed."""
    server = Server(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
