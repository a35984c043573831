"""People in the order of their names as they are spoken, and two of one name told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pypinyin import lazy_pinyin

from models.search import pinyin

if TYPE_CHECKING:
    from models.volunteers import Volunteer


def spoken(person: Volunteer) -> tuple[list[str], str, int]:
    """What to sort by: pinyin, syllable by syllable (Chen Gang before Cheng An), then the name as written."""
    return [syllable.lower() for syllable in lazy_pinyin(person.name)], person.name, person.id


DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "百里", "南宫")


def on_paper(person: Volunteer) -> str:
    """What may be printed where others see it: the name of who agreed to that, of anybody else the surname (志愿服务条例 20)."""
    return person.name if person.publishes_name else person.name[: 2 if person.name.startswith(DOUBLE) and len(person.name) > 2 else 1]


def initials(name: str) -> str:
    """zjg for 张建国, and a name without Chinese in it as it is."""
    return pinyin(name).partition(" ")[2] or name.lower()


def told_apart(people: Iterable[Volunteer]) -> dict[int, str]:
    """Key -> what to write beside the name of those who share one: the telephone's tail, else birth year, else number."""
    everybody = {person.id: person for person in people}.values()
    count = Counter(person.name for person in everybody)
    return {person.id: _mark(person) for person in everybody if count[person.name] > 1}


def _mark(person: Volunteer) -> str:
    born = f"{person.birth_year} 年生" if person.birth_year else ""
    return person.tail or born or (f"编号 {person.number}" if person.number else "没留电话")
