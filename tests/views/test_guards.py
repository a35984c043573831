"""What no page may let through, tried at every route: a missing or borrowed token, a log-in that has ended, columns that no form asks for."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

import peewee
import pytest

from models import TABLES
from models.attempts import Attempt
from models.database import db
from models.records import Change
from models.sessions import Session
from models.users import User
from tests.cast import Cast
from tests.hostile.words import Page, Sheet
from tests.views.test_matrix import address, row_of, rules

pytestmark = pytest.mark.whole

OURS = {Session, Attempt}  # written by the log-in itself
ALIEN_TEXT, ALIEN_NUMBER, ALIEN_DAY = "外人塞进来的", 190_919, date(1999, 9, 9)


def posts(app: Any, cast: Cast) -> list[tuple[str, str]]:
    """(endpoint, address) of every route that takes a POST, at a record of the inside where it has one."""
    found = []
    for rule in (rule for rule in rules(app) if "POST" in rule.methods):
        row = row_of(rule.endpoint)
        path = next(filter(None, (address(app, rule, cast, row, where) for where in ("nowhere", "inside"))), None)
        found += [(rule.endpoint, path)] if path else []
    return found


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those of log-ins."""
    return {model.__name__: sorted(model.select().tuples(), key=str) for model in TABLES if model not in OURS}


@pytest.mark.once
def test_without_a_token_of_its_own_nothing_is_written(app, cast, login):
    """No token, and the token of somebody else's session: 400 everywhere, but at the pages of residents, which do nothing by a cookie."""
    found = posts(app, cast)
    clients = {name: login(app.test_client(), getattr(cast, name)) for name in ("carol", "adam", "alice", "bob", "paula")}
    app.config["WTF_CSRF_ENABLED"] = True
    borrowed = re.search(r'name="csrf_token" value="([^"]*)', clients["alice"].get("/more").text).group(1)
    before, wrong, exempt = contents(), [], set()
    for endpoint, path in found:
        if getattr(app.view_functions[endpoint], "cookieless", False):
            exempt.add(endpoint)
            continue
        for name in ("carol", "adam", "bob", "paula"):
            for sent in ({}, {"csrf_token": borrowed}, {"csrf_token": "<script>"}):
                status = clients[name].post(path, data=sent).status_code
                wrong += [] if status == 400 else [f"{path} as {name} with {list(sent)}: {status}"]
    assert wrong == [] and contents() == before and len(found) > 80
    # at the addresses that need no record; the rest of the residents' pages is in test_boards and test_slips
    assert exempt == {
        "slips.find",
        "confirmations.find",
    }


@pytest.mark.once
def test_a_log_in_that_has_ended_opens_nothing(app, cast, login):
    """However it ended, a copy of its cookie is worth nothing at any address; nor is a cookie from before the log-in."""
    ways = {
        "alice": lambda client: client.post("/session/delete"),
        "bob": lambda client: cast.bob.reset_password(cast.carol),
        "paula": lambda client: cast.paula.amend(cast.carol, disabled=True),
        "sam": lambda client: client.post("/sessions/delete"),
        "dora": lambda client: User.get_by_id(cast.dora.id).change_password("another-plum-27"),
    }
    stolen = []
    for name, end in ways.items():
        client = app.test_client()
        client.get("/session/new")
        fixed = client.get_cookie("session")
        login(client, getattr(cast, name))
        stolen += [(name, client.get_cookie("session").value)] + ([(f"{name} before", fixed.value)] if fixed else [])
        end(client)
    wrong = []
    for rule in (rule for rule in rules(app) if not row_of(rule.endpoint).public):
        path = address(app, rule, cast, row_of(rule.endpoint), "nowhere") or address(app, rule, cast, row_of(rule.endpoint), "inside")
        for name, cookie in stolen if path else []:
            thief = app.test_client()
            thief.set_cookie("session", cookie)
            for method in sorted(rule.methods & {"GET", "POST"}):
                status = thief.open(path, method=method).status_code
                wrong += [] if status == (303 if method == "GET" else 401) else [f"{method} {path} as {name}: {status}"]
    assert wrong == [] and len(stolen) >= len(ways)


def alien(field: peewee.Field, cast: Cast) -> Any:
    """A value that only an intruder would give a column: a row of the other community, or one that stands nowhere else."""
    targets = {"Area": cast.outside, "User": cast.charlie, "Compound": cast.shuguang, "Household": cast.outside_home}
    if isinstance(field, peewee.ForeignKeyField):
        row = targets.get(field.rel_model.__name__)
        return row.id if row else None
    if isinstance(field, peewee.UUIDField):
        return uuid.UUID(int=ALIEN_NUMBER)
    if isinstance(field, (peewee.DateField, peewee.DateTimeField)):
        return ALIEN_DAY
    return ALIEN_NUMBER if isinstance(field, peewee.IntegerField) else ALIEN_TEXT if isinstance(field, (peewee.CharField, peewee.TextField)) else None


