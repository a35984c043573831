"""A digest of all that was written down: what a page could show changes it, what only passes by does not."""

import uuid

from models.fingerprints import fingerprint
from models.households import Care, CareKind
from models.sessions import Session
from models.visits import Draft, Visit


def test_it_changes_with_what_is_written_and_with_nothing_else(cast):
    seen = [fingerprint()]
    Session.open(cast.alice)
    Draft.keep(cast.alice, uuid.uuid4(), "/x", "走访", {})
    assert fingerprint() == seen[0]
    visit = Visit.enter(cast.alice, household=cast.home)[0]
    seen.append(fingerprint())
    visit.correct(cast.alice, "记错", note="水管漏水")
    seen.append(fingerprint())
    Visit.update(note="").execute()
    seen.append(fingerprint())
    Care.tie(cast.carol, cast.home, kind=CareKind.get())
    seen.append(fingerprint())
    assert len(set(seen)) == 5 and fingerprint() == seen[-1]
