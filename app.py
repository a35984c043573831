"""The application: settings, extensions, pages, error pages and the command line. `python app.py` serves."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import peewee
from flask import Flask, current_app, g, render_template, request
from flask.cli import FlaskGroup
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from playhouse.pool import MaxConnectionsExceeded
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import views
from models.database import connect, db, drop_idle
from models.faults import AWAY, fault_of
from models.records import Invalid
from models.sessions import Session
from models.settings import Settings
from views import assets, captures, limits, metrics
from views.settling import settled

# What htmx needs and nothing more: no inline script, no inline style, nobody else's server
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # Flask-WTF needs the Referer over HTTPS
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",  # no tracks, by promise
}


def create_app(settings: Settings | None = None) -> Flask:
    """The application for `settings` (default: the environment's); raises RuntimeError when they are not fit to serve."""
    settings = settings or Settings.from_environ()
    settings.check()
    app = Flask(__name__)
    _configure(app, settings)
    connect(settings.url)
    Htmx(app)
    Compress(app)
    _open_database(app)
    _know_users(app, settings)
    views.register(app)
    protection = CSRFProtect(app)  # after the hook that asks strangers to log in: they get that page, not a token error
    limits.register(app, protection)
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Invalid, _refusal)
    app.register_error_handler(Exception, _accident)
    app.register_error_handler(peewee.DatabaseError, _fault)
    app.register_error_handler(MaxConnectionsExceeded, _fault)
    app.after_request(_headers)
    return app


def worker() -> Flask:
    """The application for a WSGI server of one's own."""
    return settled(create_app())


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_SECURE=settings.https and not settings.development,
        SESSION_COOKIE_NAME="__Host-session" if settings.https and not settings.development else "session",  # no subdomain can set that
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=400),  # the session row decides; the cookie only has to outlive it
        SESSION_REFRESH_EACH_REQUEST=False,  # an answer that was on its way during log-out would bring the old cookie back
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=3000,
        TRUSTED_HOSTS=settings.trusted_hosts.split(",") if settings.trusted_hosts else None,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may lie open all day
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_MIN_SIZE=500,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]


def _open_database(app: Flask) -> None:
    @app.before_request
    def open_connection() -> None:
        if request.endpoint != "assets.static":
            db.connect(reuse_if_open=True)

    @app.teardown_request
    def close_connection(_: BaseException | None) -> None:
        if not db.is_closed() and not app.testing:
            db.close()


def _know_users(app: Flask, settings: Settings) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # "strong" logs out on a change of address: every 4G tablet
    idle = timedelta(hours=settings.session_hours)
    manager.user_loader(lambda token: Session.resume(token, idle))


def _headers(response: Any) -> Any:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html":
        response.vary.add("HX-Request")
    return response


def _error_page(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if captures.wants_receipt():
        return captures.refusal_of(error)
    text = {400: "这次提交没有被接受，请返回重试", 403: "您可以看，但不能改这一项", 404: "没有这一页，或者不归您看", 413: "文件太大了"}
    if error.code == 404 and getattr(g, "moved", None):
        text[404] = g.moved
    return _said(error.code, text.get(error.code, "请求不对，请返回重试"))


def _refusal(error: Invalid) -> Any:
    """A rule of the domain that no form has a place for."""
    if captures.wants_receipt():
        return captures.refusal_of(error)
    return _said(422, str(error).rstrip("。"))


def _accident(error: Exception) -> Any:
    if isinstance(error, HTTPException):
        return _error_page(error)
    from flask import current_app

    current_app.logger.exception("unexpected error at %s", request.endpoint)
    if current_app.testing:
        raise error
    return _said(500, "系统出了点问题，已经记下。您填的内容还在上一页，请返回再试")


def _fault(error: Exception) -> Any:
    """The disk, the file or the database behind it is not as it should be: nothing of this request is kept, and it says so."""
    from flask import current_app

    fault = fault_of(error)
    if fault is None:
        return _accident(error)
    metrics.FAULTS.labels(fault.name).inc()
    if fault is AWAY:
        drop_idle()
    current_app.logger.critical("%s at %s: %s", fault.name, request.endpoint, fault.remedy)
    if captures.wants_receipt():
        return captures.answer(503, error=fault.name)
    page = current_app.jinja_env.get_template("errors/fault.html")  # no context processor: this page asks the database for nothing
    return page.render(text=fault.text, asset=assets.asset), 503, {"Retry-After": "10"}


def _said(code: int, text: str) -> Any:
    """An error page, for residents one without the way to the log-in; it does not count what waits."""
    return render_template("errors/public.html" if limits.for_residents() else "errors/error.html", code=code, text=text, waiting=dict), code


if __name__ == "__main__":
    FlaskGroup(create_app=create_app, add_default_commands=False).main(args=sys.argv[1:] or ["serve"], prog_name="python app.py")
