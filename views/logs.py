"""Logs as JSON lines, without a word that somebody typed: no name, no telephone, no secret, no address with a search in it."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask.logging import default_handler
from flask_login import current_user

ROOT = Path(__file__).parents[1]
access, security = logging.getLogger("honglin.access"), logging.getLogger("honglin.security")
REFUSED = (403, 404)

TYPED = re.compile(  # what may have been typed by somebody or be a secret, wherever it stands
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][^\s\"']*"  # Chinese, and what hangs on it
    r"|(?<=\?)\S+"  # the query of an address
    r"|\d{5,}"  # a telephone, a code, a number of identity
    r"|\b[A-Za-z0-9_\-]{24,}\b"  # a token, a key
    r"|(?<==\()[^)]*"  # PostgreSQL: Key (telephone)=(…)
    r"|(?<=://)[^\s/@]+(?=@)"  # user and password of an address
)


def scrubbed(text: str) -> str:
    """The first line of a text with … for whatever may have been typed by somebody."""
    return TYPED.sub("…", text.split("\n", 1)[0])


class Lines(logging.Formatter):
    """One JSON object a line: at, level, logger, said; of a request also what was asked and how it went; of an error its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        line |= {"logger": record.name, "said": scrubbed(record.getMessage()), **getattr(record, "fields", {})}
        if record.exc_info and record.exc_info[1]:
            line |= {"error": type(record.exc_info[1]).__name__, "why": scrubbed(str(record.exc_info[1])), "where": _places(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False)


def _places(trace: Any) -> list[str]:
    """Where in our own files an error came from, innermost last; lines of the program, not what was in its variables."""
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(str(ROOT)) and "site-packages" not in frame.filename]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames][-8:]


def begin(stream: Any = None) -> logging.Handler:
    """Let everything that this process logs go to `stream` (default: standard error) as JSON lines; gives the handler."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for known in logging.getLogger("gunicorn.error").handlers:  # gunicorn's own, of which a worker has a copy
        known.setFormatter(Lines())
    return handler


def tell_security(event: str, account: int | None = None, **more: Any) -> None:
    """A line about a log-in: what happened, to which account by its number, and by which factors. Shown on no page: nobody counts log-ins."""
    security.info("%s", event, extra={"fields": {"event": event, "account": account, **more}})


def serve(app: Flask) -> None:
    """In a process that serves or works in earnest; a developer reads plain lines."""
    if not app.config["SETTINGS"].development:
        app.logger.removeHandler(default_handler)  # which Flask adds for what is logged before, and which scrubs nothing
        begin()


def register(app: Flask) -> None:
    """A line for each request but those for static files."""
    app.after_request(_tell)


def _tell(response: Any) -> Any:
    if request.endpoint not in ("assets.static", "health.show"):
        role = current_user.role if "_login_user" in g and current_user.is_authenticated else ""
        took = round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None
        fields = {"method": request.method, "endpoint": request.endpoint, "status": response.status_code, "ms": took, "role": role}
        if role and response.status_code in REFUSED:
            fields["account"] = current_user.id  # who was where nobody had let them
        access.info("%s %s", request.method, request.endpoint, extra={"fields": fields})
    return response
