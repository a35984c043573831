"""What the browser tests and the chaos share, once for each worker of a run: a district, folders with a copy of it, and Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fasteners import InterProcessLock

from tests.browser import site as sites


def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small demonstration district: built once a run, by whichever worker is there first."""
    folder = of_the_run(tmp_path_factory) / "demonstration"
    with InterProcessLock(f"{folder}.lock"):
        if not folder.exists():
            ours = {"HONGLIN_DEVELOPMENT": "1", "HONGLIN_DATA": str(folder)}
            subprocess.run([sys.executable, "app.py", "demo", "--small"], cwd=sites.ROOT, env={**os.environ, **ours}, stdout=subprocess.DEVNULL, check=True)
    return folder / "honglin.db"


@pytest.fixture(scope="session")
def new_folder(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """new_folder(name): a folder for a server, with a copy of the district in it."""

    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name)
        shutil.copy(demonstration, folder)
        return folder

    return make


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The browser; without one the tests are skipped, unless HONGLIN_REQUIRE=all."""
    with ExitStack() as stack:
        try:
            launched = stack.enter_context(sites.browser(tmp_path_factory.mktemp("browser")))
        except Exception as error:
            if os.environ.get("HONGLIN_REQUIRE") == "all":
                raise
            pytest.skip(f"no browser here (apt-get install chromium libatomic1, or set HONGLIN_CHROMIUM): {error}")
        yield launched
