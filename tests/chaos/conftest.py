"""One server and one Chromium for the runs of chaos."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import chromium  # noqa: F401  the same browser, or the same reason to skip
from tests.chaos.server import Server, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that can be killed, with a small demonstration district."""
    with running(tmp_path_factory.mktemp("chaos")) as server:
        yield server
