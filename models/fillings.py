"""An office's own spreadsheet with names in double braces, filled: styles stay, formulas stay and go along with rows that were put in."""

from __future__ import annotations

import copy
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.formula.translate import Translator

from models.imports.reading import BROKEN, OLE, _weigh
from models.records import Invalid
from models.reports.named_figures import FIGURES, LISTS, Figures
from models.written import neutral

NAME = re.compile(r"\{\{\s*(#?)([^{}]*?)\s*\}\}")
REFERENCE = re.compile(r"(?P<sheet>(?:'[^']+'|[^'!:\s]+)!)?(?P<first>\$?[A-Z]{1,3}\$?\d+)(?::(?P<last>\$?[A-Z]{1,3}\$?\d+))?")
BY_WORDS = {said: name for name, words in FIGURES.items() for said in (words, re.split("[（，]| %", words)[0])}
LISTS_BY_WORDS = {said: name for name, (words, _) in LISTS.items() for said in (words, words.partition("，")[0])}
MOST_CELLS = 200_000
MOST_WRONG = 8


@dataclass(frozen=True)
class Asked:
    """A name in a cell: of a figure, or of a list whose rows begin here, or of a column of such a list."""

    sheet: str
    cell: str
    name: str
    label: str
    value: Any = None


class Filling:
    """A spreadsheet to be filled. Raises Invalid(file=…) for what is no .xlsx, for unknown names, each with its cell, and for names in formulas."""

    def __init__(self, content: bytes) -> None:
        self.book = _open(content)
        self.asked, wrong = [], []
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows():
                _spell(row)
                of = _list_of(row)
                for cell in row:
                    for mark, name in _names(cell):
                        found = _label(of, mark, name)
                        if cell.data_type == "f":
                            wrong.append(f"{sheet.title} 的 {cell.coordinate}：公式里不能写 {{{{{name}}}}}，请写在旁边的格子里再引用")
                        elif found is None:
                            wrong.append(_unknown(sheet.title, cell.coordinate, mark + name, of))
                        else:
                            self.asked.append(Asked(sheet.title, cell.coordinate, mark + name, found))
        if wrong:
            more = f"；还有 {len(wrong) - MOST_WRONG} 处" if len(wrong) > MOST_WRONG else ""
            raise Invalid(file="；".join(wrong[:MOST_WRONG]) + more)
        if not self.asked:
            raise Invalid(file="表里没有一个 {{…}}，不知道往哪里填。下面有能用的名字，抄到格子里再传")

    def told(self, figures: Figures) -> list[Asked]:
        """What each name will be; of a list how many rows."""
        return [Asked(one.sheet, one.cell, one.name, one.label, _preview(one.name, figures)) for one in self.asked]

    def filled(self, figures: Figures) -> bytes:
        """The spreadsheet with everything in its place."""
        for sheet in self.book.worksheets:
            for number in range(sheet.max_row, 0, -1):
                if of := _list_of(sheet[number]):
                    _repeat(self.book, sheet, number, figures.lines(of))
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type != "f" and "{{" in cell.value:
                        _put(cell, cell.value, lambda name: figures.value(name) if name in FIGURES else None)
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def _open(content: bytes) -> Any:
    if content.startswith(OLE):
        raise Invalid(file="这是旧版 .xls，或者有密码，请另存为没有密码的 .xlsx 再传")
    if not content.startswith(b"PK"):
        raise Invalid(file="这不是 .xlsx 表格，请用 Excel 或 WPS 另存为 .xlsx 再传")
    _weigh(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
            size = sum(sheet.max_row * sheet.max_column for sheet in book.worksheets)
        except Exception as error:  # broken XML makes openpyxl trip over anything
            raise Invalid(file=BROKEN) from error
    if not book.worksheets or size > MOST_CELLS:
        raise Invalid(file="表太大了，请只留要填的那几页" if book.worksheets else BROKEN)
    return book


def _spell(row: Any) -> None:
    """Write the names of a row as `FIGURES` and `LISTS` have them: in half-width braces, and a name's own words (入户走访次数) as the name."""
    cells = [cell for cell in row if isinstance(cell.value, str) and cell.data_type != "f" and re.search("[{｛]{2}", cell.value)]
    for cell in cells:
        text = re.sub("[{｛]{2}", "{{", re.sub("[}｝]{2}", "}}", cell.value)).replace("{{＃", "{{#")
        _write(cell, NAME.sub(lambda found: _braced(found, LISTS_BY_WORDS if found[1] else {}), text))
    of = _list_of(row)
    said = BY_WORDS | ({words: name for name, words in LISTS[of][1].items()} if of else {})
    for cell in cells:
        _write(cell, NAME.sub(lambda found: _braced(found, {} if found[1] else said), cell.value))


def _braced(found: re.Match[str], names: dict[str, str]) -> str:
    return f"{{{{{found[1]}{names.get(found[2], found[2])}}}}}"


def _write(cell: Any, text: str) -> None:
    """A text, also where it begins like a formula."""
    cell.value, cell.data_type = text, "s"


def _names(cell: Any) -> Iterator[tuple[str, str]]:
    if isinstance(cell.value, str):
        yield from NAME.findall(cell.value)


def _list_of(row: Any) -> str:
    """The list whose rows stand in this row; empty when it is none."""
    return next((name for cell in row for mark, name in _names(cell) if mark and name in LISTS), "")


def _label(of: str, mark: str, name: str) -> str | None:
    if mark:
        return LISTS[name][0] if name in LISTS else None
    if of and name.removeprefix(f"{of}.") in LISTS[of][1]:
        return LISTS[of][1][name.removeprefix(f"{of}.")]
    return FIGURES.get(name)


def _unknown(sheet: str, cell: str, name: str, of: str) -> str:
    known = [*FIGURES, *BY_WORDS, *(f"#{one}" for one in (*LISTS, *LISTS_BY_WORDS)), *(LISTS[of][1] if of else ())]
    close = get_close_matches(name, known, 1)
    return f"{sheet} 的 {cell}：没有 {{{{{name}}}}} 这个名字" + (f"，是不是 {{{{{close[0]}}}}}" if close else "")


def _preview(name: str, figures: Figures) -> Any:
    if name.startswith("#"):
        return f"{len(figures.lines(name[1:]))} 行"
    return figures.value(name) if name in FIGURES else "每行一个"


def _put(cell: Any, text: str, value: Any) -> None:
    """A cell that is one name takes the value as it is, so that numbers are numbers; in a sentence it is text. No value begins a formula."""
    names = NAME.findall(text)
    if len(names) == 1 and NAME.fullmatch(text.strip()):
        cell.value = neutral(value(names[0][1]))
    else:
        cell.value = neutral(NAME.sub(lambda found: "" if found[1] else _text(value(found[2])), text).strip())
    if isinstance(cell.value, str):
        cell.data_type = "s"


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _repeat(book: Any, sheet: Any, number: int, lines: list[dict[str, Any]]) -> None:
    """A row of a list once for each line; what stands below moves down, and the formulas of all sheets with it. Without a line the row stays, empty."""
    pattern = [(cell.column, cell.value, copy.copy(cell._style)) for cell in sheet[number]]
    extra = max(0, len(lines) - 1)
    if extra:
        merged = [str(area) for area in sheet.merged_cells.ranges]
        for area in merged:
            sheet.unmerge_cells(area)
        heights = {row: size.height for row, size in sheet.row_dimensions.items() if row > number and size.height}
        sheet.insert_rows(number + 1, extra)
        for row in heights:
            sheet.row_dimensions[row].height = None
        for row, height in heights.items():
            sheet.row_dimensions[row + extra].height = height
        for area in merged:
            sheet.merge_cells(_moved(area, number, extra))
        _move_formulas(book, sheet.title, number, extra)
    for at, line in enumerate(lines or [{}]):
        sheet.row_dimensions[number + at].height = sheet.row_dimensions[number].height
        for column, value, style in pattern:
            cell = sheet.cell(number + at, column)
            cell._style = copy.copy(style)
            if isinstance(value, str) and not value.startswith("=") and "{{" in value:
                _put(cell, value, lambda name, line=line: line.get(name.rpartition(".")[2]))
            elif at:
                cell.value = _copied(value, number, at)


def _copied(value: Any, number: int, down: int) -> Any:
    """What stands in a repeated row besides names, so many rows further down: a formula goes on speaking of its own row."""
    if isinstance(value, str) and value.startswith("="):
        return Translator(value, origin=f"A{number}").translate_formula(f"A{number + down}")
    return value


def _move_formulas(book: Any, title: str, after: int, by: int) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = _formula(cell.value, sheet.title, title, after, by)


def _formula(text: str, here: str, title: str, after: int, by: int) -> str:
    """A formula whose references follow what was moved: a range that ends in the repeated row takes in all of its lines."""
    parts = Tokenizer(text)
    for token in parts.items:
        found = REFERENCE.fullmatch(token.value) if token.subtype == "RANGE" else None
        if found and (found["sheet"] or here).rstrip("!").strip("'") == title:
            token.value = (found["sheet"] or "") + _moved(token.value.removeprefix(found["sheet"] or ""), after, by)
    return "=" + "".join(token.value for token in parts.items)


def _moved(reference: str, after: int, by: int) -> str:
    """A reference or a range with its rows beyond `after` moved; the end of a range moves from there on."""
    first, colon, last = reference.partition(":")
    end = last and _row_moved(last, after - 1, by)
    return _row_moved(first, after, by) + colon + end


def _row_moved(cell: str, after: int, by: int) -> str:
    found = re.fullmatch(r"(\$?[A-Z]{1,3}\$?)(\d+)", cell)
    return f"{found[1]}{int(found[2]) + by}" if found and int(found[2]) > after else cell
