"""A thousand hostile posts at the public forms: no accident, no markup that runs, no formula, limits that hold, and the honest still get through."""

import io
import random
from functools import partial
from uuid import UUID, uuid4

import openpyxl
import pytest

from models.attempts import Attempt
from models.concerns import Concern
from models.database import db
from models.slips import Slip
from models.steps import Step
from models.surveys import Survey
from tests.hostile.words import BODIES, FORMULAS, HUGE, KEYS, MARKUP, SIGNS, Page
from tests.views.test_boards import board, kind, public, stranger, tell, words

pytestmark = pytest.mark.whole

__all__ = ["board", "stranger"]


@pytest.fixture
def chance():
    """The same dice on every run."""
    return random.Random(14)


def mean(chance, *more):
    return chance.choice([*MARKUP, *FORMULAS, *SIGNS, *more])


def concern_post(chance, category):
    """A form of a resident as nobody honest sends it; one in two would pass as words."""
    values = {"form_id": str(UUID(int=chance.getrandbits(128), version=4)), "category": category, "text": mean(chance)}
    for name in chance.sample(["place", "door", "contact", "telephone", "text"], 2):
        values[name] = mean(chance, *HUGE)[: chance.choice([40, 60, 9000])]
    if chance.random() < 0.5:
        name = chance.choice(["category", "service", "form_id", "homepage", "consent", "text", "nobody_asked", "channel", "recorder", "number"])
        values[name] = chance.choice([*KEYS, mean(chance), [mean(chance), mean(chance)], ["1", "2"]])
    return "concerns", values


def survey_post(chance):
    return "surveys", {
        "form_id": str(UUID(int=chance.getrandbits(128), version=4)),
        "satisfied": chance.choice([*KEYS, "5", mean(chance), ["5", "1"]]),
        "belonging": chance.choice(["1", "-1", "5.0", "٣", mean(chance)]),
    }


def look_up_post(chance):
    return "/slips", {"number": chance.choice([*KEYS, f"{chance.randrange(10**6):06}", mean(chance)]), "code": chance.choice(["1" * 8, mean(chance, *HUGE)])}


def verdict_post(chance):
    digits = chance.choice([f"{chance.randrange(10**14):014}", "'" * 14, "%00" * 14, "<script>alert"])
    return f"/slips/{digits}/verdicts", {
        "solved": chance.choice(["0", "1", *KEYS]),
        "satisfied": mean(chance),
        "text": mean(chance, *HUGE),
        "after": mean(chance),
    }


def raw_post(chance):
    """A body that is no form at all, or one of a kind that is not meant."""
    body, kind_of = chance.choice(BODIES)
    return chance.choice(["concerns", "surveys", "/slips", f"/slips/{chance.randrange(10**14):014}/verdicts"]), (body, kind_of)


def send(client, board, address, post):
    path, sent = post
    what = {"data": sent} if isinstance(sent, dict) else {"data": sent[0], "content_type": sent[1]}
    answer = client.post(path if path.startswith("/") else f"{board}/{path}", environ_base={"REMOTE_ADDR": address}, **what)
    return path.split("/")[-1], answer


def test_a_thousand_hostile_posts(app, login, stranger, cast, board, chance):
    secret = public(cast, channel="mediation", category="邻里矛盾")
    kinds = [partial(concern_post, category=kind())] * 5 + [survey_post, look_up_post, verdict_post, raw_post, raw_post]
    seen = set()
    with db.atomic():  # a thousand commits would take as long as all the rest
        for n in range(800):
            where, answer = send(stranger, board, f"10.{n % 7}.{n // 50}.9", chance.choice(kinds)(chance))
            seen.add((where, answer.status_code))
            assert Page(answer.text).runs == [] and "Set-Cookie" not in answer.headers, answer.text
        for n in range(200):  # a flood from one address, each post such as an honest resident sends
            seen.add(("flood", tell(stranger, board, address="203.0.113.5", text=f"第 {n} 次").status_code))
    assert {status for _, status in seen} <= {303, 404, 405, 413, 422, 429}
    assert {
        ("concerns", 303),
        ("concerns", 422),
        ("concerns", 413),
        ("surveys", 422),
        ("slips", 422),
        ("verdicts", 404),
        ("flood", 303),
        ("flood", 429),
    } <= seen
    assert Concern.select().where(Concern.text.startswith("第 ")).count() == 6
    _nothing_was_forged(secret)
    app.config["WTF_CSRF_ENABLED"] = False  # for the log-in alone
    _nothing_runs(login(app.test_client(), cast.carol), stranger, board)
    honest = tell(stranger, board, address="198.51.100.1", text="电梯又响了")
    assert honest.status_code == 303 and "电梯又响了" in stranger.get(honest.location).text


def _nothing_was_forged(secret):
    """Everything that came in is a resident's concern of this compound, once begun; limits let through what they say and no more."""
    rows = list(Concern.select().where(Concern.id != secret.id))
    assert len(rows) > 100 and {(row.recorder_id, row.channel, row.compound_id, row.void) for row in rows} == {(None, "public", secret.compound_id, False)}
    assert Step.select().where(Step.kind != "intake").count() == 0
    assert {(row.satisfied in range(1, 6), row.belonging in range(1, 6)) for row in Survey.select()} <= {(True, True)}
    tries = {}
    for row in Attempt.select():
        tries[row.username] = tries.get(row.username, 0) + 1
    assert max(count for key, count in tries.items() if key.startswith(f"concern:{secret.compound_id}:")) == 6
    assert max(count for key, count in tries.items() if key.startswith("slip:")) <= 30
    assert not [row.text for row in rows if any(ord(sign) < 32 and sign != "\n" for sign in row.text)]


def _nothing_runs(carol, stranger, board):
    """On no page does anything run that was sent, and in the spreadsheet nothing is a formula."""
    rows = list(Concern.select().where(Concern.channel == "public"))
    told = [row for row in rows if any(sign in f"{row.text}{row.place}{row.contact}" for sign in "<{=")][:12]
    pages = [stranger.get(board), carol.get(board), carol.get("/concerns"), carol.get("/concerns?q=script")]
    pages += [page for row in told for page in (stranger.get(f"/slips/{Slip(row).digits}"), carol.get(f"/concerns/{row.id}"))]
    assert {page.status_code for page in pages} == {200} and len(pages) > 20
    assert [Page(page.text).runs for page in pages if Page(page.text).runs] == []
    book = openpyxl.load_workbook(io.BytesIO(carol.get("/concerns.xlsx").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 100 and not [cell.value for cell in cells if cell.data_type == "f" or str(cell.value).startswith(("=", "+", "-", "@"))]


def test_guessing_slips_from_many_addresses_finds_none(stranger, cast, chance):
    concern = public(cast)
    told = [
        stranger.post("/slips", data={"number": concern.number, "code": f"{n:08}"}, environ_base={"REMOTE_ADDR": f"10.1.1.{n % 4}"}).status_code
        for n in range(100)
    ]
    assert told.count(422) == 30 and set(told) == {422, 429}


def test_one_form_sent_from_everywhere_at_once_is_one(stranger, cast, board):
    form = words(form_id=str(uuid4()))
    assert {stranger.post(f"{board}/concerns", data=form, environ_base={"REMOTE_ADDR": f"10.2.2.{n}"}).location for n in range(20)} == {
        f"/slips/{Slip(Concern.get()).digits}"
    }
