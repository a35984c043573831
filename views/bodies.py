"""Organizations and posts: a body with who sits in it and what the rules say of it; a post with the person's others; what ends soon."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_login import current_user

from models import clock
from models.areas import Compound
from models.endings import endings
from models.organizations import Contract, Organization, Post
from models.people import in_two
from views import access
from views.pages import Paged, page
from views.register import Register
from views.spreadsheets import download

bp = Blueprint("endings", __name__)


def body_of(body: Organization) -> dict[str, Any]:
    """Who sits in a body today and who sat there before, what the rules say, and who of them sits in another body of its place too."""
    today = clock.today()
    posts = list(Post.select().where(Post.organization == body.id).order_by(Post.until.desc(nulls="first"), Post.id))
    sitting = sorted(
        (post for post in posts if (post.until is None or post.until >= today) and (post.since is None or post.since <= today)), key=lambda p: p.id
    )
    place = (Organization.compound == body.compound_id) if body.compound_id else (Organization.area == body.area_id)
    near = (
        Post.select(Post, Organization).join(Organization).where(Post.holds_on(today), Organization.id != body.id, place | Organization.id.in_(_served(body)))
    )
    both = {mine.id: others for mine, others in _elsewhere(sitting, list(near))}
    return {"sitting": sitting, "former": [post for post in posts if post not in sitting], "findings": body.findings(), "both": both}


def _served(body: Organization) -> Any:
    """The company that serves the body's compound."""
    return Contract.current().select(Contract.company).where(Contract.compound == body.compound_id)


def _elsewhere(sitting: list[Post], near: list[Post]) -> list[tuple[Post, list[Post]]]:
    found = ((person, [post for post in person if post in near]) for person in in_two([*sitting, *near]))
    return [(post, others) for person, others in found for post in person if post in sitting and others]


organizations = Register(
    "organizations",
    Organization,
    fields=("name", "kind", "area", "compound", "telephone", "since", "seats", "elected", "filed", "stage"),
    columns=("name", "kind", "area", "compound", "telephone"),
    exported=("name", "kind", "area", "compound", "telephone", "since", "seats", "elected", "filed", "stage"),
    order=(Organization.name,),
    filters=("kind", "stage"),
    show="organizations/show.html",
    more=body_of,
    menu="机制、驿站、组织",
)
posts = Register(
    "posts",
    Post,
    fields=("organization", "person", "duty", "telephone", "namesake", "since", "until"),
    columns=("person", "duty", "organization", "until"),
    exported=("organization", "person", "duty", "telephone", "namesake", "since", "until"),
    order=(Post.organization, Post.id),
    removable=True,
    show="posts/show.html",
    more=lambda post: {"others": post.elsewhere},
    menu="小区治理",
)


@bp.get("/endings")
def index() -> Any:
    """What ends within 90 days, in the user's place or in the compound of ?compound=."""
    return page("endings/index.html", "endings/_rows.html", rows=Paged(_found()), compound=_compound())


@bp.get("/endings.xlsx")
def export() -> Any:
    """The same as a spreadsheet."""
    head = ("哪天", "还有几天", "什么", "谁", "哪里")
    return download("快到期", head, [(row.until.isoformat(), row.days, row.what, row.who, row.where) for row in _found()])


def _found() -> list[Any]:
    return endings(current_user, _compound())


def _compound() -> Compound | None:
    chosen = access.number(request.args.get("compound"))
    return access.find(Compound.visible_to(current_user), chosen) if chosen else None
