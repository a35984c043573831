"""What can be printed in a batch: each kind of document says which there are and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from models.batches import Batch


@dataclass(frozen=True)
class Paper:
    """One document of a batch.

    `names` are its bookmarks from the outermost, the last of them its own name. `content` is all that decides about its bytes: what has
    the same content is not printed again. `make` prints it.
    """

    names: tuple[str, ...]
    content: str
    make: Callable[[], bytes]


class Kind:
    """A kind of document. One instance of each, in `KINDS` under its name, which the batch's row carries."""

    title = ""

    def keys(self, batch: Batch) -> list[Any]:
        """Plain values (numbers, texts), one for each document, in the order of the file. What the batch's user may not see is not among them."""
        raise NotImplementedError

    def documents(self, batch: Batch, keys: Iterable[Any]) -> Iterator[Paper]:
        """The documents of some of those keys. They run in a process of their own, in a request without a user to the address of the site."""
        raise NotImplementedError


KINDS: dict[str, Kind] = {}
