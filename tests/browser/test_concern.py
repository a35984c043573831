"""One concern from the resident's telephone to the resident's word, through everybody's hands; the compound's page is right after each step."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from models import clock
from tests.browser.conftest import LANDSCAPE, PORTRAIT

HOME = "银海樱花语小区"
PHONE = {"width": 390, "height": 844}
TELEPHONE = "13800139321"
WORDS = "五楼公共灯坏了一个星期，老人下楼摔了一跤"
RATES = ("响应率", "解决率", "满意率")


class Page:
    """The compound's page of this month, as the community downloads it."""

    def __init__(self, office: Any) -> None:
        self.office = office
        office.goto("/compounds?q=银海樱花语")
        office.get_by_role("link", name=HOME).first.click()
        office.get_by_role("link", name="小区一页纸").click()
        self.address = f"{office.url.split('?')[0]}.xlsx?period={clock.today():%Y-%m}"
        self.before = self.figures()

    def figures(self) -> dict[str, Any]:
        """The part and whole of each rate, and how far each concern is, by number."""
        answer = self.office.request.get(self.address)
        assert answer.ok
        book = load_workbook(BytesIO(answer.body()))
        rates = {row[0]: (row[1] or 0, row[2] or 0) for row in book["三率"].iter_rows(min_row=2, values_only=True) if row[0] in RATES}
        lines = {row[0]: row[5] for row in book["诉求"].iter_rows(min_row=2, values_only=True)}
        return {"rates": rates, "lines": lines}

    def gains(self) -> list[tuple[int, int]]:
        """By how much part and whole of each rate have grown since the beginning."""
        now = self.figures()["rates"]
        return [(now[name][0] - self.before["rates"][name][0], now[name][1] - self.before["rates"][name][1]) for name in RATES]


@pytest.fixture
def office(open_page, log_in):
    """The community's desk."""
    return log_in(open_page(), "社区")


def door_of(worker) -> str:
    """A door that the worker walks, as people say it."""
    worker.goto("/today")
    return str(worker.locator("li.door").first.get_attribute("data-door"))


def raise_it(phone, board: str, door: str) -> str:
    """The resident scans the code and says what is wrong; gives the slip's digits."""
    phone.goto(board)
    phone.get_by_role("link", name="反映问题").first.click()
    phone.locator(".choose label:has-text('楼道照明')").click()
    phone.fill("[name=text]", WORDS)
    phone.fill("[name=door]", door)
    phone.fill("[name=contact]", "李大妈")
    phone.fill("[name=telephone]", TELEPHONE)
    phone.get_by_role("button", name="交上去").click()
    phone.wait_for_url(re.compile(r"/slips/\d{14}"))
    return phone.url.rsplit("/", 1)[1]


def dispatch(office, concern: str, receiver: str, text: str) -> None:
    """The community sends it to somebody."""
    office.goto(concern)
    form = office.locator("form[action$='/dispatches']")
    form.locator("[name=to]").select_option(label=receiver)
    form.locator("[name=text]").fill(text)
    form.get_by_role("button", name="派出", exact=True).click()
    expect(office.locator(".flash")).to_contain_text("派出去了")


def answer(office, concern: str, text: str) -> None:
    """The community tells the resident."""
    office.goto(concern)
    form = office.locator("form[action$='/answers']")
    form.locator("[name=text]").fill(text)
    form.get_by_role("button", name="答复居民了").click()
    expect(office.locator(".flash")).to_contain_text("答复了")


