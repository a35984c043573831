"""A page of 和平小区 and the hands that fill it: what is entered through the app, and what the page and its spreadsheet say of it."""

from __future__ import annotations

import html
import io
import re
from typing import Any
from uuid import uuid4

import openpyxl

from models.activities import ActivityKind
from models.areas import Compound
from models.urgencies import Category

PERIOD = "2026-10"


class Site:
    """The app, with a browser for everybody who comes to it."""

    def __init__(self, app: Any, cast: Any, login: Any) -> None:
        self.app, self.cast, self.login, self.browsers = app, cast, login, {}

    def browser(self, who: str) -> Any:
        """Of somebody of the cast; of nobody for a resident."""
        if who not in self.browsers:
            fresh = self.app.test_client()
            self.browsers[who] = fresh if who == "resident" else self.login(fresh, getattr(self.cast, who))
        return self.browsers[who]

    def post(self, who: str, address: str, **values: Any) -> int:
        """Send a form, which has to be taken in; gives the number at the end of the address that it leads to, 0 for none."""
        answer = self.browser(who).post(address, data={"form_id": str(uuid4()), **values})
        assert answer.status_code == 303, (address, answer.status_code, re.findall(r'class="(?:error|problem)"[^>]*>([^<]+)', answer.text))
        number = re.search(r"/(\d+)$", answer.location)
        return int(number[1]) if number else 0

    def sent(self, who: str, address: str, **values: Any) -> str:
        """The same for an entry; gives the key at the end of its address."""
        answer = self.browser(who).post(address, data={"form_id": str(uuid4()), **values})
        assert answer.status_code == 303, (address, re.findall(r"class=\"(?:error|problem)\"[^>]*>([^<]+)", answer.text))
        return str(answer.location).partition("?")[0].rsplit("/", 1)[1]

    @property
    def page(self) -> str:
        """What the community reads on the page, without blanks."""
        text = self.browser("carol").get(f"/compounds/{self.cast.heping.id}/summary?period={PERIOD}").text
        return re.sub(r"\s|<[^>]+>", "", html.unescape(text))

    def sheet(self, number: int) -> str:
        """What the spreadsheet says of a system."""
        answer = self.browser("carol").get(f"/compounds/{self.cast.heping.id}/summary.xlsx?period={PERIOD}")
        rows = openpyxl.load_workbook(io.BytesIO(answer.data))["52 个体系"].iter_rows(min_row=2, values_only=True)
        return str(next(row[3] for row in rows if row[0] == number))

    # What several systems are entered by

    def compound(self, **changes: Any) -> None:
        """The compound with other values, by the community."""
        row = Compound.get_by_id(self.cast.heping.id)
        values = {"name": row.name, "community": row.community_id, "mode": row.mode, "demonstration": row.demonstration, "doors": row.doors}
        self.post("carol", f"/compounds/{row.id}", **{**values, **changes})

    def body(self, kind: str, name: str, *people: str, who: str = "carol", **values: Any) -> int:
        """A body of the compound with whoever sits in it, from this month for two years."""
        place = {"area": self.cast.inside.id, "compound": self.cast.heping.id} if who == "carol" else {"area": self.cast.guandu.id}
        key = self.post(who, "/organizations", name=name, kind=kind, **{**place, **values})
        for person in people:
            self.post(who, "/posts", organization=key, person=person, duty="书记" if kind == "branch" else "委员", since="2026-10-01", until="2028-09-30")
        return key

    def kind(self, code: str = "", name: str = "", **values: Any) -> int:
        """A kind of activity, by the administrator."""
        self.post("adam", "/activity-kinds", name=name or f"类别{code}", position=9, code=code, **values)
        return int(ActivityKind.get(ActivityKind.name == (name or f"类别{code}")).id)

    def activity(self, kind: int, **values: Any) -> None:
        """Two hours with 45 people."""
        form = {"name": "活动", "kind": kind, "day": "2026-10-08", "length": "120", "headcount": "45", "compound": self.cast.heping.id}
        self.sent("carol", "/activities", **{**form, **values})

    def concern(self, category: str = "设施维修", who: str = "carol", **values: Any) -> str:
        """Something to be done in the compound, told this month."""
        form = {"compound": self.cast.heping.id, "household": "", "text": "滑梯松了", "category": Category.get(Category.name == category).id}
        return self.sent(who, "/concerns", **{**form, "channel": "telephone", "day": "2026-10-08", **values})

    def step(self, concern: str, noun: str, after: int, **values: Any) -> None:
        """The next step of a concern."""
        self.post("carol", f"/concerns/{concern}/{noun}", after=after, **{"text": "办了", **values})