def intruders(cast: Cast) -> dict[str, Any]:
    """Column name -> the alien value of every column that there is."""
    return {name: value for model in TABLES for name, field in model._meta.fields.items() if (value := alien(field, cast)) is not None}


def honest(form: Sheet) -> dict[str, str]:
    """What a well-meaning person sends with this form."""
    values = {name: next((value for value in offered if value), "") for name, offered in form.fields.items() if form.kinds[name] != "checkbox"}
    words = {name: "四五六七" for name, kind in form.kinds.items() if kind in ("text", "textarea") and not values.get(name)}
    return {**values, **words, "form_id": str(uuid.uuid4()), "username": f"u{uuid.uuid4().hex[:8]}", "disabled": ""}


def held(values: dict[str, Any]) -> dict[str, int]:
    """How many rows of each table hold the alien value in that column."""
    found = {}
    for model in (model for model in TABLES if model is not Change):
        for name, field in model._meta.fields.items():
            if name in values and (field.name != "id" or isinstance(field, peewee.UUIDField)):
                found[f"{model.__name__}.{name}"] = model.select().where(field == values[name]).count() if _fits(field, values[name]) else 0
    return found


def _fits(field: peewee.Field, value: Any) -> bool:
    """Whether the column could hold the value at all: PostgreSQL compares no text with a number."""
    if isinstance(value, str):
        return isinstance(field, (peewee.CharField, peewee.TextField))
    for kind, columns in ((uuid.UUID, peewee.UUIDField), (date, (peewee.DateField, peewee.DateTimeField))):
        if isinstance(value, kind) != isinstance(field, columns):
            return False
    return True


@pytest.mark.once
def test_columns_that_a_form_does_not_ask_for_are_never_written(app, cast, login):
    """Every form of everybody, filled in honestly, and every other column of every table besides, with what only an intruder would say."""
    aliens, wrong, taken = intruders(cast), [], 0
    clients, before = {name: login(app.test_client(), getattr(cast, name)) for name in ("alice", "bob", "carol", "adam")}, held(aliens)
    for rule in [rule for rule in rules(app) if rule.endpoint.split(".")[1] in ("new", "edit") and not row_of(rule.endpoint).public]:
        path = address(app, rule, cast, row_of(rule.endpoint), "nowhere") or address(app, rule, cast, row_of(rule.endpoint), "inside")
        for name, client in clients.items() if path else ():
            answer = client.get(path)
            for form in [form for form in Page(answer.text, path).forms if form.method == "POST" and len(form.fields) > 3] if answer.status_code == 200 else []:
                extra = {column: str(value) for column, value in aliens.items() if column not in form.fields}
                with db.atomic() as tried:
                    if client.post(form.action, data={**extra, **honest(form)}).status_code == 303:
                        taken += 1
                        found = [column for column, count in held(aliens).items() if count > before[column] and column.split(".")[1] in extra]
                        wrong += [f"{form.action} as {name}: {column}" for column in found]
                    tried.rollback()
    assert wrong == [] and taken > 30


def test_keys_of_the_other_community_are_refused_in_every_form(app, cast, login):
    """A select offers what one sees; a key that was not offered is not taken, and nothing of the other place is changed."""
    strange = {"area": cast.outside, "community": cast.outside, "compound": cast.shuguang, "grid": cast.shuguang_grid, "household": cast.outside_home}
    strange |= {"worker": cast.oscar, "leader": cast.charlie, "team": cast.outside_team, "volunteer": cast.outside_member, "steward": cast.outside_member}
    wrong, tried, clients = [], 0, {name: login(app.test_client(), getattr(cast, name)) for name in ("alice", "bob", "carol")}
    for rule in [rule for rule in rules(app) if rule.endpoint.split(".")[1] in ("new", "edit") and not row_of(rule.endpoint).public]:
        path = address(app, rule, cast, row_of(rule.endpoint), "nowhere") or address(app, rule, cast, row_of(rule.endpoint), "inside")
        for name, client in clients.items() if path else ():
            answer = client.get(path)
            for form in [form for form in Page(answer.text, path).forms if form.method == "POST"] if answer.status_code == 200 else []:
                for field in set(form.fields) & set(strange):
                    tried, theirs = tried + 1, {field: strange[field].id}
                    before = held(theirs)
                    status = client.post(form.action, data={**honest(form), **theirs}).status_code
                    wrong += [] if held(theirs) == before else [f"{form.action} as {name} with {field} of the other place: {status}"]
    assert wrong == [] and tried > 15
