"""Backups that nobody else can read: sealed in the age format (https://age-encryption.org/v1), so that the `age` program opens them as well as we do.

One word says how: `age1…`, the public half of a key, seals so that only its other half, `AGE-SECRET-KEY-1…`, opens; anything else is a passphrase.
"""

from __future__ import annotations

import time
from pathlib import Path

import pyrage

MARK = b"age-encryption.org/v1"
PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"
SHORTEST = 16  # characters of a passphrase: whoever finds the file may try for as long as he likes
PAUSES = (1, 5, 20)  # seconds before a passphrase is tried again
LARGEST = 2 * 1024**3  # bytes under a passphrase, which are sealed in memory; a key has no limit


class Shut(RuntimeError):
    """It cannot be sealed like this, or does not open."""


def check(word: str) -> None:
    """Raise Shut unless the word can seal."""
    if word.startswith(PUBLIC):
        _recipient(word)
    elif word.startswith(SECRET):
        raise Shut("to seal, give the public half of the key (age1…); its secret half stays where backups are opened")
    elif len(word) < SHORTEST:
        raise Shut(f"a passphrase needs at least {SHORTEST} characters")


def seal(source: Path, target: Path, word: str) -> None:
    """Write `source`, sealed, into `target`. Raises Shut for a word that does not do, or what is too large for a passphrase."""
    check(word)
    if word.startswith(PUBLIC):
        with source.open("rb") as plain, target.open("wb") as sealed:
            pyrage.encrypt_io(plain, sealed, [_recipient(word)])
        return
    if source.stat().st_size > LARGEST:
        raise Shut("too large to be sealed by a passphrase; use a key (age-keygen)")
    plain_bytes = source.read_bytes()
    target.write_bytes(pyrage.passphrase.encrypt(plain_bytes, word))
    if _opened(target.read_bytes(), word) != plain_bytes:
        raise Shut("what was sealed does not open again")


def is_sealed(path: Path) -> bool:
    """Whether the file says of itself that it is sealed."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def secret_in(path: Path) -> str:
    """The secret half of a key in the file that age-keygen writes; raises Shut when there is none."""
    found = [line.strip() for line in path.read_text("utf-8", "replace").splitlines() if line.startswith(SECRET)]
    if not found:
        raise Shut(f"no {SECRET}… in {path}")
    return found[0]


def unseal(source: Path, target: Path, word: str) -> None:
    """Write into `target` what `source` holds. Raises Shut for a wrong word, or when a single byte was changed or is missing."""
    try:
        if word.startswith(SECRET):
            with source.open("rb") as sealed, target.open("wb") as plain:
                pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(word.strip())])
        else:
            target.write_bytes(_opened(source.read_bytes(), word))
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
        raise Shut(f"{source} does not open: {error}") from None


def _opened(sealed: bytes, word: str) -> bytes:
    """What is under a passphrase.

    The library gives up on what it guesses to take over 16 seconds, by how fast the machine is at that moment; a busy moment passes.
    """
    for pause in (*PAUSES, None):
        try:
            return bytes(pyrage.passphrase.decrypt(sealed, word))
        except pyrage.DecryptError as error:
            if pause is None or "Excessive work" not in str(error):
                raise
            time.sleep(pause)
    raise AssertionError("unreachable")


def _recipient(word: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(word)
    except pyrage.RecipientError as error:
        raise Shut(f"not the public half of an age key: {error}") from None
