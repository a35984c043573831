"""Volunteer hours: the leader's sheet, the list of sheets, and what happens to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from models.activities import Activity
from models.attendance import Guest
from models.hours import ServiceHours, Sheet, total_minutes
from models.names import spoken, told_apart
from models.records import Invalid
from models.sheets import STATES, counted, in_state, last_of, lines_of, purposes_of
from models.visits import Draft
from models.volunteers import Team
from views import captures
from views.access import allow, capturable, find, key, number, readable
from views.drafts import sent, unfinished
from views.filters import moment
from views.forms import Choice, Form
from views.ledger import Ledger
from views.lengths import span
from views.pages import Paged, go, page
from views.sheet_form import again, entered, for_activity, for_shift, kept, sheet_form, shift_of, sources, usual
from views.spreadsheets import download

HANDED_OVER = "这支队现在不归您带了。这一张还在本机：导出文件交给现在的队长或社区登记，再点不要了"
FEW = 4  # teams with a button of their own on the first page
HEAD = (
    "日期",
    "志愿队",
    "姓名",
    "志愿者编号",
    "分钟",
    "小时",
    "做什么",
    "机制",
    "活动",
    "小区",
    "状态",
    "来源",
    "冲正",
    "记录人",
    "录入时间",
    "确认人",
    "确认时间",
)


class Sheets(Ledger):
    """The list of sheets: the page that a leader opens first."""

    def index(self) -> Any:
        """One red button for each own team, and the sheets with what they come to."""
        readable(Sheet)
        found = self.rows()
        minutes = total_minutes(ServiceHours.sheet.in_(found.select(Sheet.id).order_by()))
        rows = Paged(found)
        counted(rows.rows)
        teams = list(Team.visible_to(current_user).order_by(Team.name))
        drafts = list(Draft.visible_to(current_user).where(Draft.path.startswith("/teams/")).limit(5))
        context = {"rows": rows, "minutes": minutes, "teams": teams, "few": len(teams) <= FEW, "narrowing": self.narrowing(), "drafts": drafts}
        return self._page("sheets/index.html", "sheets/_rows.html", **context)

    def export(self) -> Any:
        """A spreadsheet with a row for each volunteer's line, with the filter of the moment."""
        readable(Sheet)
        return download("志愿时长", HEAD, (_cells(line) for line in lines_of(self.rows())))

    def filter_form(self) -> type[Form]:
        """By team, and by state."""
        form = super().filter_form()
        form.state = Choice("状态", STATES, required=False)  # type: ignore[attr-defined]
        return form

    def meets(self, name: str, value: Any) -> Any:
        """A state is no column."""
        return in_state(value) if name == "state" else super().meets(name, value)

    def permits(self, entry: Any) -> bool:
        """Whoever leads the team."""
        return bool(entry.team.led_by(current_user))

    def told(self, entry: Any) -> dict[str, Any]:
        """Who served how long, and what takes it back or is taken back by it."""
        counted([entry])
        lines = sorted(entry.lines, key=lambda line: spoken(line.volunteer))
        return {
            "lines": lines,
            "apart": told_apart([*(line.volunteer for line in lines), *entry.team.members]),
            "original": entry.reverses_id,
            "reversal": entry.taken_back,
            "led": entry.team.led_by(current_user),
            "reversible": entry.confirmed_at and not entry.taken_back and not entry.reverses_id,
        }


bp = Sheets("sheets", Sheet, columns=("day", "purpose", "team"), filters=("team",), template="sheets/show.html", voided="这张草稿作废了")
bp.add_app_template_filter(span)


@bp.get("/sheets/new")
def choose() -> Any:
    """From a team chosen in a list to its sheet."""
    readable(Sheet)
    if not request.args.get("team"):
        return go(url_for("sheets.index"))
    return go(url_for("sheets.new", pk=_team(request.args.get("team")).id, activity=request.args.get("activity")))


@bp.get("/teams/<id:pk>/sheets/new")
def new(pk: int) -> Any:
    """A team's sheet, as far as it was typed before; ?members=last or none for other ticks, ?activity= names one, ?instead= a sheet taken back."""
    readable(Sheet)
    team = _team(str(pk))
    allow(team.led_by(current_user))
    draft = None if request.args else unfinished(request.path)
    form = sheet_form(team, _instead(team, request.args), "paper" in request.args, formdata=MultiDict(draft.typed) if draft else None, data=_begun(team))
    if draft:
        form.form_id.data = str(draft.id)
    return _form(form, team, draft=draft)


@bp.post("/sheets")
@capturable
def create() -> Any:
    """Log a team's hours, as a draft or so that they count; once for each form."""
    readable(Sheet)
    if captures.wants_receipt() and not _leads(request.form.get("team")):
        return captures.declined(HANDED_OVER)
    team = _team(request.form.get("team"))
    allow(team.led_by(current_user))
    form = sheet_form(team, _instead(team, request.form))

    def save(lines: dict[int, int], guests: list[Guest], confirm: bool) -> Sheet:
        values = entered(form, team)
        told = {"source": sources(lines, values), "guests": guests, "sure": form.sure.data}
        sheet, _ = Sheet.log(_user(), lines, confirm, **told, id=form.key, team=team, **values)
        sent(form.key)
        return sheet

    return _save(form, team, save)


