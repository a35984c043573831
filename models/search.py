"""Search that finds by one character, room number, telephone tail and pinyin initials."""

from __future__ import annotations

import operator
import re
import unicodedata
from functools import lru_cache, reduce

from peewee import CharField, Expression, Field
from pypinyin import Style, lazy_pinyin

from models.records import tidy

SPOKEN_DOOR = re.compile(r"(\d+)\s*(?:栋|幢|号楼|座)\s*(?:(\d+)\s*单元)?\s*(\d+)\s*(?:室|号|房)?")  # 3栋2单元501室


class SearchField(CharField):
    """What a row can be found by: lower-case words, kept in step by the row's own `save`."""

    def __init__(self) -> None:
        super().__init__(400, default="")


def words(*values: object) -> str:
    """The text to search in: the values themselves, and names also by pinyin and its initials (张建国 -> zhangjianguo zjg)."""
    parts = [plain(str(v)) for v in values if v not in (None, "")]
    names = [p for v in parts if (p := pinyin(v))]
    return f" {' '.join([*parts, *names])[:398]} "  # a blank at either end, so that the end of a word can be asked for


@lru_cache(maxsize=4096)
def pinyin(name: str) -> str:
    """Pinyin and initials of a text with Chinese in it; empty for one without."""
    if name.isascii():
        return ""
    syllables = lazy_pinyin(name, errors="ignore")
    initials = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    return f"{''.join(syllables)} {''.join(initials)}".lower()


def matches(field: Field, query: str) -> Expression:
    """Rows whose search text holds every word of `query`; an empty query matches all."""
    terms = plain(spoken_door(plain(tidy(query)))).split()[:8]
    return reduce(operator.and_, (_holds(field, term[:60]) for term in terms), field.is_null(False))


def plain(text: str) -> str:
    """Lower case, with full-width digits, letters and dashes as their narrow ones: what a Chinese keyboard types."""
    return unicodedata.normalize("NFKC", text).lower().replace("—", "-").replace("－", "-")


def spoken_door(text: str) -> str:
    """A text in which a door that is written as it is said stands as the register has it: 3栋2单元501室 -> 3-2-501."""
    return SPOKEN_DOOR.sub(_door, text)


def _door(match: re.Match[str]) -> str:
    return "-".join(part for part in match.groups() if part)


def _holds(field: Field, term: str) -> Expression:
    """A number is the beginning or the end of a word (a room, a telephone's tail), a door the beginning; a word stands anywhere."""
    if re.fullmatch(r"\d+(-\d+)+", term):
        return field.contains(f" {term}")
    if len(term) > 2 and term.isdecimal():
        return field.contains(f" {term}") | field.contains(f"{term} ") | field.contains(f"{term}-")
    return field.contains(term)
