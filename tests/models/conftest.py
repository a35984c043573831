"""The small demonstration district, built once for all tests of the models that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models import clock, demo
from models.database import connect
from tests import backends
from tests.cast import NOW
from tests.conftest import Clock


@pytest.fixture(scope="session")
def built(backend: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[demo.Login]]]:
    """The small district on the cast's day: its URL and its log-ins."""
    url = backend.copy("empty", tmp_path_factory.mktemp("demo"), True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", Clock(NOW))
        opened = connect(url)
        logins = demo.build(small=True)
    backends.close(opened)
    yield url, logins
    backend.drop(url)


@pytest.fixture
def district(built: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[demo.Login]]:
    """The small district on the cast's day; gives its log-ins."""
    monkeypatch.setattr(clock, "now", Clock(NOW))
    opened = connect(built[0])
    yield built[1]
    backends.close(opened)
