"""Static files under a name that carries their content's hash, so that a tablet keeps them for a year."""

import hashlib
from functools import lru_cache
from pathlib import Path

import js_lib_htmx
from flask import Blueprint, Response, current_app, send_from_directory, url_for

bp = Blueprint("assets", __name__)

HTMX = Path(js_lib_htmx.__file__).parent / "static" / "htmx"
YEAR = 365 * 24 * 3600


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of all static files: it changes when any of them does."""
    digest = hashlib.sha256((HTMX / "htmx.min.js").read_bytes())
    for path in sorted(Path(str(current_app.static_folder)).rglob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file."""
    return url_for("assets.static", version=version(), name=name)


@bp.app_context_processor
def offer_asset() -> dict[str, object]:
    """Templates write asset('css/base.css')."""
    return {"asset": asset}


@bp.get("/assets/<version>/<path:name>")
def static(version: str, name: str) -> Response:
    """A file of static/, or htmx from its own package."""
    folder = HTMX if name == "htmx.min.js" else Path(str(current_app.static_folder))
    response = send_from_directory(folder, name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


static.public = True  # type: ignore[attr-defined]
