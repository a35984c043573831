"""The pairing board: who has no steward, many tied at once, and the warning over ten."""

from uuid import uuid4

from models.households import Household, Reading
from models.pairings import Pairing
from tests.cast import REGISTERED


def ticked(cast, *doors, **changes):
    """A filled form."""
    return {"form_id": str(uuid4()), "steward": cast.member_0.id, "doors": [str(door.id) for door in doors], **changes}


def test_care_households_first_with_a_neutral_mark(client, cast, login):
    page = login(client, cast.alice).get("/pairings").text
    assert page.index("3-2-501") < page.index("3-1-601") and "重点" in page and "独居老人" not in page
    assert not Reading.select().exists()


def test_many_at_once_and_once(client, cast, login):
    login(client, cast.alice)
    form = ticked(cast, cast.home, cast.door_0)
    for _ in range(2):
        assert client.post("/pairings?grid=1", data=form).status_code == 303
    assert Pairing.select().count() == 2
    page = client.get("/pairings?shelf=stewards").text
    assert "2 户" in page and "3-2-501" in page and "3-2-501" not in client.get("/pairings").text


def test_over_ten_is_asked_about_and_then_marked(client, cast, login):
    login(client, cast.carol)
    doors = [Household.add(None, compound=cast.heping, grid=cast.east, building="20", room=str(n), since=REGISTERED) for n in range(11)]
    asked = client.post("/pairings?q=李", data=ticked(cast, *doors))
    assert asked.status_code == 422 and "超过 1∶10" in asked.text and asked.text.count("checked") == 11
    assert client.post("/pairings", data=ticked(cast, *doors, beyond="y")).status_code == 303
    assert "超过 1∶10" in client.get("/pairings?shelf=stewards").text
    card = client.post(f"/households/{cast.home.id}/pairings", data=ticked(cast))
    assert card.status_code == 422 and "12 户" in card.text and 'name="beyond"' in card.text


def test_bad_input_and_other_peoples_doors(client, cast, login):
    login(client, cast.alice)
    for changes, message in (({"steward": ""}, "这一项要填"), ({"doors": []}, "还没有勾选住户"), ({"steward": cast.outside_member.id}, "没有这个选项")):
        answer = client.post("/pairings", data={**ticked(cast, cast.home), **changes})
        assert answer.status_code == 422 and message in answer.text
    assert client.post("/pairings", data=ticked(cast, cast.west_home, cast.outside_home)).status_code == 422
    assert not Pairing.select().exists()
