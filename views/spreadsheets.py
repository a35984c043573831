"""Spreadsheets out, with cells that no office program will take for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Response
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from models import clock
from models.written import neutral

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def workbook(sheets: Iterable[Sheet], to_fill: bool = False) -> bytes:
    """An .xlsx file of (title, head, rows) sheets; rows may be a generator and are not kept in memory.

    `to_fill`: columns are text, so that Excel makes no dates of doors and no powers of ten of telephones.
    """
    book = Workbook(write_only=True)
    for title, head, rows in sheets:
        sheet = book.create_sheet(_sheet_title(title))
        sheet.freeze_panes = "A2"
        for number, label in enumerate(head, 1):
            column = sheet.column_dimensions[get_column_letter(number)]
            column.width = max(10, min(40, 3 * len(str(label))))
            if to_fill:
                column.number_format = "@"
        sheet.append(list(head))
        for row in rows:
            sheet.append([neutral(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def download(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """One sheet as a file to keep, named by title and day."""
    return attachment(workbook([(title, head, rows)]), f"{title}-{clock.today()}.xlsx", TYPE)


def attachment(content: bytes, name: str, mimetype: str) -> Response:
    """A file to keep; its name may be Chinese."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _sheet_title(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "表"
