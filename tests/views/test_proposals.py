"""Two who edit one card, or one visit, at the same time: nobody overwrites, both are shown, somebody picks."""

import re
from uuid import uuid4

import pytest

from models.households import Household
from models.ledgers import DIFFERENT
from models.proposals import Proposal
from models.visits import Draft, Visit

OUTBOX = {"Honglin-Capture": "1"}


@pytest.fixture
def alice(client, cast, login):
    """The worker of the door."""
    return login(client, cast.alice)


@pytest.fixture
def carol(app, cast, login):
    """The community."""
    return login(app.test_client(), cast.carol)


def opened(browser, path):
    """The fields of a form as a browser would send them back."""
    page = browser.get(path).text
    form = next(found for found in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S) if "form_id" in found and "drafts/" not in found[:200])
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not re.search(r'type="(radio|checkbox)"', tag) or " checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="(\w+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'selected value="([^"]*)"|value="([^"]*)" selected', options)
        fields[name] = (chosen[1] or chosen[2] or "") if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        fields[name] = text
    return fields


@pytest.fixture
def two(alice, carol, cast):
    """The card of cast.home as both have it open: (alice's fields, carol's fields)."""
    path = f"/households/{cast.home.id}/edit"
    return opened(alice, path), opened(carol, path)


def home(cast):
    return Household.get_by_id(cast.home.id)


def collide(alice, carol, cast, two):
    """Alice saves a new name, then Carol another; gives what Carol gets."""
    alice.post(f"/households/{cast.home.id}", data={**two[0], "contact": "张建军"})
    return carol.post(f"/households/{cast.home.id}", data={**two[1], "contact": "张建业", "telephone": "13900000000"})


def test_the_form_carries_its_version(two):
    assert two[0]["version"] == two[1]["version"] != "" and two[0]["contact"] == "张建国"


def test_what_does_not_collide_is_merged(alice, carol, cast, two):
    alice.post(f"/households/{cast.home.id}", data={**two[0], "contact": "张建军"})
    answer = carol.post(f"/households/{cast.home.id}", data={**two[1], "telephone": "13900000000"})
    assert answer.status_code == 303 and "改好了" in carol.get(answer.location).text
    assert (home(cast).contact, home(cast).telephone) == ("张建军", "13900000000") and not Proposal.select().exists()


def test_what_collides_is_shown_side_by_side_until_somebody_picks(alice, carol, cast, two):
    answer = collide(alice, carol, cast, two)
    assert answer.status_code == 303 and (home(cast).contact, home(cast).telephone) == ("张建军", "13900000000")
    page = carol.get(answer.location).text
    assert "两种写法都留着" in page and "就这样定" in page
    card = page[page.index('class="card proposal"') :]
    assert card.index("高荣") < card.index("张建军")  # who wrote the later one, then both with who and when
    card = card[card.index('class="sides"') :]
    assert card.index("张建军") < card.index("艾丽") < card.index("张建业") < card.index("高荣")
    assert "要选一下" in alice.get("/today").text and "张建军" in alice.get("/proposals").text
    pk = Proposal.get().id
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    answer = alice.post(f"/proposals/{pk}", data={"version": version, "contact": "proposed"})
    assert answer.status_code == 303 and answer.location == f"/households/{cast.home.id}"
    page = alice.get(answer.location).text
    assert home(cast).contact == "张建业" and "就这样定" not in page and "两种写法里选的" in page and "张建军" in page
    assert "要选一下" not in alice.get("/today").text and "已经定下来" in alice.get(f"/proposals/{pk}").text


def test_kept_as_it_is_both_are_in_the_history(alice, carol, cast, two):
    collide(alice, carol, cast, two)
    alice.post(f"/proposals/{Proposal.get().id}", data={"version": home(cast).version, "contact": "now"})
    page = alice.get(f"/households/{cast.home.id}").text
    assert home(cast).contact == "张建军" and "张建业" in page and "看过，没有采用" in page


def test_who_picks_twice_or_against_newer_words_is_told(alice, carol, cast, two):
    collide(alice, carol, cast, two)
    pk, seen = Proposal.get().id, home(cast).version
    home(cast).amend(cast.alice, contact="张老")
    answer = carol.post(f"/proposals/{pk}", data={"version": seen, "contact": "proposed"})
    assert answer.status_code == 422 and "又有人改了" in answer.text and "张老" in answer.text and home(cast).contact == "张老"
    for status in (303, 422):
        answer = carol.post(f"/proposals/{pk}", data={"version": home(cast).version, "contact": "proposed"})
        assert answer.status_code == status
    assert "已经有人选过" in answer.text


