"""导入表格: a spreadsheet is checked in the background, shown, and written when somebody confirms."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, abort, flash, request, session, url_for
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from models.imports import KIND_LABELS, KINDS, Import
from models.imports.kinds import REASON, REMARK, SAMPLE
from models.imports.reading import MOST_ROWS
from models.records import Invalid
from views.access import find, readable
from views.forms import Choice, Form
from views.jobs import Job
from views.pages import Paged, go, page
from views.spreadsheets import TYPE, attachment, download, workbook

bp = Blueprint("imports", __name__)
TABS = [("refused", "没通过"), ("changed", "有变动"), ("added", "新添")]


class Upload(Form):
    """A file, and what it holds."""

    kind = Choice("表里是什么", default="households")
    file = FileField("文件", [FileRequired("请选一个文件")], description=f".xlsx 或 .csv，一次最多 {MOST_ROWS:,} 行")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = list(KIND_LABELS)  # registers are declared after this module


def _check(key: str) -> None:
    """Check an uploaded file, unless it has been thrown away meanwhile."""
    if row := Import.get_or_none(Import.id == key):
        row.check_now()


def _apply(key: str, secret: str) -> None:
    """Carry out a confirmed import."""
    if row := Import.get_or_none(Import.id == key):
        row.apply_now(bytes.fromhex(secret))


check, apply = Job(_check), Job(_apply)


@bp.get("/imports")
def index() -> Any:
    """The form, for the kind of ?kind= when there is one; the templates, and the imports of the last while."""
    readable(Import)
    return _index(Upload(formdata=None, kind=_kind(request.args.get("kind"))))


@bp.post("/imports")
def create() -> Any:
    """Take a file in, once for each form, and have it checked."""
    readable(Import)
    form = Upload()
    if form.validate_on_submit():
        try:
            row, new = Import.receive(_user(), form.key, form.kind.data, form.file.data.filename, form.file.data.read())
        except Invalid as error:
            form.refuse(error)
        else:
            if new:
                check.later(str(row.id))
            return go(url_for("imports.show", pk=row.id))
    return _index(form, 422)


@bp.get("/imports/<uuid:pk>")
def show(pk: Any) -> Any:
    """How far it is, what it would do, or what it has done."""
    return _show(_find(pk))


@bp.post("/imports/<uuid:pk>")
def update(pk: Any) -> Any:
    """Confirm: have what was shown written. The secret of first passwords goes to the one who confirms, and is kept nowhere else."""
    row, secret = _find(pk), secrets.token_hex(32)
    try:
        first = row.confirm(_user(), partial="partial" in request.form)
    except Invalid as error:
        return _show(row, 422, str(error))
    if first:
        session["first_passwords"] = [str(pk), secret] if row.kind == "users" else None
        apply.later(str(row.id), secret)
    return go(url_for("imports.show", pk=row.id))


@bp.post("/imports/<uuid:pk>/check")
def recheck(pk: Any) -> Any:
    """Check once more what the background has left lying."""
    row = _find(pk)
    if row.recheck():
        check.later(str(row.id))
    return go(url_for("imports.show", pk=row.id))


@bp.post("/imports/<uuid:pk>/delete")
def delete(pk: Any) -> Any:
    """Throw a file away that nobody wants to import."""
    flash("文件删掉了，什么都没有写入" if _find(pk).discard() else "这份已经在导入，删不了", "message")
    return go(url_for("imports.index"))


@bp.get("/imports/<uuid:pk>/refused.xlsx")
def refused(pk: Any) -> Response:
    """The refused rows as they came, with the reason, to be corrected and sent again."""
    row = _find(pk)
    details = row.details()
    width = len(details.get("head", []))
    rows = ([*(cells + [""] * width)[:width], f"{at}：{reason}" if at else reason] for _, at, reason, cells in details.get("refused", []))
    return download(f"{row.shown('kind')}-没通过的行", [*details.get("head", []), REASON], rows)


@bp.get("/imports/<uuid:pk>/passwords")
def passwords(pk: Any) -> Any:
    """The first passwords of the accounts just opened, in the log-in that confirmed them and for an hour."""
    row = _find(pk)
    return page("imports/passwords.html", row=row, rows=_passwords(row))


@bp.get("/imports/<uuid:pk>/passwords.xlsx")
def passwords_export(pk: Any) -> Response:
    """The same as a spreadsheet."""
    rows = [(user.name, user.username, password) for user, password in _passwords(_find(pk))]
    return download("首次密码", ["姓名", "登录名", "首次密码"], rows)


@bp.get("/imports/templates/<kind>.xlsx")
def template(kind: str) -> Response:
    """A spreadsheet to fill in: the headings, an invented row that is left out by itself, and what may stand where."""
    readable(Import)
    if kind not in KINDS:
        abort(404)
    table = KINDS[kind](current_user.area)
    head = [*(column.heading for column in table.columns), REMARK]
    sample = [*(table.sample(column) for column in table.columns), f"{SAMPLE}，不会导入"]
    lines = [(c.heading, "必填" if c.required else "", table.explained(c), "、".join(c.others)) for c in table.columns]
    sheets = [(table.model.title, head, [sample]), ("填写说明", ["列名", "要不要填", "怎么填", "也可以叫"], lines)]
    return attachment(workbook(sheets, to_fill=True), f"{table.model.title}-模板.xlsx", TYPE)


def _kind(name: str | None) -> str:
    return name if name in KINDS else "households"


def _user() -> Any:
    return current_user._get_current_object()


def _find(pk: Any) -> Import:
    readable(Import)
    row: Import = find(Import.visible_to(current_user), pk)
    return row


def _passwords(row: Import) -> list[Any]:
    key, secret = session.get("first_passwords") or ("", "")
    return row.first_passwords(bytes.fromhex(secret)) if key == str(row.id) else []


def _index(form: Upload, status: int = 200) -> Any:
    rows = Paged(Import.visible_to(current_user).order_by(Import.at.desc()), 10)
    chosen = _kind(form.kind.data)
    first = (chosen, dict(KIND_LABELS)[chosen])
    return page("imports/index.html", status=status, form=form, rows=rows, first=first, others=[kind for kind in KIND_LABELS if kind != first])


def _show(row: Import, status: int = 200, problem: str = "") -> Any:
    details = {} if row.running else row.details()
    tabs = [(name, label, getattr(row, name)) for name, label in TABS if details.get(name)]
    names = [name for name, _, _ in tabs]
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in names else next(iter(names), "")
    context = {"tabs": tabs, "chosen": chosen, "rows": Paged(details.get(chosen, [])), "unused": details.get("unused", [])}
    return page("imports/show.html", "imports/_import.html", status, row=row, problem=problem, passwords=bool(_passwords(row)), **context)
