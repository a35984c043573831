"""The order in which a list of people is read out, and namesakes."""

from models.names import initials, spoken, told_apart
from models.volunteers import Volunteer


def person(key, name, **values):
    return Volunteer(id=key, name=name, **values)


def test_by_pinyin_syllable_by_syllable():
    names = ["周明", "成安", "陈桂兰", "Bob", "安娜", "陈刚", "孙丽"]
    ordered = sorted((person(n, name) for n, name in enumerate(names)), key=spoken)
    assert [p.name for p in ordered] == ["安娜", "Bob", "陈刚", "陈桂兰", "成安", "孙丽", "周明"]


def test_initials():
    assert [initials(name) for name in ("张建国", "Bob")] == ["zjg", "bob"]


def test_only_namesakes_are_told_apart():
    people = [
        person(1, "刘洋", telephone="13800003267", birth_year=1960),
        person(2, "刘洋", birth_year=1985),
        person(3, "刘洋", number="A7"),
        person(4, "刘洋"),
        person(5, "孙丽", telephone="13800001111"),
        person(5, "孙丽", telephone="13800001111"),
    ]
    assert told_apart(people) == {1: "尾号 3267", 2: "1985 年生", 3: "编号 A7", 4: "没留电话"}
