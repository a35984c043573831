"""志愿服务记录证明: asked for, made public for a week, issued, printed, withdrawn; one at a time or for a whole team."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import abort, flash, request, url_for
from flask_login import current_user

from models import clock
from models.certificates import STATES, Certificate, issue_all, of_team
from models.households import Reading
from models.names import told_apart
from models.receipts import Receipt
from models.records import Invalid
from models.users import Role
from models.volunteers import LEADERS, Team
from views.access import allow, find, number, readable
from views.batches import ordered
from views.certificate_form import begun, certificate_form
from views.certificate_paper import paper_of, print_notice
from views.forms import Choice, Form, reason_of, rows_choice
from views.pages import go, page
from views.register import Register
from views.spreadsheets import attachment


class Certificates(Register):
    """The list of certificates; its forms are its own."""

    def filter_form(self) -> type[Form]:
        """By team, and by how far it is."""
        form = super().filter_form()
        form.team = rows_choice(Team, "志愿队", False, Team.visible_to(current_user).order_by(Team.name))  # type: ignore[attr-defined]
        form.stage = Choice("现在", STATES, required=False)  # type: ignore[attr-defined]
        return form

    def meets(self, name: str, value: Any) -> Any:
        """A stage is no column."""
        return Certificate.in_stage(value) if name == "stage" else super().meets(name, value)

    def addable(self) -> bool:
        """Whoever leads a team, or the community."""
        return current_user.role in LEADERS and (current_user.role == Role.COMMUNITY or Team.visible_to(current_user).exists())

    def _add_pages(self) -> None:
        super()._add_pages()
        self.add_url_rule("/certificates/new", "new", self.new)
        self.add_url_rule("/certificates", "create", self.create, methods=["POST"])

    def new(self) -> Any:
        """The form; ?volunteer= and ?team= say for whom."""
        readable(Certificate)
        allow(self.addable())
        return _form(certificate_form(formdata=None, data=begun()))

    def create(self) -> Any:
        """Begin the publicity, once for each form."""
        readable(Certificate)
        allow(self.addable())
        form = certificate_form()
        if form.validate_on_submit():
            try:
                address = Receipt.once(form.key, current_user, lambda: self.address(Certificate.announce(current_user, **form.asked)))
            except Invalid as error:
                form.refuse(error)
            else:
                flash("开始公示了")
                return go(address)
        return _form(form, status=422)


def told(row: Certificate) -> dict[str, Any]:
    """What the page of a certificate shows besides."""
    return {"office": current_user.role == Role.COMMUNITY, "refused": {}, "shown": ""}


bp = Certificates(
    "certificates",
    Certificate,
    columns=("volunteer", "serial", ("stage", "现在"), "announced_on", "team"),
    exported=("serial", "volunteer", "team", "since", "until", "minutes", "announced_on", "issued_on", "withdrawn_on"),
    order=(Certificate.announced_on.desc(), Certificate.id.desc()),
    filters=(),
    show="certificates/show.html",
    more=told,
    menu="志愿",
    called="服务证明",
    also=(("打印公示", "certificates.notice"),),
    intro="证明不收钱。先公示，公示满了再开出；写的都是确认过的时长。",
)


@bp.get("/certificates/notice.pdf")
def notice() -> Any:
    """The notice of all that are in their publicity, with the filter of the moment, for the community's board."""
    readable(Certificate)
    rows = list(bp.rows().where(Certificate.in_stage("announced")).order_by(Certificate.serial))
    if not rows:
        flash("现在没有公示中的证明", "error")
        return go(url_for("certificates.index"))
    return _inline(print_notice(rows), f"服务证明公示-{clock.today()}.pdf")


@bp.get("/teams/<id:pk>/certificates/new")
def new_for_team(pk: int) -> Any:
    """For a whole team: who can have one, and what stands on all of them."""
    team = _team(pk)
    return _for_team(team, certificate_form(team, formdata=None, data=begun()))


@bp.post("/teams/<id:pk>/certificates")
def create_for_team(pk: int) -> Any:
    """Begin the publicity for those of a team who were ticked, once for each form; the list is seen first, also of other days."""
    team = _team(pk)
    form = certificate_form(team)
    if form.validate_on_submit():
        if request.form.get("then") == "look":
            return _for_team(team, form)
        try:
            if request.form.get("listed") != _listed(form):
                raise Invalid(until="日子改了，下面的名单跟着变了，请看一遍再公示")
            address = Receipt.once(form.key, current_user, lambda: _announce(team, form.asked, _ticked()))
        except Invalid as error:
            form.refuse(error)
        else:
            flash("开始公示了")
            return go(address)
    return _for_team(team, form, 422)


