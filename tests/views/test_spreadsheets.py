"""Spreadsheets out: every program opens them, whatever the cells hold."""

from io import BytesIO

from openpyxl import load_workbook

from models.visits import Visit
from views.spreadsheets import neutral


def test_signs_that_no_spreadsheet_may_hold_are_left_out(client, cast, login):
    """Also of rows from before the rule, for one of them would make the whole file unreadable."""
    row = Visit.enter(cast.alice, household=cast.home, note="记")[0]
    Visit.update(note="坏字\uffff和\ufffe字\x01").where(Visit.id == row.id).execute()
    login(client, cast.carol)
    sheet = load_workbook(BytesIO(client.get("/visits.xlsx").data)).active
    assert "坏字和字" in [cell for line in sheet.iter_rows(values_only=True) for cell in line]


def test_a_formula_behind_such_a_sign_is_none_either():
    assert [neutral(value) for value in ("\uffff=1+1", "=1+1", "'-2", "一", 3, None)] == ["'=1+1", "'=1+1", "''-2", "一", 3, None]
