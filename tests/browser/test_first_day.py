"""The first working day on the small demonstration: a visit, a team's hours, an activity; all three on the printed page of last month."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from models.periods import Period
from tests.browser.conftest import PORTRAIT
from tests.paper import named, silent, told

LAST_MONTH = Period.last_month()
DAY = LAST_MONTH.end.isoformat()
HOME = "银海樱花语小区"


class Taps:
    """A page on which each tap is counted."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def tap(self, what: str) -> None:
        """Tap what the selector finds first."""
        self.count += 1
        self.page.locator(what).first.tap()


def figures(page, folder) -> dict[str, float]:
    """Visits, hours, activities and clinics of last month, read from the PDF of the compound's page."""
    page.goto("/compounds?q=银海樱花语")
    page.get_by_role("link", name=HOME).first.click()
    page.get_by_role("link", name="小区一页纸").click()
    address = page.url.split("?")[0]
    answer = page.request.get(f"{address}.pdf?period={LAST_MONTH.key}")
    assert answer.ok and answer.headers["content-type"] == "application/pdf"
    assert len(PdfReader(BytesIO(answer.body())).pages) == 1
    assert named(answer.body(), silent(folder)) == []
    text = told(answer.body())
    assert HOME in text and LAST_MONTH.label in text
    found = {name: re.search(pattern, text) for name, pattern in PATTERNS.items()}
    assert all(found.values()), text
    return {name: float(match.group(1).replace(",", "")) for name, match in found.items()}


PATTERNS = {
    "visits": r"入户走访([\d,]+)次",
    "hours": r"志愿服务([\d,.]+)小时",
    "activities": r"邻里活动([\d,]+)场",
    "clinics": r"(\d+)义诊",
}


@pytest.fixture
def office(open_page, log_in):
    """The community's desk."""
    return log_in(open_page(), "社区")


def test_a_visit_hours_and_an_activity_are_on_the_printed_page(open_page, log_in, office, site):
    before = figures(office, site.folder)

    worker = Taps(log_in(open_page(PORTRAIT, has_touch=True), "网格员"))
    worker.page.goto("/today")
    worker.tap("a.button.primary:text('走访')")
    worker.tap(".chip:text('吃饭')")
    worker.tap("summary:text('走访日期')")
    worker.tap("[name=day]")
    worker.page.fill("[name=day]", DAY)
    worker.tap(".actions .primary")
    worker.page.wait_for_selector(".flash:text('存好了')")
    assert worker.count <= 6

    leader = Taps(log_in(open_page(PORTRAIT, has_touch=True), "志愿队队长"))
    leader.page.goto("/sheets")
    leader.tap("a.primary:has-text('登记时长')")
    leader.page.fill("[name=day]", DAY)
    leader.page.fill("[name=purpose]", "清扫楼道")
    leader.page.locator("label:text('2 小时')").first.tap()
    leader.page.locator("a.chip:text('都不选')").tap() if leader.page.locator("a.chip:text('都不选')").count() else None
    leader.page.wait_for_load_state("networkidle")
    members = leader.page.locator("#members input[type=checkbox]")
    for n in range(12):
        members.nth(n).check()
    assert leader.page.text_content("#total") == "12 人 · 24 小时"
    leader.tap("button:text('确认，计入时长')")
    leader.page.wait_for_url(re.compile(r"/sheets/[0-9a-f-]{36}"))
    assert "12 人 · 24 小时" in leader.page.text_content("main")

    office.goto("/activities/new")
    office.fill("[name=name]", "秋季义诊")
    office.locator(".chip:text-is('义诊')").click()
    office.fill("[name=day]", DAY)
    office.select_option("[name=compound]", label=HOME)
    office.fill("[name=headcount]", "36")
    office.click(".actions .primary")
    office.wait_for_url(re.compile(r"/activities/[0-9a-f-]{36}"))

    after = figures(office, site.folder)
    assert {name: after[name] - before[name] for name in before} == {"visits": 1, "hours": 24, "activities": 1, "clinics": 1}


def test_a_sheet_counts_finds_names_and_ticks_those_with_minutes(open_page, log_in):
    page = log_in(open_page(PORTRAIT, has_touch=True), "志愿队队长")
    page.goto("/sheets")
    page.locator("a.primary:has-text('登记时长')").first.tap()
    page.locator("label:text('2 小时')").first.tap()
    page.locator("a.chip:text('都不选')").tap()
    expect(page.locator("#members .roster :checked")).to_have_count(0)
    expect(page.locator("#total")).to_have_text("0 人 · 0 小时")
    last = page.locator("#members .roster li").last
    last.locator("[name^=minutes-]").fill("30")
    assert last.locator("[type=checkbox]").is_checked() and page.text_content("#total") == "1 人 · 0.5 小时"
    page.locator("#members .roster [type=checkbox]").first.check()
    assert page.text_content("#total") == "2 人 · 2.5 小时"
    page.fill("#narrow", last.get_attribute("data-initials"))
    page.press("#narrow", "Enter")
    assert last.is_visible() and 0 < page.locator("#members .roster li:visible").count() < page.locator("#members .roster li").count()
    assert page.url.endswith("/sheets/new") and page.text_content("#total") == "2 人 · 2.5 小时"


def test_a_routine_visit_is_three_taps(open_page, log_in):
    worker = Taps(log_in(open_page(PORTRAIT, has_touch=True), "网格员"))
    worker.page.goto("/today")
    left = int(re.search(r"还有 (\d+) 户", worker.page.text_content("#progress")).group(1))
    worker.tap("a.button.primary:text('走访')")
    worker.tap(".chip:text('身体')")
    worker.tap(".actions .primary")
    worker.page.wait_for_selector(".flash:text('存好了')")
    assert worker.count == 3
    worker.page.goto("/today")
    assert int(re.search(r"还有 (\d+) 户", worker.page.text_content("#progress")).group(1)) == left - 1


def test_one_tap_for_nobody_home_in_place(open_page, log_in):
    page = log_in(open_page(PORTRAIT, has_touch=True), "网格员")
    page.goto("/today")
    done = _done(page)
    card = page.locator("li.door").first
    name = card.get_attribute("id")
    card.get_by_role("button", name="不在家").tap()
    page.wait_for_selector(f"#{name}.marked")
    assert _done(page) == done + 1
    page.locator(f"#{name} button").tap()
    page.wait_for_selector(f"#{name}.door")


def _done(page) -> int:
    """How many doors today's progress counts."""
    return int(re.search(r"今天走了 (\d+) 户", page.text_content("#progress")).group(1))


def test_all_of_it_without_javascript(open_page, log_in):
    page = log_in(open_page(PORTRAIT, java_script_enabled=False), "网格员")
    page.goto("/today")
    page.locator("li.door").first.get_by_role("button", name="不在家").click()
    assert "存好了" in page.text_content("main")
    page.locator("li.door").first.get_by_role("link", name="走访").click()
    page.locator(".actions .primary").click()
    assert "存好了" in page.text_content("main")


def test_what_was_typed_is_there_after_the_browser_was_killed(open_page, log_in):
    page = log_in(open_page(PORTRAIT), "网格员")
    page.goto("/today")
    address = page.locator("li.door a.button.primary").last.get_attribute("href")
    page.goto(address)
    with page.expect_response("**/drafts"):
        page.fill("[name=note]", "写到一半没电了")
    page.context.close()
    again = log_in(open_page(PORTRAIT), "网格员")
    again.goto(address)
    assert again.input_value("[name=note]") == "写到一半没电了"