@bp.post("/teams/<id:pk>/certificates/issues")
def issue_for_team(pk: int) -> Any:
    """Issue all of a team whose publicity is over."""
    team = _team(pk)
    allow(current_user.role == Role.COMMUNITY)
    issued, left = issue_all(current_user._get_current_object(), team)
    flash(f"开出了 {issued} 份" + (f"，还有 {left} 份开不了，点进去看为什么" if left else ""))
    return go(url_for("certificates.new_for_team", pk=team.id))


@bp.post("/teams/<id:pk>/certificates/batches")
def print_for_team(pk: int) -> Any:
    """Print all issued ones of a team in one batch."""
    team, form = _team(pk), Form()
    try:
        return ordered(form.key, "certificates", team.community, f"{team} 服务证明", team=team.id, day=clock.today().isoformat())
    except Invalid as error:
        flash(str(error), "error")
        return go(url_for("certificates.new_for_team", pk=team.id))


@bp.post("/certificates/<id:pk>/issues")
def issue(pk: int) -> Any:
    """Issue it."""
    return _act(pk, lambda row: row.issue(current_user._get_current_object()), "开出了，可以打印")


@bp.post("/certificates/<id:pk>/withdrawals")
def withdraw(pk: int) -> Any:
    """Withdraw it, with a reason."""
    return _act(pk, lambda row: row.withdraw(current_user._get_current_object(), reason_of(request.form.getlist("reason"))[:200]), "撤回了，扫码核验会说已撤回")


@bp.post("/certificates/<id:pk>/readings")
def read(pk: int) -> Any:
    """Show the identity number, and write down who looked at it."""
    row: Certificate = bp.find(pk)
    allow(current_user.role == Role.COMMUNITY)
    Reading.create(user=current_user.id, community=row.community_id, at=clock.now(), what=f"证件号码（证明 {row.serial}）")
    return _show(row, shown=row.paper_number or "没有记，由本人手写")


@bp.get("/certificates/<id:pk>.pdf")
def pdf(pk: int) -> Any:
    """The certificate on paper."""
    row: Certificate = bp.find(pk)
    try:
        row.check_printable()
    except Invalid as error:
        return _show(row, 422, error.errors)
    return _inline(paper_of(row).pdf(), f"{row.volunteer}服务证明.pdf")


def _inline(pdf: bytes, name: str) -> Any:
    response = attachment(pdf, name, "application/pdf")
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("attachment", "inline", 1)
    return response


def _act(pk: int, act: Any, done: str) -> Any:
    row: Certificate = bp.find(pk)
    allow(current_user.role == Role.COMMUNITY)
    try:
        act(row)
    except Invalid as error:
        return _show(bp.find(pk), 422, error.errors)
    flash(done)
    return go(bp.address(row))


def _show(row: Certificate, status: int = 200, refused: dict[str, str] | None = None, shown: str = "") -> Any:
    context = {**told(row), "refused": refused or {}, "shown": shown}
    return page("certificates/show.html", status=status, register=bp, row=row, changes=list(row.changes.limit(50)), **context)


def _ticked() -> set[int]:
    return {number(text) for text in request.form.getlist("people")}


def _listed(form: Any) -> str:
    """The days of which the form lists who can have one."""
    return f"{form.since.data}/{form.until.data}"


def _announce(team: Team, asked: dict[str, Any], ticked: set[int]) -> str:
    people = [person for person in of_team(team, asked["since"], asked["until"]) if person.id in ticked]
    if not people:
        raise Invalid(people="没有勾上能开证明的人：要有确认过的时长，本人同意公开姓名，还没开过同样的")
    for person in people:
        Certificate.announce(current_user, person, team=team, **asked)
    return url_for("certificates.new_for_team", pk=team.id)


def _team(pk: int) -> Team:
    readable(Certificate)
    team: Team = find(Team.visible_to(current_user), pk)
    return team if team.led_by(current_user) else abort(404)


def _for_team(team: Team, form: Any, status: int = 200) -> Any:
    people = of_team(team, form.since.data, form.until.data) if form.since.data and form.until.data else {}
    seen = request.form.get("listed") == _listed(form)  # a list that was seen keeps its ticks
    ticked = _ticked() if seen else {person.id for person in people}
    silent = [person for person in team.members if not person.publishes_name]
    counts = {stage: Certificate.visible_to(current_user).where(Certificate.team == team.id, Certificate.in_stage(stage)).count() for stage, _ in STATES}
    tally = [(label, counts[stage]) for stage, label in STATES]
    shown = {"people": people, "ticked": ticked, "apart": told_apart(people), "listed": _listed(form), "silent": silent}
    return _form(form, status, team=team, counts=counts, tally=tally, print_key=str(uuid4()), **shown)


def _form(form: Any, status: int = 200, **context: Any) -> Any:
    return page("certificates/form.html", status=status, form=form, **{"team": None, "people": [], **context})
