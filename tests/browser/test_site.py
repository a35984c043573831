"""The ground on which the browser tests stand: a real server, Chinese in the fonts of the print, nothing the browser complains of."""

import pytest


@pytest.fixture
def fonts_of():
    """fonts_of(page, selector): the fonts with which the browser really drew the text of an element."""

    def ask(page, selector):
        tools = page.context.new_cdp_session(page)
        for domain in ("DOM", "CSS"):
            tools.send(f"{domain}.enable")
        root = tools.send("DOM.getDocument")["root"]["nodeId"]
        node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        return {font["familyName"] for font in tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}

    return ask


def test_chinese_is_drawn_with_the_fonts_of_the_print(page, fonts_of):
    page.goto("/session/new")
    assert fonts_of(page, "label[for=username]") == {"Noto Sans SC"}


def test_a_server_that_does_not_come_up_says_why(tmp_path):
    from tests.browser.site import serve

    with pytest.raises(RuntimeError, match="HONGLIN_SECRET"), serve(tmp_path, HONGLIN_DEVELOPMENT="0"):
        pass


@pytest.mark.parametrize("role", ["网格员", "志愿队队长", "物业", "部门", "社区", "街道", "区", "系统管理员"])
def test_each_printed_log_in_works(page, site, log_in, role):
    log_in(page, role)
    assert page.locator("h1").count() == 1


def test_what_is_not_for_paper_is_not_on_it(page, log_in):
    log_in(page, "志愿队队长").goto("/shifts")
    page.locator(".list a.line").first.click()
    page.wait_for_load_state("load")
    assert page.locator(".no-print:visible").count() >= 2 and page.locator(".top .who").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".no-print:visible").count() == 0 and not page.locator(".top .who").is_visible()
    assert page.locator(".scan svg").is_visible()


def test_back_to_the_list_leads_to_the_shelf_the_filters_and_the_page_that_were_left(page, log_in):
    log_in(page, "区").goto("/concerns?shelf=all")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**page=2*")
    left = page.url
    page.locator("#rows .list a.line").first.click()
    page.get_by_role("link", name="回到列表").click()
    page.wait_for_url("**/concerns?*")
    assert page.url == left and "shelf=all" in left
