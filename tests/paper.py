"""A printed page as somebody hears it who cannot see it, and whom it names."""

import re
import sqlite3
import subprocess
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader


def told(pdf: bytes) -> str:
    """The texts of the tags, in the order in which a screen reader meets them, without blanks."""
    made = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s", "", "".join(re.findall(r'^\s*"(.*)"$', made, re.MULTILINE)))


def named(pdf: bytes, names: Iterable[str]) -> list[str]:
    """Those of the names that stand somewhere in it."""
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)
    return [name for name in names if len(name) > 1 and name in text]


def silent(folder: Path) -> list[str]:
    """The volunteers in the database of a running site who did not agree to be named in public, and whose name nobody bears who holds an office."""
    with sqlite3.connect(f"file:{folder / 'honglin.db'}?mode=ro", uri=True) as opened:
        names = [name for (name,) in opened.execute("SELECT DISTINCT name FROM volunteer WHERE NOT publishes_name")]
        posted = [name for (name,) in opened.execute('SELECT person FROM post UNION SELECT name FROM "user" UNION SELECT person FROM place WHERE public')]
    found = [name for name in names if not any(name in other for other in posted)]
    assert len(found) > 100, "too few to prove anything"
    return found
