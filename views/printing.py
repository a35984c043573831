"""HTML on paper: faces of our own cut to the text, and nothing fetched from anywhere."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import pylopdf_fonts_zh_cn
import segno
import uharfbuzz as hb
from flask import current_app
from markupsafe import Markup
from pypinyin import Style, lazy_pinyin
from tinyhtml5 import inputstream
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from views.clamping import end_in_dots

FACES = {"Honglin Sans": pylopdf_fonts_zh_cn.sans_path(), "Honglin Serif": pylopdf_fonts_zh_cn.serif_path()}
RARE = {"Honglin Rare Sans": pylopdf_fonts_jp.sans_path(), "Honglin Rare Serif": pylopdf_fonts_jp.serif_path()}
GETA = "〓"  # what a typesetter puts where a character is missing


class Patterns(dict[tuple[Any, bool], re.Pattern[str]]):
    """The patterns by which WeasyPrint's parser reads: tinyhtml5 2.1 files them where it never looks, and so makes one for each tag (6 ms a page)."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, wanted = key
        self[key] = re.compile(f"[{'' if wanted else '^'}{re.escape(''.join(characters))}]+")
        return self[key]


inputstream.characters_until_regex = Patterns()


class OwnFiles(URLFetcher):
    """Gives the files it was made with and refuses every other address: file:, http:, data: and all."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """One of the files; raises ValueError for any other address."""
        if url not in self.files:
            raise ValueError(f"not a file of this page: {url}")
        return URLFetcherResponse(url, self.files[url], {"Content-Type": "image/svg+xml" if url.endswith("svg") else "font/otf"})


class Page(HTML):
    """A page without what is printed nowhere here: marks of lists and notes, each of which WeasyPrint's own style sheet gives every element six times."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [PLAIN]


PLAIN = CSS(string=re.sub(r"^::.*$", "", UA, flags=re.MULTILINE))


class Press:
    """Sets pages whose text uses the characters of `text` and no others.

    Each face is cut to them first: WeasyPrint keeps glyph numbers, which in a whole Chinese face cost 90 KB of empty places.
    A press serves one document, so that no thread shares fonts with another and nothing grows.
    """

    def __init__(self, text: str, *sheets: str) -> None:
        characters = {ord(c) for c in readable(text)} - set(b"\n\t\r")
        faces = {name: path for name, path in {**FACES, **RARE}.items() if name in FACES or characters - _covered(FACES)}
        self.files = {
            f"own:{name.replace(' ', '-')}": _cut(path, characters if name in FACES else characters - _covered(FACES)) for name, path in faces.items()
        }
        self.fetcher = OwnFiles(self.files)
        self.fonts = FontConfiguration()
        rules = "".join(f'@font-face {{ font-family: "{name}"; src: url(own:{name.replace(" ", "-")}) }}' for name in faces)
        CSS(string=rules, font_config=self.fonts, url_fetcher=self.fetcher, base_url="own:")
        self.sheet = _style(sheets)
        self.pages: dict[str, Page] = {}

    def set(self, html: str, rules: str = "") -> Document:
        """The laid-out document of a page of HTML, with further CSS rules; it may call for what is in `files`."""
        if html not in self.pages:  # reading HTML is slow in Python: the same page is often set again with other rules
            self.pages[html] = Page(string=readable(html), url_fetcher=self.fetcher, base_url="own:")
        sheets = [self.sheet, CSS(string=rules, url_fetcher=self.fetcher, base_url="own:")]
        document = self.pages[html].render(font_config=self.fonts, stylesheets=sheets)
        for page in document.pages:
            end_in_dots(page._page_box)
        return document


def readable(text: str) -> str:
    """The text with its pinyin, or 〓, where no face has the character (as a bank book prints a rare name); without emoji and joiners."""
    missing = {ord(c) for c in set(text)} - _covered(FACES) - _covered(RARE) - set(b"\n\t\r")
    return text.translate({code: _instead(chr(code)) for code in missing})


def qr_code(address: str) -> Markup:
    """The address as an SVG of its own, one path."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=0, dark="#211c1a", svgclass=None, lineclass=None)
    return Markup(out.getvalue().decode())  # noqa: S704 - made by segno from a path, no text in it


def _instead(character: str) -> str:
    if unicodedata.category(character)[0] in "SMZ" or unicodedata.category(character) in ("Cc", "Cf"):  # emoji, marks, joiners
        return ""
    spelt = lazy_pinyin(character, style=Style.TONE)[0]
    return GETA if spelt == character else f"〔{spelt}〕"


def _cut(path: Path, characters: set[int]) -> bytes:
    """A font file with the glyphs of these characters alone."""
    kept = hb.SubsetInput()
    kept.unicode_set.update(characters)
    return bytes(hb.subset(_face(path), kept).blob.data)


@cache
def _face(path: Path) -> Any:
    return hb.Face(hb.Blob.from_file_path(str(path)))


def _covered(faces: dict[str, Path]) -> frozenset[int]:
    """The characters that every one of these faces has."""
    return _covered_by(tuple(faces.values()))


@cache
def _covered_by(paths: tuple[Path, ...]) -> frozenset[int]:
    return frozenset.intersection(*(frozenset(_face(path).unicodes) for path in paths))


@cache
def _style(names: tuple[str, ...]) -> CSS:
    """The style sheets as one, with the values of :root put in place: WeasyPrint would look each up anew for every element."""
    text = "".join(Path(str(current_app.static_folder), "css", f"{name}.css").read_text(encoding="utf-8") for name in names)
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", text))
    return CSS(
        string=re.sub(r"var\((--[\w-]+)(?:, ([^()]+))?\)", lambda found: values.get(found[1], found[2]), text), url_fetcher=OwnFiles({}), base_url="own:"
    )
