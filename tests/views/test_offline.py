"""What makes the site an app: manifest, service worker, shell; none of it anybody's."""

import json
import re
from io import BytesIO

import pytest
from PIL import Image

from views.offline import STYLES


def fetched(client, address):
    """The bytes of a static file, read and closed."""
    with client.get(address) as answer:
        assert answer.status_code == 200
        return answer.data


def test_the_manifest_is_valid_and_its_icons_are_what_it_says(client, app):
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    said = json.loads(answer.text)
    assert (said["name"], said["start_url"], said["scope"], said["display"]) == ("红邻", "/", "/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in said["icons"]} == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in said["icons"]:
        picture = Image.open(BytesIO(fetched(client, icon["src"])))
        assert f"{picture.width}x{picture.height}" == icon["sizes"] and picture.format == "PNG"
        if icon["purpose"] == "maskable":  # to its corners, for they are cut off
            assert picture.convert("RGBA").getpixel((0, 0))[3] == 255


def test_the_service_worker_lies_at_the_root_and_is_asked_for_anew(client, app):
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript" and answer.headers["Cache-Control"] == "no-cache" and "Set-Cookie" not in answer.headers
    kept = json.loads(re.search(r"^const KEPT = (.*);$", answer.text, re.M)[1])
    assert kept and all(fetched(client, address) for address in kept)
    names = {address.split("/", 3)[3] for address in kept}
    assert {f"css/{name}.css" for name in STYLES} <= names and {"js/offline/pages.js", "js/offline/capture.js", "js/roster.js"} <= names
    assert re.search(r'^import \{ sendAll \} from "/assets/\w+/js/offline/sync.js";', answer.text)
    assert "import" not in client.get("/sw.js?plain=1").text.split("self.addEventListener")[0]


def test_its_version_changes_with_what_it_keeps(client, app, monkeypatch):
    def version():
        return re.search(r'^const VERSION = "(\w{12})";$', client.get("/sw.js").text, re.M)[1]

    first = version()
    assert version() == first
    monkeypatch.setattr("views.assets.version", lambda: "another")
    assert version() != first


def test_every_style_of_a_page_in_a_pack_is_kept(client, cast, login):
    kept = client.get("/sw.js").text
    for person in (cast.alice, cast.bob):
        pages = login(client.application.test_client(), person).get("/pack").json["pages"].values()
        wanted = {name for page in pages for name in re.findall(r'(?:href|src)="(/assets/[^"]+\.(?:css|js))"', page["html"])}
        assert wanted and {name for name in wanted if "htmx" not in name and name not in kept} == set()


@pytest.mark.parametrize("person", [None, "alice"])
def test_the_shell_holds_nobodys_data(client, cast, login, person):
    if person:
        login(client, cast.alice)
    answer = client.get("/shell")
    assert answer.headers["Cache-Control"] == "no-cache" and "Set-Cookie" not in answer.headers
    assert "这一页没有信号看不了" in answer.text
    for personal in ("艾丽", "和平", "csrf", "张建国", "演示"):
        assert personal not in answer.text
    assert answer.text == client.application.test_client().get("/shell").text


def test_the_policy_allows_no_inline_script_or_style(client, cast, login):
    alice = login(client, cast.alice)
    for path in ("/shell", "/outbox", "/today"):
        answer = alice.get(path)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", answer.text)


def test_the_page_of_what_waits_is_each_workers_own_and_says_so_without_scripts(client, cast, login):
    assert client.get("/outbox").status_code == 303
    page = login(client, cast.bob).get("/outbox")
    assert "离线不可用：浏览器没有开脚本" in page.text and "data-pack" in page.text
    assert "data-pack" not in login(client.application.test_client(), cast.sam).get("/outbox").text
