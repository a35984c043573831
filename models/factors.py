"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for the day on which the telephone is lost."""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b32encode
from datetime import UTC
from typing import Any
from urllib.parse import quote

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

from models import clock, passwords
from models.attempts import Attempt, Limit, TooMany
from models.database import Model, db
from models.records import Invalid
from models.users import LOCK_OUT, Role, User

MAY_HAVE = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.ADMINISTRATOR})
STEP, DIGITS, DRIFT = 30, 6, 1  # seconds, digits, and how many steps a telephone's clock may be wrong by
CODES = 8
TRIES: Limit = LOCK_OUT


class SecondFactor(Model):
    """A user's second factor. The row holds no secret: it follows from the salt and the server's own secret, which no backup of the database carries."""

    user: Any = ForeignKeyField(User, unique=True, backref="factors", on_delete="CASCADE")
    salt = CharField(64)
    confirmed_at = DateTimeField(null=True)
    step = IntegerField(default=0)  # of the last code taken: no code counts twice
    codes = TextField(default="[]")  # what is kept of the recovery codes, as of passwords

    @classmethod
    def of(cls, user: User) -> SecondFactor | None:
        """The factor that the user has to show at the log-in; None for one without."""
        return cls.get_or_none(cls.user == user.id, cls.confirmed_at.is_null(False)) if user.role in MAY_HAVE else None

    @classmethod
    def begin(cls, user: User) -> SecondFactor:
        """A factor that counts once its first code has been shown; another that was only begun is forgotten."""
        with db.atomic():
            cls.delete().where(cls.user == user.id, cls.confirmed_at.is_null()).execute()
            return cls.create(user=user, salt=secrets.token_hex(32))

    @classmethod
    def begun(cls, user: User) -> SecondFactor | None:
        """The factor that waits for its first code."""
        return cls.get_or_none(cls.user == user.id, cls.confirmed_at.is_null())

    def secret(self, server: str) -> bytes:
        """The secret that the telephone shares, from the server's own."""
        return hmac.digest(server.encode(), f"second factor {self.salt}".encode(), "sha256")[:20]

    def address(self, server: str) -> str:
        """What the QR code says to the authenticator app."""
        return f"otpauth://totp/{quote('红邻')}:{quote(self.user.username)}?secret={self.letters(server)}&issuer={quote('红邻')}"

    def letters(self, server: str) -> str:
        """The secret as one types it in."""
        return b32encode(self.secret(server)).decode()

    def confirm(self, server: str, code: str) -> list[str]:
        """Take the first code; gives the recovery codes, which are shown once. Raises Invalid for a wrong one; ends the account's other log-ins."""
        with db.atomic():
            self._take(server, code)
            self.confirmed_at = clock.now()
            self.save()
            self.user.record("factor", self.user, {}, {})
            self.user.log_out_everywhere(but=self.user.session)
            return self.renew_codes()

    def renew_codes(self) -> list[str]:
        """Fresh recovery codes in place of the old ones."""
        fresh = [passwords.first_password() for _ in range(CODES)]
        self.codes = json.dumps([passwords.hashed(code) for code in fresh])
        self.save()
        return fresh

    @property
    def codes_left(self) -> int:
        """How many recovery codes have not been used."""
        return len(json.loads(self.codes))

    def check(self, server: str, code: str) -> None:
        """Take a code or a recovery code, each once. Raises Invalid for any other, and after too many tries."""
        key = f"factor:{self.user_id}"
        try:
            Attempt.spend(key, TRIES)
        except TooMany:
            raise Invalid(code=f"输错 {TRIES.most} 次，请 15 分钟后再试") from None
        if not self._recover(code):
            self._take(server, code)
        TRIES.forget(key)

    def remove(self, by: User) -> None:
        """The account is without a second factor, and without log-ins but the one that did it."""
        with db.atomic():
            self.user.record("unfactor", by, {}, {})
            self.user.log_out_everywhere(but=self.user.session)
            TRIES.forget(f"factor:{self.user_id}")
            self.delete_instance()

    def _take(self, server: str, code: str) -> None:
        step = next((step for step in _steps() if hmac.compare_digest(code_at(self.secret(server), step), code)), 0) if _is_code(code) else 0
        newer = SecondFactor.update(step=step).where(SecondFactor.id == self.id, SecondFactor.step < step)
        if not newer.execute():
            raise Invalid(code="验证码不对，或者刚才已经用过，请等下一个")
        self.step = step

    def _recover(self, code: str) -> bool:
        kept: list[str] = json.loads(self.codes)
        used = next((hash_ for hash_ in kept if passwords.verified(hash_, code)), None) if "-" in code else None
        if used is None:
            return False
        left = json.dumps([hash_ for hash_ in kept if hash_ != used])
        return bool(SecondFactor.update(codes=left).where(SecondFactor.id == self.id, SecondFactor.codes == self.codes).execute())


def code_at(secret: bytes, step: int) -> str:
    """The code of a time step (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def _steps() -> range:
    now = int(clock.now().replace(tzinfo=UTC).timestamp()) // STEP
    return range(now - DRIFT, now + DRIFT + 1)


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) == DIGITS
