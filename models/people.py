"""One person across several posts. A post keeps a name, not a key: two posts are of one person when nothing tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.organizations import Post


def people(posts: Iterable[Post]) -> list[list[Post]]:
    """The posts, person by person, in the order in which each person is first met.

    Posts of one name are one person's, unless two have different telephones or say which of the namesakes is meant (`namesake`).
    Where two telephones stand under one name, a post of that name without one is anybody's, and counts for a person of its own.
    """
    alike: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in posts:
        alike[post.person, post.namesake or ""].append(post)
    return [person for group in alike.values() for person in _apart(group)]


def _apart(group: list[Post]) -> list[list[Post]]:
    lines = {digits(post) for post in group} - {""}
    if len(lines) < 2:
        return [group]
    sure = [[post for post in group if digits(post) == line] for line in sorted(lines)]
    return sure + [[post] for post in group if not digits(post)]


def digits(post: Post) -> str:
    """The telephone of a post, however it is written."""
    return "".join(c for c in post.telephone or "" if c.isdecimal())


def in_two(posts: Iterable[Post]) -> list[list[Post]]:
    """交叉任职: the people whose posts span two bodies or more."""
    return [person for person in people(posts) if len({post.organization_id for post in person}) > 1]


def elsewhere(post: Post, posts: Iterable[Post]) -> list[Post]:
    """The other posts of the person who holds `post`."""
    rest = [other for other in posts if other.id != post.id]
    mine = next(person for person in people([post, *rest]) if any(p is post for p in person))
    return [other for other in mine if other is not post]
