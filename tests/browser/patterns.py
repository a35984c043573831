"""Patterns of addresses: of the pages that have one template a walk looks at one."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlsplit


def shape(address: str) -> str:
    """The pattern of an address: one page of each is looked at."""
    parts = urlsplit(address)
    path = re.sub(r"/[0-9a-f-]{36}|/\d+", "/_", parts.path)
    return path + ("?" + re.sub(r"=[^&]*", "", parts.query) if parts.query else "")


class LookedAt:
    """The patterns of addresses that somebody has looked at: files in a folder, so that all processes of one run share them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def first(self, pattern: str) -> bool:
        """Whether nobody has looked at it; from now on somebody has."""
        try:
            (self.folder / quote(pattern, safe="")).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True
