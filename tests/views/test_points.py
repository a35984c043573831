"""The charity shop through the app: points to a team at once, goods for points, what expires; once for each form."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models.goods import Good
from models.points import Transfer, balance
from models.stations import Station
from tests.cast import TODAY


@pytest.fixture
def soap(cast):
    """Five bars of soap at five points."""
    shop = Station.add(None, name="爱心超市", kind="shop", area=cast.inside, compound=cast.heping)
    good = Good.add(cast.carol, station=shop, name="肥皂", points=5)
    good.restock(cast.carol, 5)
    return good


def issue(cast, **changes):
    """A filled form."""
    people = [cast.member_0.id, cast.member_1.id]
    return {"form_id": str(uuid4()), "team": cast.team.id, "points": "12", "what": "清扫", "day": str(TODAY), "members": people, **changes}


def test_points_to_a_team_and_goods_for_them(client, cast, login, soap):
    login(client, cast.carol)
    form = issue(cast)
    assert [client.post("/points", data=form).status_code for _ in range(2)] == [303, 303]
    assert [balance(person.id) for person in (cast.member_0, cast.member_1, cast.member_2)] == [12, 12, 0]
    redeem = {"form_id": str(uuid4()), "good": soap.id, "quantity": "2"}
    assert [client.post(f"/redemptions/{cast.member_0.id}", data=redeem).status_code for _ in range(2)] == [303, 303]
    page = client.get(f"/redemptions/{cast.member_0.id}").text
    assert "2 分" in page and "肥皂 × 2" in page and Good.get_by_id(soap.id).stock == 3
    assert '<span class="number">14</span>' in client.get("/points").text
    entry = Transfer.get(Transfer.kind == "redeem")
    assert client.post(f"/points/{entry.id}/void", data={"reason": "退货"}).status_code == 303
    assert (balance(cast.member_0.id), Good.get_by_id(soap.id).stock) == (12, 5)
    assert client.get("/points.xlsx").status_code == 200


def test_what_is_refused_says_why_and_loses_nothing(client, cast, login, soap):
    login(client, cast.carol)
    for changes, message in (
        ({"points": "0"}, "要在 1 到"),
        ({"members": []}, "还没有勾选队员"),
        ({"what": ""}, "这一项要填"),
        ({"members": [cast.outside_member.id]}, "有人不在这个队里"),
        ({"team": cast.outside_team.id}, "发给哪个志愿队"),
        ({"day": str(TODAY + timedelta(days=1))}, "以后的日子"),
    ):
        answer = client.post("/points", data=issue(cast, **changes))
        assert answer.status_code == 422 and message in answer.text, changes
    assert not Transfer.select().exists()
    client.post("/points", data=issue(cast))
    for quantity, message in (("3", "不够 15 分"), ("0", "要在 1 到"), ("两", "请填整数")):
        answer = client.post(f"/redemptions/{cast.member_0.id}", data={"form_id": str(uuid4()), "good": soap.id, "quantity": quantity})
        assert answer.status_code == 422 and message in answer.text and f'value="{quantity}"' in answer.text
    assert client.post(f"/goods/{soap.id}/stock", data={"form_id": str(uuid4()), "quantity": "-9"}).status_code == 422
    assert client.get(f"/redemptions/{cast.outside_member.id}").status_code == 404


def test_what_is_too_old_is_shown_before_it_goes(client, cast, login, soap):
    login(client, cast.carol)
    client.post("/points", data=issue(cast, day=str(TODAY - timedelta(days=200))))
    until = str(TODAY - timedelta(days=100))
    assert "2 人，一共" in client.get(f"/points/expiry?until={until}").text and balance(cast.member_0.id) == 12
    assert "没有这一天" in client.get("/points/expiry?until=2026-02-31").text
    form = {"form_id": str(uuid4()), "until": until}
    assert [client.post("/points/expiry", data=form).status_code for _ in range(2)] == [303, 303]
    assert balance(cast.member_0.id) == 0 and Transfer.select().where(Transfer.kind == "expire").count() == 2
    assert client.post("/points/expiry", data={"form_id": str(uuid4()), "until": ""}).status_code == 422


def test_as_many_queries_for_many_accounts_as_for_one(client, cast, login, soap, count_queries):
    login(client, cast.carol)
    client.post("/points", data=issue(cast, members=[cast.member_0.id]))
    counts = [count_queries(lambda: client.get(path)) for path in ("/redemptions", "/points")]
    client.post("/points", data=issue(cast, members=[cast.member_1.id, cast.member_2.id, cast.member_3.id]))
    assert [count_queries(lambda: client.get(path)) for path in ("/redemptions", "/points")] == counts


def test_goods_are_put_into_shops_alone(client, cast, login, soap):
    login(client, cast.carol)
    canteen = Station.add(None, name="伙食团", kind="canteen", area=cast.inside)
    page = client.get("/goods/new").text
    assert f'value="{soap.station_id}"' in page and f'value="{canteen.id}"' not in page and "还没有爱心超市" not in page
    assert client.post("/goods", data={"form_id": str(uuid4()), "station": canteen.id, "name": "牙膏", "points": "3"}).status_code == 422
    assert "还没有爱心超市" in login(client, cast.charlie).get("/goods/new").text
