"""The public page on which anybody confirms a certificate by its serial number and check code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from models.attempts import TooMany
from models.certificates import confirmed
from models.search import plain
from views.limits import ResidentForm, cookieless, sender
from views.pages import page

bp = Blueprint("confirmations", __name__)


class ConfirmForm(ResidentForm):
    """Serial number and check code, as they stand on the paper."""

    serial = StringField("证明编号", [InputRequired("请填证明编号"), Length(max=40, message="编号没有这么长")])
    code = StringField("核验码（8 位）", [InputRequired("请填核验码"), Length(max=20, message="核验码是 8 位")])


@bp.get("/confirmations")
@cookieless
def index() -> Any:
    """The two fields."""
    return _look_up(ConfirmForm(formdata=None))


@bp.post("/confirmations")
@cookieless
def find() -> Any:
    """Go to what they say."""
    form = ConfirmForm()
    if not form.validate():
        return _look_up(form, 422)
    serial, code = (_bare(field.data) for field in (form.serial, form.code))
    if not serial or not code or "/" in serial + code:
        form.code.errors = ["编号和核验码对不上，请再看一遍"]
        return _look_up(form, 422)
    return redirect(url_for("confirmations.show", serial=serial, code=code), 303)


@bp.get("/confirmations/<string(maxlength=40):serial>/<string(maxlength=20):code>")
@cookieless
def show(serial: str, code: str) -> Any:
    """Whether it is genuine, withdrawn, or none of ours."""
    form = ConfirmForm(formdata=None)
    if "\x00" in serial + code:
        return _look_up(form, 404)
    try:
        row = confirmed(_bare(serial), _bare(code), sender())
    except TooMany:
        return _look_up(form, 429)
    return page("confirmations/show.html", row=row) if row else _look_up(form, 404)


def _look_up(form: ConfirmForm, status: int = 200) -> Any:
    return page("confirmations/index.html", status=status, form=form, too_many=status == 429, forged=status == 404)


def _bare(text: str | None) -> str:
    return plain("".join((text or "").split()))
