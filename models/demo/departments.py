"""Departments of the district and offices of the streets: to whom what a property company cannot settle is sent."""

from __future__ import annotations

from typing import Any

from models.demo import names
from models.demo.rows import dice
from models.demo.world import World
from models.organizations import Organization

OFFICES = {"housing": "区住建局", "urban": "区城管局", "civil": "区民政局", "market": "区市场监管局", "tenancy": "区住房保障局"}


def found(world: World) -> None:
    """Those that the named compounds have not brought with them."""
    there = {row.name: row for row in world.rows.of(Organization)}
    for key, name in OFFICES.items():
        world.offices[key] = there.get(name) or _department(world, name, world.district)
    for street in world.streets.values():
        world.offices["office", street.id] = _department(world, f"{street.name}办事处", street)
        world.offices["party", street.id] = there[f"{street.name}党工委"]


def _department(world: World, name: str, area: Any) -> Any:
    line = names.public_line(dice("department", name))
    return world.rows.add(Organization, name=name, kind="department", area=area, telephone=line)
