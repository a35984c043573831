"""Search: one character, a door, the tail of a telephone number, pinyin; nothing in a query is a pattern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.areas import Compound
from models.households import Household
from models.search import matches, pinyin, plain, words
from models.users import User
from models.volunteers import Volunteer


def found(query, model=Household):
    return [str(row) for row in model.select().where(matches(model.search, query)).order_by(model.id)]


@pytest.mark.parametrize(
    ("query", "doors"),
    [
        ("张", ["3-2-501 张建国"]),
        ("建国", ["3-2-501 张建国"]),
        ("3-2-501", ["3-2-501 张建国"]),
        ("2501", ["3-2-501 张建国"]),
        ("zjg", ["3-2-501 张建国"]),
        ("ZJG", ["3-2-501 张建国"]),
        ("zhangjian", ["3-2-501 张建国"]),
        ("oyzh", ["3-2-301 欧阳震华"]),
        ("3-2 赵", ["3-2-502 赵敏"]),
        ("赵 3-2", ["3-2-502 赵敏"]),
        ("赵 3-1", []),
        ("-301", ["3-2-301 欧阳震华"]),
        ("没有这个人", []),
    ],
)
def test_what_people_type(cast, query, doors):
    assert found(query) == doors


@pytest.mark.parametrize("query", ["", "  ", "\t"])
def test_an_empty_query_finds_everything(cast, query):
    assert len(found(query)) == 8


@pytest.mark.parametrize("query", ["%", "_", "3_2", "3%501", "\\", "'", "张%", "*", "?", "[0-9]"])
def test_nothing_in_a_query_is_a_pattern(cast, query):
    assert found(query) == []


def test_signs_that_are_patterns_elsewhere_are_found_as_themselves(cast):
    Compound.add(None, name="100%_新\\区", community=cast.inside, mode="commercial")
    assert [found(query, Compound) for query in ("%", "_", "\\", "0%_")] == [["100%_新\\区"]] * 4


@pytest.mark.parametrize("query", ["张\x00", "\x00", "𠮷", "䶮", "a" * 5000, "张 " * 50, "\ud800", "'; DROP TABLE household; --"])
def test_no_query_breaks_the_search(cast, query):
    assert isinstance(found(query), list)


def test_names_of_every_register_are_found_by_their_initials(cast):
    assert found("cgl", Volunteer) == ["陈桂兰"]
    assert found("cl", User) == ["查理"]
    assert found("hpxq", Compound) == ["和平小区"]


def test_a_changed_name_is_found_by_the_new_one_alone(cast):
    cast.home.amend(cast.alice, contact="钱学森", telephone=None)
    assert (found("zjg"), found("qxs"), found("2501")) == ([], ["3-2-501 钱学森"], [])


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_search_text_is_lower_case_fits_and_starts_with_the_values(first, second):
    text = words(first, second)
    assert len(text) <= 400
    assert text.startswith(f" {plain(first)}"[:399]) or not first


@pytest.mark.parametrize(("name", "text"), [("张建国", "zhangjianguo zjg"), ("abc 12", ""), ("A座张", "zuozhang zz"), ("𠮷", " ")])
def test_pinyin_and_initials(name, text):
    assert pinyin(name) == text


def test_a_door_however_it_is_typed(cast):
    for query in ("3-2-501", "３－２－５０１", "3栋2单元501", "3 栋 2 单元 501 室", "3幢2单元501号"):
        assert found(query) == ["3-2-501 张建国"], query


def test_a_number_is_a_room_or_the_tail_of_a_telephone_never_its_middle(cast):
    assert found("501") == ["3-2-501 张建国"]
    assert found("2501") == ["3-2-501 张建国"]
    assert found("8889") == []  # in the middle of 13888892501
    assert found("1388889") == ["3-2-501 张建国"]


def test_a_door_does_not_bring_the_doors_that_end_like_it(cast):
    Household.add(None, compound=cast.heping, building="13", unit="2", room="501")
    assert found("3-2-501") == ["3-2-501 张建国"]
