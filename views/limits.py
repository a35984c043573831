"""What the pages of residents have in common: no log-in and no cookie of its own, a trap for machines, and limits by the sender's address."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect
from wtforms import StringField
from wtforms.validators import ValidationError

from views.access import public
from views.forms import Form

F = TypeVar("F", bound=Callable[..., Any])
LARGEST = 64 * 1024  # bytes: 4,000 characters as a browser sends them, and some
NOUNS = ("boards", "slips", "confirmations", "arrivals")


class ResidentForm(Form):
    """A form without a token: it is sent without a log-in, so a page of another site has nothing to borrow from whoever sends it."""

    class Meta(Form.Meta):
        csrf = False

    homepage = StringField("这一栏请空着")  # a machine fills what it finds; nobody sees it

    def validate_homepage(self, field: Any) -> None:
        """Refuse what only a machine fills in; what is typed elsewhere is kept, and this is not."""
        if field.data:
            field.data = ""
            raise ValidationError("有一栏要空着，现在空出来了，请再交一次")

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, without the trap."""
        return {name: value for name, value in super().values.items() if name != "homepage"}


def cookieless(view: F) -> F:
    """Mark a public view that sets no cookie and does nothing by one, and so needs no token against being called from elsewhere."""
    view.cookieless = True  # type: ignore[attr-defined]
    return public(view)


def register(app: Flask, protection: CSRFProtect) -> None:
    """Take the marked views out of the check of tokens, and hold their bodies small."""
    for view in app.view_functions.values():
        if getattr(view, "cookieless", False):
            protection.exempt(view)
    app.before_request(_hold_small)
    app.after_request(_unlisted)


def for_residents() -> bool:
    """Whether the request is for one of the pages of residents, found or not."""
    return request.path.strip("/").split("/")[0] in NOUNS


def sender() -> str:
    """Who sends this, as a digest that nobody can turn back into an address: a machine, or the /64 that one household has of IPv6."""
    try:
        address = ip_address((request.remote_addr or "").split("%")[0])
    except ValueError:
        address = None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64)
    return hmac.new(current_app.config["SETTINGS"].secret.encode(), str(address).encode(), "sha256").hexdigest()[:24]


def _hold_small() -> None:
    if for_residents():
        request.max_content_length = LARGEST


def _unlisted(response: Any) -> Any:
    if for_residents():
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