def test_sent_twice_it_is_one_proposal(alice, carol, cast, two):
    alice.post(f"/households/{cast.home.id}", data={**two[0], "contact": "张建军"})
    mine = {**two[1], "contact": "张建业"}
    for _ in range(3):
        assert carol.post(f"/households/{cast.home.id}", data=mine).status_code == 303
    assert Proposal.select().count() == 1 and home(cast).contact == "张建军"
    answer = carol.post(f"/households/{cast.home.id}", data={**mine, "contact": "别人"})
    assert answer.status_code == 422 and DIFFERENT in answer.text


def test_bad_input_keeps_what_was_typed_and_the_version(alice, carol, cast, two):
    alice.post(f"/households/{cast.home.id}", data={**two[0], "contact": "张建军"})
    answer = carol.post(f"/households/{cast.home.id}", data={**two[1], "contact": "张建业", "floor": "151"})
    assert answer.status_code == 422 and "张建业" in answer.text and f'value="{two[1]["version"]}"' in answer.text
    assert home(cast).contact == "张建军"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_nonsense_for_a_version_overwrites_nothing(alice, cast, two, carol, version):
    alice.post(f"/households/{cast.home.id}", data={**two[0], "contact": "张建军"})
    carol.post(f"/households/{cast.home.id}", data={**two[1], "version": version, "contact": "张建业"})
    assert home(cast).contact == "张建军" and Proposal.select().count() == 1


def test_a_stranger_and_one_who_may_only_look(alice, carol, app, cast, login, two):
    collide(alice, carol, cast, two)
    pk = Proposal.get().id
    for person in (cast.oscar, cast.charlie, cast.sam, cast.bob):
        stranger = login(app.test_client(), person)
        assert stranger.get(f"/proposals/{pk}").status_code == stranger.post(f"/proposals/{pk}").status_code == 404
    visit, _ = Visit.enter(cast.carol, household=cast.home, note="原话")
    for text in ("一", "二"):
        visit.merge(cast.carol if text == "一" else cast.charlie, "改", 0, uuid4(), note=text)
    about = Proposal.get(Proposal.visit == visit)
    page = alice.get(f"/visits/{visit.id}").text
    assert "两个人同时改" in page and "就这样定" not in page and alice.post(f"/proposals/{about.id}").status_code == 403


def test_two_corrections_of_one_visit(alice, carol, cast):
    visit, _ = Visit.enter(cast.alice, household=cast.home, note="原话", topics="身体")
    path = f"/visits/{visit.id}"
    first, second = opened(alice, f"{path}/edit"), opened(carol, f"{path}/edit")
    assert first["version"] == "0" and first["note"] == "原话"
    alice.post(path, data={**first, "note": "膝盖疼", "reason": "写漏了", "topics": ["身体"]})
    answer = carol.post(path, data={**second, "note": "腰疼", "way": "telephone", "reason": "电话里问过", "topics": ["身体"]})
    assert answer.status_code == 303
    found, page = Visit.get(), carol.get(path).text
    assert (found.note, found.way) == ("膝盖疼", "telephone") and "腰疼" in page and "膝盖疼" in page and "电话里问过" in page
    carol.post(f"/proposals/{Proposal.get().id}", data={"version": visit.version, "note": "proposed"})
    assert Visit.get().note == "腰疼" and "膝盖疼" in carol.get(path).text


def test_a_correction_half_typed_yesterday_is_made_from_yesterdays_version(alice, carol, cast):
    visit, _ = Visit.enter(cast.alice, household=cast.home, note="原话")
    path = f"/visits/{visit.id}"
    typed = {**opened(alice, f"{path}/edit"), "note": "膝盖疼"}
    alice.post("/drafts", data=typed)
    assert Draft.select().exists()
    carol.post(path, data={**opened(carol, f"{path}/edit"), "note": "腰疼", "reason": "问过"})
    again = opened(alice, f"{path}/edit")
    assert (again["version"], again["note"]) == ("0", "膝盖疼")
    alice.post(path, data={**again, "reason": "写漏了"})
    assert Visit.get().note == "腰疼" and Proposal.get().sides()[0].proposed == "膝盖疼"


def test_the_queries_of_a_card_do_not_grow_with_its_history(alice, cast, two, count_queries):
    path = f"/households/{cast.home.id}"
    count = count_queries(lambda: alice.get(path))
    for n in range(5):
        home(cast).amend(cast.carol, note=f"第{n}次")
    assert count_queries(lambda: alice.get(path)) == count
