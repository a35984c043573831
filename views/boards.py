"""The board of a compound behind the QR code of its printed page: what residents read, and where they say what they need."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from flask import Blueprint, g, redirect, request, url_for
from markupsafe import Markup, escape
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from models import telephones
from models.areas import Compound
from models.attempts import TooMany
from models.boards import Board, answer_survey, kind_of_orders, take_in
from models.records import Invalid
from models.services import usual_urgency
from models.slips import Slip
from models.surveys import BELONGING, MARKS
from models.urgencies import Category
from views.access import find, number
from views.forms import Choice
from views.limits import ResidentForm, cookieless, sender
from views.pages import page

bp = Blueprint("boards", __name__)


@bp.app_template_filter("dialled")
def dialled(text: str) -> Markup:
    """A text in which short numbers (119, 12345) can be tapped to be rung."""
    return Markup(re.sub(r"(?<![\d-])(\d{3,5})(?![\d-])", r'<a href="tel:\1">\1</a>', str(escape(text))))  # noqa: S704 - escaped first


class SurveyForm(ResidentForm):
    """Two questions, five answers each."""

    satisfied = Choice("您对这个小区满意吗", MARKS, coerce=int)
    belonging = Choice("在这里住，像不像自己的家", BELONGING, coerce=int)


def concern_form(board: Board, **given: Any) -> Any:
    """What a resident says: which kind of thing, what, where, who; a service when one is ordered."""
    offered, orders = Category.to_choose(), kind_of_orders()

    class ConcernForm(ResidentForm):
        taken_in = [(kind.id, kind.name) for kind in offered if not kind.elsewhere and kind != orders]
        elsewhere = [kind for kind in offered if kind.elsewhere]
        category = Choice("哪一类事", [(kind.id, kind.name) for kind in offered], coerce=int)
        service = Choice("点的服务", [(service.id, service.name) for service in board.menu], required=False, coerce=int)
        text = TextAreaField("怎么回事", [InputRequired("请写一下是什么事"), Length(max=4000, message="最多 4000 个字")])
        place = StringField("在哪里", [Optional(), Length(max=60, message="最多 60 个字")])
        door = StringField("您家门牌", [Length(max=40, message="最多 40 个字")])
        contact = StringField("怎么称呼您", [Optional(), Length(max=40, message="最多 40 个字")])
        telephone = StringField("电话", [Length(max=40, message="最多 40 个字")])
        consent = BooleanField("可以把称呼、电话和门牌转给去办事的单位")

        def validate_category(self, field: Any) -> None:
            """Refuse an order of nothing."""
            if orders and field.data == str(orders.id) and not self.service.data:
                raise ValidationError("请回上一页，点要的那项服务")

        def validate_door(self, field: Any) -> None:
            """Refuse an order that nobody could bring."""
            if self.service.data and not (field.data or "").strip():
                raise ValidationError("上门要找得到您家，请写门牌")

        def validate_telephone(self, field: Any) -> None:
            """Refuse what nobody could ring, and an order without a number."""
            if self.service.data and not (field.data or "").strip():
                raise ValidationError("上门前要和您约时间，请留个电话")
            try:
                telephones.check(field.data or "")
            except ValueError as error:
                raise ValidationError(str(error)) from None

    return ConcernForm(**given)


@bp.get("/boards/<id:pk>")
@cookieless
def show(pk: int) -> Any:
    """The board."""
    return _board(_find(pk), SurveyForm(formdata=None), thanked="thanks" in request.args)


@bp.get("/boards/<id:pk>/concerns/new")
@cookieless
def new(pk: int) -> Any:
    """The form, for a service when the address names one."""
    board = _find(pk)
    service = next((service for service in board.menu if service.id == number(request.args.get("service"))), None)
    return _form(board, concern_form(board, formdata=None, service=service, category=kind_of_orders() if service else None))


@bp.post("/boards/<id:pk>/concerns")
@cookieless
def create(pk: int) -> Any:
    """Take in what a resident says, once for each form, and show the slip."""
    board = _find(pk)
    form = concern_form(board)
    if form.validate():
        try:
            concern = take_in(board.compound, sender(), form.key, **form.values)
        except TooMany:
            return _form(board, form, 429)
        except Invalid as error:
            _refuse(form, error)
        else:
            return redirect(url_for("slips.show", digits=Slip(concern).digits), 303)
    return _form(board, form, 422)


@bp.post("/boards/<id:pk>/surveys")
@cookieless
def answer(pk: int) -> Any:
    """Keep a resident's two marks; thanks stand on the board, for a flash would need a cookie."""
    board, form = _find(pk), SurveyForm()
    if form.validate():
        try:
            answer_survey(board.compound, sender(), form.key, form.satisfied.data, form.belonging.data)
        except TooMany:
            return _board(board, form, 429)
        except Invalid as error:
            _refuse(form, error)
        else:
            return redirect(url_for("boards.show", pk=pk, thanks=1, _anchor="survey"), 303)
    return _board(board, form, 422)


def _find(pk: int) -> Board:
    g.moved = "没有这个小区，二维码可能旧了，请问一下社区"
    return Board(find(Compound.select(), pk))


def _refuse(form: ResidentForm, error: Invalid) -> None:
    """Say what is wrong; a form whose key is taken gets a fresh one, so that it can be sent."""
    form.refuse(error)
    if {"id", "form_id"} & set(error.errors):
        form.form_id.data = str(uuid4())


def _board(board: Board, form: SurveyForm, status: int = 200, **context: Any) -> Any:
    return page("boards/show.html", status=status, board=board, form=form, too_many=status == 429, **context)


def _form(board: Board, form: Any, status: int = 200) -> Any:
    ordered = next((service for service in board.menu if str(service.id) == form.service._value()), None)
    orders = kind_of_orders()
    usual = usual_urgency(orders, ordered) if ordered and orders else None
    return page("boards/form.html", status=status, board=board, form=form, ordered=ordered, usual=usual, too_many=status == 429)
