"""What a resident does on a telephone, without script and without cookies: read the board, say something, follow the slip."""

import re

import pytest

from tests.browser.conftest import PORTRAIT
from tests.browser.pages import problems

TELEPHONE = {"width": 360, "height": 780}
BOARD = "/boards/1"


@pytest.mark.parametrize("viewport", [TELEPHONE, PORTRAIT], ids=["telephone", "upright"])
def test_the_pages_of_residents(open_page, viewport):
    page, bodies = open_page(viewport, color_scheme="light"), []
    page.on("requestfinished", lambda request: bodies.append(request.sizes()["responseBodySize"]))
    wrong = {}
    for path in (BOARD, f"{BOARD}/concerns/new", f"{BOARD}/concerns/new?service=1", "/slips", "/slips/00000000000000", "/boards/99999"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if found := problems(page):
            wrong[path] = found
        if path == BOARD:
            assert sum(bodies) <= 70 * 1024
    assert wrong == {} and page.context.cookies() == []


def test_a_resident_says_something_without_script_or_cookies(open_page):
    page = open_page(TELEPHONE, java_script_enabled=False, is_mobile=True, has_touch=True)
    page.goto(BOARD)
    page.click("text=反映问题")
    page.check(".choose label:has-text('楼道照明') input")
    page.fill("[name=text]", "楼道灯坏了三天了")
    page.fill("[name=telephone]", "没有")
    page.click("text=交上去")
    assert page.locator(".error").inner_text().startswith("电话里只能有数字") and page.input_value("[name=text]") == "楼道灯坏了三天了"
    assert page.is_checked(".choose label:has-text('楼道照明') input")
    page.fill("[name=telephone]", "")
    page.click("text=交上去")
    number, code = page.locator("dd.digits").all_inner_texts()
    assert re.search(r"/slips/\d{14}$", page.url) and "收到了" in page.inner_text(".state")
    page.goto(BOARD)
    assert number in page.content() and "楼道灯坏了三天了" not in page.content()
    page.click("text=查我反映的事")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.press("[name=code]", "Enter")
    assert "楼道灯坏了三天了" in page.inner_text("main") and page.context.cookies() == []


def test_two_marks_without_script_or_cookies(open_page):
    page = open_page(TELEPHONE, java_script_enabled=False)
    page.goto(BOARD)
    page.check("#field-satisfied [value='4']")
    page.click("text=交上去，不记名")
    assert "这一项要填" in page.inner_text("#survey") and page.is_checked("#field-satisfied [value='4']")
    page.check("#field-belonging [value='4']")
    page.click("text=交上去，不记名")
    assert "谢谢您" in page.inner_text("#survey") and page.context.cookies() == []
