"""How a figure is written, on the screen, on paper and in a spreadsheet alike."""

from __future__ import annotations

FEW = 3


def few(number: int) -> str:
    """A count of people in need as it may be shown: under 3 it is 少于3, because one or two can be recognised."""
    return f"少于{FEW}" if number < FEW else counted(number)


def counted(number: int) -> str:
    """A whole number with its thousands apart: 1,036."""
    return f"{number:,}"


def hours(minutes: int) -> str:
    """Minutes as hours with one decimal at most: 318, 12.5."""
    return f"{minutes / 60:,.1f}".removesuffix(".0")


def share(part: int, whole: int) -> int | None:
    """Whole per cent; 100 only when nothing is missing, 0 only when nothing is there, None of nothing."""
    if not whole:
        return None
    return max(min(round(part * 100 / whole), 99 if part < whole else 100), 1 if part else 0)


def in_wan(fen: int) -> str:
    """Money as people say it: 350 元, 12.5 万元, 800 万元."""
    yuan = fen / 100
    return f"{yuan / 10_000:,.1f}".removesuffix(".0") + " 万元" if yuan >= 10_000 else f"{yuan:,.2f}".removesuffix(".00") + " 元"
