"""A routine visit costs few taps and little time, with the network and without: the model of tests/bench/bench_visit.py, its waits added up and not spent."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.bench import bench_visit as model


@pytest.mark.parametrize("network", [True, False])
def test_a_routine_visit_at_human_speed(chromium, site, network):
    worker = next(islice(model.busy(site, since=6), int(network), None))  # the first ones' doors are for other tests
    context = chromium.new_context(base_url=site.url, viewport=model.UPRIGHT, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    model.log_in(page, worker)
    found = list(model.visits(page if network else model.with_pack(page), speed=0))
    context.close()
    assert model.median(found, lambda one: one.taps) <= model.MOST_TAPS
    assert model.median(found, lambda one: one.seconds) <= model.MOST_SECONDS
