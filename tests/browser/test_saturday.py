"""A Saturday's hours: twelve members, two changed, one guest, in few taps and under a minute; without signal and with the tablet killed half-way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.bench import bench_sheet as model
from tests.browser.tablets import cut, go, line, ready


@pytest.fixture(scope="module")
def site(own_site):
    """A site that these tests may stop."""
    return own_site


def written(site):
    """(people, guests, minutes) of each sheet with the guest on it."""
    return site.ask(
        "SELECT COUNT(*), SUM(guest), SUM(h.minutes) FROM service_hours h JOIN sheet s ON s.id = h.sheet_id WHERE s.confirmed_at IS NOT NULL AND s.id IN"
        " (SELECT l.sheet_id FROM service_hours l JOIN volunteer v ON v.id = l.volunteer_id WHERE v.name = ?) GROUP BY s.id",
        model.GUEST,
    )


@pytest.fixture
def page(browse, log_in):
    """The leader's tablet, after last week's sheet of twelve."""
    page = ready(log_in(browse(has_touch=True).new_page(), "志愿队队长"))
    model.last_week(page)
    return page


def test_in_few_taps_and_under_a_minute(page, site):
    found = model.sheet(page, speed=0)
    assert found.taps <= model.MOST_TAPS and found.seconds <= model.MOST_SECONDS
    assert written(site) == [(13, 1, 13 * 120)]  # half an hour more, and half an hour less


def test_without_signal_and_with_the_tablet_killed_half_way(page, site, browse):
    known, tablets = written(site), []

    def killed(page):
        page.wait_for_timeout(600)  # each field is kept as it is typed
        form = page.url
        site.stop()  # what a new service worker asks for first, Playwright does not cut off
        page.context.close()
        again = cut(browse(has_touch=True).new_page())
        go(again, form)
        expect(again.locator("[name=guest-0]")).to_have_value(model.GUEST)
        expect(again.locator("#total")).to_have_text("13 人 · 26 小时")
        tablets.append(again)
        return again

    go(page, "/sheets")  # what is known of last week comes with the next pack
    page.reload()
    found = model.sheet(model.with_pack(page), speed=0, half_way=killed)
    assert found.taps <= model.MOST_TAPS and found.seconds <= model.MOST_SECONDS
    assert written(site) == known
    site.start()
    again = cut(tablets[0], False)
    go(again, "/sheets")
    expect(line(again)).to_contain_text("已全部上传 · 今天收到", timeout=20_000)
    assert written(site)[-1:] == [(13, 1, 13 * 120)] and len(written(site)) == len(known) + 1
