"""What a page costs does not grow with the years: counted in steps of SQLite's machine, which no other work on the machine disturbs.

Concerns apart: what is open is looked for among all that there ever were of a compound, as docs/growth.md says.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.concerns import Concern
from models.database import db
from models.steps import Step
from tests import backends
from tests.bench import bulk
from tests.bench.bench_growth import MOST, deeds

pytestmark = [pytest.mark.sqlite, pytest.mark.whole]
SIZE = {"communities": 1, "compounds": 4, "units": 1}
VISITS = 2000  # a year of 112 doors, each visited often enough to fill its card
YEARS = (2, 20)


def steps(act: Callable[[int], object]) -> int:
    """Hundreds of steps that the queries of an act take."""
    act(0)
    taken = [0]

    def count() -> None:
        taken[0] += 1

    db.connection().set_progress_handler(count, 100)
    try:
        act(1)
    finally:
        db.connection().set_progress_handler(None, 0)
    return taken[0]


def test_nothing_grows_with_the_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.bench_growth.TIMES", 4)
    monkeypatch.setattr(bulk, "LEDGERS", tuple(model for model in bulk.LEDGERS if model not in (Concern, Step)))
    found: list[dict[str, int]] = []
    for years in YEARS:
        folder = tmp_path / str(years)
        folder.mkdir()
        bulk.build(folder, VISITS, bulk.Size(**SIZE, days=365, times=years))
        found.append({what: steps(act) for what, act in deeds().items()})
        backends.close(db.obj)
    grown = {what: found[1][what] / max(20, count) for what, count in found[0].items()}
    assert max(grown.values()) <= MOST, f"{grown}: {found}"
