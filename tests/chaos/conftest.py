"""One server and one Chromium for the runs of chaos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import chromium, demonstration, new_folder  # noqa: F401  the same browser, or the same reason to skip, and the same district
from tests.chaos.server import Server, running


@pytest.fixture(scope="session")
def server(new_folder: Callable[[str], Path]) -> Iterator[Server]:  # noqa: F811
    """A server that can be killed, with a small demonstration district."""
    with running(new_folder("chaos")) as server:
        yield server
