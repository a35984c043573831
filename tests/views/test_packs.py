"""The pack: what goes onto a tablet, for whom, and what never does."""

import json
import re

import pytest

from models.concerns import Concern
from models.grids import Grid
from models.households import Care, Household, Reading
from models.visits import Visit
from tests.cast import REGISTERED


@pytest.fixture
def alice(client, cast, login):
    """Alice's tablet, logged in."""
    return login(client, cast.alice)


def pack(client):
    """What the tablet is given."""
    answer = client.get("/pack")
    assert answer.status_code == 200
    return answer.json


def words(client):
    """All of it as text."""
    return json.dumps(pack(client), ensure_ascii=False)


def test_the_worker_has_the_own_doors_in_walking_order_and_no_others(alice, cast):
    doors = pack(alice)["doors"]
    assert [door["id"] for door in doors] == [home.id for home in cast.doors]
    assert set(doors[0]) == {"id", "door", "contact", "telephone", "search", "mode", "care", "days", "said"}
    text = words(alice)
    assert "郑爽" not in text and "马超" not in text  # the other grid's, the other community's
    assert "张建国" in text and "13888892501" in text


def test_no_care_kind_no_note_of_the_register_and_no_matter_of_a_concern(alice, cast):
    home = cast.home
    home.amend(cast.alice, note="门锁密码一二三四", tenure="tenant")
    Care.add(None, household=home, kind=cast.high_risk, since=REGISTERED)
    Concern.enter(cast.alice, household=home, category=1, urgency=1, text="夫妻打架", contact="证人老李")
    text = words(alice)
    for kept in ("独居老人", "高风险", "门锁密码", "夫妻打架", "证人老李", "租住"):
        assert kept not in text
    assert "重点" in text and not Reading.select().exists()


def test_what_was_said_last_time_is_there_and_what_was_said_before_is_not(alice, cast, clock):
    Visit.enter(cast.alice, household=cast.home, note="水管漏了")
    clock.forward(hours=11)
    alice.get("/today")  # or the log-in would end
    clock.forward(hours=11)
    Visit.enter(cast.alice, household=cast.home, note="修好了")
    said = next(door["said"] for door in pack(alice)["doors"] if door["id"] == cast.home.id)
    assert "修好了" in said and "10月15日" in said and "水管漏了" not in words(alice)


def test_it_is_never_kept_by_a_cache_and_carries_no_token(app, alice):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = alice.get("/pack")
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Honglin-Capture"]
    assert not re.search(r'name="csrf_token" value="[^"]', "".join(page["html"] for page in answer.json["pages"].values()))


def test_the_pages_are_those_of_the_site(alice, cast):
    held = pack(alice)
    assert {"today", "households", "household", "concern", "concern anywhere", "activity", "outbox"} <= set(held["pages"])
    assert {key for key in held["pages"] if key.startswith("visit")} == {f"visit commercial {t} {f}" for t in (0, 1) for f in (0, 1)}
    online = alice.get("/today").text
    card = re.search(rf'<li class="card door" id="door-{cast.home.id}".*?<form', online, re.S).group()
    assert card in held["pages"]["today"]["html"]
    form = held["pages"]["visit commercial 1 1"]["html"]
    assert "⟦door⟧" in form and "保存，下一户 ⟦next⟧" in form and "物业服务" in form and 'name="category"' in form
    assert "⟦telephone⟧" in form and "⟦telephone⟧" not in held["pages"]["visit commercial 0 1"]["html"]


def test_doors_that_are_not_due_are_carried_too(alice, cast):
    Visit.enter(cast.alice, household=cast.home)
    held = pack(alice)["pages"]["today"]["html"]
    assert f'id="door-{cast.home.id}"' in held and 'data-due="2026-11-13"' in held
    assert f'id="door-{cast.home.id}"' not in alice.get("/today").text


def test_messages_of_the_moment_stay_for_the_page_that_they_are_meant_for(alice, cast):
    alice.post(
        "/visits", data={"form_id": "6f0d9a2e-1111-4222-8333-944445555666", "household": cast.home.id, "next": "duty", "way": "in_person", "outcome": "met"}
    )
    assert "存好了" not in words(alice)
    assert "存好了" in alice.get("/today").text


def test_a_leader_has_the_own_team_and_no_door(client, cast, login):
    held = pack(login(client, cast.bob))
    assert held["doors"] == [] and set(held["pages"]) == {"outbox", "activity", "sheets", f"sheet {cast.team.id}"}
    assert "陈桂兰" in held["pages"][f"sheet {cast.team.id}"]["html"]


def test_a_community_has_no_doors_on_a_tablet(client, cast, login):
    held = pack(login(client, cast.carol))
    assert held["doors"] == [] and set(held["pages"]) == {"outbox", "activity", "concern", "concern anywhere"}
    assert "张建国" not in json.dumps(held, ensure_ascii=False)


@pytest.mark.parametrize("person", ["paula", "sam", "dora", "adam"])
def test_who_enters_nothing_at_a_door_has_no_pack(client, cast, login, person):
    assert login(client, getattr(cast, person)).get("/pack").status_code == 404


def test_nobody_gets_one_and_who_is_disabled_is_told_to_wipe(client, alice, cast):
    client.application.test_client().get("/pack")
    stranger = client.application.test_client().get("/pack")
    assert stranger.status_code == 401 and stranger.json == {"log_in": "/session/new"}
    cast.alice.amend(cast.carol, disabled=True)
    answer = alice.get("/pack")
    assert answer.status_code == 403 and answer.json == {"disabled": True, "user": cast.alice.id}


def test_the_first_password_comes_before_a_pack(client, cast, login):
    alice = login(client, cast.alice)
    cast.alice.must_change = True
    cast.alice.save()
    assert alice.get("/pack").status_code == 401


def test_queries_do_not_grow_with_the_doors(alice, cast, count_queries):
    alice.get("/pack")
    few = count_queries(lambda: alice.get("/pack"))
    grid = Grid.get_by_id(cast.east.id)
    for n in range(30):
        home = Household.add(None, compound=grid.compound, grid=grid, building="12", floor=n, room=f"{n}01", since=REGISTERED)
        Visit.enter(cast.alice, household=home, note="一切都好", day=REGISTERED)
    assert count_queries(lambda: alice.get("/pack")) == few


def test_the_line_about_this_tablet_is_for_those_who_capture(client, cast, login):
    for person, there in {"alice": True, "bob": True, "carol": True, "paula": False, "sam": False, "dora": False, "adam": False}.items():
        page = login(client.application.test_client(), getattr(cast, person)).get("/more").text
        line = page[page.index('<section class="outbox"') :].split(">")[0]
        assert (" data-pack" in line, " hidden" in line) == (there, not there), person


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_it_is_sent_compressed_for_what_repeats_on_every_card(alice, encoding):
    plain = alice.get("/pack")
    answer = alice.get("/pack", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding and len(answer.data) * 5 < len(plain.data)
    assert answer.headers["Cache-Control"] == "no-store" and "Accept-Encoding" in answer.headers["Vary"]
