"""A crawler that wishes no good: it follows links and fills forms as every role at once, from one seed, and tells what went wrong.

It is in-process, so that a thousand requests take seconds. What it finds: an answer of 500 or an exception, markup of its own in a page,
a header of its own, a way to another site, a formula in a spreadsheet.
"""

from __future__ import annotations

import io
import random
import re
import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

import openpyxl
from werkzeug.exceptions import HTTPException

from models.users import User
from tests.hostile.words import BODIES, FORMULAS, HUGE, KEYS, MARKUP, SIGNS, Page, Sheet

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND"]
PARAMETERS = ["q", "page", "period", "day", "since", "until", "kind", "building", "compound", "household", "shelf", "next", "members", "area", "community"]
PARAMETERS += ["role", "worker", "team", "who", "state", "visit", "number", "code", "plain", "grid", "category", "concern", "programme"]
COLUMNS = ["id", "role", "recorder", "community", "void", "password", "must_change", "disabled", "recorded_at", "settled_by", "user", "number"]
HEADERS = ["HX-Request", "HX-Target", "HX-Boosted", "HX-Prompt", "Honglin-Capture", "Honglin-Owner", "If-None-Match", "If-Modified-Since", "Range"]
HEADERS += ["Accept", "Accept-Language", "Accept-Encoding", "X-Forwarded-For", "X-Forwarded-Host", "Referer", "Origin", "Sec-Fetch-Site", "X-CSRFToken"]
FILES = [
    (b"PK\x03\x04" + b"\x00" * 60, "表.xlsx"),
    (b"\xff\xd8\xff\xe0" + b"x" * 50, "照片.jpg"),
    (b"<svg onload=alert(1)>", "x.svg"),
    (b"", "空.csv"),
    ("姓名,电话\n<script>alert(1)</script>,=1+1\n".encode(), "名单.csv"),
    ("姓名\n张三\n".encode("gb18030"), '"><img src=x onerror=alert(1)>.csv'),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "../../../etc/cron.d/x.png"),
    (b"%PDF-1.7", "x.jpg"),
]
SHAPE = re.compile(r"[0-9a-f-]{36}|\d+")
ENDING = re.compile(r"^/sessions?/delete")
HEAVY = re.compile(r"\.(pdf|xlsx)$")


