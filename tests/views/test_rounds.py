"""今日 on the screen."""

import re
from datetime import timedelta

from models.concerns import Concern
from models.steps import Step
from models.urgencies import Category
from models.visits import Visit


def doors_of(page):
    """Room numbers in the order of the page."""
    return re.findall(r'<span class="number">([^<]+)', page.text)


def test_doors_stand_in_walking_order_with_reason_and_last_words(client, cast, login, clock):
    Visit.enter(cast.alice, household=cast.home, day=clock().date() - timedelta(days=40), note="膝盖疼，想装扶手")
    page = login(client, cast.alice).get("/today")
    assert doors_of(page) == ["601", "102", "501", "502", "301", "201"]
    assert "膝盖疼，想装扶手" in page.text and "过期 10 天" in page.text and "30 天一访" in page.text


def test_the_reason_for_care_is_not_on_the_screen(client, cast, login):
    page = login(client, cast.alice).get("/today")
    assert "重点" in page.text
    assert "独居老人" not in page.text


def test_filters_and_counts(client, cast, login):
    login(client, cast.alice)
    assert doors_of(client.get("/today?kind=care")) == ["501"]
    assert doors_of(client.get(f"/today?building={cast.heping.id}-10")) == ["201"]
    assert client.get("/today?kind=nonsense").status_code == 404
    assert "还有 6 户到期" in client.get("/today").text


def test_nothing_due_says_so(client, cast, login):
    for door in cast.doors:
        Visit.enter(cast.alice, household=door)
    page = login(client, cast.alice).get("/today")
    assert "今天没有到期的门" in page.text and "今天走了 6 户" in page.text


def test_only_ones_own_grids(client, cast, login):
    assert doors_of(login(client, cast.oscar).get("/today")) == ["201"]
    assert login(client, cast.bob).get("/today").status_code == 404


def test_queries_do_not_grow_with_doors(client, cast, login, count_queries):
    login(client, cast.alice)
    few = count_queries(lambda: client.get("/today?kind=care"))
    assert count_queries(lambda: client.get("/today")) == few


def test_a_card_says_that_there_is_something_to_ask_and_nothing_of_the_matter(client, cast, login):
    category = Category.get(Category.name == "楼道照明")
    for home, channel in ((cast.home, "visit"), (cast.door_0, "public")):
        Visit.enter(cast.alice, household=home, note="一切都好")
        Concern.enter(cast.alice, household=home, channel=channel, category=category, urgency=category.urgency, text="三楼灯不亮")
    told = Concern.get(Concern.household == cast.home.id)
    Step.take(told, "handling", cast.carol, text="换了灯泡")
    Step.take(told, "answer", cast.carol, text="昨天换好了")
    login(client, cast.alice)
    page = client.get("/today?kind=asked")
    assert doors_of(page) == ["601", "501"] and "有事要问 2" in page.text
    assert "要问办得怎样" in page.text and "要核实诉求" in page.text
    assert not any(word in page.text for word in ("灯", "楼道照明", told.number))
    Step.take(told, "verdict", cast.alice, solved=True, satisfied=True)
    assert doors_of(client.get("/today?kind=asked")) == ["601"]
