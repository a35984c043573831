"""Every page of those who work in a community, and the log-in; what first and later pages weigh."""

import pytest

from tests.browser.conftest import PORTRAIT
from tests.browser.pages import problems, wrong_for


@pytest.mark.parametrize("role", ["社区", "网格员", "志愿队队长", "物业", "部门"])
def test_every_page_of_a_role(open_page, log_in, looked_at, role):
    assert wrong_for(role, open_page, log_in, looked_at) == {}


def test_the_log_in_page(open_page):
    page = open_page(PORTRAIT)
    page.goto("/session/new")
    assert problems(page) == []


def test_first_load_and_later_pages_are_light(open_page, log_in):
    page, bodies = open_page(PORTRAIT), []
    page.on("requestfinished", lambda request: bodies.append(request.sizes()["responseBodySize"]))
    log_in(page, "网格员")
    page.wait_for_load_state("networkidle")
    assert sum(bodies) <= 70 * 1024
    for path in ("/today", "/households", "/activities", "/more", "/compounds"):
        bodies.clear()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert sum(bodies) <= 12 * 1024, (path, sum(bodies))
