"""个人信息: what people ask about their own, a work list; one person's file; deletion; and the register of what is processed and why."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request, url_for
from flask_login import current_user

from models import clock
from models.dossiers import dossier, erase
from models.households import Household
from models.inquiries import Inquiry
from models.processing import ACTIVITIES
from models.rules import Rule
from models.users import Role
from models.volunteers import Volunteer
from views import access
from views.pages import go, page
from views.register import Register
from views.spreadsheets import TYPE, attachment, workbook

PEOPLE: dict[str, Any] = {"households": Household, "volunteers": Volunteer}
NOUNS = "/<any(households,volunteers):noun>/<id:pk>"


def about(row: Inquiry) -> dict[str, Any]:
    """Whose information it may be about."""
    homes, volunteers = row.people(current_user)
    return {"found": [("households", homes), ("volunteers", volunteers)]}


class Inquiries(Register):
    """Each is written down when somebody asks; nobody has a table of them."""

    importable = False


bp = Inquiries(
    "inquiries",
    Inquiry,
    fields=("community", "kind", "name", "telephone", "about", "asked", "due", "done", "refused", "answer"),
    columns=("name", "kind", "asked", "due", ("state", "现在")),
    order=(Inquiry.done.is_null(False), Inquiry.due, Inquiry.id),
    filters=("kind",),
    show="inquiries/show.html",
    more=about,
    intro="居民、志愿者要看、要改、要删自己的信息，记在这里，到期前答复。“最晚哪天答复”不填就是三十天。",
    menu="个人信息",
)


@bp.get(f"{NOUNS}/person.xlsx")
def file(noun: str, pk: int) -> Any:
    """All that is held about one person, for that person; who took it is in 谁看过."""
    row = _find(noun, pk)
    name = f"个人信息-{getattr(row, 'door', row)}-{clock.today()}.xlsx"
    return attachment(workbook(dossier(current_user, row)), name, TYPE)


@bp.post(f"{NOUNS}/erasure")
def delete_person(noun: str, pk: int) -> Any:
    """Delete it; for good, and with a reason."""
    row, reason = _find(noun, pk), request.form.get("reason", "").strip()[:200]
    if not reason:
        flash("请写明是谁要求删的", "error")
        return go(url_for(f"{noun}.show", pk=pk))
    erase(current_user, row, reason)
    flash("个人信息已经删掉，记录里只剩做了什么")
    return go(url_for(f"{noun}.show", pk=pk))


@bp.get("/processing")
def processing() -> Any:
    """The register of processing (个人信息保护法 55, 56): what, whose, why, on what basis, who sees it, how long."""
    if current_user.role == Role.PROPERTY:
        abort(404)
    return page("inquiries/processing.html", activities=ACTIVITIES, terms={rule.code: rule for rule in Rule.select()})


def _find(noun: str, pk: int) -> Any:
    if current_user.role != Role.COMMUNITY:
        abort(404)
    return access.find(PEOPLE[noun].visible_to(current_user), pk)
