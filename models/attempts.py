"""How often somebody has tried something lately: counted in the database, so that every server process sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from peewee import CharField, DateTimeField

from models import clock
from models.database import Model

LONGEST = timedelta(days=1)


class Attempt(Model):
    """One try. The key says who tried what; it holds no address, only its digest."""

    username = CharField(40, index=True)
    at = DateTimeField()


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one key in the last `window`, which is a day at most."""

    most: int
    window: timedelta

    def reached(self, key: str) -> bool:
        """Whether this key has had all its tries."""
        return Attempt.select().where(Attempt.username == key[:40], Attempt.at > clock.now() - self.window).count() >= self.most

    def count(self, key: str) -> None:
        """One more try of this key."""
        Attempt.create(username=key[:40], at=clock.now())

    def forget(self, key: str) -> None:
        """The key starts afresh."""
        Attempt.delete().where(Attempt.username == key[:40]).execute()


def prune() -> None:
    """Delete the tries that no limit looks at any more."""
    Attempt.delete().where(Attempt.at < clock.now() - LONGEST).execute()
