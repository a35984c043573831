"""成批打印: a place's pages for a period in one go, and how far every batch of documents is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, request, send_file, url_for
from flask_login import current_user

from models.areas import Area, Compound, Level
from models.batches import DONE, OFFICES, Batch
from models.periods import Period
from models.records import Invalid
from views.access import allow, find, readable
from views.forms import Choice, Form
from views.jobs import print_batch
from views.pages import Paged, go, page
from views.presses import store

bp = Blueprint("batches", __name__)
TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


def pages_form(**given: Any) -> Any:
    """Which place, which period."""
    places = [(area.id, "　" * depth + area.name) for depth, area in _places()]

    class PagesForm(Form):
        area = Choice("打哪里的", places, default=current_user.area_id, coerce=int)
        period = Choice("哪一段时间", [(p.key, p.label) for _, periods in Period.choices() for p in periods], default=Period.last_month().key)

    return PagesForm(**given)


@bp.get("/batches")
def index() -> Any:
    """The form, for those who print pages, and what was printed in the last week."""
    readable(Batch)
    return _index(pages_form(formdata=None) if _prints_pages() else None)


@bp.post("/batches")
def create() -> Any:
    """Order the pages of a place, once for each form."""
    readable(Batch)
    allow(_prints_pages())
    form = pages_form()
    if form.validate_on_submit():
        try:
            period = Period.parse(form.period.data)
            return ordered(form.key, "pages", Area.get_by_id(form.area.data), f"小区一页纸 {period.label}", period=period.key)
        except Invalid as error:
            form.refuse(error)
    return _index(form, 422)


def ordered(key: Any, kind: str, area: Area, name: str, **asked: Any) -> Any:
    """Order a batch of a kind and go to where one sees how far it is; raises Invalid. The address of the site goes with it, for codes on paper."""
    user = current_user._get_current_object()
    batch, new = Batch.order(user, key, kind, area, f"{area.name} {name}", **asked, root=request.url_root)
    if new:
        print_batch.later(str(batch.id))
    return go(url_for("batches.show", pk=batch.id))


@bp.get("/batches/<uuid:pk>")
def show(pk: Any) -> Any:
    """How far it is, and the files once they are there."""
    return page("batches/show.html", "batches/_batch.html", batch=_find(pk))


@bp.get("/batches/<uuid:pk>.<any(pdf,zip):form>")
def file(pk: Any, form: str) -> Any:
    """All documents as one PDF, or each as a file of its own in a ZIP; where they are not there yet, how far they are."""
    batch = _find(pk)
    if batch.state != DONE:
        return go(url_for("batches.show", pk=pk))
    found = store().find(f"{batch.place}.{form}") or abort(404)
    return send_file(found, TYPES[form], as_attachment=True, download_name=f"{batch.name}.{form}", max_age=0)


@bp.post("/batches/<uuid:pk>/cancel")
def cancel(pk: Any) -> Any:
    """Nobody wants it any more."""
    batch = _find(pk)
    flash("取消了" if batch.cancel() else "已经打印好了，不用取消")
    return go(url_for("batches.show", pk=pk))


@bp.post("/batches/<uuid:pk>/retry")
def retry(pk: Any) -> Any:
    """Go on where it stopped."""
    batch = _find(pk)
    if batch.retry():
        print_batch.later(str(batch.id))
    return go(url_for("batches.show", pk=pk))


def _find(pk: Any) -> Batch:
    readable(Batch)
    batch: Batch = find(Batch.visible_to(current_user), pk)
    return batch


def _prints_pages() -> bool:
    return current_user.role in OFFICES


def _places() -> list[tuple[int, Area]]:
    """(depth, place) from the user's own place down to the communities, in the order of the territory, those without compounds left out."""
    rows = Area.select().where(Area.path.startswith(current_user.area.path)).order_by(Area.path)
    used = {path for (path,) in Compound.select(Area.path).join(Area).where(Area.path.startswith(current_user.area.path)).distinct().tuples()}
    top = current_user.area.path.count("/")
    return [(area.path.count("/") - top, area) for area in rows if area.id == current_user.area_id or any(path.startswith(area.path) for path in used)]


def _index(form: Any, status: int = 200) -> Any:
    rows = Paged(Batch.visible_to(current_user).order_by(Batch.at.desc()), 20)
    count = Compound.visible_to(current_user).count() if form else 0
    return page("batches/index.html", status=status, form=form, rows=rows, count=count, level=current_user.area.level, community=Level.COMMUNITY)
