"""What holds of everything on paper: tags in reading order, and typed text that stays text."""

import html
import io
import re

import pypdf
import pytest

from models.bulletins import Bulletin
from models.periods import Period
from models.programmes import Programme
from models.reports.gazette import gazette
from models.reports.summary import Summary
from models.stations import Station
from tests.paper import told
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
