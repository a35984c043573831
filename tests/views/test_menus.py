"""The bar: what waits is counted there, for those whose work it is."""

import re

import pytest

from tests.views.concerns import moved, raised


def waits(client, address="/"):
    """What the bar of a page says beside its words."""
    page = client.get(address, follow_redirects=True).text
    return [re.sub(r"<[^>]+>", "", badge) for badge in re.findall(r'<b class="waits.*?</b>', page)]


@pytest.mark.parametrize("role", ["carol", "alice"])
def test_what_is_to_be_dispatched_or_answered_is_counted(client, cast, login, role):
    concerns = [raised(cast.alice, household=cast.home) for _ in range(4)]
    moved(concerns[0], "handling", by=cast.carol, cast=cast)
    moved(concerns[1], "dispatch", by=cast.carol, cast=cast)
    moved(concerns[2], "handling", "answer", by=cast.carol, cast=cast)
    concerns.append(raised(cast.carol, household=cast.home, channel="mediation"))
    assert waits(login(client, getattr(cast, role)), "/concerns") == ["，2 件等着办"]
    concerns[3].strike(cast.carol, "说错了")
    assert waits(client, "/concerns") == ["，1 件等着办"]


def test_others_have_nothing_to_do_there(client, cast, app, login):
    raised(cast.alice, household=cast.home)
    for user in (cast.sam, cast.dora, cast.bob, cast.adam, cast.charlie, cast.paula):
        assert not waits(login(app.test_client(), user)), user


def test_it_costs_one_query_however_much_waits(client, cast, login, count_queries):
    login(client, cast.carol)
    client.get("/activities")
    none = count_queries(lambda: client.get("/activities"))
    for _ in range(12):
        raised(cast.alice, household=cast.home)
    assert count_queries(lambda: client.get("/activities")) == none and waits(client, "/activities") == ["，12 件等着办"]


def test_a_tablet_carries_no_count_that_nobody_would_bring_up_to_date(client, cast, login):
    raised(cast.alice, household=cast.home)
    assert 'class=\\"waits' not in login(client, cast.alice).get("/pack").text and waits(client, "/today")
