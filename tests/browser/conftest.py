"""A browser before a real server: one server and one Chromium for the session, a new profile for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import site as sites
from tests.browser.patterns import LookedAt
from tests.browser.running import of_the_run
from tests.browser.tablets import Server

LANDSCAPE, PORTRAIT = {"width": 1280, "height": 800}, {"width": 800, "height": 1280}


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> LookedAt:
    """The patterns of addresses that a walk of this run has looked at."""
    return LookedAt(of_the_run(tmp_path_factory) / "looked-at")


@pytest.fixture(scope="session")
def site(new_folder: Callable[[str], Path]) -> Iterator[sites.Site]:
    """The running site with a small demonstration district."""
    with sites.serve(new_folder("site")) as running:
        yield running


@pytest.fixture(scope="module")
def own_site(new_folder: Callable[[str], Path], request: pytest.FixtureRequest) -> Iterator[Server]:
    """A site of a test file's own, that can be stopped and started again."""
    server = Server(new_folder(request.path.stem))
    yield server
    server.stop()


@pytest.fixture
def open_page(chromium: Any, site: sites.Site) -> Iterator[Callable[..., Any]]:
    """open_page(viewport, **options): a page of a new profile; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_one(viewport: dict[str, int] = LANDSCAPE, **options: Any) -> Any:
        context = chromium.new_context(base_url=site.url, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" and not _expected(message.text) else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


def _expected(text: str) -> bool:
    """Chromium reports each answer of 4xx as an error; what those mean is for the test to say."""
    return text.startswith("Failed to load resource: the server responded with a status of 4")


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """The tablet on its side, 1280 x 800, nobody logged in."""
    return open_page(LANDSCAPE)


@pytest.fixture
def tall_page(open_page: Callable[..., Any]) -> Any:
    """The tablet upright, 800 x 1280, with touch."""
    return open_page(PORTRAIT, has_touch=True)


@pytest.fixture
def browse(chromium: Any, site: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """browse(): a browser on one profile folder; called again after the last was closed, the same tablet started anew."""
    opened: list[Any] = []

    def start(*flags: str, **options: Any) -> Any:
        given = {"executable_path": sites.chromium(), "args": [*sites.FLAGS, *flags], "viewport": PORTRAIT, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = chromium.browser_type.launch_persistent_context(tmp_path / "profile", base_url=site.url, **given, **options)
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


@pytest.fixture
def log_in(site: sites.Site) -> Callable[[Any, str], Any]:
    """log_in(page, role): through the form, as the role's demonstration account."""

    def enter(page: Any, role: str) -> Any:
        username, password = site.account(role)
        page.goto("/session/new")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/session" not in address)
        return page

    return enter


@pytest.fixture
def output() -> Path:
    """Where pictures of failures and measurements go."""
    folder = Path(__file__).parent / "output"
    folder.mkdir(exist_ok=True)
    return folder
