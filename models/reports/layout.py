"""Where the parts of the page stand: which sections in which column, by mode, and how systems and mechanisms are paired in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.areas import Mode

if TYPE_CHECKING:
    from models.reports.summary import Summary

# The sections in order, by mode; each is a template of its name under templates/summaries/sections/. The promise to the resident has the
# middle of the page. Stations stand in the narrow column where it has room for them, else among the systems; so do the programmes.
WIDE = {
    Mode.COMMERCIAL: ["trend", "promises", "systems"],
    Mode.UNMANAGED: ["trend", "promises", "systems"],
    Mode.SUBSIDISED: ["promises", "systems", "trend"],
}
NARROW = {
    Mode.COMMERCIAL: ["people", "cells", "service", "stations"],
    Mode.UNMANAGED: ["people", "stations", "service", "cells"],
    Mode.SUBSIDISED: ["people", "service", "cells", "stations"],
}
BARE = {"wide": ["trend", "promises", "systems", "programmes", "service"], "narrow": ["people", "cells", "stations"]}
MOST = 10  # lines of walkers, teams and stations (two each) for which the narrow column has room
HALF = 10.0  # ems of words for which half a row has room, beside the name


class Practice(NamedTuple):
    """A system, a mechanism or a station, and its amount or its hours."""

    name: str
    told: str


def columns(page: Summary) -> dict[str, list[str]]:
    """The sections of the wide and the narrow column, balanced by how much there is to say."""
    mode, stations, teams = Mode(page.compound.mode), len(page.stations), len(page.service.teams)
    if stations + teams < 4:
        return {"wide": [name for name in BARE["wide"] if name != "systems" or page.systems], "narrow": list(BARE["narrow"])}
    narrow = list(NARROW[mode])
    if len(page.charge.walkers) + teams + 2 * stations > MOST:
        narrow.remove("stations")
    return {"wide": list(WIDE[mode]), "narrow": narrow}


def practices(page: Summary) -> list[Practice]:
    """Programmes with what was done, stations where they have no section of their own, and last the programmes of which nothing was recorded.

    What the systems say by the same name is not said again.
    """
    told = {line.name for line in page.systems}
    rows = [row for row in page.programmes if row.name not in told]
    stations = [] if "stations" in page.columns["narrow"] else [Practice(station.name, station.hours or "") for station in page.stations]
    done = [Practice(row.name, row.told) for row in rows if not row.nothing]
    return done + stations + [Practice(row.name, f"{page.period.this}没有记录") for row in rows if row.nothing]


def lines(page: Summary) -> list[list[Practice]]:
    """What the section of systems holds, row by row: two in each, what is too long for half a row alone in one."""
    said = [Practice(line.name, line.words) for line in page.systems]
    if "programmes" not in page.columns["wide"]:
        said += page.practices
    rows: list[list[Practice]] = []
    waiting: list[Practice] | None = None
    for line in said:
        if _ems(line.told) > HALF:
            rows.append([line])
        elif waiting:
            waiting.append(line)
            waiting = None
        else:
            waiting = [line]
            rows.append(waiting)
    return rows


def _ems(text: str) -> float:
    return sum(1.0 if ord(character) > 0x2000 or character == "·" else 0.25 if character == " " else 0.56 for character in text)  # as the face has them
