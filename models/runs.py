"""What the machine did by itself: backups and background jobs, when, how long, and whether they came to their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from peewee import BigIntegerField, BooleanField, CharField, DateTimeField

from models import clock
from models.database import Model, Query

KEPT = timedelta(days=180)  # 网络安全法 21: logs for six months at least
LATELY = timedelta(days=7)
BACKUP = "backup"
NIGHT = "_forget"


class Run(Model):
    """One run. It says what kind of error ended it, never in the error's own words, in which a name may stand."""

    name = CharField(40)
    began = DateTimeField(index=True)
    seconds = BigIntegerField(default=0)
    failed = BooleanField(default=False)
    error = CharField(80, default="")
    rows = BigIntegerField(null=True)

    class Meta:
        indexes = ((("name", "began"), False),)

    @classmethod
    @contextmanager
    def kept(cls, name: str, failures_only: bool = False) -> Iterator[Run]:
        """Keep what is done meanwhile as a run of this name; what is raised is kept as its failure, and raised."""
        run = cls(name=name, began=clock.now())
        try:
            yield run
        except Exception as error:
            run.failed, run.error = True, type(error).__name__
            raise
        finally:
            if run.failed or not failures_only:
                run.seconds = max(0, round((clock.now() - run.began).total_seconds()))
                run.save(force_insert=True)

    @classmethod
    def last_good(cls, name: str) -> Run | None:
        """The newest run of this name that came to its end."""
        found: Run | None = cls.select().where(cls.name == name, ~cls.failed).order_by(cls.began.desc()).first()
        return found

    @classmethod
    def failures(cls) -> Query:
        """What failed in the last seven days, newest first."""
        return cls.select().where(cls.failed, cls.began > clock.now() - LATELY).order_by(cls.began.desc())

    @classmethod
    def prune(cls) -> None:
        """Forget what is older than six months."""
        cls.delete().where(cls.began < clock.now() - KEPT).execute()
