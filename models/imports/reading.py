"""A file as sheets of rows: .xlsx, or text with commas, semicolons or tabs. Bounded in rows, columns and unpacked size."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import openpyxl

from models.imports.cells import Formula
from models.records import Invalid

MOST_ROWS = 20_000
MOST_COLUMNS = 60
LAST_ROW = 1_048_576  # Excel's own
UNPACKED = 64 * 1024 * 1024  # bytes; a sheet of 20,000 rows has about 10 MB
MOST_TAGS = 2_000_000  # signs "<"; the same sheet has about 1.2 million, and openpyxl takes 300 bytes for each
MOST_OTHER_TAGS = 200_000  # in styles and the like, which are kept whole
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx under a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NO_TABLE = "这不是表格文件，请传 .xlsx 或 .csv"
BROKEN = "这个文件打不开，可能坏了，请用 Excel 或 WPS 另存为 .xlsx 再传"
Row = tuple[int, list[Any]]


class Sheet:
    """The rows of one sheet that hold anything, each with its number as the office program shows it."""

    def __init__(self, rows: Callable[[], Iterable[Sequence[Any]]]) -> None:
        self._rows = rows

    def first(self, count: int) -> list[Row]:
        """The first rows; raises Invalid when the file is broken."""
        return self._read(lambda rows: list(islice(rows, count)))

    def all(self) -> list[Row]:
        """Every row; raises Invalid when the file is broken or too long."""
        rows = self._read(lambda rows: list(islice(rows, MOST_ROWS + 12)))
        if len(rows) > MOST_ROWS + 11:  # a few rows of title and head
            raise Invalid(file=f"一次最多 {MOST_ROWS} 行，请分成几份")
        return rows

    def _read(self, take: Callable[[Iterator[Row]], list[Row]]) -> list[Row]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names every ornament that it leaves out
            try:
                return take(self._filled())
            except Invalid:
                raise
            except Exception as error:  # broken XML makes openpyxl trip over anything
                raise Invalid(file=BROKEN) from error

    def _filled(self) -> Iterator[Row]:
        for number, row in enumerate(self._rows(), 1):
            if number > LAST_ROW:
                raise Invalid(file=BROKEN)
            cells = list(row[:MOST_COLUMNS])
            if any(cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells):
                yield number, cells


def sheets(content: bytes, filename: str = "") -> list[Sheet]:
    """The sheets of a file, which must be what its name says; raises Invalid(file=…) that says in words why it cannot be read."""
    if not content.strip():
        raise Invalid(file="文件是空的")
    if content.startswith(OLE):
        raise Invalid(file="文件有密码，请去掉密码再传" if ENCRYPTED in content else "这是旧版 .xls，请另存为 .xlsx 再传")
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.lstrip().startswith(b"%PDF") or filename.lower().endswith((".xlsx", ".pdf")):
        raise Invalid(file=NO_TABLE)
    return [_separated(content)]


def _workbook(content: bytes) -> list[Sheet]:
    _weigh(content)
    book = _opened(content, data_only=True)
    if not book.worksheets:
        raise Invalid(file=BROKEN)
    if not _has_formulas(content):
        return [Sheet(_rows_of(sheet, values_only=True)) for sheet in book.worksheets]
    written = _opened(content, data_only=False)
    twins = zip(book.worksheets, written.worksheets, strict=True)
    return [Sheet(_worked_out(_rows_of(sheet), _rows_of(twin))) for sheet, twin in twins]


def _opened(content: bytes, data_only: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        except Exception as error:  # as above; a .docx ends here too
            raise Invalid(file=BROKEN) from error


def _rows_of(sheet: Any, values_only: bool = False) -> Callable[[], Iterable[Sequence[Any]]]:
    sheet.reset_dimensions()  # the size that a file claims is not always its size
    return lambda: sheet.iter_rows(max_col=MOST_COLUMNS, values_only=values_only)


def _worked_out(values: Callable[[], Iterable[Any]], written: Callable[[], Iterable[Any]]) -> Callable[[], Iterable[Sequence[Any]]]:
    """The values of a sheet, and a Formula where the file has none for it; one that came to no letters has the type of text."""

    def value(cell: Any, twin: Any) -> Any:
        return Formula(twin.value) if cell.value is None and twin.data_type == "f" and cell.data_type != "str" else cell.value

    return lambda: ([value(*pair) for pair in zip(*rows, strict=True)] for rows in zip(values(), written(), strict=True))


def _has_formulas(content: bytes) -> bool:
    """Whether any sheet has a formula: then it is read twice, once for the values and once for the formulas."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    sheets = (archive.read(part) for part in archive.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml"))
    return any(re.search(rb"<(\w+:)?f[\s>/]", sheet) for sheet in sheets)


def _weigh(content: bytes) -> None:
    """Refuse what would unpack to far more than a spreadsheet; zipfile never unpacks more than is announced here."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Invalid(file="文件有密码，请去掉密码再传")
        heavy = sum(part.file_size for part in parts) > UNPACKED or len(parts) > 2000
        cells = [part for part in parts if re.match(r"xl/(worksheets/|sharedStrings)", part.filename)]
        others = [part for part in parts if part not in cells and part.filename.endswith((".xml", ".rels"))]
        heavy = heavy or _tags(archive, cells) > MOST_TAGS or _tags(archive, others) > MOST_OTHER_TAGS
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise Invalid(file=BROKEN) from error
    if heavy:
        raise Invalid(file="文件展开后太大了，请只留要导入的那张表再传")


def _tags(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> int:
    """How many tags these parts have at most, counted without building anything of them."""
    count = 0
    for part in parts:
        with archive.open(part) as stream:
            while count <= MOST_TAGS and (piece := stream.read(1024 * 1024)):
                count += piece.count(b"<")
    return count


def _separated(content: bytes) -> Sheet:
    lines = _decoded(content)
    head = next(line for line in lines.splitlines() if line.strip())[:10_000]
    separator = max(",;\t", key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))
    return Sheet(lambda: csv.reader(io.StringIO(lines, newline=""), delimiter=separator))


def _decoded(content: bytes) -> str:
    codecs = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for codec in codecs:
        try:
            lines = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if lines.strip() and not re.search(r"[\x00-\x08\x0e-\x1f]", lines):
            return lines
    raise Invalid(file=NO_TABLE)
