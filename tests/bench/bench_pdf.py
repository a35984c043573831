"""The page as a PDF: time and size beside Chromium's print of the same HTML, styles and fonts, in one run.

make bench, or: .venv/bin/python -m tests.bench.bench_pdf
"""

from __future__ import annotations

import gc
import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
from flask import Flask
from playwright.sync_api import Page, Route, sync_playwright

from app import create_app
from models import demo, schema
from models.areas import Compound
from models.database import connect
from models.periods import Period
from models.reports.summary import Summary
from models.settings import Settings
from models.visits import Visit
from tests.browser.site import FLAGS
from views.one_page import STYLES, print_page
from views.printing import Press

NAMED = ["银海樱花语小区", "世纪城小区", "百大城市理想小区", "曙光小区"]
TIMES = 15
ADDRESS = "https://honglin.example/compounds/1/summary?period=2026-10"


def main() -> None:
    """Build a small district and print its named compounds both ways."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        url = f"sqlite:///{Path(name) / 'honglin.db'}"
        connect(url)
        schema.migrate()
        demo.build(small=True)
        app = create_app(Settings(development=True, https=False, database_url=url))
        print(f"pdf, on {Visit.select().count():,} visits; p50 of {TIMES} after one to warm up, figures and templates included for WeasyPrint", flush=True)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        gc.freeze()  # what a long-running server has loaded
        with app.test_request_context():
            for compound in Compound.select().where(Compound.name.in_(NAMED)).order_by(Compound.id):
                _compare(app, compound, browser.new_page())
        browser.close()


def _compare(app: Flask, compound: Compound, page: Page) -> None:
    month = Period.last_month()
    own = _timed(lambda: print_page(Summary(compound, month), ADDRESS))
    chromium = _timed(_chromium(app, page, Summary(compound, month)))
    ours, pdf, theirs = own[0], own[1], chromium[1]
    pages = [len(pypdf.PdfReader(io.BytesIO(content)).pages) for content in (pdf, theirs)]
    print(
        f"  {compound.name}: WeasyPrint {ours:.0f} ms, {len(pdf) / 1024:.0f} KB, {pages[0]} page; "
        f"Chromium {chromium[0]:.0f} ms, {len(theirs) / 1024:.0f} KB, {pages[1]} page(s); time {ours / chromium[0]:.2f}, size {len(pdf) / len(theirs):.2f}",
        flush=True,
    )


def _timed(make: Callable[[], bytes]) -> tuple[float, bytes]:
    """Milliseconds (p50) and what came out."""
    times, made = [], make()
    for _ in range(TIMES):
        start = time.perf_counter()
        made = make()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), made


def _chromium(app: Flask, page: Page, summary: Summary) -> Callable[[], bytes]:
    """Prints the very page that WeasyPrint was given: HTML, spacing, cut fonts and chart, served from memory."""
    press, html, rules = _last_set(summary)
    styles = "".join(Path(str(app.static_folder), "css", f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    faces = "".join(f'@font-face {{ font-family: "{name[4:].replace("-", " ")}"; src: url(/{name[4:]}) }}' for name in press.files if "svg" not in name)
    html = html.replace("own:", "/").replace("</head>", f"<style>{faces}{styles}{rules}</style></head>")

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        kind = "image/svg+xml" if name.endswith("svg") else "font/otf"
        route.fulfill(body=press.files[f"own:{name}"], content_type=kind) if name else route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)

    def make() -> bytes:
        page.goto("http://page.test/")
        page.evaluate("document.fonts.ready")
        return page.pdf(prefer_css_page_size=True, print_background=True)

    return make


def _last_set(summary: Summary) -> tuple[Press, str, str]:
    """The press, HTML and rules of the last setting of a page."""
    calls: list[Any] = []
    set_ = Press.set

    def note(press: Press, html: str, rules: str = "", **pictures: str) -> Any:
        calls.append((press, html, rules))
        return set_(press, html, rules, **pictures)

    Press.set = note  # type: ignore[method-assign]
    try:
        print_page(summary, ADDRESS)
    finally:
        Press.set = set_  # type: ignore[method-assign]
    press, html, rules = calls[-1]
    return press, html, rules


if __name__ == "__main__":
    main()
