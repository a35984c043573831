"""Concerns: the list that a clerk works off, taking one in, the page of one, its slip."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from models.concerns import CHANNELS, MEDIATION, Concern
from models.deadlines import is_late
from models.households import Household
from models.organizations import Organization
from models.pictures import Picture
from models.records import Invalid, load_related
from models.steps import STATES, Step
from models.takers import choices
from models.users import Role
from models.visits import Draft
from models.worklist import by_need, counts, first_shelf, following, hands, held_by, holders, in_hands, on, shelves
from views.access import allow, capturable, find, number, readable
from views.concern_form import begun, concern_form, entered, known
from views.drafts import sent, unfinished
from views.filters import moment
from views.forms import Choice, Form, form_for, rows_choice
from views.ledger import Ledger
from views.pages import Paged, go, narrowed_address, page, sought
from views.places import choose_place
from views.spreadsheets import download
from views.step_forms import STEPS, likely, step_form
from views.stories import story_of
from views.strays import door_astray, keep_concern

VOID = "void"
TOLD = ("编号", "哪天", "诉求", "哪一类", "急不急", "社区", "小区", "现在", "在谁手里", "最晚办完", "超期", "最后一步")
IN_FULL = ("怎么来的", "门牌", "在哪里", "怎么回事", "联系人", "电话", "同意给联系方式", "记录人")


class Concerns(Ledger):
    """The list of concerns, the most pressing first."""

    def index(self) -> Any:
        """How many lie where, and those on the shelf of the moment: what is open, or what has climbed to the user."""
        readable(Concern)
        narrowed, by, names, shelf = self.narrowed(), current_user, shelves(current_user), self.shelf()
        rows = Paged(narrowed.where(on(shelf, by)) if shelf else narrowed)
        load_related(rows.rows, "compound", "community", "household", "service")
        stories = Step.of(rows.rows)
        counted = counts(narrowed, by, names)
        context = {
            "hands": hands(rows, stories),
            "shelves": [(key, name, counted[key]) for key, name in names.items()],
            "shelf": shelf,
            "full": by.role in Concern.editors,
            "drafts": [] if request.args else list(Draft.visible_to(by).where(Draft.path.startswith("/concerns/")).limit(3)),
        }
        return self._page("concerns/index.html", "concerns/_narrowed.html", rows=rows, narrowing=self.narrowing(), **context)

    def export(self) -> Any:
        """A spreadsheet with the filter of the moment; street and district get what the wall tells."""
        readable(Concern)
        rows, full = list(self.rows()), current_user.role in Concern.editors
        load_related(rows, "compound", "community", "household", "service", "recorder")
        stories = Step.of(rows)
        body = (_cells(row, stories[row.id]) + (_cells_in_full(row) if full else []) for row in rows)
        return download("诉求", TOLD + IN_FULL if full else TOLD, body)

    def rows(self) -> Any:
        """Those on the shelf of the moment."""
        shelf = self.shelf()
        return self.narrowed().where(on(shelf, current_user)) if shelf else self.narrowed()

    def narrowed(self) -> Any:
        """What the filters leave on all shelves."""
        return super().rows()

    def shelf(self) -> str:
        """The one that the address names; who looks for words or a state looks everywhere; "" for those that were declared void."""
        if request.args.get("state") == VOID:
            return ""
        anywhere = sought() or request.args.get("state")
        named = request.args.get("shelf", "")
        return named if named in shelves(current_user) else "all" if anywhere else first_shelf(current_user)

    def shelf_address(self, key: str) -> str:
        """The address of a shelf, narrowed as this one is; a state is left behind, for it would contradict."""
        return narrowed_address(shelf=key, state="", page="")

    def seen(self) -> Any:
        """No mediation; each with its last step."""
        return Step.standing(Concern.listed_to(current_user))

    def found(self, query: str) -> Any:
        """By number and line, and by door, place and caller for those who read them."""
        return Step.standing(Concern.found_by(current_user, query))

    def filter_form(self) -> type[Form]:
        """By receiver, state, urgency, kind, how it came, and place."""
        form: Any = form_for(Concern, ("urgency", "category"))
        form.receiver = rows_choice(Organization, "在谁手里", False, holders(current_user))
        form.state = Choice("现在", [*STATES.items(), (VOID, "作废的")], required=False)
        if current_user.role in Concern.editors:
            form.channel = Choice("怎么来的", [row for row in CHANNELS if row[0] != MEDIATION], required=False)
        return choose_place(form)

    def meets(self, name: str, value: Any) -> Any:
        """A state is that of the last step; the receiver is the one that has it now."""
        if name == "receiver":
            return held_by(value)
        if name == "state":
            return Concern.void if value == VOID else Step.kind == value
        return super().meets(name, value)

    def show_with(self, entry: Any, status: int = 200, refused: dict[str, str] | None = None, typed: Any = None, **more: Any) -> Any:
        """The page of a concern; `typed` is the form of a step that was refused, and stays as it was typed."""
        entry.read_by(current_user)
        story, allowed = Step.of([entry])[entry.id], choices(entry, current_user)
        forms = {declared.kind: step_form(declared, entry, story, blank=True) for declared in STEPS if declared.kind in allowed}
        if typed is not None:
            typed.after.data = story[-1].number
            forms |= {typed.kind: typed} if typed.kind in forms else {}
        main = typed.kind if typed is not None and typed.kind in forms else likely(entry, story[-1].kind, allowed)
        waiting = following(entry, current_user) if current_user.role == Role.COMMUNITY else None
        context = {"full": entry.told_in_full_to(current_user), "last": story[-1], "hands": in_hands(entry, story), "following": waiting, "typed": typed}
        context |= {
            "story": story_of(entry, story, current_user),
            "forms": forms,
            "main": main,
            "form": Form(formdata=None),
            "slip": slip_address(entry) if _ours(entry) else "",
        }
        return super().show_with(entry, status, refused, **context, **more)

    def told(self, entry: Any) -> dict[str, Any]:
        """Its pictures, for those who read it in full."""
        return {"pictures": Picture.keys_of(entry) if entry.told_in_full_to(current_user) else []}


bp = Concerns("concerns", Concern, columns=("number",), order=by_need(), template="concerns/show.html", voided="作废了，不再计入")


def slip_address(concern: Any) -> str:
    """The public page on which the resident follows this concern."""
    return url_for("slips.show", digits=f"{concern.number}{concern.code}")


@bp.get("/concerns/new")
def new() -> Any:
    """The form for ?household= or ?compound=, as far as it was typed before."""
    readable(Concern)
    allow(current_user.role in Concern.editors)
    household, compound, channel = _household(request.args.get("household")), number(request.args.get("compound")) or None, request.args.get("channel")
    path = url_for("concerns.new", household=household and household.id, compound=compound, channel=channel and channel[:16])
    draft = unfinished(path)
    form = concern_form(household, **({"formdata": MultiDict(draft.typed)} if draft else {"formdata": None, "data": begun(household, compound, channel)}))
    if draft:
        form.form_id.data = str(draft.id)
    return _form(form, household, draft=draft, path=path)


@bp.post("/concerns")
@capturable
def create() -> Any:
    """Take a concern in, once for each form; then its page, with the slip for the resident."""
    readable(Concern)
    allow(current_user.role in Concern.editors)
    astray = door_astray(Concern)
    household = astray or _household(request.form.get("household"))
    form = concern_form(household)
    if form.validate_on_submit():
        try:
            if astray:
                return keep_concern(form, astray)
            concern, fresh = Picture.enter_with(Concern, _user(), form.shrunk(), id=form.key, **entered(form, household))
        except Invalid as error:
            form.refuse(error)
        else:
            sent(form.key)
            where = f"，记在 {concern.household.door} 名下" if concern.household and not household else ""
            flash(f"{'记好了' if fresh else '刚才已经记过了'}，编号 {concern.number}{where}")
            return go(url_for("concerns.show", pk=concern.id, slip="open"))
    return _form(form, household, status=422, path=request.form.get("draft_path", ""))


@bp.get("/concerns/<uuid:pk>/edit")
def edit(pk: Any) -> Any:
    """The form with what was recorded."""
    concern = bp.find(pk)
    allow(concern.editable_by(current_user))
    concern.read_by(current_user)
    return _form(concern_form(concern.household, concern, formdata=None, data=known(concern)), concern.household, concern)


@bp.post("/concerns/<uuid:pk>")
@capturable
def update(pk: Any) -> Any:
    """Correct a concern, with a reason; earlier versions stay readable."""
    concern = bp.find(pk)
    allow(concern.editable_by(current_user))
    form = concern_form(concern.household, concern)
    if form.validate_on_submit():
        try:
            concern.amend(_user(), form.reason.data, **entered(form, concern.household, concern))
        except Invalid as error:
            form.refuse(error)
        else:
            flash("改好了，原来的内容在修改记录里")
            return go(url_for("concerns.show", pk=pk))
    concern = bp.find(pk)
    return _form(form, concern.household, concern, status=422)


@bp.get("/concerns/<uuid:pk>/slip")
def slip(pk: Any) -> Any:
    """The resident's slip on a page of its own, to print or to read aloud; who took a concern down for a resident hands it out."""
    concern = bp.find(pk)
    if not _ours(concern):
        abort(404)
    concern.read_by(current_user)
    return page("concerns/slip.html", concern=concern, slip=slip_address(concern))


def _ours(concern: Any) -> bool:
    """Whether staff may see the slip: not that of a resident who wrote for himself, and has it."""
    return concern.recorder_id is not None and concern.told_in_full_to(current_user)


def _user() -> Any:
    return current_user._get_current_object()


def _household(text: str | None) -> Any:
    return find(Household.visible_to(current_user), number(text)) if text else None


def _form(form: Any, household: Any, concern: Any = None, status: int = 200, draft: Any = None, path: str = "") -> Any:
    return page("concerns/form.html", None, status, form=form, household=household, concern=concern, draft=draft, path=path)


def _cells(row: Any, story: list[Step]) -> list[Any]:
    what = [row.number, row.day.isoformat(), row.told, row.category.name, row.urgency.name, row.community.name, row.compound.name]
    state = "作废" if row.void else row.last.state
    return [*what, state, in_hands(row, story), moment(row.due), "是" if is_late(row) else "", moment(row.last.at)]


def _cells_in_full(row: Any) -> list[Any]:
    where = [row.household.door if row.household else row.door, row.place]
    return [row.shown("channel"), *where, row.text, row.contact, row.telephone, row.shown("consent"), row.recorder.name if row.recorder else "居民"]
