"""make pictures: the main pages on both tablets, and the printed pages, into docs/. Looked at by a person, not compared."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from models.areas import Area, Compound
from models.database import connect
from models.periods import Period
from tests.backends import close
from tests.browser import site as sites

DOCS = sites.ROOT / "docs"
SIZES = [(800, 1280), (1280, 800)]
LAST_MONTH = Period.last_month().key
PAGES = [  # (name, role, how to get there: an address, then links to follow by selector)
    ("log-in", None, "/session/new", []),
    ("today", "网格员", "/today", []),
    ("visit", "网格员", "/today?kind=care", ["li.door a.button.primary"]),
    ("household", "网格员", "/today?kind=care", ["li.door a.room"]),
    ("households", "社区", "/households", []),
    ("concerns", "社区", "/concerns", []),
    ("concern", "社区", "/concerns?shelf=dispatching", [".concerns a.line"]),
    ("dispatches", "物业", "/dispatches", []),
    ("board", None, "/boards/1", []),
    ("hours", "志愿队队长", "/sheets", []),
    ("sheet", "志愿队队长", "/sheets", ["nav a.button.primary"]),
    ("activity", "社区", "/activities/new", []),
    ("summary", "社区", "/compounds?q=银海樱花语", ["td a", "a:text('小区一页纸')"]),
    ("roll-up", "街道", "/", []),
    ("district", "区", "/", []),
    ("figures", "区", "/", [".tiles li:nth-child(4) a"]),
    ("checklists", "社区", "/compounds?q=银海樱花语", ["td a", "a:text-is('清单')"]),
    ("assessment", "社区", "/assessments", ["td a"]),
]
PRINTED = [
    *(("one-page", "银海樱花语"), ("one-page-unmanaged", "和乐居"), ("one-page-subsidised", "幸福邻里项目")),
    ("one-page-empty", "刚建成的小区"),
    *(("one-page-shijicheng", "世纪城小区"), ("one-page-lixiang", "百大城市理想"), ("one-page-shuguang", "曙光小区"), ("one-page-donghua", "东华小区")),
]
GREY = ("one-page", "one-page-unmanaged", "one-page-subsidised", "one-page-empty")  # as a black printer makes them


def main() -> None:
    """Take them all, from a full demonstration district."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sites.serve(Path(folder), HONGLIN_DEMO="") as site, sites.browser(Path(folder)) as chromium:
        for width, height in SIZES:
            for name, role, address, links in PAGES:
                page = _open(chromium, site, (width, height), role)
                _walk(page, address, links)
                page.screenshot(path=DOCS / f"{name}-{width}x{height}.png")
                page.context.close()
        _dark(chromium, site)
        _found(Path(folder))
        _print(_open(chromium, site, SIZES[1], "区"), Path(folder))
        _pin_up(_open(chromium, site, SIZES[1], "社区"), Path(folder))
    for picture in DOCS.glob("*.png"):  # 128 colours are all there are, and half the bytes
        Image.open(picture).convert("RGB").quantize(128).save(picture, optimize=True)


def _open(chromium: Any, site: Any, size: tuple[int, int], role: str | None, scheme: str = "light") -> Any:
    viewport = dict(zip(("width", "height"), size, strict=True))
    page = chromium.new_context(base_url=site.url, viewport=viewport, locale="zh-CN", color_scheme=scheme).new_page()
    if role:
        username, password = site.account(role)
        page.goto("/session/new")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/session" not in address)
    return page


def _walk(page: Any, address: str, links: list[str]) -> None:
    page.goto(address)
    for link in links:
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")


def _dark(chromium: Any, site: Any) -> None:
    page = _open(chromium, site, SIZES[0], "网格员", "dark")
    page.screenshot(path=DOCS / "today-dark-800x1280.png")


def _found(folder: Path) -> None:
    """A compound of which nothing is known yet."""
    database = connect(f"sqlite:///{folder / 'honglin.db'}")
    Compound.add(None, name="刚建成的小区", community=Area.get(Area.name == "永平路社区"), mode="commercial")
    close(database)


def _print(page: Any, folder: Path) -> None:
    for name, compound in PRINTED:
        page.goto(f"/compounds?q={compound}")
        key = page.locator("td a").first.get_attribute("href").rsplit("/", 1)[1]
        pdf = folder / f"{name}.pdf"
        pdf.write_bytes(page.request.get(f"/compounds/{key}/summary.pdf?period={LAST_MONTH}").body())
        _draw(pdf, name)
        if name in GREY:
            _draw(pdf, f"{name}-grey", "-gray")


def _draw(pdf: Path, name: str, *more: str) -> None:
    subprocess.run(["pdftoppm", "-r", "110", *more, "-png", "-singlefile", str(pdf), str(DOCS / name)], check=True)


def _pin_up(page: Any, folder: Path) -> None:
    """The bulletin in colour and in black."""
    page.goto("/bulletins")
    key = page.locator("a.line").first.get_attribute("href").rsplit("/", 1)[1]
    for name, ink in (("bulletin", "colour"), ("bulletin-black", "black")):
        pdf = folder / f"{name}.pdf"
        pdf.write_bytes(page.request.get(f"/bulletins/{key}.pdf?ink={ink}").body())
        _draw(pdf, name)


if __name__ == "__main__":
    main()
