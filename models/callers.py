"""Who rings about a concern: found by the telephone's tail or by name, apart from the search column, which holds neither."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

from peewee import Field, fn

from models.records import tidy
from models.search import plain
from models.telephones import BETWEEN, SIGNS

TAIL = 4  # digits: what people give of a number, and no room's


def rang(contact: Field, telephone: Field, query: str) -> Any:
    """Rows of whom every word of `query` names, or whose number ends with it, signs and blanks aside; an empty one finds all that say who it was."""
    text = plain(tidy(query))
    digits = "".join(filter(str.isdecimal, text))
    words = [digits] if digits and all(c.isdecimal() or c in SIGNS for c in text) else text.split()[:8]
    return reduce(operator.and_, (_called(contact, telephone, word[:40]) for word in words), contact.is_null(False) | telephone.is_null(False))


def _called(contact: Field, telephone: Field, word: str) -> Any:
    return _ends(telephone, word) if word.isdecimal() and len(word) >= TAIL else contact.contains(word)


def _ends(telephone: Any, tail: str) -> Any:
    bare: Any = reduce(lambda text, sign: fn.REPLACE(text, sign, ""), sorted(set(SIGNS) - set(BETWEEN)), telephone)
    return reduce(operator.or_, (bare.contains(f"{tail}{sign}") for sign in BETWEEN), bare.endswith(tail))