class Crawler:
    """One walk: `walk(n)` makes n requests; `problems` is what was found, `seen` counts (role, status), `reached` the endpoints that answered well."""

    def __init__(self, app: Any, people: dict[str, tuple[str, str]], seed: int) -> None:
        self.app, self.people, self.chance = app, people, random.Random(seed)
        self.clients: dict[str, Any] = {"nobody": app.test_client()}
        self.known: dict[str, dict[str, list[str]]] = {name: {"/": ["/", "/more", "/session/new", "/boards/1", "/slips"]} for name in [*people, "nobody"]}
        self.forms: dict[str, dict[str, Sheet]] = {name: {} for name in self.known}
        self.kept = {name: dict(User.get(User.username == username).__data__) for name, (username, _) in people.items()}
        self.problems: list[str] = []
        self.seen: Counter[tuple[str, int]] = Counter()
        self.reached: Counter[str] = Counter()

    def walk(self, requests: int) -> None:
        """Make so many requests."""
        while self.seen.total() < requests:
            who = self.chance.choice(list(self.known))
            self._log_in(who)
            self.chance.choices([self._look, self._fill, self._guess], [4, 6, 2])[0](who)

    def _log_in(self, who: str) -> None:
        """A log-in that the walk itself may have ended: the account is made what it was."""
        if who in self.clients:
            return
        username, password = self.people[who]
        User.update(**{name: value for name, value in self.kept[who].items() if name != "id"}).where(User.id == self.kept[who]["id"]).execute()
        client = self.app.test_client()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]*)', client.get("/session/new").text)
        answer = client.post("/session", data={"username": username, "password": password, "csrf_token": token.group(1) if token else ""})
        if answer.status_code != 303:
            raise RuntimeError(f"{who} cannot log in: {answer.status_code}")
        self.clients[who] = client

    def _look(self, who: str) -> None:
        address = self.chance.choice(self.known[who][self.chance.choice(list(self.known[who]))])
        if HEAVY.search(address.partition("?")[0]) and self.chance.random() < 0.9:
            return
        if self.chance.random() < 0.5:
            query = {name: self._mean(HUGE) for name in self.chance.sample(PARAMETERS, self.chance.randint(1, 3))}
            self._send(who, "GET", address.partition("?")[0], query_string=query)
        else:
            self._send(who, "GET", address)

    def _fill(self, who: str) -> None:
        if not self.forms[who]:
            return self._look(who)
        form = self.forms[who][self.chance.choice(list(self.forms[who]))]
        taken = self.chance.random() < 0.6  # well formed, so that it is kept and shown again: hostile words where words belong
        values: dict[str, Any] = {name: self._told(form, name) if taken else self._value(form, name) for name in form.fields}
        if not taken:
            values |= {name: self._mean() for name in self.chance.sample(COLUMNS, 3)}
        if "csrf_token" in form.fields:
            values["csrf_token"] = form.fields["csrf_token"][0] if self.chance.random() < 0.95 else self._mean()
        values = {name: value for name, value in values.items() if value is not None}
        return self._send(who, form.method, form.action, **({"query_string": values} if form.method == "GET" else {"data": values}))

    def _told(self, form: Sheet, name: str) -> Any:
        kind, offered = form.kinds[name], form.fields[name]
        if kind == "file":
            body, called = self.chance.choice(FILES)
            return (io.BytesIO(body), called)
        if name == "form_id":
            return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        if kind in ("text", "search", "tel", "textarea") and not (offered and offered[0] and self.chance.random() < 0.5):
            return self._mean()[:20]
        if kind == "password":
            return self._mean()
        return self.chance.choice([value for value in offered if value] or [None if kind == "checkbox" else ""])

    def _value(self, form: Sheet, name: str) -> Any:
        mean = self.chance.random()
        if mean < 0.5:
            return self._told(form, name)
        odd: list[Any] = [None, self._mean(HUGE), self.chance.choice(KEYS), [self._mean(), self._mean()], "2026-02-30", "-1", "٣"]
        return self.chance.choice(odd)

    def _guess(self, who: str) -> None:
        """An address from the map with numbers of others in it, any method, any body, odd headers."""
        rule = self.chance.choice(list(self.app.url_map.iter_rules()))
        number = self.chance.choice([self.chance.randint(1, 60), uuid.UUID(int=self.chance.getrandbits(128)), 2**31, "%00", "..", "<script>", "१"])
        address = re.sub(r"<[^>]*>", str(number), str(rule.rule))
        method = self.chance.choice([*METHODS, *sorted(rule.methods or ())])
        body, kind = self.chance.choice(BODIES)
        headers = {name: re.sub(r"[\r\n\x00]", "", self._mean()).encode("utf-8").decode("latin-1") for name in self.chance.sample(HEADERS, 2)}
        sent = {"data": body, "content_type": kind} if method not in ("GET", "HEAD") else {}
        self._send(who, method, address, headers=headers, **sent)

    def _mean(self, more: Any = ()) -> str:
        return self.chance.choice([*MARKUP, *FORMULAS, *SIGNS, *more])

    def _send(self, who: str, method: str, address: str, **sent: Any) -> None:
        told = f"{method} {address} as {who} with {str(sent)[:600]}"
        try:
            with self.clients[who].open(address, method=method, **sent) as answer:
                body = answer.get_data()
        except Exception as error:  # in testing the app lets it through
            self.seen[who, 500] += 1
            self.problems.append(f"{told}: {error!r}")
            return
        self.seen[who, answer.status_code] += 1
        self._judge(who, told, answer, body)
        if who != "nobody" and (answer.status_code == 401 or "/session/new" in answer.headers.get("Location", "") or ENDING.match(address)):
            self.clients.pop(who)

    def _judge(self, who: str, told: str, answer: Any, body: bytes) -> None:
        place, path = answer.headers.get("Location", "/"), answer.request.path
        if answer.status_code >= 500 or place.startswith("//") or not place.startswith(("/", "http://localhost/")):
            self.problems.append(f"{told}: {answer.status_code} {place}")
        if "a=b" in answer.headers.getlist("Set-Cookie"):
            self.problems.append(f"{told}: a header of its own")
        if answer.status_code < 400:
            self._reach(path, answer.request.method)
        if answer.mimetype == "text/html":
            self._read(who, told, path, body.decode("utf-8"))
        elif path.endswith(".xlsx") and answer.status_code == 200 and body:
            self._calculate(told, body)

    def _reach(self, path: str, method: str) -> None:
        with suppress(HTTPException):
            self.reached[self.app.url_map.bind("localhost").match(path, method)[0]] += 1

    def _read(self, who: str, told: str, path: str, text: str) -> None:
        page = Page(text, path)
        if page.runs:
            self.problems.append(f"{told}: {page.runs}")
        for form in page.forms:
            if not ENDING.match(form.action) or self.chance.random() < 0.01:
                self.forms[who][f"{form.method} {SHAPE.sub('_', form.action)[:80]}"] = form
        for link in sorted(page.links):
            if link.startswith("/") and not link.startswith("/assets/") and len(link) < 200:
                alike = self.known[who].setdefault(SHAPE.sub("_", link.partition("?")[0]), [])
                if link not in alike:
                    alike[:] = [*alike[-40:], link]

    def _calculate(self, told: str, body: bytes) -> None:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        if formulas := [cell.value for cell in cells if cell.data_type == "f" or str(cell.value).startswith(("=", "@"))]:
            self.problems.append(f"{told}: formulas {formulas[:3]}")