@bp.get("/sheets/<uuid:pk>/edit")
def edit(pk: Any) -> Any:
    """A draft's form."""
    sheet = bp.find(pk)
    allow(sheet.editable_by(current_user))
    return _form(sheet_form(sheet.team, sheet, formdata=None, data=kept(sheet)), sheet.team, sheet)


@bp.post("/sheets/<uuid:pk>")
@capturable
def update(pk: Any) -> Any:
    """Change a draft, and confirm it where asked."""
    sheet = bp.find(pk)
    allow(sheet.team.led_by(current_user))
    form = sheet_form(sheet.team, sheet)

    def save(lines: dict[int, int], guests: list[Guest], confirm: bool) -> Sheet:
        sheet.rewrite(_user(), lines, confirm, guests, form.sure.data, **entered(form, sheet.team))
        return sheet

    return _save(form, sheet.team, save, sheet)


@bp.post("/sheets/<uuid:pk>/confirmations")
def confirm(pk: Any) -> Any:
    """Make a draft count; what is odd about it is asked about first."""
    return bp.act(pk, lambda sheet, reason: sheet.confirm(_user(), sure="sure" in request.form), "已确认，计入时长")


@bp.post("/sheets/<uuid:pk>/reversals")
def reverse(pk: Any) -> Any:
    """Take a confirmed sheet back, with a reason."""
    return bp.act(pk, lambda sheet, reason: sheet.reverse(_user(), reason), "抵掉了，这一张不再计入，请再登记一张对的")


def _user() -> Any:
    return current_user._get_current_object()


def _team(text: str | None) -> Team:
    team: Team = find(Team.visible_to(current_user), number(text))
    return team


def _instead(team: Team, said: Any) -> Sheet | None:
    """The sheet of the team, taken back by now, in whose place another is to stand; its people, programme and activity stay to be chosen."""
    if not (at := key(said.get("instead"))):
        return None
    sheet = find(Sheet.visible_to(current_user).where(Sheet.team == team.id), at)
    counted([sheet])
    return sheet if sheet.taken_back else abort(404)


def _leads(text: str | None) -> bool:
    team = Team.visible_to(current_user).where(Team.id == number(text)).first()
    return bool(team and team.led_by(current_user))


def _begun(team: Team) -> dict[str, Any]:
    """The usual values, and those of the activity, the shift or the sheet taken back that the address names."""
    if sheet := _instead(team, request.args):
        return again(sheet)
    values = usual(team, "none" if "paper" in request.args else request.args.get("members", ""))
    if shift := shift_of(request.args.get("shift"), team):
        return {**values, **for_shift(shift)}
    at = key(request.args.get("activity"))
    activity = Activity.visible_to(current_user).where(Activity.id == at).first() if at else None
    return {**values, **for_activity(activity)} if activity else values


def _save(form: Any, team: Team, save: Callable[[dict[int, int], list[Guest], bool], Sheet], sheet: Sheet | None = None) -> Any:
    """Save what was typed if it can be; the form again, as typed, if not."""
    if form.validate_on_submit():
        try:
            saved = save(form.members.lines(form.span), form.guests.guests(form.span), request.form.get("then") == "confirm")
        except Invalid as error:
            form.refuse(error)
        else:
            flash(f"{saved.purpose}：{'已计入时长' if saved.confirmed_at else '草稿存好了，确认后才计入'}")
            return go(url_for("sheets.show", pk=saved.id))
    return _form(form, team, sheet, status=422)


def _form(form: Any, team: Team, sheet: Sheet | None = None, draft: Draft | None = None, status: int = 200) -> Any:
    last = last_of(team) if sheet is None else None
    context = {"form": form, "team": team, "sheet": sheet, "draft": draft, "purposes": purposes_of(team), "last": last}
    return page("sheets/form.html", "sheets/_members.html", status, **context)


def _cells(line: ServiceHours) -> list[Any]:
    sheet = line.sheet
    what = [sheet.purpose, sheet.programme and sheet.programme.name, sheet.activity and sheet.activity.name, sheet.compound and sheet.compound.name]
    who = [sheet.recorder.name, moment(sheet.recorded_at), sheet.confirmed_by and sheet.confirmed_by.name, moment(sheet.confirmed_at)]
    state = [sheet.state, line.shown("source"), "是" if line.reverses_id else ""]
    person = [line.volunteer.name, line.volunteer.number, line.minutes, round(line.minutes / 60, 2)]
    return [sheet.day.isoformat(), sheet.team.name, *person, *what, *state, *who]
