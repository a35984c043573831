"""Two hundred certificates of one team, every one really printed in one batch, and each looked into for what is its own.

make bench, or: .venv/bin/python -m tests.bench.bench_certificates. COUNT=20 prints fewer. Processor seconds are of this process and those it starts.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path

from pypdf import PdfReader

from app import create_app
from models import clock, schema
from models.batches import Batch
from models.certificates import Certificate, issue_all, of_team
from models.database import db
from models.hours import Sheet
from models.settings import Settings
from models.volunteers import Team, Volunteer
from tests import cast as people
from tests.bench.bench_batch import _processor
from views import presses

COUNT = int(os.environ.get("COUNT", "200"))
ANSWERING = {"issuer": "和平路社区居委会", "head": "高荣", "handler": "包强", "contact": "0871-63330001"}


def main() -> None:
    """Serve, announce, let a week pass, issue, print and look."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(development=True, https=False, data=Path(folder), jobs_in_request=True))
        with app.app_context():
            db.connect()
            schema.migrate()
            people.build()
            cast = people.Cast()
            _issued(cast)
            start, used = time.perf_counter(), _processor()
            values = {"root": "https://honglin.example/", "team": cast.team.id, "day": clock.today().isoformat()}
            batch, _ = Batch.order(cast.carol, uuid.uuid4(), "certificates", cast.inside, "bench", **values)
            presses.run(str(batch.id))
            took, processor = time.perf_counter() - start, _processor() - used
            batch = Batch.get_by_id(batch.id)
            pdf = presses.store().path(f"{batch.place}.pdf").read_bytes()
            print(f"{batch.total} certificates, {batch.fresh} printed; {took:.1f} s, {processor:.1f} s of processor; {len(pdf) / 1024:.0f} KB", flush=True)
            _look(pdf)


def _issued(cast: people.Cast) -> None:
    team: Team = cast.team
    with db.atomic():
        names = [f"队员{chr(0x4E00 + n)}" for n in range(COUNT)]
        for name in names:
            team.enrol(cast.carol, Volunteer.add(None, name=name, community=cast.inside, publishes_name=True))
        lines = {person.id: 60 + n for n, person in enumerate(person for person in team.members if person.name in names)}
        Sheet.log(cast.carol, lines, team=team, purpose="清扫楼道", day=clock.today() - timedelta(days=1))
        days = clock.today() - timedelta(days=30), clock.today()
        for person in of_team(team, *days):
            Certificate.announce(cast.carol, person, *days, team=team, **ANSWERING)
        Certificate.update(announced_on=clock.today() - timedelta(days=7)).execute()
        assert issue_all(cast.carol, team) == (COUNT, 0)


def _look(pdf: bytes) -> None:
    """Each on a sheet of its own, with its name, hours and check code."""
    sheets = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    for row in Certificate.select(Certificate, Volunteer).join(Volunteer):
        (sheet,) = [sheet for sheet in sheets if row.serial in sheet]
        own = (f"兹证明{row.volunteer}自", f"共{round(row.minutes / 60, 1):g}小时", f"核验码{row.code[:4]}{row.code[4:]}")
        assert [text for text in own if text not in sheet] == []
    print(f"  {len(sheets)} sheets, each with its own serial number, name, hours and check code")


if __name__ == "__main__":
    main()
