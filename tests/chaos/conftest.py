"""One server for the runs of chaos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos.server import Server, running


@pytest.fixture(scope="session")
def server(new_folder: Callable[[str], Path]) -> Iterator[Server]:
    """A server that can be killed, with a small demonstration district."""
    with running(new_folder("chaos")) as server:
        yield server
