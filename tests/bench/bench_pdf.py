"""The page as a PDF, in one run by WeasyPrint here, by Chromium kept warm from the same HTML, styles and fonts, and by Typst with the same content.

make bench-print, or: .venv/bin/python -m tests.bench.bench_pdf
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
from xml.etree import ElementTree

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
from tests.bench.typst_page import SVG, print_typst
from tests.browser.site import FLAGS
from views.fitting import ENDLESS
from views.one_page import CHART, STYLES, print_page
from views.printing import Press
from views.spreading import Spreading

NAMED = ["银海樱花语小区", "世纪城小区", "百大城市理想小区", "曙光小区"]
TIMES = 5
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
        gc.freeze()  # as in a server process
        gc.set_threshold(50_000)
        with app.test_request_context():
            for compound in Compound.select().where(Compound.name.in_(NAMED)).order_by(Compound.id):
                _compare(app, compound, browser.new_page(), Path(name))
        browser.close()


def _compare(app: Flask, compound: Compound, page: Page, folder: Path) -> None:
    month = Period.last_month()
    ours = _timed(lambda: print_page(Summary(compound, month), ADDRESS))
    press, html, rules, chart = _last_set(Summary(compound, month))
    chromium = _timed(_chromium(app, page, press, html, rules))
    typst = _timed(lambda: print_typst(html, chart, folder))
    told = [
        f"{name} {time_:.0f} ms ({processor:.0f} of processor), {len(pdf) / 1024:.0f} KB, {len(pypdf.PdfReader(io.BytesIO(pdf)).pages)} page(s)"
        for name, (time_, processor, pdf) in (("WeasyPrint", ours), ("Chromium", chromium), ("Typst", typst))
    ]
    print(f"  {compound.name}: {'; '.join(told)}; Chromium takes {chromium[0] / ours[0]:.2f} times as long", flush=True)


def _timed(make: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """Milliseconds (p50), those of this process's processor (Chromium has processes of its own), and what came out."""
    times, processor, made = [], [], make()
    for _ in range(TIMES):
        start, used = time.perf_counter(), time.process_time()
        made = make()
        times.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - used))
    return statistics.median(times), statistics.median(processor), made


def _chromium(app: Flask, page: Page, press: Press, html: str, rules: str) -> Callable[[], bytes]:
    """Prints the very page that WeasyPrint was given: HTML, spacing, cut fonts and chart, served from memory. The page without end it makes one A4 page."""
    rules = rules.replace(ENDLESS, "")
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


def _last_set(summary: Summary) -> tuple[Press, str, str, str]:
    """The press, HTML and rules of the last setting of a page, and its chart; the HTML without the rows that the page had no room for."""
    calls: list[Any] = []
    gone: list[Any] = []
    charts: list[str] = []
    set_, drop, redraw = Press.set, Spreading.drop, Spreading.redraw

    def note(press: Press, html: str, rules: str = "") -> Any:
        calls.append((press, html, rules))
        return set_(press, html, rules)

    def note_drawn(page: Spreading, chart: Callable[[float], str], height: float) -> None:
        charts.append(chart(height))
        redraw(page, chart, height)

    def note_dropped(page: Spreading, column: str, boxes: list[Any]) -> None:
        gone.extend(box.element for box in boxes)
        drop(page, column, boxes)

    Press.set, Spreading.drop, Spreading.redraw = note, note_dropped, note_drawn  # type: ignore[method-assign]
    try:
        print_page(summary, ADDRESS)
    finally:
        Press.set, Spreading.drop, Spreading.redraw = set_, drop, redraw  # type: ignore[method-assign]
    (press, html, rules), chart = calls[-1], charts[-1]
    press.files[CHART] = chart.encode()
    tree = press.pages[html].etree_element
    for parent in list(tree.iter()):
        for row in [child for child in parent if child in gone]:
            parent.remove(row)
    ElementTree.register_namespace("", SVG)
    return press, "<!doctype html>" + ElementTree.tostring(tree, encoding="unicode", method="html"), rules, chart


if __name__ == "__main__":
    main()
