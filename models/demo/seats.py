"""What the rules ask of the bodies: seats, elections and filings, and how far a social organization has come."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from models.committees import is_size
from models.demo.rows import dice
from models.demo.world import World
from models.organizations import Organization, Post

STAGES = {"乐居街坊荟": "registered", "百花园文娱队": "incubating"}
LATE = 0.04  # of the committees have not been filed yet


def count(world: World) -> None:
    """The seats of every body with a term, and how a committee came to be; few have a seat that nobody holds."""
    held: dict[int, list[Any]] = defaultdict(list)
    for post in world.rows.of(Post):
        held[post.organization_id].append(post)
    for body in world.rows.of(Organization):
        if body.kind in ("branch", "committee", "courtyard", "social", "tenants"):
            _fill(world, body, held[body.id])


def _fill(world: World, body: Any, posts: list[Any]) -> None:
    chance = dice("seats of", body.name)
    empty = not world_named(world, body) and chance.random() < 0.06
    body.seats = _odd(len(posts) + 2 * empty) if body.kind == "committee" else len(posts) + empty
    body.stage = STAGES.get(body.name)
    if body.kind == "committee":
        body.elected = posts[0].since
        filed = body.elected + timedelta(days=chance.randint(6, 28))
        body.filed = filed if filed <= world.today and (world_named(world, body) or chance.random() > LATE) else None


def world_named(world: World, body: Any) -> bool:
    """Whether the body is one of a compound that the source names."""
    return any(body is own for site in world.sites for own in site.bodies.values())


def _odd(count: int) -> int:
    return next(seats for seats in range(max(5, count), 20) if is_size(seats))
