"""Figures for Prometheus at /metrics: how many requests, how long they take, what is wrong. Labels name endpoints, never an address, a person or a place."""

from __future__ import annotations

import hmac
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from models.runs import Run
from models.settings import Settings
from views.access import public
from views.status import state

bp = Blueprint("metrics", __name__)

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where the server processes put their counts
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("honglin_requests", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram("honglin_request_seconds", "Seconds from a request to its answer", ["endpoint"], buckets=BUCKETS)
FAULTS = Counter("honglin_faults", "Requests that the disk or the database behind them failed", ["fault"])


def share(settings: Settings) -> None:
    """From now on count together with the processes that are copied from this one, in an empty folder; before anything has been counted."""
    folder = settings.data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def register(app: Flask) -> None:
    """Count every request."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Any) -> Any:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, f"{response.status_code // 100}xx").inc()
    if "began" in g:
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.began)
    return response


@bp.get("/metrics")
@public
def show() -> Response:
    """The figures, for whoever has the token of HONGLIN_METRICS_TOKEN; without one there is no such page."""
    token = current_app.config["SETTINGS"].metrics_token
    if not token or not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        abort(404)
    text = generate_latest(_counts()) + generate_latest(_gauges())
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _counts() -> CollectorRegistry:
    """What has been counted: by all processes where there are several."""
    if not Path(os.environ.get(SHARED, "/nowhere")).is_dir():
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _gauges() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Installation())
    return registry


class _Installation:
    """The state of the installation at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One figure after the other."""
        now = state()
        age = now.backup_age
        yield _gauge("honglin_backup_age_seconds", "Age of the newest backup; +Inf without one", float("inf") if age is None else age.total_seconds())
        yield _gauge("honglin_jobs_waiting", "Jobs in the queue", now.waiting)
        yield _gauge("honglin_jobs_failed", "Jobs that failed in the last seven days", Run.failures().count())
        yield _gauge("honglin_database_bytes", "Size of the database", now.database[1])
        yield _gauge("honglin_clock_behind_seconds", "By how much this machine's clock has gone back", now.behind.total_seconds())
        free = GaugeMetricFamily("honglin_disk_free_bytes", "Free bytes", labels=["disk"])
        for name, disk in zip(("data", "backups"), now.disks, strict=False):
            free.add_metric([name], disk.free)
        yield free


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)
