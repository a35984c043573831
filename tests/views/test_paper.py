"""What holds of everything on paper: tags in reading order, and typed text that stays text."""

import html
import io
import re
import socket
import uuid
import zipfile
from datetime import date

import pypdf
import pytest
from peewee import CharField, TextField
from weasyprint.urls import URLFetcher

from models.bulletins import Bulletin
from models.concerns import Concern
from models.grids import Grid
from models.hours import Sheet
from models.organizations import Organization, Post
from models.periods import Period
from models.programmes import Programme
from models.reports.gazette import gazette
from models.reports.summary import Summary
from models.stations import Station
from models.telephones import Telephone
from models.urgencies import Category
from models.volunteers import Membership, Team, Volunteer
from tests.paper import told
from views import presses
from views.bulletin_print import print_bulletin
from views.one_page import print_page
from views.printing import OwnFiles

pytestmark = [pytest.mark.whole, pytest.mark.paper]

SEPTEMBER = Period.parse("2026-09")
HOSTILE = [
    "<img src=file:///etc/passwd>",
    "<link rel=stylesheet href=http://127.0.0.1/x.css>",
    "</style><style>@import url(//x.y/z)",
    "<svg><image href=data:,x></svg>",
    "url(own:Honglin-Sans)",
    "{{config}}{% include 'x' %}",
    ") 1 0 R >> endobj",
    "../../../../etc/x",
    "@font-face{src:url(//127.0.0.1/x)}",
]


def page_of(cast):
    return print_page(Summary(cast.heping, SEPTEMBER), "https://honglin.example/1")


def test_the_tags_are_in_the_order_of_the_page(app, cast):
    with app.test_request_context():
        pdf = page_of(cast)
        sections = [name for column in Summary(cast.heping, SEPTEMBER).columns.values() for name in column]
    heads = {
        "trend": "十二个月",
        "promises": "您反映的问题",
        "people": "谁在负责",
        "cells": "八大邻里活动",
        "service": "志愿服务小时",
        "stations": "驿站与阵地",
    }
    order = ["和平小区", "官渡区", "入户走访", *(heads[name] for name in sections if name in heads), "日打印"]
    places = [told(pdf).find(text) for text in order]
    assert -1 not in places and places == sorted(places), list(zip(order, places, strict=True))


def test_a_page_and_a_bulletin_say_that_they_are_tagged_in_chinese_and_have_bookmarks(app, cast):
    with app.test_request_context():
        made = {"和平小区": page_of(cast), "和平路社区公报": print_bulletin(gazette(Bulletin.begin(None, cast.inside, SEPTEMBER)))}
    for title, pdf in made.items():
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "zh-CN" and root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert title in reader.metadata.title and reader.outline[0].title == title and b"pdfuaid:part" in root["/Metadata"].get_data()


def test_typed_text_stays_text(app, cast, monkeypatch):
    """Whatever is typed into a name or a notice is printed as it stands and fetches nothing."""
    asked = []
    fetch = OwnFiles.fetch
    monkeypatch.setattr(OwnFiles, "fetch", lambda self, url, headers=None: asked.append(url) or fetch(self, url, headers))
    for number, text in enumerate(HOSTILE):
        Programme.add(None, name=text, community=cast.inside)
        Station.add(None, name=f"{number}{text}", kind="service", area=cast.inside, hours=text)
    cast.heping.amend(None, name=HOSTILE[0])
    bulletin = Bulletin.begin(None, cast.inside, SEPTEMBER)
    bulletin.amend(None, notices="\n\n".join(HOSTILE), coming="\n".join(HOSTILE), headline=HOSTILE[0])
    with app.test_request_context():
        page, sheet = page_of(cast), print_bulletin(gazette(bulletin))
    assert asked and all(url.startswith("own:") for url in asked)
    assert re.sub(r"\s", "", HOSTILE[0]) in told(page)
    for text in HOSTILE:
        assert re.sub(r"\s", "", text) in html.unescape(told(sheet))


def furnish(cast):
    """A row of everything that has a text of its own on a compound's page."""
    body = Organization.add(None, name="支部", kind="branch", area=cast.inside, compound=cast.heping)
    post = Post.add(None, organization=body, person="姓名", duty="书记")
    team = Team.add(None, name="队", community=cast.inside, compound=cast.heping, leader=cast.bob)
    person = Volunteer.add(None, name="志愿者甲", community=cast.inside)
    Membership.add(None, team=team, volunteer=person, since=date(2026, 9, 1))
    Sheet.log(cast.bob, {person.id: 60}, team=team, purpose="值守", day=date(2026, 9, 3))
    grid = Grid.add(None, name="网格", compound=cast.heping, worker=cast.alice, telephone="0871-6333")
    station = Station.add(None, name="驿站", kind="service", area=cast.inside, compound=cast.heping, hours="全天")
    category = Category.get(Category.name == "设施维修")
    values = {"category": category, "urgency": category.urgency, "text": "话", "gist": "漏水", "day": date(2026, 9, 1)}
    concern, _ = Concern.enter(cast.carol, number="000001", compound=cast.heping, **values)
    return [cast.heping, body, post, team, grid, station, concern]


def spoil(row, first):
    """Put a hostile text into every column that takes any text."""
    fields = [field for field in row._meta.sorted_fields if type(field) in (CharField, TextField, Telephone) and not (field.choices or field.primary_key)]
    texts = {field.name: HOSTILE[(first + number) % len(HOSTILE)][: getattr(field, "max_length", 4000)] for number, field in enumerate(fields)}
    row.update(texts).where(row._pk_expr()).execute()


def test_what_is_typed_for_one_compound_reaches_no_other_page(app, client, login, cast, monkeypatch):
    """Two compounds in one batch, printed by one process: the page of the other is the same to the byte, and nothing is asked of disk or network."""
    rows, asked, fetch = furnish(cast), [], OwnFiles.fetch
    login(client, cast.carol)

    def printed():
        with app.app_context():
            for file in presses.store().folder.glob("*/*"):
                file.unlink()  # or the page of the other would not be printed again
        ordered = client.post("/batches", data={"area": cast.inside.id, "period": "2026-09", "form_id": str(uuid.uuid4())})
        with client.get(f"{ordered.headers['Location']}.zip") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            return {name: packed.read(name) for name in packed.namelist()}

    def refuse(*args, **kwargs):
        asked.append(("elsewhere", args))
        raise OSError

    before = printed()
    monkeypatch.setattr(OwnFiles, "fetch", lambda self, url, headers=None: asked.append(("own", url)) or fetch(self, url, headers))
    monkeypatch.setattr(URLFetcher, "fetch", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for first in range(len(HOSTILE)):
        asked.clear()
        for number, row in enumerate(rows):
            spoil(row, first + number)
        after = printed()
        (other,) = set(after) - {"和乐居.pdf"}
        assert after["和乐居.pdf"] == before["和乐居.pdf"] and after[other] != before["和平小区.pdf"]
        assert asked and {where for where, _ in asked} == {"own"} and all(url.startswith("own:") for _, url in asked)
        assert not set(other) & set('/\\:*?"<>|')
