"""Log-ins: one row for each device, kept on the server so that it can be ended there."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from peewee import CharField, DatabaseError, DateTimeField, ForeignKeyField

from models import attempts, clock
from models.areas import Area
from models.database import Model, Query, db
from models.users import User

LONGEST = timedelta(days=30)  # in use or not: then the password is asked for again
REMEMBERED = timedelta(days=15)  # a day longer than a tablet keeps its pack without contact (models/packs.py)


class Session(Model):
    """One log-in on one device. The cookie holds the token, the row only its hash."""

    user: Any = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    hash = CharField(64, unique=True)
    opened = DateTimeField()
    seen = DateTimeField()
    wipe = DateTimeField(null=True)  # since when the tablet is to be cleared; no log-in any more
    token = ""

    @classmethod
    def open(cls, user: User) -> Session:
        """A new session with its token, which is kept nowhere else."""
        token = secrets.token_urlsafe(32)
        session = cls.create(user=user, hash=_digest(token), opened=clock.now(), seen=clock.now())
        session.token = token
        return session

    @classmethod
    def resume(cls, token: str, idle: timedelta) -> User | None:
        """The active user whose session this is, unless it has been idle too long."""
        rows = cls.select(cls, User, Area).join(User).join(Area)
        session = rows.where(cls.hash == _digest(token), cls.seen > clock.now() - idle, cls.opened > clock.now() - LONGEST, cls.wipe.is_null()).first()
        if session is None or session.user.disabled:
            return None
        session.token = token
        if clock.now() - session.seen > timedelta(minutes=5):  # a write a page would be a write too many
            with suppress(DatabaseError):  # a full or read-only disk: there is still reading
                cls.update(seen=clock.now()).where(cls.id == session.id).execute()
        session.user.session = session
        return session.user

    @classmethod
    def closed_to(cls, token: str) -> User | None:
        """The user whose session this was and whose account is disabled by now."""
        session = cls.select(cls, User).join(User).where(cls.hash == _digest(token), User.disabled).first()
        return session.user if session else None

    @classmethod
    def visible_to(cls, user: User) -> Query:
        """One's own that are not ended, the last used first."""
        return cls.select().where(cls.user == user.id, cls.wipe.is_null()).order_by(cls.seen.desc(), cls.id)

    def end(self) -> None:
        """End it: the next page asks for the password, and the tablet is cleared as soon as it is heard of again but for what waits to go up."""
        type(self).update(wipe=clock.now()).where(type(self).id == self.id).execute()

    @classmethod
    def end_all(cls, user: User, by: User) -> int:
        """End all of an account's, and have each tablet that had one cleared as soon as it is heard of again; gives how many."""
        with db.atomic():
            user.record("wipe", by, {}, {})
            return int(cls.update(wipe=clock.now()).where(cls.user == user.id, cls.wipe.is_null()).execute())

    @classmethod
    def to_clear(cls, user: User) -> int:
        """How many of an account's tablets are to be cleared and have not been heard of since."""
        return int(cls.select().where(cls.user == user.id, cls.wipe.is_null(False)).count())

    @classmethod
    def wiping(cls, token: str) -> Session | None:
        """The ended session of a tablet that is to be cleared."""
        return cls.get_or_none(cls.hash == _digest(token), cls.wipe.is_null(False))


def prune_sessions(idle: timedelta) -> int:
    """Delete sessions past their time, once no tablet holds anything of them, and tries that nobody counts any more; gives how many sessions."""
    attempts.prune()
    return Session.delete().where(Session.seen < clock.now() - max(idle, REMEMBERED)).execute()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
