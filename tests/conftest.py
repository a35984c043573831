"""Fixtures for every test: a database of its own, a clock that stands still, the cast, and the app with its client."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from weasyprint.document import Document

from models import clock as real_clock
from models import passwords, users
from models.database import connect, db
from models.settings import Settings
from models.volunteers import Volunteer
from tests import backends
from tests import cast as people
from tests.browser.running import chromium, demonstration, new_folder  # noqa: F401  here, so that the browser tests and the chaos have one of each
from tests.paper import named


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", default=os.environ.get("HONGLIN_TEST_DB", "sqlite"), choices=["sqlite", "postgresql"], help="database to test on")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: says something about SQLite alone, and is left out on PostgreSQL")
    config.addinivalue_line("markers", "whole: builds, walks or prints the whole product; run apart, so that the unit tests stay quick")
    config.addinivalue_line("markers", "once: tells the same whatever the database, and is left out on PostgreSQL")
    config.addinivalue_line("markers", "paper: looks at printed pages, whatever the database; run on one alone")
    config.addinivalue_line("markers", "schema: changes the schema, and so works on a copy of its own")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests about SQLite alone, and those that one database suffices for, out of a run on PostgreSQL; they do not count as skipped."""
    if config.getoption("--db") != "sqlite":
        left_out = [item for item in items if item.get_closest_marker("sqlite") or item.get_closest_marker("once")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With HONGLIN_REQUIRE=all a skipped test fails the run: nothing may be missing there."""
    terminal: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("HONGLIN_REQUIRE") == "all" and terminal and terminal.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        terminal.write_line("HONGLIN_REQUIRE=all: skipped tests count as failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class Clock:
    """Stands still at `moment` (naive UTC) until it is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date, at: time = time(10)) -> None:
        """Make it `at` o'clock in China on `day`."""
        self.moment = datetime.combine(day, at, real_clock.CHINA).astimezone(UTC).replace(tzinfo=None)

    def forward(self, **by: float) -> None:
        """Let time pass: days=, hours=, minutes=."""
        self.moment += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The models' clock, standing at ten in the morning of Wednesday 14 October 2026 in China."""
    standing = Clock(people.NOW)
    monkeypatch.setattr(real_clock, "now", standing)
    return standing


@pytest.fixture(scope="session")
def cheap_passwords() -> Iterator[None]:
    """Password hashing that costs next to nothing, for the session."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hasher", cheap)
        patch.setattr(passwords, "nobody", cheap.hash("nobody"))
        yield


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cheap_passwords: None) -> Iterator[Any]:
    """The database system under test, with a template that is empty and one that holds the cast."""
    chosen = _postgres() if request.config.getoption("--db") == "postgresql" else backends.Sqlite(tmp_path_factory.mktemp("templates"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_clock, "now", Clock(people.NOW))
        chosen.template("empty", lambda: None)
        chosen.template("people", people.build)
    yield chosen
    chosen.stop()


def _postgres() -> backends.Postgres:
    try:
        return backends.Postgres()
    except Exception as error:
        if os.environ.get("HONGLIN_REQUIRE") == "all":
            raise
        pytest.skip(f"PostgreSQL cannot run here: {error}")


@pytest.fixture
def database(request: pytest.FixtureRequest, backend: Any, clock: Clock, tmp_path: Path) -> Iterator[str]:
    """A migrated database of the test's own, empty unless the test asks for the cast; gives its URL."""
    name, schema_too = "people" if "cast" in request.fixturenames else "empty", bool(request.node.get_closest_marker("schema"))
    url = backend.copy(name, tmp_path, schema_too)
    opened = connect(url)
    yield url
    backends.close(opened)
    backends.close(db.obj)
    backend.drop(url)


@pytest.fixture(autouse=True)
def nobody_is_printed_without_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into every PDF that a test makes: no volunteer stands in it who did not agree (志愿服务条例 20).

    What a server of its own prints for the browser's tests is looked into where it arrives.
    """
    write = Document.write_pdf

    def looked_into(self: Document, *args: Any, **kwargs: Any) -> Any:
        pdf = write(self, *args, **kwargs)
        silent = Volunteer.select(Volunteer.name).where(~Volunteer.publishes_name).distinct()
        found = named(pdf, [person.name for person in silent])
        assert not found, f"printed without consent: {found}"
        return pdf

    monkeypatch.setattr(Document, "write_pdf", looked_into)


@pytest.fixture
def cast(database: str) -> people.Cast:
    """The named people and places of tests/cast.py."""
    return people.Cast()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings of a developer's machine on the test's database."""
    return Settings(development=True, data=tmp_path, database_url=database, https=False, jobs_in_request=True)


@pytest.fixture(scope="session")
def built_app(cheap_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The app, built once: to compile its routes and templates anew would take half the time of a test."""
    from app import create_app

    return create_app(Settings(development=True, data=tmp_path_factory.mktemp("app"), https=False))


@pytest.fixture
def app(built_app: Any, settings: Settings) -> Iterator[Any]:
    """The app on the test's own settings and database; forms need no CSRF token unless the test sets WTF_CSRF_ENABLED again."""
    config, extensions = dict(built_app.config), set(built_app.extensions)
    built_app.config.update(SETTINGS=settings, TESTING=True, WTF_CSRF_ENABLED=False)
    connect(settings.url)
    yield built_app
    built_app.config.clear()
    built_app.config.update(config)
    for name in set(built_app.extensions) - extensions:
        del built_app.extensions[name]


@pytest.fixture
def client(app: Any) -> Any:
    """A browser without a log-in."""
    return app.test_client()


@pytest.fixture
def login() -> Callable[[Any, users.User], Any]:
    """login(client, user): log in as the form does."""

    def log_in(client: Any, user: users.User, password: str = people.PASSWORD) -> Any:
        answer = client.post("/session", data={"username": user.username, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    return log_in


@pytest.fixture
def count_queries(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], int]:
    """count_queries(what): how many statements the database gets while `what` runs."""
    seen: list[str] = []
    real = type(db.obj).execute_sql

    def counting(self: Any, sql: str, *args: Any, **kwargs: Any) -> Any:
        seen.append(sql)
        return real(self, sql, *args, **kwargs)

    def count(what: Callable[[], Any]) -> int:
        seen.clear()
        with monkeypatch.context() as patch:
            patch.setattr(type(db.obj), "execute_sql", counting)
            what()
        return len(seen)

    return count
