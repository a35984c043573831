"""Who gets in: log-in by default, 404 for strangers, 403 for those who may only look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.routing import IntegerConverter

from models.factors import MAY_HAVE, SecondFactor
from models.records import Record

F = TypeVar("F", bound=Callable[..., Any])


class Key(IntegerConverter):
    """A row's number in an address; one that no database could hold is no address."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, min=1, max=2**31 - 1)


def register(app: Flask) -> None:
    """Add the `<id:pk>` converter and ask everybody for a log-in, except at pages marked public."""
    app.url_map.converters["id"] = Key
    app.before_request(_ask_for_log_in)


def public(view: F) -> F:
    """Mark a view that needs no log-in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def capturable(view: F) -> F:
    """Mark a view that takes what a tablet captured: an entry, once for each form, and nothing that gives anybody more than they have."""
    view.capturable = True  # type: ignore[attr-defined]
    return view


def before_first_password(view: F) -> F:
    """Mark a view that works while the first password still has to be changed."""
    view.before_first_password = True  # type: ignore[attr-defined]
    return view


def before_second_factor(view: F) -> F:
    """Mark a view that works while a second factor is required and not there yet."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def find(rows: Any, pk: Any) -> Any:
    """The row of the query with this key; 404 for one that is not there or that the user may not see."""
    return rows.where(rows.model._meta.primary_key == pk).first() or abort(404)


def number(text: str | None) -> int:
    """A row's number as a form sends it; 0, which no row has, for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def key(text: str | None) -> UUID | None:
    """An entry's key as an address sends it; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def readable(model: type[Record]) -> None:
    """404 unless the user's role reads this kind of record at all."""
    if current_user.role not in model.readers:
        abort(404)


def allow(permitted: bool) -> None:
    """403 for somebody who sees this but may not do it."""
    if not permitted:
        abort(403)


def _ask_for_log_in() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "public", False):
        return None
    if not current_user.is_authenticated:
        from views.sessions import ask

        return ask()
    early = getattr(view, "before_first_password", False)
    if current_user.must_change and not early:
        return redirect(url_for("passwords.edit"), 303)
    if not current_user.must_change and _lacks_second_factor() and not (early or getattr(view, "before_second_factor", False)):
        return redirect(url_for("factors.show"), 303)
    return None


def _lacks_second_factor() -> bool:
    return current_app.config["SETTINGS"].require_second_factor and current_user.role in MAY_HAVE and not SecondFactor.of(current_user)
