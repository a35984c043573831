"""The count at the end: what was entered, against the rows of the database."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

from tests.chaos.server import Server
from tests.chaos.tablets import Entered

# What an entry is in the database: key, who, which day, and where
ROWS = {
    "visit": "SELECT note, id, recorder_id, worker_id, day, household_id FROM visit WHERE note LIKE ?",
    "concern": "SELECT text, id, recorder_id, recorder_id, day, household_id FROM concern WHERE visit_id IS NULL AND text LIKE ?",
    "activity": "SELECT name, id, recorder_id, recorder_id, day, 0 FROM activity WHERE name LIKE ?",
    "sheet": "SELECT purpose, id, recorder_id, confirmed_by_id, day, team_id FROM sheet WHERE purpose LIKE ?",
}
# What hangs on an entry, by the entry's mark; a concern's recorder is its owner too
CONCERNS = "SELECT visit.note, concern.recorder_id FROM concern JOIN visit ON visit.id = concern.visit_id WHERE concern.text LIKE ?"
LINES = "SELECT sheet.purpose, sheet.recorder_id FROM service_hours JOIN sheet ON sheet.id = service_hours.sheet_id WHERE sheet.purpose LIKE ?"
PICTURES = """SELECT coalesce(activity.name, concern.text) AS mark, picture.added_by_id FROM picture
  LEFT JOIN activity ON activity.id = picture.activity_id LEFT JOIN concern ON concern.id = picture.concern_id WHERE mark LIKE ?"""


@dataclass
class Tally:
    """Marks of the entries that are not, or not as entered, on the server; that are there more than once; that are somebody else's."""

    lost: set[str]
    doubled: set[str]
    misowned: set[str]

    @property
    def good(self) -> bool:
        """Whether nothing was lost, doubled or put under a wrong owner."""
        return not (self.lost or self.doubled or self.misowned)

    def __str__(self) -> str:
        return f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.misowned)} under a wrong owner"


def count(server: Server, run: str, entered: list[Entered]) -> Tally:
    """Compare; a row of this run that nobody entered is one too many."""
    tally, wanted = Tally(set(), set(), set()), {entry.mark: entry for entry in entered}
    for kind, query in ROWS.items():
        found = server.rows(query, f"{run}%")
        times = Counter(mark for mark, *_ in found)
        tally.doubled |= {mark for mark, n in times.items() if n > 1 or mark not in wanted}
        tally.lost |= {entry.mark for entry in entered if entry.kind == kind and entry.mark not in times}
        for mark, key, recorder, worker, day, at in found:
            entry = wanted.get(mark)
            if entry and {recorder, worker} != {entry.owner}:
                tally.misowned.add(mark)
            if entry and (uuid.UUID(key), day, at) != (uuid.UUID(entry.key), entry.day, entry.at):
                tally.lost.add(mark)  # what is there is not what was entered
    _count_parts(tally, server.rows(CONCERNS, f"{run}%"), {entry: int(entry.concern) for entry in entered})
    _count_parts(tally, server.rows(LINES, f"{run}%"), {entry: entry.members for entry in entered})
    _count_parts(tally, server.rows(PICTURES, f"{run}%"), {entry: entry.pictures for entry in entered})
    return tally


def _count_parts(tally: Tally, found: list[tuple[str, int]], wanted: dict[Entered, int]) -> None:
    """What hangs on each entry: the concern, the hours, the pictures."""
    times = Counter(mark for mark, _ in found)
    owners = {entry.mark: entry.owner for entry in wanted}
    tally.lost |= {entry.mark for entry, n in wanted.items() if times[entry.mark] < n}
    tally.doubled |= {entry.mark for entry, n in wanted.items() if times[entry.mark] > n}
    tally.misowned |= {mark for mark, owner in found if owner != owners.get(mark)}
