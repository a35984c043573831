"""How the installation is: backup, disk, queue, failed jobs, database, clock. One list, for the administrator's page and for the figures at /metrics."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import peewee

from models import clock
from models.database import db
from models.records import Change
from models.runs import BACKUP, NIGHT, Run

BACKUP_EVERY = timedelta(hours=26)  # a night and some
LEAST_FREE = 0.1  # of a disk
MOST_WAITING = 100  # jobs
SLACK = timedelta(minutes=5)  # by which two machines' clocks may differ


@dataclass(frozen=True)
class Disk:
    """One disk: what is kept on it, bytes free and in all."""

    what: str
    free: int
    total: int

    @property
    def low(self) -> bool:
        """Whether it is about to be full."""
        return self.free < LEAST_FREE * self.total


@dataclass(frozen=True)
class State:
    """The installation now; `waiting` is how many jobs wait in the queue."""

    data: Path
    backups: str
    waiting: int

    @property
    def last_backup(self) -> Run | None:
        """The newest backup."""
        return Run.last_good(BACKUP)

    @property
    def last_night(self) -> Run | None:
        """The newest night in which what may be kept no longer was deleted."""
        return Run.last_good(NIGHT)

    @property
    def backup_age(self) -> timedelta | None:
        """How old the newest backup is; None when there is none."""
        last = self.last_backup
        return clock.now() - last.began if last else None

    @property
    def backup_is_old(self) -> bool:
        """Whether a night has passed without a backup."""
        age = self.backup_age
        return age is None or age > BACKUP_EVERY

    @property
    def disks(self) -> list[Disk]:
        """The disk of the data and that of the backups."""
        places = [("数据", self.data), *([("备份", Path(self.backups))] if self.backups else [])]
        return [Disk(what, usage.free, usage.total) for what, path in places if path.exists() for usage in [shutil.disk_usage(path)]]

    @property
    def database(self) -> tuple[str, int]:
        """Which database system, and how many bytes it takes."""
        if not isinstance(db.obj, peewee.SqliteDatabase):
            return "PostgreSQL", int(db.execute_sql("SELECT pg_database_size(current_database())").fetchone()[0])
        path = Path(db.obj.database)
        files = [path, path.with_name(f"{path.name}-wal")]
        return "SQLite", sum(file.stat().st_size for file in files if file.exists())

    @property
    def behind(self) -> timedelta:
        """By how much the clock of this machine has gone back: the audit's last line was written later than it is now."""
        last = Change.select(Change.at).order_by(Change.id.desc()).limit(1).scalar()
        late = last - clock.now() if last else timedelta(0)
        return late if late > SLACK else timedelta(0)

    @property
    def failures(self) -> list[Run]:
        """The newest twenty jobs that failed in the last seven days."""
        return list(Run.failures().limit(20))

    @property
    def troubles(self) -> Iterator[str]:
        """What somebody should do something about, in words."""
        if self.backup_is_old:
            yield "超过一天没有备份了" if self.last_backup else "还没有备份过"
        try:
            yield from [f"{disk.what}盘快满了" for disk in self.disks if disk.low]
        except OSError:  # a network drive that is gone, a folder that is somebody else's
            yield "放数据或备份的盘读不到"
        if self.waiting > MOST_WAITING:
            yield f"后台任务积了 {self.waiting} 件"
        if Run.failures().exists():
            yield f"最近 7 天有 {Run.failures().count()} 件后台任务没做成"
        if self.behind:
            yield "这台服务器的时钟往回走了，请校准"
