"""What can go wrong below the program, and what is said then: the disk is full, the file is damaged, the database is away."""

from __future__ import annotations

from dataclasses import dataclass

import peewee
from playhouse.pool import MaxConnectionsExceeded

TOLD = "这次没有存下，刚填的内容还在，请稍后再试"  # what was acknowledged before is safe: a receipt is given after the commit alone


@dataclass(frozen=True)
class Fault:
    """A kind of fault: its name for logs and figures, what the person at the screen reads, and what the administrator does about it."""

    name: str
    text: str
    remedy: str


FULL = Fault("full", f"服务器的磁盘满了，{TOLD}", "the disk is full: free space on it; what was acknowledged is safe")
READ_ONLY = Fault("read only", f"服务器现在只能看、不能存，{TOLD}", "the database cannot be written: is its disk mounted read-only, or the server a standby?")
DAMAGED = Fault(
    "damaged", "数据库文件坏了，请马上告诉系统管理员", "the database file is damaged: stop, keep the file, and restore the last backup (app.py restore)"
)
MOVED = Fault("moved", f"系统搬到新服务器了，{TOLD}", "this file was moved to another database: set DATABASE_URL and start again")
BUSY = Fault("busy", f"服务器正忙，{TOLD}", "another process holds the database")
AWAY = Fault("away", f"数据库暂时连不上，{TOLD}", "the database cannot be reached")
DISK = Fault("disk", f"服务器的磁盘出了问题，{TOLD}", "the disk reports an error: see the system's log; what was acknowledged is safe")

# What SQLite and PostgreSQL say, most telling first
SIGNS = (
    ("moved to another database", MOVED),
    ("is full", FULL),
    ("no space left", FULL),
    ("readonly database", READ_ONLY),
    ("read-only transaction", READ_ONLY),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
    ("unable to open database file", DISK),
    ("disk i/o", DISK),
    ("locked", BUSY),
    ("max connections exceeded", BUSY),
)
LOST = ("connection", "consuming input failed", "server closed", "terminating", "starting up", "shutting down", "the database system")


def fault_of(error: BaseException | None) -> Fault | None:
    """Which fault an error of the database is, or the one that it came of; None for an error of the program.

    SQLite on a full disk ends the transaction by itself, and what is seen is that there is none to roll back.
    """
    while error is not None:
        if found := _named(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _named(error: BaseException) -> Fault | None:
    if not isinstance(error, peewee.DatabaseError | peewee.InterfaceError | MaxConnectionsExceeded):
        return None
    said = str(error).lower()
    for sign, fault in SIGNS:
        if sign in said:
            return fault
    away = isinstance(error, peewee.OperationalError | peewee.InterfaceError) and any(sign in said for sign in LOST)
    return AWAY if away else None
