"""make crawl: the crawler over a small demonstration district, so many requests from one seed; 1 when it finds anything."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from argon2 import PasswordHasher

from models import database, demo, passwords, schema
from models.database import db
from models.settings import Settings
from tests.hostile.crawler import Crawler


def main() -> int:
    """Walk, and print what was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=14)
    given = parser.parse_args()
    database.PRAGMAS["synchronous"] = "off"  # nothing here need survive
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory() as folder:
        return crawl(Path(folder), given.requests, given.seed)


def crawl(folder: Path, requests: int, seed: int) -> int:
    """Build a district in the folder and walk it; gives the exit code."""
    from app import create_app

    app = create_app(Settings(development=True, data=folder, https=False, jobs_in_request=True))
    app.config["TESTING"] = True
    with db.connection_context():
        schema.migrate()
        log_ins = demo.build(small=True)
    db.connect(reuse_if_open=True)
    crawler, begun = Crawler(app, {login.role: (login.username, login.password) for login in log_ins}, seed), time.monotonic()
    crawler.walk(requests)
    statuses = Counter({status: 0 for status in (200, 303, 403, 404, 422, 500)})
    for (_, status), count in crawler.seen.items():
        statuses[status] += count
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    print(f"{requests} requests from seed {seed} as {len(crawler.known)} in {time.monotonic() - begun:.0f} s: {dict(sorted(statuses.items()))}")
    print(f"{len(endpoints & set(crawler.reached))} of {len(endpoints)} endpoints answered well; never: {' '.join(sorted(endpoints - set(crawler.reached)))}")
    print("\n".join(crawler.problems[:20]) or "no accident, nothing that runs, no formula, no way out")
    return int(bool(crawler.problems))


if __name__ == "__main__":
    sys.exit(main())
