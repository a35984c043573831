"""Young volunteers: from what age hours are credited, who has to be accompanied, and whose guardian has to agree. The ages are rules of the district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.records import Invalid
from models.rules import Rule
from models.volunteers import Volunteer

if TYPE_CHECKING:
    from models.hours import Sheet

ADULT = 18


def check_minors(sheet: Sheet, keys: list[int]) -> None:
    """Raise Invalid when somebody on a sheet is too young to be credited, is there without a guardian's consent, or without company."""
    young = Volunteer.birth_year.is_null(False) & (Volunteer.birth_year > sheet.day.year - ADULT - 1)
    ages = {person: age for person in Volunteer.select().where(Volunteer.id.in_(keys), young) if (age := person.age_on(sheet.day)) is not None and age < ADULT}
    if not ages:
        return
    rules: dict[str, int] = {rule.code: rule.value for rule in Rule.select()}
    credited, accompanied, consent = (rules[f"{name}_age"] for name in ("credited", "accompanied", "consent"))
    told = [f"{person}不满 {credited} 岁，不计时长，记成同行的人吧" for person, age in ages.items() if age < credited]
    unasked = {person for person, age in ages.items() if age < consent and not (person.guardian_agreed and person.guardian_agreed <= sheet.day)}
    told += [f"{person}不满 {consent} 岁，还没有记下监护人同意" for person in unasked]
    if not sheet.companions:
        told += [f"{person}不满 {accompanied} 岁，要有大人陪着，同行的人里请记上" for person, age in ages.items() if age < accompanied]
    if told:
        raise Invalid(members="；".join(told))
