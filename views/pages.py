"""Answers: the whole page or its fragment, from the same templates."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import current_app, make_response, redirect, render_template, request

from views import captures

PER_PAGE = 50


def wants_fragment() -> bool:
    """Whether htmx asks for a piece of the page."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def page(template: str, fragment: str | None = None, status: int = 200, **context: Any) -> Any:
    """The page, or its fragment where htmx asks for one; a tablet's outbox is told what was wrong."""
    if status == 422 and captures.wants_receipt():
        return captures.refusal(context.get("form"), context.get("refused"))
    return render_template(fragment if fragment and wants_fragment() else template, **context), status


def go(address: str) -> Any:
    """After a success: see the address (303); htmx is told so that it changes the page, not a piece of it; an outbox gets a receipt."""
    if captures.wants_receipt():
        return captures.receipt(address)
    if wants_fragment():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address, 303)


def outside(path: str) -> str:
    """A page of ours under the address by which residents reach the site."""
    root = current_app.config["SETTINGS"].public_url or request.url_root
    return f"{root.rstrip('/')}{path}"


def onward(default: str) -> str:
    """Where the form wants to go on to, if that is a page of ours; else the default."""
    path = request.form.get("next", "")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else default


def sought() -> str:
    """The words of ?q=, without what no database can hold, and no more of them than the field takes."""
    return request.args.get("q", "").replace("\x00", "").strip()[:60]


def exported(address: str) -> str:
    """The address of a list's spreadsheet with the filter of the moment."""
    return f"{address}?{urlencode({**request.args.to_dict(), 'page': ''})}" if request.args else address


def narrowed_address(**changes: Any) -> str:
    """The address of the same list, narrowed as it is but for these parameters; an empty one is left out."""
    kept = {**request.args.to_dict(), **changes}
    return f"{request.path}?{urlencode({name: value for name, value in kept.items() if value})}"


def page_number() -> int:
    """Which page the address asks for; nonsense is the first one."""
    number = request.args.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1


class Paged:
    """One page of a query's or a list's rows, with one more row asked for to know whether there is a next page."""

    def __init__(self, rows: Any, per_page: int = PER_PAGE) -> None:
        self.number = page_number()
        first = (self.number - 1) * per_page
        found = rows[first : first + per_page + 1] if isinstance(rows, list) else list(rows.limit(per_page + 1).offset(first))
        self.rows, self.more = found[:per_page], len(found) > per_page

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def address(self, number: int) -> str:
        """The address of another page of the same list."""
        return narrowed_address(page=number)
