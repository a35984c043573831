"""What may stand where a telephone number is asked for."""

from __future__ import annotations

import re

BETWEEN = "、/"  # two numbers
SIGNS = f" +-()（）－—{BETWEEN}"  # what people put between digits
FEWEST = 5  # 12345 is a number too


def check(text: str) -> None:
    """Raise ValueError for what nobody could ring; an empty text is no number, and none of this rule's business."""
    if not text:
        return
    if not all(c.isdecimal() or c in SIGNS for c in text):
        raise ValueError("电话里只能有数字、空格和 + - ( )；两个号码中间用、隔开")
    if sum(c.isdecimal() for c in text) < FEWEST:
        raise ValueError(f"电话至少要有 {FEWEST} 位数字")


def dialled(text: str | None) -> list[tuple[str, str]]:
    """(as written, as dialled) of each number: two may stand beside each other."""
    return [(number, re.sub(r"[^\d+]", "", number)) for number in re.split(r"[、/]", text or "") if number]
