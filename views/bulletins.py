"""社区公报: begin a month's, write it with the page beside, publish it, print it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from models.bulletins import Bulletin, Edition
from models.periods import Period
from models.records import Invalid
from models.reports.gazette import gazette
from views.access import allow, find, readable
from views.bulletin_print import INKS, PAPERS, codes, filename, print_bulletin, rest, sides
from views.forms import Choice, Form, form_for
from views.pages import Paged, go, page
from views.spreadsheets import attachment

bp = Blueprint("bulletins", __name__)
FIELDS = ("headline", "greeting", "notices", "coming", "menu", "thanks", "calls", "sides")
HINTS = {
    "notices": "一条一段，空一行再写下一条；每段第一行是标题。",
    "coming": "一行一个，先写日子：11月8日 9:00 家庭医生义诊，业主驿站",
    "menu": "一行一天：周一 红烧肉、炒青菜、紫菜汤",
    "thanks": "队伍和时长自动有。写到个人，先问过他本人愿不愿意。",
    "calls": "一行一个，号码放最后：家电维修 0871-00001234。服务电话、网格员电话自动有。",
}


def begin_form(**given: Any) -> Any:
    """Which month."""

    class BeginForm(Form):
        period = Choice("哪个月的", [(month.key, month.label) for month in Period.choices()[0][1][:13]], default=Period.last_month().key)

    return BeginForm(**given)


@bp.get("/bulletins")
def index() -> Any:
    """The months, newest first; for the community a way to begin one."""
    readable(Bulletin)
    return _index(begin_form(formdata=None))


@bp.post("/bulletins")
def create() -> Any:
    """Begin a month's draft, or go on with the one that is there."""
    readable(Bulletin)
    allow(current_user.role in Bulletin.editors)
    form, user = begin_form(), current_user._get_current_object()
    if form.validate_on_submit():
        return go(url_for("bulletins.edit", pk=Bulletin.begin(user, user.area, Period.parse(form.period.data)).id))
    return _index(form, 422)


@bp.get("/bulletins/<id:pk>")
def show(pk: int) -> Any:
    """How it looks now, what was published, and how to print it."""
    row = _find(pk)
    return page("bulletins/show.html", row=row, editable=row.editable_by(current_user), editions=list(row.editions), **_looks(row))


@bp.get("/bulletins/<id:pk>/edit")
def edit(pk: int) -> Any:
    """The words, with the page beside."""
    row = _find(pk)
    allow(row.editable_by(current_user))
    return _edit(row, form_for(Bulletin, FIELDS)(formdata=None, obj=row))


@bp.post("/bulletins/<id:pk>")
def update(pk: int) -> Any:
    """Save the draft; both versions stay readable."""
    row = _find(pk)
    allow(row.editable_by(current_user))
    form = form_for(Bulletin, FIELDS)()
    if form.validate_on_submit():
        try:
            row.amend(current_user, **form.values)
        except Invalid as error:
            form.refuse(error)
        else:
            flash("草稿存好了")
            return go(url_for("bulletins.show", pk=pk))
    return _edit(_find(pk), form, 422)


@bp.post("/bulletins/<id:pk>/preview")
def preview(pk: int) -> Any:
    """The page as it would be with what is typed; nothing is saved. Without script the whole editor comes back."""
    row = _find(pk)
    allow(row.editable_by(current_user))
    form = form_for(Bulletin, FIELDS)()
    valid = form.validate_on_submit()
    for name, value in form.values.items():
        if value is not None:
            setattr(row, name, value if name != "sides" or value in ("1", "2") else "1")
    try:
        row.check_values()
    except Invalid as error:
        form.refuse(error) if valid else None
    return page("bulletins/form.html", "bulletins/_preview.html", row=row, form=form, hints=HINTS, previewed=True, **_looks(row))


@bp.post("/bulletins/<id:pk>/editions")
def publish(pk: int) -> Any:
    """Keep it as it is now."""
    row = _find(pk)
    allow(row.editable_by(current_user))
    user = current_user._get_current_object()
    edition = row.publish(user, gazette(row))
    flash(f"第 {edition.number} 版发布了，可以打印张贴")
    return go(url_for("bulletins.show", pk=pk))


@bp.get("/bulletins/<id:pk>.pdf")
def pdf(pk: int) -> Any:
    """The draft on paper, or with ?edition= a published version as it was; ?paper=a3, ?ink=black."""
    row = _find(pk)
    number = request.args.get("edition", "")
    edition = row.editions.where(Edition.number == int(number)).first() if number.isdecimal() and len(number) < 6 else None
    if number and edition is None:
        abort(404)
    ink, paper = request.args.get("ink", "colour"), request.args.get("paper", "a4")
    if ink not in INKS or paper not in PAPERS:
        abort(422)
    content = edition.told if edition else gazette(row)
    response = attachment(print_bulletin(content, ink, paper), filename(content, edition), "application/pdf")
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
    return response


def _find(pk: int) -> Bulletin:
    readable(Bulletin)
    row: Bulletin = find(Bulletin.visible_to(current_user), pk)
    return row


def _looks(row: Bulletin) -> dict[str, Any]:
    content = gazette(row)
    return {"told": content, "sides": sides(content), "codes": codes(content), "inks": INKS, "papers": PAPERS, "rest": partial(rest, content)}


def _index(form: Any, status: int = 200) -> Any:
    rows = Paged(Bulletin.visible_to(current_user).order_by(Bulletin.period.desc(), Bulletin.community), 30)
    published = {edition.bulletin_id for edition in Edition.select(Edition.bulletin).where(Edition.bulletin.in_([row.id for row in rows.rows]))}
    return page("bulletins/index.html", status=status, form=form if current_user.role in Bulletin.editors else None, rows=rows, published=published)


def _edit(row: Bulletin, form: Any, status: int = 200) -> Any:
    return page("bulletins/form.html", status=status, row=row, form=form, hints=HINTS, previewed=False, **_looks(row))
