"""What people type into cells, as values: Excel's 501.0, telephones kept as numbers, days in five spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils.datetime import from_excel

from models.records import tidy

ESCAPED = re.compile(r"'+[=+\-@]")  # what our own spreadsheets write before a formula's first sign
WHOLE = re.compile(r"([+-]?\d+)\.0+", re.ASCII)
SCIENTIFIC = re.compile(r"\d+(\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\s*[\d:.]+)?", re.ASCII)
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
WIDE = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}  # ５０１ as an input method leaves it
AS_TEXT = "请把这一列的格式设成“文本”再填"
YES, NO = {"是", "同意", "有", "1", "y", "yes", "true", "√", "✓"}, {"否", "不同意", "无", "0", "n", "no", "false", "×"}
NO_NUMBER = {"无", "没有", "暂无", "不详", "未知", "/", "-", "—", "——", "0"}  # what stands in the column of those without a telephone


class Formula(str):
    """A formula whose value the file does not hold: the program that wrote it has not worked it out."""

    __slots__ = ()


def text(cell: Any) -> str:
    """The cell as a reader sees it; an apostrophe that keeps a formula asleep is taken off."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    shown = tidy(str(cell))
    return shown[1:] if ESCAPED.match(shown) else shown


def lines(cell: Any) -> str:
    """The same of a longer text, with its line breaks."""
    return tidy(cell, lines=True) if isinstance(cell, str) and not ESCAPED.match(cell) else text(cell)


def narrow(shown: str) -> str:
    """Full-width letters, digits and signs as plain ones."""
    return " ".join(shown.translate(WIDE).split())


def code(cell: Any) -> str:
    """A room, a telephone, a number that is a name: 501 whether Excel says 501, 501.0 or ５０１."""
    if isinstance(cell, date | time):
        raise ValueError(f"Excel 把它当成了日期，{AS_TEXT}")
    shown = narrow(text(cell))
    if SCIENTIFIC.fullmatch(shown) and len(shown) > 5:
        raise ValueError(f"Excel 把它变成了 {shown}，后几位已经丢了，{AS_TEXT}")
    whole = WHOLE.fullmatch(shown)
    return whole[1] if whole else shown


def telephone(cell: Any) -> str:
    """A telephone as a code, empty where the cell says that there is none."""
    shown = code(cell)
    return "" if shown in NO_NUMBER else shown


def birth_year(cell: Any) -> int | None:
    """The year of 1950, 1950年 or a whole birthday, of which no more is kept than the year."""
    if isinstance(cell, date):
        return cell.year
    shown = text(cell)
    known = DAY.fullmatch(shown) or PACKED_DAY.fullmatch(shown) or re.fullmatch(r"(\d{4})[-/.年]\d{1,2}月?", shown, re.ASCII)
    return int(known[1]) if known else number(cell)


def number(cell: Any) -> int | None:
    """A whole number, also as 6层 or 1950年; None for an empty cell. Raises ValueError for anything else."""
    shown = code(cell)
    if not shown:
        return None
    found = re.fullmatch(r"([+-]?\d{1,9})[层楼年]?", shown, re.ASCII)
    if not found:
        raise ValueError(f"“{shown[:20]}”不是整数")
    return int(found[1])


def day(cell: Any) -> date | None:
    """A calendar day; None for an empty cell. Raises ValueError for what no calendar has."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    shown = narrow(text(cell))
    if not shown:
        return None
    if re.fullmatch(r"\d{5}", shown, re.ASCII):  # the count of days that Excel shows when a column is not formatted
        counted: Any = from_excel(int(shown))
        return counted.date() if isinstance(counted, datetime) else counted
    found = DAY.fullmatch(shown) or PACKED_DAY.fullmatch(shown)
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day(shown)
    except ValueError:
        return _no_day(shown)


def _no_day(shown: str) -> date:
    raise ValueError(f"“{shown[:20]}”不是日期，请写成 2026-10-24 这样")


def choice(choices: Iterable[tuple[Any, str]], **others: Any) -> Callable[[Any], Any]:
    """A reader of one of these (value, label) choices, or of another word for one; None for an empty cell."""
    labels = {label: value for value, label in choices}
    known = {**labels, **others}

    def read(cell: Any) -> Any:
        shown = text(cell)
        if shown and shown not in known:
            raise ValueError(f"没有“{shown[:20]}”这个选项，可以填：{'、'.join(labels)}")
        return known[shown] if shown else None

    return read


def yes(cell: Any) -> bool | None:
    """Yes or no in the usual spellings; None for an empty cell."""
    shown = text(cell).lower()
    if shown and shown not in YES | NO:
        raise ValueError("请填“是”或“否”")
    return shown in YES if shown else None


def names(cell: Any) -> list[str]:
    """Several names in one cell, however they are separated."""
    return list(dict.fromkeys(name for name in re.split(r"[、,，;；/\s]+", text(cell)) if name))