def test_a_concern_goes_through_everybodys_hands(open_page, log_in, office):
    page, worker, phone = Page(office), log_in(open_page(PORTRAIT, has_touch=True), "网格员"), open_page(PHONE)
    door = door_of(worker)
    board = page.address.split("/summary")[0].replace("/compounds/", "/boards/")
    slip = raise_it(phone, board, door)
    number = slip[:6]
    assert number not in page.before["lines"] and number in page.figures()["lines"]

    # at the door, the worker is told to confirm it, and does
    worker.goto("/today")
    card = worker.locator(f"li.door[data-door='{door}']")
    expect(card).to_contain_text("要核实诉求")
    card.get_by_role("link", name="走访").tap()
    worker.locator("#asked section", has_text=number).get_by_role("button", name="核实了，确有此事").tap()
    expect(worker.locator(".flash").first).to_contain_text(number)

    # the community sends it to the company, which sends it back
    office.goto(f"/concerns?q={number}")
    office.locator(".concerns a.line").first.click()
    concern = office.url
    company = office.locator("form[action$='/dispatches'] [name=to] option", has_text="物业服务中心").first.text_content()
    dispatch(office, concern, company, "换五楼楼道的灯")
    manager = log_in(open_page(LANDSCAPE), "物业")
    manager.goto("/dispatches")
    sent = manager.locator(".dispatch", has_text=number)
    assert WORDS not in manager.content() and TELEPHONE not in manager.content() and "李大妈" not in manager.content()
    sent.locator("a.task").click()
    manager.locator("summary:has-text('退回')").click()
    manager.locator("form[action$='/returns'] [name=text]").fill("公共照明归路灯所，不归我们")
    manager.locator("form[action$='/returns'] button:has-text('退回')").click()
    assert page.gains()[0] == (1, 1), "a dispatch is the first response"

    # a department takes it on and does it
    dispatch(office, concern, "区住建局", "请安排更换五楼楼道灯")
    clerk = log_in(open_page(LANDSCAPE), "部门")
    clerk.goto("/dispatches")
    clerk.locator(".dispatch", has_text=number).get_by_role("button", name="接单").click()
    done(clerk, number, "换了感应灯")
    answer(office, concern, "灯换好了，是感应的")
    assert page.gains() == [(1, 1), (0, 0), (0, 0)]

    # the resident is not content
    said(phone, slip, "没解决", "不满意")
    assert page.gains() == [(1, 1), (0, 1), (0, 1)]
    assert "已重办" in page.figures()["lines"][number]

    # done again, and now the resident is
    dispatch(office, concern, "区住建局", "灯又灭了，请查线路")
    clerk.goto("/dispatches")
    clerk.locator(".dispatch", has_text=number).get_by_role("button", name="接单").click()
    done(clerk, number, "换了线")
    answer(office, concern, "线路也换了")
    said(phone, slip, "解决了", "满意")
    assert page.gains() == [(1, 1), (1, 1), (1, 1)]
    assert "居民满意" in page.figures()["lines"][number]


def done(clerk, number: str, text: str) -> None:
    """The receiver reports that it is done."""
    clerk.goto("/dispatches")
    clerk.locator(".dispatch", has_text=number).locator("a.task").click()
    form = clerk.locator("form[action$='/handlings']")
    if not form.locator("[name=text]").is_visible():
        clerk.locator("#handling > summary").click()
    form.locator("[name=text]").fill(text)
    form.get_by_role("button", name="报办好了").click()
    clerk.wait_for_load_state()


def said(phone, slip: str, solved: str, satisfied: str) -> None:
    """The resident's own word, by the slip."""
    phone.goto(f"/slips/{slip}")
    phone.get_by_role("radio", name=solved, exact=True).check()
    phone.get_by_role("radio", name=satisfied, exact=True).check()
    phone.get_by_role("button", name="提交评价").click()
    phone.wait_for_load_state()
    expect(phone.locator(".now")).to_be_visible()


def test_what_was_typed_into_another_step_is_there_afterwards(page, log_in):
    log_in(page, "社区")
    page.goto("/concerns?shelf=dispatching")
    page.locator(".concerns a.line").first.click()
    page.locator(".next-steps summary", has_text=re.compile("^办了$")).click()
    page.fill("#handling-text", "先去看过一次")
    page.fill("#dispatch-text", "三栋二单元楼道灯不亮，请去看")
    page.select_option("#dispatch-to", index=1)
    page.locator(".next-steps button", has_text=re.compile("^派出$")).click()
    expect(page.locator(".flash").first).to_contain_text("派出去了")
    expect(page.locator("#handling-text")).to_have_value("先去看过一次")
    assert page.locator("#handling-text").is_visible()
    page.reload()
    assert page.input_value("#handling-text") == "" and page.evaluate("sessionStorage.getItem('half written steps')") is None
