"""Spreadsheets as a higher office sends them."""

import io

import openpyxl


def form_of_an_office(rows, more=None, change=None):
    """An .xlsx file of one sheet, 月报, with these rows; `more` are further sheets by title, `change` does something to the book."""
    book = openpyxl.Workbook()
    book.active.title = "月报"
    for title, lines in {"月报": rows, **(more or {})}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
