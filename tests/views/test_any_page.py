"""Whatever the data: one page, no text outside it, none over other text, none without a glyph. Read from the PDF's own text boxes.

The same few pages in every run; EXAMPLES=2000 pytest tests/views/test_any_page.py looks at so many others.
"""

import io
import os
import re
import subprocess
import uuid
from datetime import date

import pypdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.activities import Activity, ActivityKind
from models.areas import Compound
from models.concerns import Concern
from models.database import db
from models.grids import Grid
from models.hours import Sheet
from models.organizations import Organization, Post
from models.periods import Period
from models.programmes import Programme
from models.reports.summary import Summary
from models.stations import Station
from models.steps import Step
from models.urgencies import Category
from models.visits import Visit
from models.volunteers import Membership, Team, Volunteer
from views.one_page import print_page
from views.printing import readable

pytestmark = [pytest.mark.whole, pytest.mark.paper]

WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', re.DOTALL)
ODD = "䶮𠮷𰻝㛃𬭊\u202e\u200d\u0301🎉👨\u200d👩שלוםمرحبا<&>\"'{{}}%s\\()1 0 R—…“”（）ＡＢ１２　ﬁ㎡①"
SIGNS = st.one_of(st.sampled_from(ODD), st.characters(codec="gb18030", exclude_categories=["Cs"]), st.sampled_from("小区红色物业服务站一二三"))


def name(longest):
    """A name that somebody might type, up to as long as its column allows."""
    return st.one_of(st.text(SIGNS, min_size=1, max_size=longest), st.text("长", min_size=longest, max_size=longest)).filter(
        lambda text: readable(text).strip()
    )


PLACE = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["commercial", "unmanaged", "subsidised"]),
        "name": name(60),
        "programmes": st.lists(name(60), max_size=25, unique=True),
        "stations": st.lists(st.tuples(name(60), name(60)), max_size=8),
        "teams": st.lists(name(40), max_size=20, unique=True),
        "grids": st.lists(name(40), max_size=8, unique=True),
        "heads": st.lists(st.tuples(name(60), name(40), name(40)), max_size=2),
        "concerns": st.lists(name(38), max_size=40),
        "headcounts": st.lists(st.integers(0, 99_999), max_size=8),
        "visits": st.integers(0, 40),
    }
)


EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
DASHES = {  # signs between which no line may be broken: … stood behind the line, over what was beside it
    "mode": "commercial",
    "name": "—" * 60,
    "programmes": ["—" * 60, "“" * 60, "“小区" + "“" * 57],
    "stations": [("—" * 60, "—" * 60), ("…" * 60, "…" * 60), ("—小区" * 20, "…“小" * 20)],
    "teams": ["—" * 40, "…" * 40],
    "grids": ["—" * 40],
    "heads": [("—" * 60, "—" * 40, "—" * 40), ("…" * 60, "小" * 9, "》" * 40)],
    "concerns": ["—" * 38, "…" * 38, "【（" * 19],
    "headcounts": [1],
    "visits": 1,
}


def fill(cast, told):
    """The compound as it was drawn."""
    cast.heping.amend(None, name=told["name"], mode=told["mode"])
    for text in told["programmes"]:
        Visit.enter(cast.alice, household=cast.home, day=date(2026, 9, 2), programme=Programme.add(None, name=text, community=cast.inside), id=uuid.uuid4())
    for text, hours in told["stations"]:
        Station.add(None, name=text, kind="service", area=cast.inside, hours=hours)
    for number, text in enumerate(told["teams"]):
        team = Team.add(None, name=text, community=cast.inside, compound=cast.heping, leader=cast.bob)
        person = Volunteer.add(None, name=f"做事的人{number}", community=cast.inside)
        Membership.add(None, team=team, volunteer=person, since=date(2026, 9, 1))
        Sheet.log(cast.bob, {person.id: 60 + number}, team=team, purpose="值守", day=date(2026, 9, 3))
    for text in told["grids"]:
        Grid.add(None, name=text, compound=cast.heping, worker=cast.alice, telephone="0871-00000000 转 12345678901234")
    for kind, (body, person, duty) in zip(("branch", "committee"), told["heads"], strict=False):
        Post.add(None, organization=Organization.add(None, name=body, kind=kind, area=cast.inside, compound=cast.heping), person=person, duty=duty)
    category = Category.get(Category.name == "设施维修")
    for number, gist in enumerate(told["concerns"]):
        values = {"compound": cast.heping, "category": category, "urgency": category.urgency, "text": "话", "day": date(2026, 9, 1)}
        concern, _ = Concern.enter(cast.carol, number=f"{number:06}", gist=gist, **values)
        if number % 2:
            Step.take(concern, "dispatch", cast.carol, to=cast.company, text="请去修")
    for cell, people in enumerate(told["headcounts"], 1):
        kind = ActivityKind.get_or_none(ActivityKind.cell == cell) or ActivityKind.add(None, name=f"活动{cell}", cell=cell)
        Activity.enter(cast.carol, name="活动", kind=kind, compound=cast.heping, day=date(2026, 9, cell), headcount=people)
    for number in range(told["visits"]):
        Visit.enter(cast.alice, household=cast.doors[number % 6], day=date(2026, 9, 1 + number % 28), id=uuid.uuid4())


def faults(pdf):
    """What is wrong with a page, in words."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    made = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    words = [
        (*map(float, box), text) for *box, text in WORD.findall(made.decode(errors="replace"))
    ]  # a rare sign in the title is no UTF-8 as poppler writes it
    found = [f"{len(pages)} pages"] if len(pages) != 1 else []
    found += [f"outside: {word}" for word in words if word[0] < 30 or word[1] < 25 or word[2] > 565 or word[3] > 842 - 22]
    found += [f"over each other: {one} {other}" for n, one in enumerate(words) for other in words[n + 1 :] if over(one, other)]
    return found + ["a sign without a glyph"] * missing(pages[0])


def over(one, other):
    """Whether two words cover each other by more than a hair: boxes are as high as the face, which is more than its signs."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 0.45 * min(one[3] - one[1], other[3] - other[1])


def missing(page):
    """Whether a glyph 0 is drawn anywhere, which is what a face has for a sign that it lacks."""
    drawn = [page.get_contents().get_data()]
    drawn += [form.get_object().get_data() for form in page["/Resources"].get("/XObject", {}).values()]
    shown = (text for content in drawn for line in re.findall(rb"\[([^\]]*)\]\s*TJ", content) for text in re.findall(rb"<([0-9a-fA-F]+)>", line))
    return any(text[at : at + 4] == b"0000" for text in shown for at in range(0, len(text), 4))


@settings(
    max_examples=EXAMPLES or 10,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@example(told=DASHES)
@given(told=PLACE)
def test_any_compound(app, cast, told):
    with app.test_request_context(), db.atomic() as all_of_it:
        fill(cast, told)
        pdf = print_page(Summary(Compound.get_by_id(cast.heping.id), Period.parse("2026-09")), "https://honglin.example/1")
        all_of_it.rollback()
    cast.__dict__.clear()
    assert faults(pdf) == []


def test_the_faults_are_found(app):
    """The check itself: two texts in one place, one beyond the edge, and one without a glyph."""
    from weasyprint import HTML

    html = "<style>@page { size: A4; margin: 0 } p { position: absolute; font: 12pt sans-serif; margin: 0; left: 40mm; top: 40mm }</style>"
    assert len(faults(HTML(string=f"{html}<p>alpha<p>omega").write_pdf())) == 1
    assert "outside" in faults(HTML(string=f"{html}<p style='left: 205mm'>outside").write_pdf())[0]
