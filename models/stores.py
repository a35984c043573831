"""Files that were made and may be made again: pages by their content, and what was put together from them. Kept for a week in the data folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4


class Store:
    """A folder of files by key. A file is there whole or not at all, whoever is killed while it is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the file of a key stands or would stand; keys are ours: letters, digits, - and a dot."""
        if not key.replace("-", "").replace(".", "").isalnum() or key.startswith("."):
            raise ValueError(f"not a key of the store: {key}")
        return self.folder / key[:2] / key

    def find(self, key: str) -> Path | None:
        """The file of a key, which is kept for another week for having been asked for; None when there is none."""
        path = self.path(key)
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def give(self, key: str, make: Callable[[], bytes]) -> tuple[Path, bool]:
        """The file of a key, made now where it is not there; and whether it was."""
        if path := self.find(key):
            return path, False
        with self.writing(key) as file:
            file.write(make())
        return self.path(key), True

    @contextmanager
    def writing(self, key: str) -> Iterator[IO[bytes]]:
        """A file to write, which takes its place under the key when all is written."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{uuid4().hex}")
        try:
            with draft.open("wb") as file:
                yield file
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def prune(self, kept: timedelta) -> int:
        """Delete what nobody has asked for in so long; gives how many."""
        last = time.time() - kept.total_seconds()
        old = [path for path in self.folder.glob("*/*") if path.stat().st_mtime < last]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)
