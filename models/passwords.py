"""Passwords: how strong one has to be, the first one of an account, and what is kept of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.records import Invalid

if TYPE_CHECKING:
    from models.users import User

SHORTEST_PASSWORD = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none looks like another
hasher = PasswordHasher()
nobody = hasher.hash("a password that nobody has, so that unknown names take as long")


def check_strength(password: str, user: User) -> None:
    """Raise Invalid unless the password is long enough, mixed, and not made of the names."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(password=f"至少 {SHORTEST_PASSWORD} 位")
    if len(password) > 200:
        raise Invalid(password="最多 200 位")
    if password.isdigit() or password.isalpha() or len(set(password)) < 5:
        raise Invalid(password="要有字母也有数字，不能只是一串重复")
    if user.username.lower() in password.lower() or user.is_password(password):
        raise Invalid(password="不能含登录名，也不能和现在的一样")


def first_password() -> str:
    """A random password that can be read aloud: no characters that look alike."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def hashed(password: str) -> str:
    """What is kept of a password."""
    return hasher.hash(password)


def verified(hash_: str, password: str) -> bool:
    """Whether this is the password of which that is kept."""
    try:
        return hasher.verify(hash_, password[:1000].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False
