"""How long a district's page takes over 806 compounds, at 1,000,000 visits: through the server, and how much of that is the models' own.

make bench, or: .venv/bin/python -m tests.bench.bench_district [visits ...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from models.areas import Area
from models.database import db
from models.periods import Period
from models.reports.dashboard import MEASURES, Dashboard
from models.reports.rollup import Rollup
from models.users import User
from tests.bench import bulk
from tests.bench.bench_reads import TIMES, _get, _measure
from tests.bench.load import Tablet
from tests.browser.site import serve

SIZE = bulk.Size(communities=62, compounds=13, units=4)  # 806 compounds of 112 doors


class Reader(Tablet):
    """One who reads, and has no doors to walk."""

    def _log_in(self) -> None:
        self.ask("POST", "/session", username=self.username, password=self.password, csrf_token=self.token("/session/new"))


def main(*sizes: int) -> None:
    """Build a district of each size and measure."""
    for visits in sizes or (1_000_000,):
        with tempfile.TemporaryDirectory() as name:
            bulk.build(Path(name), visits, SIZE)
            district = Area.get(Area.level == "district")
            User.add(
                None, username="district", name="区", role="district", area=district, password=bulk.passwords.hasher.hash(bulk.PASSWORD), must_change=False
            )
            print(f"a district's page, on {bulk.rows()}, {SIZE.communities * SIZE.compounds} compounds", flush=True)
            month = Period.last_month().next or Period.last_month()
            _measure("every figure, without the server", lambda n: _figures(district, month))
            _processor(district, month)
            db.close()
            with serve(Path(name)) as site:
                reader = Reader(site.url, "district", bulk.PASSWORD)
                _measure("GET the district's page, through the server", lambda n: _get(reader, f"/areas/{district.id}"))
                for key in MEASURES:
                    _measure(f"GET the compounds behind {key}", lambda n, key=key: _get(reader, f"/areas/{district.id}/figures?of={key}"))


def _figures(district: Area, period: Period) -> None:
    dashboard = Dashboard(Rollup(district, period))
    assert dashboard.tiles and dashboard.modes and dashboard.rollup.total.compounds == SIZE.communities * SIZE.compounds


def _processor(district: Area, period: Period) -> None:
    """The same in processor time, which a busy machine does not stretch."""
    start = time.process_time()
    for _ in range(TIMES):
        _figures(district, period)
    print(f"  of which processor time, mean {(time.process_time() - start) / TIMES * 1000:6.1f} ms", flush=True)


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:]])
