"""Search that finds by one character, room number, telephone tail and pinyin initials."""

from __future__ import annotations

import operator
from functools import lru_cache, reduce

from peewee import CharField, Expression, Field
from pypinyin import Style, lazy_pinyin

from models.records import tidy


class SearchField(CharField):
    """What a row can be found by: lower-case words, kept in step by the row's own `save`."""

    def __init__(self) -> None:
        super().__init__(400, default="")


def words(*values: object) -> str:
    """The text to search in: the values themselves, and names also by pinyin and its initials (张建国 -> zhangjianguo zjg)."""
    parts = [str(v).lower() for v in values if v not in (None, "")]
    names = [p for v in parts if (p := pinyin(v))]
    return " ".join([*parts, *names])[:400]


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
    terms = tidy(query).lower().split()[:8]
    return reduce(operator.and_, (field.contains(term[:60]) for term in terms), field.is_null(False))
