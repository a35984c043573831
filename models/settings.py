"""Settings from HONGLIN_* environment variables, read in one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; the variable is HONGLIN_ and the name in capitals."""

    development: bool = field(default=False, metadata={"help": "1 on a developer's machine: allows the default secret and plain HTTP cookies"})
    secret: str = field(default=DEVELOPMENT_SECRET, metadata={"help": "signs cookies and CSRF tokens; at least 32 random characters"})
    data: Path = field(default=Path("data"), metadata={"help": "folder of the database file, backups and the job queue"})
    database_url: str = field(default="", metadata={"help": "postgresql://… for more than one machine; empty: SQLite in the data folder"})
    host: str = field(default="127.0.0.1", metadata={"help": "address to listen on"})
    port: int = field(default=5000, metadata={"help": "port to listen on"})
    workers: int = field(default=2, metadata={"help": "server processes"})
    threads: int = field(default=4, metadata={"help": "threads in each process"})
    jobs_in_request: bool = field(default=False, metadata={"help": "1: background jobs run at once, inside the request, without a worker process"})
    printers: int = field(default=2, metadata={"help": "processes that print a batch of documents at once"})
    https: bool = field(default=True, metadata={"help": "0 only where no HTTPS stands in front: cookies then travel on plain HTTP"})
    trusted_hosts: str = field(default="", metadata={"help": "host names this site answers to, separated by commas; empty: any"})
    proxies: int = field(default=0, metadata={"help": "reverse proxies in front whose X-Forwarded-* headers are believed"})
    session_hours: int = field(default=12, metadata={"help": "a log-in ends after so many hours without use"})
    require_second_factor: bool = field(default=False, metadata={"help": "1: communities and offices above must use a second factor; 0: they may"})
    upload_megabytes: int = field(default=8, metadata={"help": "largest request body"})
    queue: str = field(default="", metadata={"help": "redis://… for the queue of background jobs of several machines; empty: a file in the data folder"})
    metrics_token: str = field(default="", metadata={"help": "what Prometheus sends as its bearer token for /metrics; empty: there is no such page"})
    backups: str = field(default="", metadata={"help": "folder, best on another disk, for a backup every night, of which fourteen are kept; empty: none"})
    backup_key: str = field(
        default="", metadata={"help": "seals backups: the public half of an age key (age1…), or a passphrase of 16 characters; empty: plain"}
    )
    public_url: str = field(default="", metadata={"help": "address of the site for the QR code on paper; empty: that of the request"})

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the variables; raises ValueError that names the variable when one cannot be understood."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for f in fields(cls):
            raw = environ.get(f"HONGLIN_{f.name.upper()}", environ.get("DATABASE_URL") if f.name == "database_url" else None)
            if raw is not None:
                values[f.name] = _read(f.name, raw, type(f.default))
        return cls(**values)

    def check(self) -> None:
        """Raise RuntimeError when the site must not start like this: a secret that anyone could know."""
        if not self.development and (self.secret == DEVELOPMENT_SECRET or len(self.secret) < 32):
            raise RuntimeError("HONGLIN_SECRET must be set to at least 32 random characters (or HONGLIN_DEVELOPMENT=1 on a developer's machine)")
        if 0 < len(self.metrics_token) < 16:
            raise RuntimeError("HONGLIN_METRICS_TOKEN must have at least 16 characters")

    @property
    def doubt(self) -> str:
        """What looks wrong although the site can serve; empty when nothing does.

        Behind a proxy whose headers are not believed, everybody has one address, and the limits by address shut out a whole town at once.
        """
        if self.development or not self.https or self.proxies or self.host not in LOOPBACK:
            return ""
        return f"HONGLIN_PROXIES is 0, but with HTTPS on {self.host} a reverse proxy must stand in front: set it to 1, or all visitors count as one"

    @property
    def url(self) -> str:
        """The database's address, SQLite in the data folder unless one was given."""
        return self.database_url or f"sqlite:///{self.data / 'honglin.db'}"


def _read(name: str, raw: str, kind: type) -> object:
    if kind is bool:
        if raw.lower() not in {"0", "1", "true", "false", "yes", "no", ""}:
            raise ValueError(f"HONGLIN_{name.upper()}: 1 or 0 expected, got {raw!r}")
        return raw.lower() in {"1", "true", "yes"}
    if kind is int and not raw.isdecimal():
        raise ValueError(f"HONGLIN_{name.upper()}: a whole number expected, got {raw!r}")
    return raw if kind is str else int(raw) if kind is int else Path(raw)
