"""Closing hours up to a day: afterwards nothing is added there, and the community alone takes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, url_for
from flask_login import current_user
from wtforms import BooleanField
from wtforms.validators import InputRequired, ValidationError

from models import clock
from models.hours import Sheet
from models.locks import Lock
from views.access import allow, readable
from views.forms import REQUIRED, Day, Form
from views.pages import go, page

bp = Blueprint("locks", __name__)


class LockForm(Form):
    """Up to which day: as a rule, the last one of last month."""

    until = Day("锁到哪一天", [InputRequired(REQUIRED)], default=lambda: clock.today().replace(day=1) - timedelta(days=1), description="这一天的也锁上")

    anyway = BooleanField("知道了，这些草稿不算，照样锁上")

    def validate_until(self, field: Day) -> None:
        """A day that is over, and after the last closed one."""
        last = Lock.last_day(current_user.area_id)
        if field.data and field.data >= clock.today():
            raise ValidationError("最晚锁到昨天")
        if field.data and last and field.data <= last:
            raise ValidationError(f"已经锁到 {last} 了")

    def validate_anyway(self, field: BooleanField) -> None:
        """Whoever leaves drafts behind has seen which."""
        if self.left and not field.data:
            raise ValidationError("下面的草稿还没确认，先看看；不要了就打勾")

    @property
    def left(self) -> list[Sheet]:
        """The drafts of the days that would be closed."""
        return list(Sheet.drafts_until(current_user, self.until.data)) if self.until.data else []


@bp.get("/locks")
def index() -> Any:
    """What is closed, by whom and since when, and for the community a form to close more."""
    return _page(LockForm(formdata=None))


@bp.post("/locks")
def create() -> Any:
    """Close the hours of the community up to a day."""
    readable(Lock)
    allow(current_user.role in Lock.editors)
    form = LockForm()
    if form.validate_on_submit():
        count = Sheet.lock(current_user._get_current_object(), form.until.data)
        flash(f"锁好了，到 {form.until.data} 为止的 {count} 张登记表锁定了")
        return go(url_for("locks.index"))
    return _page(form, 422)


def _page(form: LockForm, status: int = 200) -> Any:
    readable(Lock)
    locks = list(Lock.visible_to(current_user).order_by(Lock.until.desc()).limit(36))
    may = current_user.role in Lock.editors
    return page("locks/index.html", None, status, form=form, locks=locks, drafts=form.left if may else [], may=may)
