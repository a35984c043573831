"""The resident's slip: found by number and code, and where the resident says whether it was solved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from models.areas import Compound
from models.attempts import TooMany
from models.records import Invalid
from models.search import plain
from models.slips import Slip, open_slip
from views.access import number
from views.forms import Choice
from views.limits import ResidentForm, cookieless, sender
from views.pages import page

bp = Blueprint("slips", __name__)


class LookUp(ResidentForm):
    """Number and code."""

    number = StringField("编号（6 位）", [InputRequired("请填编号")])
    code = StringField("查询码（8 位）", [InputRequired("请填查询码")])

    def validate_number(self, field: Any) -> None:
        """Six digits, blanks and full-width digits as they come."""
        _check_digits(field, 6)

    def validate_code(self, field: Any) -> None:
        """Eight digits."""
        _check_digits(field, 8)

    @property
    def digits(self) -> str:
        """Both, as the slip's address has them."""
        return _bare(self.number.data) + _bare(self.code.data)


class VerdictForm(ResidentForm):
    """The two questions, and what is still wrong."""

    solved = Choice("解决了吗", [(1, "解决了"), (0, "没解决")], coerce=int)
    satisfied = Choice("满意吗", [(1, "满意"), (0, "不满意")], coerce=int)
    text = TextAreaField("还想说什么", [Optional(), Length(max=1000, message="最多 1000 个字")])


@bp.get("/slips")
@cookieless
def index() -> Any:
    """The two fields."""
    return _look_up(LookUp(formdata=None))


@bp.post("/slips")
@cookieless
def find() -> Any:
    """Go to the slip, if number and code are one."""
    form = LookUp()
    if form.validate():
        try:
            slip = open_slip(form.digits, sender())
        except TooMany:
            return _look_up(form, 429)
        if slip:
            return redirect(url_for("slips.show", digits=slip.digits), 303)
        form.code.errors = ["编号和查询码对不上，请再看一遍"]
    return _look_up(form, 422)


@bp.get("/slips/<string(length=14):digits>")
@cookieless
def show(digits: str) -> Any:
    """The slip."""
    return _with_slip(digits, lambda slip: _slip(slip, VerdictForm(formdata=None)))


@bp.post("/slips/<string(length=14):digits>/verdicts")
@cookieless
def rate(digits: str) -> Any:
    """Keep what the resident says of the answer; 没解决 opens the concern again. Staff never speak as the resident: 403."""
    return _with_slip(digits, _rate)


def _rate(slip: Slip) -> Any:
    if current_user.is_authenticated:
        return _slip(slip, VerdictForm(formdata=None), 403)
    form, status = VerdictForm(), 422
    if form.validate():
        try:
            slip.say(form.key, number(request.form.get("after")), form.solved.data == 1, form.satisfied.data == 1, form.text.data or "")
        except TooMany:
            status = 429
        except Invalid as error:
            form.refuse(error)
            form.form_id.data = str(uuid4())
        else:
            return redirect(url_for("slips.show", digits=slip.digits), 303)
    return _slip(slip, form, status)


def _with_slip(digits: str, then: Any) -> Any:
    """What `then` makes of the slip; without one the form to look it up, as for any other wrong guess."""
    form = LookUp(formdata=None)
    if not (digits.isascii() and digits.isdecimal()):
        return _look_up(form, 404)
    try:
        slip = open_slip(digits, sender())
    except TooMany:
        return _look_up(form, 429)
    return then(slip) if slip else _look_up(form, 404)


def _slip(slip: Slip, form: VerdictForm, status: int = 200) -> Any:
    return page("slips/show.html", status=status, slip=slip, concern=slip.concern, form=form, too_many=status == 429)


def _look_up(form: LookUp, status: int = 200) -> Any:
    compound = Compound.get_or_none(Compound.id == number(request.args.get("at")))  # from whose board the resident comes
    return page("slips/index.html", status=status, form=form, compound=compound, too_many=status == 429, wrong=status == 404)


def _bare(text: str | None) -> str:
    return plain("".join((text or "").split()))


def _check_digits(field: Any, length: int) -> None:
    text = _bare(field.data)
    if not (text.isascii() and text.isdecimal() and len(text) == length):
        raise ValidationError(f"要填 {length} 位数字")
