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
LONGEST_PASSWORD = 200
FEWEST_GUESSES = 10**9  # by whoever tries the commonest passwords, keyboard walks, dates and names first
# What is nearest at hand for whoever makes up a password here: never enough by itself (ASVS 5.0, 6.1.2 and 6.2.11)
OWN_WORDS = ["honglin", "hongguanjia", "hongse", "guanjia", "guandu", "kunming", "yunnan", "shequ", "xiaoqu", "jiedao", "wuye", "wangge", "wanggeyuan"]
OWN_WORDS += ["zhiyuanzhe", "juweihui", "yeweihui", "dangzhibu", "admin", "guanliyuan", "mima", "wodemima", "woaini", "woaiwojia", "5201314", "1314520"]
OWN_WORDS += ["红邻", "官渡", "昆明", "社区", "小区", "街道", "物业", "网格", "志愿者", "密码"]
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none looks like another
hasher = PasswordHasher()
# Of a password that nobody has: it is tried for unknown names, so that they take as long
nobody = "$argon2id$v=19$m=65536,t=3,p=4$OiFXvNdVg6LlVjqqDiB6Pg$R6vZNEorgQJVdxGpzFSbHW82vwh3jF5N3eqswaNxMJs"  # noqa: S105


def check_strength(password: str, user: User) -> None:
    """Raise Invalid unless the password is long enough, mixed, not made of the names, and takes many guesses.

    Letters and digits are asked for by the level-2 protection basics (GB/T 22239-2019, 7.1.4.1), against ASVS 6.2.5.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(password=f"至少 {SHORTEST_PASSWORD} 位")
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(password=f"最多 {LONGEST_PASSWORD} 位")
    if password.isdigit() or password.isalpha() or len(set(password)) < 5:
        raise Invalid(password="要有字母也有数字，不能只是一串重复")
    if user.username.lower() in password.lower() or user.is_password(password):
        raise Invalid(password="不能含登录名，也不能和现在的一样")
    if is_common(password, user.username, user.name):
        raise Invalid(password="这个密码太常见，容易被猜到，请换一个")


def is_common(password: str, *names: str) -> bool:
    """Whether it is one of the common passwords, or made of such parts: words, names, dates, rows of keys, and digits for letters."""
    from zxcvbn import zxcvbn  # its lists are large: loaded at the first change

    found = zxcvbn(password[:72], user_inputs=[*OWN_WORDS, *names])
    return int(found["guesses"]) < FEWEST_GUESSES


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
