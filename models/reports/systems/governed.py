"""What the lines of contracts, partners' tasks, the seal, bodies of the courtyard and documents say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reports import governance
from models.reports.wording import counted

if TYPE_CHECKING:
    from models.reports.summary import Summary

LONGEST = 40  # characters of a document's name


def joint_building(page: Summary) -> str:
    """Partners' tasks, done and all."""
    found = page.of(governance.tasks)
    return f"做完 {found.done} / {found.whole} 件" if found.whole else ""


def contract(page: Summary) -> str:
    """Which company, and how its contract stands."""
    return page.of(governance.contract)


def incubated(page: Summary) -> str:
    """How many social organizations, and how many of them are still being helped on their way."""
    found = page.of(governance.bodies)
    return f"{len(found.social)} 家" + (f"，孵化中 {found.incubating}" if found.incubating else "") if found.social else ""


def courtyard(page: Summary) -> str:
    """The names of the bodies of the courtyard."""
    return "、".join(page.of(governance.bodies).courtyard)


def sealed(page: Summary) -> str:
    """How often the seal was used."""
    uses = page.of(governance.seal_uses)
    return f"用印 {counted(uses)} 次" if uses else ""


def documents(page: Summary) -> str:
    """The first document and how many there are."""
    names = page.of(governance.shelf)
    first = names[0] if names and len(names[0]) <= LONGEST else names[0][: LONGEST - 1] + "…" if names else ""
    return f"《{first}》" + (f"等 {len(names)} 份" if len(names) > 1 else "") if names else ""
