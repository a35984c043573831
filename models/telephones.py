"""What may stand where a telephone number is asked for."""

from __future__ import annotations

import re
from typing import Any

from peewee import CharField

BETWEEN = "、/,，;；"  # two numbers
SIGNS = f" +-()（）－—转{BETWEEN}"  # what people put between digits; an extension comes after 转
FEWEST = 5  # 12345 is a number too


class Telephone(CharField):
    """A column for a number, or for two; what is set must be one that can be rung, what stood there before the rule stays until it is changed."""

    def __init__(self, max_length: int = 40, **given: Any) -> None:
        super().__init__(max_length, **given)


def check(text: str) -> None:
    """Raise ValueError for what nobody could ring; an empty text is no number, and none of this rule's business."""
    if not text:
        return
    if not all(c.isdecimal() or c in SIGNS for c in text):
        raise ValueError("电话里只能有数字；两个号码中间用 / 隔开，分机写在“转”后面")
    if sum(c.isdecimal() for c in text) < FEWEST:
        raise ValueError(f"电话至少要有 {FEWEST} 位数字")


def dialled(text: str | None) -> list[tuple[str, str]]:
    """(as written, as dialled) of each number: two may stand beside each other."""
    found = [(number, re.sub(r"[^\d+]", "", number.partition("转")[0])) for number in re.split(f"[{BETWEEN}]", text or "")]
    return [(number, digits) for number, digits in found if digits]
