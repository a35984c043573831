"""Every one of the 52 systems is entered through the app, by the role whose work it is, and found on the compound's page and in its spreadsheet."""

import re

import pytest

from models.reports.systems import SYSTEMS
from tests.views import governance_rows, programme_rows
from tests.views.entering import Site

pytestmark = pytest.mark.whole
ROWS = {**programme_rows.ROWS, **governance_rows.ROWS}


def test_a_system_without_a_row_fails_the_suite():
    assert sorted(ROWS) == [system.number for system in SYSTEMS] == list(range(1, 53))


@pytest.mark.parametrize("number", sorted(ROWS))
def test_entered_and_found(app, cast, login, number):
    site = Site(app, cast, login)
    before, name = site.sheet(number), next(system.short for system in SYSTEMS if system.number == number)
    said = ROWS[number](site)
    on_page, in_sheet = said if isinstance(said, tuple) else (said, said)
    assert re.sub(r"\s", "", in_sheet) not in re.sub(r"\s", "", before), f"{name} was there before"
    assert re.sub(r"\s", "", in_sheet) in re.sub(r"\s", "", site.sheet(number)), name
    assert re.sub(r"\s", "", on_page) in site.page, name
