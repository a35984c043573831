"""What makes the site an app: its manifest, the service worker at the root, the empty shell, and the page of what waits on this tablet."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request

from views.access import public
from views.assets import asset
from views.pages import page

bp = Blueprint("offline", __name__)

STYLES = ("tokens", "base", "layout", "components", "outbox", "rounds", "visits", "concerns", "sheets")
SCRIPTS = ("roster", "concerns")  # besides all of offline/
ICONS = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("maskable-512.png", "512x512", "maskable")]
RED, WASH = "#b3261e", "#f7f3ee"


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What the home screen needs to know."""
    icons = [{"src": asset(f"icons/{name}"), "sizes": size, "type": "image/png", "purpose": purpose} for name, size, purpose in ICONS]
    names = {"name": "红邻", "short_name": "红邻", "description": "走访、诉求、志愿时长和邻里活动，没有信号也能记", "lang": "zh-CN"}
    shown = {"display": "standalone", "theme_color": RED, "background_color": WASH, "icons": icons}
    return _public(json.dumps({**names, "id": "/", "start_url": "/", "scope": "/", **shown}, ensure_ascii=False), "application/manifest+json")


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, with what it keeps and a version that changes with any of it; ?plain=1 for browsers whose workers import nothing."""
    kept = [asset(name) for name in _kept()]
    version = hashlib.sha256(("".join(kept) + _shell()).encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(version)};\nconst KEPT = {json.dumps(kept)};\n"
    if not request.args.get("plain"):
        head = f'import {{ sendAll }} from "{asset("js/offline/sync.js")}";\nself.sendAll = sendAll;\n' + head
    return _public(head + (_static() / "js" / "offline" / "worker.js").read_text("utf-8"), "text/javascript")


@bp.get("/shell")
@public
def shell() -> Response:
    """The page that a tablet shows without signal, before it is filled from its own pack: nobody's data in it."""
    return _public(_shell(), "text/html")


@bp.get("/outbox")
def outbox() -> Any:
    """What waits on this tablet; the tablet itself fills it in."""
    return page("offline/outbox.html")


def _kept() -> list[str]:
    """The static files of the shell."""
    offline = sorted(f"js/offline/{path.name}" for path in (_static() / "js" / "offline").glob("*.js") if path.name != "worker.js")
    return [*(f"css/{name}.css" for name in STYLES), *(f"js/{name}.js" for name in SCRIPTS), *offline, "icon.svg"]


def _shell() -> str:
    return render_template("offline/shell.html")


def _static() -> Path:
    return Path(str(current_app.static_folder))


def _public(text: str, mimetype: str) -> Response:
    """A text for everybody, asked for anew each time."""
    response = Response(text, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    return response
