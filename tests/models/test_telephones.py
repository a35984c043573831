"""Telephones: what may stand in such a column, what is dialled, and what stands there from before the rule."""

import re

import pytest

from models.grids import Grid
from models.households import Household
from models.imports import cells
from models.records import Invalid
from models.telephones import dialled
from models.urgencies import Category
from models.visits import Visit


@pytest.mark.parametrize(("text", "told"), [("138", "电话至少要有 5 位数字"), ("无", "只能有数字"), ("1380000o000", "只能有数字")])
def test_what_nobody_could_ring_is_refused_beside_its_field(cast, text, told):
    with pytest.raises(Invalid) as refused:
        cast.home.amend(None, telephone=text)
    assert list(refused.value.errors) == ["telephone"] and told in refused.value.errors["telephone"]
    assert Household.get_by_id(cast.home.id).telephone == "13888892501"


def test_every_register_asks_the_same(cast):
    with pytest.raises(Invalid, match="至少要有 5 位"):
        Grid.add(None, compound=cast.heping, name="第九网格", telephone="139")


def test_what_stands_there_from_before_stays_until_it_is_touched(cast):
    Household.update(telephone="138").where(Household.id == cast.home.id).execute()
    home = Household.get_by_id(cast.home.id)
    home.amend(None, contact="张建民")
    assert Household.get_by_id(home.id).contact == "张建民"
    with pytest.raises(Invalid, match="至少要有 5 位"):
        home.amend(None, telephone="1390")


def test_an_extension_and_a_second_number(cast):
    cast.heping.amend(None, telephone="0871-63330001转805、13800000000")
    assert dialled(cast.heping.telephone) == [("0871-63330001转805", "087163330001"), ("13800000000", "13800000000")]
    assert dialled("转805、12345") == [("12345", "12345")] and [number for _, number in dialled("13800000000，13900000000")] == ["13800000000", "13900000000"]


@pytest.mark.parametrize(("cell", "kept"), [("无", ""), ("没有", ""), (" － ", ""), (0, ""), (13800000000.0, "13800000000"), ("138", "138")])
def test_a_spreadsheet_says_in_words_that_there_is_none(cell, kept):
    assert cells.telephone(cell) == kept


def test_a_form_that_sends_an_old_number_back_as_it_was_is_taken(client, cast, login):
    Household.update(telephone="138 儿子").where(Household.id == cast.home.id).execute()
    login(client, cast.carol)
    page = client.get(f"/households/{cast.home.id}/edit").text
    fields = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select[^>]* name="(\w+)".*?<option selected value="([^"]*)"', page, re.DOTALL))
    assert fields["telephone"] == "138 儿子"
    sent = {**fields, **chosen, "note": "钥匙在邻居家"}
    assert client.post(f"/households/{cast.home.id}", data=sent).status_code == 303
    assert Household.get_by_id(cast.home.id).note == "钥匙在邻居家"
    refused = client.post(f"/households/{cast.home.id}", data={**sent, "telephone": "139 女儿"})
    assert refused.status_code == 422 and "电话里只能有数字" in refused.text


def test_a_concern_takes_the_number_of_the_card_over_as_it_is(cast):
    Household.update(telephone="138 儿子").where(Household.id == cast.home.id).execute()
    kind = Category.get(Category.name == "电梯")
    told = {"category": kind, "text": "漏水", "gist": "", "consent": True}
    visit, new = Visit.hold(cast.alice, told, household=Household.get_by_id(cast.home.id))
    assert new and [concern.telephone for concern in visit.concerns] == ["138 儿子"]
