"""Behind the QR code of a shift: signing up before it, signing in and out at it, from one's own telephone and without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, g, redirect, request, url_for
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from models.attempts import Limit, TooMany, spent
from models.records import Invalid
from models.search import plain
from models.shifts import Shift
from views.limits import ResidentForm, cookieless, sender
from views.pages import page

bp = Blueprint("arrivals", __name__)

OF_A_SENDER = Limit(120, timedelta(hours=1))  # a whole team may share a station's network
WRONG = Limit(20, timedelta(hours=1))  # wrong short codes of one sender
DONE = {"sign_up": "报上名了", "come": "签到好了", "leave": "签退好了"}


def arrival_form(shift: Shift, **given: Any) -> Any:
    """Name and telephone; at the place also the short code that is shown there."""

    class ArrivalForm(ResidentForm):
        name = StringField("您的姓名", [InputRequired("请填姓名"), Length(max=40, message="最多 40 个字")])
        telephone = StringField("手机号，或者后四位", [Length(max=40, message="最多 40 个字")])
        code = StringField("现场的四位数")

        def validate_code(self, field: Any) -> None:
            """Refuse whoever is not there to read it."""
            if shift.is_open and plain("".join((field.data or "").split())) != shift.code:
                raise ValidationError("四位数不对，问一下队长")

        def validate_telephone(self, field: Any) -> None:
            """Ask those who sign up for a number by which they can be reminded."""
            if shift.is_to_come and sum(c.isdecimal() for c in field.data or "") < 5:
                raise ValidationError("请留手机号，出发前好提醒您")

    return ArrivalForm(**given)


@bp.get("/arrivals/<string(length=12):token>")
@cookieless
def show(token: str) -> Any:
    """What it is about, and the form of the moment."""
    shift = _find(token)
    return _page(shift, arrival_form(shift, formdata=None), done=DONE.get(request.args.get("done", ""), ""))


@bp.post("/arrivals/<string(length=12):token>")
@cookieless
def create(token: str) -> Any:
    """Sign up, in or out; the leader confirms the hours. Once is enough: a second time changes nothing but the time of leaving."""
    shift, form = _find(token), None
    try:
        with spent((f"arrival:{sender()}", OF_A_SENDER)):
            form = arrival_form(shift)
            if not form.validate():
                raise Invalid()
            what = "sign_up" if shift.is_to_come else "leave" if request.form.get("what") == "leave" else "come"
            if not shift.is_to_come and not shift.is_open:
                raise Invalid(form="现在不能签到签退，请找队长")
            row = shift.sign_up(None, form.name.data, form.telephone.data)
            if what != "sign_up":
                getattr(row, what)(None)
    except TooMany:
        return _page(shift, form or arrival_form(shift), 429)
    except Invalid as error:
        form.refuse(error)
        if form.code.errors and _wrong_too_often():
            return _page(shift, form, 429)
        return _page(shift, form, 422)
    return redirect(url_for("arrivals.show", token=token, done=what), 303)


def _wrong_too_often() -> bool:
    key = f"code:{sender()}"
    WRONG.count(key)
    return WRONG.passed(key)


def _find(token: str) -> Shift:
    g.moved = "没有这次活动，二维码可能旧了，请问一下队长"
    return Shift.get_or_none(Shift.token == token) or abort(404)


def _page(shift: Shift, form: Any, status: int = 200, done: str = "") -> Any:
    return page("arrivals/show.html", status=status, shift=shift, form=form, done=done, too_many=status == 429)
