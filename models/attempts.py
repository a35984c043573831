"""How often somebody has tried something lately: counted in the database, so that every server process sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from peewee import CharField, DateTimeField

from models import clock
from models.database import Model

LONGEST = timedelta(days=1)


class TooMany(Exception):
    """Somebody has had all the tries there are for now."""


class Attempt(Model):
    """One try. The key says who tried what; it holds no address, only its digest."""

    username = CharField(40, index=True)
    at = DateTimeField()

    @classmethod
    def spend(cls, key: str, *limits: Limit) -> Attempt:
        """One more try of this key, under all of the limits; raises TooMany, and is none, beyond one of them.

        It is counted before it is made, so that many at one moment cannot pass together; what comes to nothing gives it back.
        """
        tried = cls.create(username=key[:40], at=clock.now())
        if any(limit.passed(key) for limit in limits):
            tried.give_back()
            raise TooMany
        return tried

    def give_back(self) -> None:
        """It does not count."""
        self.delete_instance()


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one key in the last `window`, which is a day at most."""

    most: int
    window: timedelta

    def reached(self, key: str) -> bool:
        """Whether this key has had all its tries."""
        return self._lately(key) >= self.most

    def passed(self, key: str) -> bool:
        """Whether this key has had more than its tries."""
        return self._lately(key) > self.most

    def count(self, key: str) -> None:
        """One more try of this key."""
        Attempt.create(username=key[:40], at=clock.now())

    def forget(self, key: str) -> None:
        """The key starts afresh."""
        Attempt.delete().where(Attempt.username == key[:40]).execute()

    def _lately(self, key: str) -> int:
        rows = Attempt.select().where(Attempt.username == key[:40], Attempt.at > clock.now() - self.window)
        return int(rows.count())


@contextmanager
def spent(*tries: tuple[str, Limit]) -> Iterator[None]:
    """One more try of each key, under its limit, for what is done meanwhile; whatever is raised there, or TooMany, gives all of them back."""
    with ExitStack() as stack:
        for key, limit in tries:
            stack.callback(Attempt.spend(key, limit).give_back)
        yield
        stack.pop_all()


def prune() -> None:
    """Delete the tries that no limit looks at any more."""
    Attempt.delete().where(Attempt.at < clock.now() - LONGEST).execute()
