"""What stations earn: typed in yuan, exact to the fen, corrected with a reason."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from models.services import Income, Service
from models.stations import Station
from tests.cast import TODAY


@pytest.fixture
def canteen(cast):
    """A canteen of 和平路社区."""
    return Station.add(None, name="爱心食堂", kind="canteen", area=cast.inside, compound=cast.heping)


def filled(canteen, **changes):
    """A filled form."""
    return {"form_id": str(uuid4()), "day": TODAY.isoformat(), "station": canteen.id, "service": "", "fen": "35", "what": "午饭", **changes}


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("35", 3500),
        ("35.50", 3550),
        ("35.5", 3550),
        ("３５．５０", 3550),
        ("0.07", 7),
        ("¥1,234.56 元", 123456),
        ("35。5", 3550),
        ("1000000", 100_000_000),
        ("19.99", 1999),
    ],
)
def test_an_amount_is_exact(client, cast, login, canteen, typed, fen):
    login(client, cast.carol)
    answer = client.post("/incomes", data=filled(canteen, fen=typed))
    row = Income.get()
    assert answer.location == f"/incomes/{row.id}"
    assert (row.fen, row.community, row.compound, row.recorder) == (fen, cast.inside, cast.heping, cast.carol)


@pytest.mark.parametrize("typed", ["", "0", "-5", "35.505", "三十五", "1e3", "12,5", "1000000.01", "9" * 40, "35 36.", "=1+1", "０"])
def test_no_amount(client, cast, login, canteen, typed):
    answer = login(client, cast.carol).post("/incomes", data=filled(canteen, fen=typed, what="煮的午饭"))
    assert answer.status_code == 422 and "煮的午饭" in answer.text and f'value="{typed}"' in answer.text
    assert not Income.select().exists()


def test_the_same_form_twice_is_one(client, cast, login, canteen):
    form = filled(canteen)
    login(client, cast.carol)
    assert client.post("/incomes", data=form).location == client.post("/incomes", data=form).location
    assert Income.select().count() == 1


def test_only_places_and_services_of_ones_own(client, cast, login, canteen):
    other = Station.add(None, name="曙光超市", kind="shop", area=cast.outside)
    service = Service.add(None, name="理发", community=cast.outside)
    login(client, cast.carol)
    for changes in ({"station": other.id}, {"service": service.id}, {"day": (TODAY + timedelta(days=1)).isoformat()}):
        assert client.post("/incomes", data=filled(canteen, **changes)).status_code == 422, changes


def test_corrected_with_a_reason_and_both_remembered(client, cast, login, canteen):
    login(client, cast.carol)
    address = client.post("/incomes", data=filled(canteen)).location
    assert 'value="35.00"' in client.get(f"{address}/edit").text
    refused = client.post(address, data=filled(canteen, fen="36.5", reason=""))
    assert refused.status_code == 422 and "请写明为什么改" in refused.text and 'value="36.5"' in refused.text
    assert client.post(address, data=filled(canteen, fen="36.5", reason="少收了")).status_code == 303
    page = client.get(address).text
    assert "36.50 元" in page and "35.00" in page and "少收了" in page


def test_void_with_a_reason_and_counted_no_more(client, cast, login, canteen):
    login(client, cast.carol)
    address = client.post("/incomes", data=filled(canteen, fen="100")).location
    client.post("/incomes", data=filled(canteen, fen="0.05"))
    assert "100.05" in client.get("/incomes").text and "2 笔" in client.get("/incomes").text
    assert client.post(f"{address}/void", data={"reason": " "}).status_code == 422
    assert client.post(f"{address}/void", data={"reason": "记重了"}).status_code == 303
    assert client.get(f"{address}/edit").status_code == 403
    page = client.get("/incomes").text
    assert "100.00（作废）" in page and "1 笔" in page and '<span class="number">0.05</span>' in page


def test_the_sum_is_that_of_the_filter(client, cast, login, canteen):
    shop = Station.add(None, name="爱心超市", kind="shop", area=cast.inside)
    for station, fen, day in ((canteen, 3500, TODAY), (canteen, 550, TODAY - timedelta(days=40)), (shop, 20, TODAY)):
        Income.enter(cast.carol, station=station, fen=fen, day=day)
    login(client, cast.carol)
    sums = {"": "40.70", f"?station={canteen.id}": "40.50", f"?since={TODAY}": "35.20", f"?station={shop.id}&until={TODAY - timedelta(days=1)}": None}
    for query, total in sums.items():
        page = client.get(f"/incomes{query}", headers={"HX-Request": "true"}).text
        assert (f'<span class="number">{total}</span>' in page) if total else "合计" not in page, query
    rows = list(load_workbook(BytesIO(client.get(f"/incomes.xlsx?station={canteen.id}").data)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == [35, 5.5]


def test_who_reads_and_who_writes(cast, app, login, canteen):
    income = Income.enter(cast.carol, station=canteen, fen=3500)[0]
    for user, reads, edits in ((cast.sam, 200, 403), (cast.dora, 200, 403), (cast.charlie, 404, 404), (cast.alice, 404, 404), (cast.paula, 404, 404)):
        browser = login(app.test_client(), user)
        assert browser.get(f"/incomes/{income.id}").status_code == reads, user
        assert browser.get(f"/incomes/{income.id}/edit").status_code == edits, user
        assert browser.post(f"/incomes/{income.id}/void", data={"reason": "x"}).status_code == edits, user
