"""Whatever a receiver opens: every address of the site, with every key there is, and every byte that comes back.

A property company and a department reach what was sent to them and the public pages, and in none of it a resident's name, door,
telephone, care tag or words, but the contact that the resident agreed to give them, while they have the thing in hand.
"""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from peewee import UUIDField

from models import TABLES
from models.activities import Activity, ActivityKind
from models.concerns import Concern
from models.households import Household
from models.organizations import Organization, Post
from models.pairings import Pairing
from models.pictures import Picture
from models.records import Change
from models.steps import Step
from models.urgencies import Category
from models.users import Role, User
from models.visits import Visit
from tests.cast import MEMBERS
from views.spreadsheets import TYPE

pytestmark = [pytest.mark.whole, pytest.mark.once]  # what a page says does not depend on the database

EXAMPLE = re.compile("(房号|比如) 3-2-501")  # how a door is written, as the search page and the public form say to everybody
TAGS = ["独居老人", "高风险"]
# name -> (door, contact, telephone, what the resident said): every concern has words of its own
TOLD = {
    "given": ("door_0", "苏甲", "13711110001", "厨房漏到楼下了"),
    "kept": ("door_1", "苏乙", "13711110002", "我家门口的灯坏了半个月"),
    "done": ("door_2", "苏丙", "13711110003", "老伴摔过一跤"),
    "moved": ("door_3", "苏丁", "13711110004", "隔壁半夜吵架"),
    "office": ("door_4", "苏戊", "13711110005", "违章搭的棚子挡光"),
    "unsent": ("door_5", "苏己", "13711110006", "低保停发了"),
    "mediation": ("west_home", "苏庚", "13711110007", "兄弟争房子"),
    "outside": ("outside_home", "苏辛", "13711110008", "井盖响"),
    "own": (None, "苏壬", "13711110009", "楼上的水滴到我床上"),  # by the public page
}


def test_nothing_but_what_was_sent_to_the_company(app, cast, login, scene):
    own = {"苏甲", "13711110001", cast.door_0.door}
    assert leaked(walk(login(app.test_client(), cast.paula)), own) == ({}, own)


def test_nothing_but_what_was_sent_to_the_department(app, cast, login, scene):
    own = {"苏戊", "13711110005", cast.door_4.door}
    assert leaked(walk(login(app.test_client(), scene)), own) == ({}, own)


def test_the_same_walk_finds_them_all_where_they_may_be_read(app, cast, login, scene):
    """So that the two above can fail."""
    browser = login(app.test_client(), cast.carol)
    found, _ = leaked(walk(browser, "households", "concerns", "volunteers", "visits"), set())
    far = {*TOLD["outside"], cast.outside_home.door, cast.outside_home.contact, cast.outside_home.telephone, "钱进", "开门的是马超"}
    assert set(found) == {word for word in secrets() if word not in far}


def test_every_kind_of_file_is_read(app, cast, login, scene):
    kinds = {kind for _, kind, _ in walk(login(app.test_client(), cast.paula), "dispatches", "summaries")}
    assert kinds == {"text/html", "application/pdf", TYPE}


@pytest.fixture
def scene(app: Any, cast: Any, login: Any) -> User:
    """All that a community writes down about its residents, and what it sent on as its form suggests; gives the department's clerk."""
    office = Organization.add(None, name="太和街道城管科", kind="department", area=cast.taihe)
    values = {"username": "clerk", "name": "康科员", "role": Role.PROPERTY, "area": cast.taihe, "organization": office}
    clerk = User.add(None, password=cast.paula.password, must_change=False, **values)
    _resident_records(cast)
    told = {name: _raised(cast, name) for name in TOLD}
    carol = login(app.test_client(), cast.carol)
    for name in ("given", "kept", "done", "moved", "own"):
        _dispatch(carol, told[name], cast.company, name not in ("kept", "own"))
    Step.take(told["given"], "acceptance", cast.paula)
    Step.take(told["done"], "handling", cast.paula, text="办了")
    Step.take(told["done"], "answer", cast.carol, text=f"答复了{TOLD['done'][1]}")
    Step.take(told["done"], "verdict", None, solved=False, satisfied=False, text=TOLD["done"][3])
    for name in ("moved", "office"):
        _dispatch(carol, told[name], office, name == "office")
    return clerk


