"""The list of the 52 systems: complete, in the words of the source, and laid out by mode."""

import re

from models.areas import Mode
from models.periods import Period
from models.reports.summary import Summary
from models.reports.systems import FIRST, SYSTEMS, Told, section
from models.reports.systems.line import PLACES, Group


def test_each_of_the_52_has_its_line_and_its_place():
    assert [system.number for system in SYSTEMS] == list(range(1, 53))
    assert all(re.search(r"[一-鿿]", system.chinese) and system.english.isascii() or system.english for system in SYSTEMS)
    assert {system.at for system in SYSTEMS} <= set(PLACES)
    assert max(len(system.short) for system in SYSTEMS if not system.at) <= 12


def test_a_mode_s_own_systems_come_first_and_what_stands_elsewhere_is_left_out():
    told = [Told(system, "有" if system.number != 36 else "", system.short) for system in SYSTEMS]
    for mode, (first, *_) in FIRST.items():
        lines = section(told, mode)
        assert lines[0].system.group == first and not any(line.system.at for line in lines)
        assert 36 not in [line.system.number for line in lines]
    assert {groups[0] for groups in FIRST.values()} == set(Group) - {Group.FRAMEWORK} and set(FIRST) == set(Mode)


def test_a_report_is_asked_once_however_many_lines_read_it(cast):
    asked = []

    def report(compound, period):
        return asked.append((compound, period)) or "数"

    page = Summary(cast.heping, Period.parse("2026-09"))
    assert page.of(report) == page.of(report) == "数" and asked == [(cast.heping, page.period)]
