"""A kill -9 of server, worker and printing processes in the middle of a batch: the next start finishes it, no page missing or doubled."""

import io
import os
import re
import signal
import sqlite3
import time
import zipfile
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pikepdf
import pytest

from tests.browser.site import serve
from tests.paper import named, silent

pytestmark = pytest.mark.whole


class Office:
    """A community that is logged in."""

    def __init__(self, site):
        self.url, self.opener = site.url, build_opener(HTTPCookieProcessor())
        username, password = site.account("社区")
        self.post("/session", self.get("/session/new").decode(), username=username, password=password)

    def get(self, path):
        return self.opener.open(self.url + path).read()

    def post(self, path, page, **values):
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        return self.opener.open(Request(self.url + path, data=urlencode({"csrf_token": token, **values}).encode()))

    def order(self):
        """The pages of the community; gives the address of the batch."""
        page = self.get("/batches").decode()
        area = re.search(r'<option[^>]* value="(\d+)"', page)[1]
        period = re.search(r'<option[^>]* value="(\d{4}-\d\d)"', page)[1]
        key = re.search(r'name="form_id"[^>]*value="([^"]+)"', page)[1]
        return self.post("/batches", page, area=area, period=period, form_id=key).geturl().removeprefix(self.url)


def family(pid):
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def until(what, seconds):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)
    return found


def rows(folder, sql):
    with sqlite3.connect(f"file:{folder / 'honglin.db'}?mode=ro", uri=True) as opened:
        return opened.execute(sql).fetchall()


def printed(folder):
    """The pages that stand in the store already."""
    return {path.name for path in (folder / "prints").glob("*/*.pdf")}


def test_a_batch_survives_kill_9(new_folder):
    folder = new_folder("batch")
    with serve(folder) as site:
        address = Office(site).order()
        before = until(lambda: printed(folder), 120)
        killed = family(site.process.pid)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
    assert len(killed) >= 5  # server, its workers, the worker, the consumer, the printers
    (compounds,) = rows(folder, "SELECT COUNT(*) FROM compound WHERE community_id = (SELECT area_id FROM batch)")[0]
    assert rows(folder, "SELECT state FROM batch") == [("running",)] and len(before) < compounds
    with serve(folder) as site:
        office = Office(site)
        until(lambda: "打印好了" in office.get(address).decode(), 180)
        assert named(whole := office.get(f"{address}.pdf"), silent(folder)) == []
        with pikepdf.open(io.BytesIO(whole)) as bound, zipfile.ZipFile(io.BytesIO(office.get(f"{address}.zip"))) as packed:
            titles = [item.title for item in bound.open_outline().root]
            assert len(bound.pages) == compounds == len(titles) == len(set(titles)) == len(packed.namelist())
    assert before < printed(folder) and len(printed(folder)) == compounds + 1  # each once, and the bound file
    (fresh,) = rows(folder, "SELECT fresh FROM batch")[0]
    assert fresh == compounds - len(before)
