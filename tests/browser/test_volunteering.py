"""The pages of volunteering that no link of a list leads to: those behind the codes on paper, and the forms with something wrong in them."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PORTRAIT
from tests.browser.pages import problems

PHONE = {"width": 390, "height": 844}
OF_A_LEADER = (
    "/teams/1/sheets/new?paper=1",
    "/teams/1/certificates/new",
    "/certificates/1",
    "/certificates/new",
    "/shifts",
    "/shifts/1",
    "/shifts/2",
    "/shifts/new",
)


@pytest.mark.parametrize("address", ["/confirmations", "/confirmations/2026-1/2", "/arrivals/000000000000"])
def test_behind_the_codes_on_paper(open_page, address):
    page = open_page(PHONE)
    page.goto(address)
    assert problems(page) == []


def test_of_the_leader(open_page, log_in):
    page = log_in(open_page(PORTRAIT), "志愿队队长")
    found = {}
    for address in OF_A_LEADER:
        assert page.goto(address).status == 200, address
        if wrong := problems(page):
            found[address] = wrong
    assert found == {}


def test_of_the_community(open_page, log_in):
    page = log_in(open_page(PORTRAIT), "社区")
    found = {}
    for address in ("/volunteers/1", "/volunteers/1/edit", "/merits", "/merits/new?volunteer=1", "/certificates/4", "/rules"):
        page.goto(address)
        if page.title() and (wrong := problems(page)):
            found[address] = wrong
    assert found == {}
