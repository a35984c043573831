"""A short walk of the crawler that `make crawl` takes far: hostile words in every form and address that eight roles and a stranger find."""

import pytest

from tests.hostile.crawler import Crawler

pytestmark = pytest.mark.whole


def test_a_hostile_walk_meets_no_accident_and_nothing_that_runs(app, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    crawler = Crawler(app, {name: (name, "plum-blossom-26") for name in cast.people}, seed=9)
    crawler.walk(600)
    assert crawler.problems == []
    assert {status for _, status in crawler.seen} >= {200, 303, 400, 403, 404, 405, 422} and len(crawler.reached) > 60
