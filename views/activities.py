"""Neighbourhood activities: the list, the form, the page with pictures and hours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import abort, flash, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from models.activities import Activity
from models.areas import Level
from models.hours import ServiceHours, Sheet, total_minutes
from models.pictures import Picture
from models.records import Invalid, load_related
from models.sheets import counted
from models.visits import Draft
from models.volunteers import Team
from views.access import allow, capturable, key, number, readable
from views.activity_form import activity_form, begun, entered, known, preset
from views.drafts import sent, unfinished
from views.forms import Form, form_for
from views.ledger import Ledger
from views.pages import Paged, go, page
from views.places import choose_place
from views.spreadsheets import download

HEAD = (
    *("日期", "几点", "名称", "类别", "机制", "小区", "社区", "地点", "分钟", "谁主办", "到场人数", "供餐（份）", "一份（元）"),
    *("志愿队", "志愿服务（小时）", "记录", "记录人", "作废"),
)


class Activities(Ledger):
    """The list of activities."""

    def index(self) -> Any:
        """What took place, narrowed by days, kind, place, programme and words."""
        readable(Activity)
        rows = Paged(self.rows())
        load_related(rows.rows, "compound", "community", "programme")
        return self._page("activities/index.html", "activities/_rows.html", rows=rows, narrowing=self.narrowing(), may=_may_record())

    def export(self) -> Any:
        """A spreadsheet with the filter of the moment, the hours that came with each activity among it."""
        readable(Activity)
        found = self.rows()
        minutes = total_minutes(Sheet.activity.in_(found.select(Activity.id).order_by()), by=Sheet.activity)
        rows = list(found)
        load_related(rows, "compound", "community", "programme", "team", "recorder")
        return download("邻里活动", HEAD, (_cells(row, minutes.get(row.id, 0)) for row in rows))

    def filter_form(self) -> type[Form]:
        """By kind and place; by programme where the user's are few enough to choose from."""
        return choose_place(form_for(Activity, ("kind", "programme") if current_user.area.level == Level.COMMUNITY else ("kind",)))

    def told(self, entry: Any) -> dict[str, Any]:
        """Its pictures, what it came to in hours, and whose."""
        sheets = Sheet.visible_to(current_user).where(Sheet.activity == entry.id).order_by(Sheet.recorded_at)
        return {
            "pictures": Picture.keys_of(entry),
            "minutes": total_minutes(Sheet.activity == entry.id),
            "people": sum(total > 0 for total in total_minutes(Sheet.activity == entry.id, by=ServiceHours.volunteer).values()),
            "sheets": counted(list(sheets)),
            "teams": list(Team.visible_to(current_user).order_by(Team.name)) if _may_record() else [],
            "may": _may_record(),
            "form": Form(formdata=None),
        }


bp = Activities(
    "activities",
    Activity,
    columns=("day", "name", "kind"),
    filters=("kind", "compound", "programme"),
    template="activities/show.html",
    voided="作废了，带来的时长也抵掉了",
)


@bp.get("/activities/new")
def new() -> Any:
    """The form as far as it was typed before; ?like= fills in an earlier activity, ?compound= its place."""
    readable(Activity)
    allow(_may_record())
    draft = None if request.args else unfinished(request.path)
    if draft:
        typed = MultiDict(draft.typed)
        team = _team(typed.get("team"))
        return _form(activity_form(team, formdata=typed), team, draft=draft)
    earlier = key(request.args.get("like"))
    like = Activity.visible_to(current_user).where(Activity.id == earlier).first() if earlier else None
    values = begun(like, number(request.args.get("compound")) or None)
    team = _team(str(values.get("team") or ""))
    return _form(activity_form(team, formdata=None, data={**values, "members": preset(team)}), team)


@bp.get("/activities/members")
def members() -> Any:
    """The members of a team just chosen, all ticked in a small one: a piece of the form."""
    if not _may_record():
        abort(404)  # a street or district sees the activity, not who is in a team
    team = _team(request.args.get("team"))
    form = activity_form(team, formdata=None, data={"members": preset(team)})
    return page("activities/_members.html", form=form, team=team)


@bp.post("/activities")
@capturable
def create() -> Any:
    """Record an activity with its volunteers' hours and its pictures; once for each form."""
    readable(Activity)
    allow(_may_record())
    team = _team(request.form.get("team"))
    form = activity_form(team)
    if request.form.get("then") == "team":
        form.members.tick(preset(team))
        return _form(form, team)
    if form.validate_on_submit():
        try:
            activity, fresh = Activity.hold(_user(), form.members.data, form.shrunk(), id=form.key, team=team, community=current_user.area_id, **entered(form))
        except Invalid as error:
            form.refuse(error)
        else:
            sent(form.key)
            flash(f"{activity.name} {'记好了' if fresh else '刚才已经记过了'}")
            return go(url_for("activities.show", pk=activity.id))
    return _form(form, team, status=422)


@bp.get("/activities/<uuid:pk>/edit")
def edit(pk: Any) -> Any:
    """The form with what was recorded."""
    activity = bp.find(pk)
    allow(activity.editable_by(current_user))
    return _form(activity_form(kept=activity.programme_id, formdata=None, data=known(activity)), activity=activity)


@bp.post("/activities/<uuid:pk>")
@capturable
def update(pk: Any) -> Any:
    """Correct an activity; earlier versions stay readable. Hours are corrected on their sheet."""
    activity = bp.find(pk)
    allow(activity.editable_by(current_user))
    form = activity_form(kept=activity.programme_id)
    if form.validate_on_submit():
        try:
            activity.amend(current_user, form.reason.data or "", **entered(form))
        except Invalid as error:
            form.refuse(error)
        else:
            flash("改好了，原来的内容在修改记录里")
            return go(url_for("activities.show", pk=pk))
    return _form(form, activity=bp.find(pk), status=422)


def _user() -> Any:
    return current_user._get_current_object()


def _may_record() -> bool:
    return current_user.role in Activity.editors


def _team(text: str | None) -> Team | None:
    team: Team | None = Team.visible_to(current_user).where(Team.id == number(text)).first()
    return team


def _form(form: Any, team: Team | None = None, activity: Activity | None = None, status: int = 200, draft: Draft | None = None) -> Any:
    if draft:
        form.form_id.data = str(draft.id)
    return page("activities/form.html", None, status, form=form, team=team, activity=activity, draft=draft)


def _cells(row: Activity, minutes: int) -> list[Any]:
    what = [row.day.isoformat(), row.starts and row.starts.strftime("%H:%M"), row.name, row.kind.name, row.shown("programme")]
    where = [row.shown("compound"), row.shown("community"), row.place, row.minutes, row.host, row.headcount, row.meals, _price(row)]
    return [*what, *where, row.shown("team"), round(minutes / 60, 2), row.told, row.shown("recorder"), "是" if row.void else ""]


def _price(row: Activity) -> Decimal | None:
    return Decimal(row.price) / 100 if row.price is not None else None