def _dispatch(browser: Any, concern: Concern, to: Organization, contact_given: bool) -> None:
    """As the page has it filled in, with nothing typed."""
    page = browser.get(f"/concerns/{concern.id}").text
    words = html.unescape(re.search(r'<textarea[^>]*id="dispatch-text"[^>]*>\s*([^<]*)', page)[1])  # type: ignore[index]
    typed = {"form_id": str(uuid4()), "after": concern.steps.count(), "to": to.id, "text": words, **({"contact_given": "y"} if contact_given else {})}
    assert words and browser.post(f"/concerns/{concern.id}/dispatches", data=typed).status_code == 303


def _resident_records(cast: Any) -> None:
    for home in Household.select():
        by = cast.charlie if home.community == cast.outside else cast.carol
        Visit.enter(by, household=home, note=f"开门的是{home.contact}" if home.contact else "", topics="身体")
    Pairing.add(None, household=cast.home, steward=cast.member_0)
    Post.add(None, organization=cast.company, person="吴昊", duty="经理")
    party = Activity.enter(cast.carol, name="百家宴", kind=ActivityKind.add(None, name="邻里节", cell=1), compound=cast.heping)[0]
    Picture.add_to(party, cast.carol, [b"jpeg"], party.id)


def _raised(cast: Any, name: str) -> Concern:
    home, contact, telephone, text = TOLD[name]
    by = {"outside": cast.charlie, "own": None}.get(name, cast.carol)
    category = Category.get(Category.name == "其他")
    values = {"contact": contact, "telephone": telephone, "consent": True, "gist": "水管漏水", "text": text, "place": f"{contact}家"}
    channel = {"mediation": "mediation", "own": "public"}.get(name, "visit")
    where = {"household": getattr(cast, home)} if home else {"compound": cast.heping, "door": f"{contact}家"}
    return Concern.enter(by, **where, channel=channel, category=category, urgency=category.urgency, **values)[0]


def secrets() -> set[str]:
    """Every word that tells of a resident or a volunteer."""
    homes = list(Household.select())
    words = {word for home in homes for word in (home.door, home.contact, home.telephone) if word}
    said = {word for _, contact, telephone, text in TOLD.values() for word in (contact, telephone, text)}
    notes = {f"开门的是{home.contact}" for home in homes if home.contact}
    return words | said | notes | set(TAGS) | set(MEMBERS) | {"钱进"}


def leaked(answers: Any, own: set[str]) -> tuple[dict[str, str], set[str]]:
    """Each secret with an address that tells it, and those of `own` that were told, each at an address of the inbox alone."""
    found: dict[str, str] = {}
    told = set()
    words = {word: re.compile(rf"(?<![\d-]){re.escape(word)}(?![\d-])") for word in secrets()}
    for path, _, text in answers:
        for word in [word for word, pattern in words.items() if pattern.search(text)]:
            if word in own and path.startswith("/dispatches"):
                told.add(word)
            else:
                found.setdefault(word, path)
    return found, told


def walk(browser: Any, *nouns: str) -> Any:
    """(address, type, text) of what every GET address gives, of some nouns or all, with every key that any table has."""
    for path in dict.fromkeys(addresses(browser.application, nouns)):
        answer = browser.get(path)
        assert answer.status_code in (200, 302, 303, 304, 400, 403, 404, 422, 429), (path, answer.status_code)
        if answer.status_code != 404:
            yield path, answer.mimetype, written(answer)
        answer.close()


def addresses(app: Any, nouns: tuple[str, ...]) -> Any:
    """Every GET rule filled with every key, and with one sign of a resident's name to search for."""
    keys = every_key()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in ("static", "assets.static") or (nouns and rule.endpoint.split(".")[0] not in nouns):
            continue
        values = [keys.get(type(converter).__name__) or getattr(converter, "items", ["1"]) for converter in rule._converters.values()]
        for filled in itertools.product(*values):
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **dict(zip(rule._converters, filled, strict=True)))
            yield from (path, *([] if filled else [f"{path}?q=苏", f"{path}?settled=1&since=2000-01-01"]))


def every_key() -> dict[str, list[Any]]:
    """The keys of all rows, by the converter that takes them."""
    tables = [model for model in TABLES if model is not Change]
    unique = [row for model in tables if isinstance(model._meta.primary_key, UUIDField) for (row,) in model.select(model._meta.primary_key).tuples()]
    numbers = {row for model in tables if not isinstance(model._meta.primary_key, UUIDField) for (row,) in model.select(model._meta.primary_key).tuples()}
    return {"UUIDConverter": unique, "Key": sorted(numbers)}


def written(answer: Any) -> str:
    """All that an answer says: its headers, and its body also where that is packed."""
    body, head = answer.data, str(answer.headers)
    if answer.mimetype == "application/pdf":
        return head + re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages))
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return head + "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return head + EXAMPLE.sub("", body.decode("utf-8", "replace"))
