"""How values are written into the cells of a spreadsheet."""

from typing import Any

from models.records import UNWRITABLE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: Any) -> Any:
    """The value as a cell: text that begins like a formula gets an apostrophe before it, which an import takes off again.

    What no XML may hold is left out, for the program would call the whole file damaged.
    """
    if not isinstance(value, str):
        return value
    text = UNWRITABLE.sub("", value)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text
