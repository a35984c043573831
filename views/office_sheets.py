"""上级表格: upload a spreadsheet with names in it, see what each will be, take it filled."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import Length, Optional

from models.areas import Area, Compound, Level
from models.office_sheets import OfficeSheet
from models.periods import Period
from models.receipts import Receipt
from models.records import Invalid
from models.reports.named_figures import FIGURES, LISTS, Figures
from views.access import allow, find, number, readable
from views.forms import Form
from views.pages import go, page
from views.spreadsheets import TYPE, attachment

bp = Blueprint("office_sheets", __name__, url_prefix="/office-sheets")


class Upload(Form):
    """A spreadsheet, and what to call it."""

    name = StringField("叫什么", [Optional(), Length(max=60, message="最多 60 个字")], description="不填就用文件名")
    file = FileField("表格", [FileRequired("请选一个 .xlsx 文件")])


@bp.get("")
def index() -> Any:
    """Those that are there, a form for another, and the names that may be used."""
    readable(OfficeSheet)
    return _index(Upload(formdata=None))


@bp.post("")
def create() -> Any:
    """Keep one, once for each form."""
    readable(OfficeSheet)
    form, user = Upload(), current_user._get_current_object()
    if form.validate_on_submit():
        file = form.file.data
        try:
            return go(Receipt.once(form.key, user, lambda: _address(OfficeSheet.keep(user, form.name.data or "", file.filename, file.read()))))
        except Invalid as error:
            form.refuse(error)
    return _index(form, 422)


@bp.get("/<id:pk>")
def show(pk: int) -> Any:
    """What each name will be, for a place and a period."""
    row = _find(pk)
    place, period, problem = _asked_for()
    asked = row.filling.told(Figures(place, period))
    context = {"place": place, "period": period, "places": _places(place), "key": _key(place), "editable": row.editable_by(current_user)}
    return page("office_sheets/show.html", status=422 if problem else 200, row=row, asked=asked, problem=problem, **context)


@bp.get("/<id:pk>.xlsx")
def fill(pk: int) -> Response:
    """The spreadsheet, filled."""
    row = _find(pk)
    place, period, problem = _asked_for()
    if problem:
        raise Invalid(period=problem)
    return attachment(row.filling.filled(Figures(place, period)), f"{row.name} {place.name} {period.label}.xlsx", TYPE)


@bp.post("/<id:pk>/delete")
def delete(pk: int) -> Any:
    """Throw one away."""
    row = _find(pk)
    allow(row.editable_by(current_user))
    row.remove(current_user)
    flash("删掉了")
    return go(url_for("office_sheets.index"))


def _find(pk: int) -> OfficeSheet:
    readable(OfficeSheet)
    row: OfficeSheet = find(OfficeSheet.visible_to(current_user), pk)
    return row


def _address(row: OfficeSheet) -> str:
    return url_for("office_sheets.show", pk=row.id)


def _asked_for() -> tuple[Compound | Area, Period, str]:
    """Place (a12 an area, c12 a compound; one's own by default), period, and what is wrong with that."""
    asked, own = request.args.get("place", ""), current_user.area
    place: Any = own
    if asked:
        rows = Compound.visible_to(current_user) if asked[0] == "c" else Area.select().where(Area.path.startswith(own.path))
        place = find(rows, number(asked[1:]))
    try:
        return place, Period.parse(request.args["period"]) if request.args.get("period") else Period.last_month(), ""
    except Invalid as error:
        return place, Period.last_month(), error.errors["period"]


def _key(place: Compound | Area) -> str:
    return f"{'c' if isinstance(place, Compound) else 'a'}{place.id}"


def _places(place: Compound | Area) -> list[tuple[str, str]]:
    """What may be chosen: the areas from one's own down, and the compounds of the community that is chosen."""
    top = current_user.area.path.count("/")
    areas = Area.select().where(Area.path.startswith(current_user.area.path)).order_by(Area.path)
    chosen = place.community_id if isinstance(place, Compound) else place.id if place.level == Level.COMMUNITY else 0
    found = []
    for area in areas:
        depth = area.path.count("/") - top
        found.append((f"a{area.id}", "　" * depth + area.name))
        if area.id == chosen:
            compounds = Compound.visible_to(current_user).where(Compound.community == area.id).order_by(Compound.name)
            found += [(f"c{compound.id}", "　" * (depth + 1) + compound.name) for compound in compounds]
    return found


def _index(form: Upload, status: int = 200) -> Any:
    rows = list(OfficeSheet.visible_to(current_user).order_by(OfficeSheet.at.desc()).limit(50))
    return page("office_sheets/index.html", status=status, form=form, rows=rows, figures=FIGURES, lists=LISTS)
