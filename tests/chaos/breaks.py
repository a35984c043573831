"""Rules of the protocol, each to be taken away, so that it is seen that a run of chaos notices."""

from __future__ import annotations

from typing import Any

# What replay.js says, and what it would say without the rule
RULES = {
    "receipt": [("if (ours && status === 200 && said.receipt === row.id)", "if (status === 200)")],  # any 200 is one
    "key": [('["form_id", row.id]', '["form_id", crypto.randomUUID()]'), ("said.receipt === row.id", "said.receipt")],  # a new number at each try
    "owner": [(" && said.user === owner", ""), ('"Honglin-Owner": String(owner), ', "")],  # whoever is logged in sends it
}


def take_away(context: Any, rule: str) -> None:
    """Serve the pages of a browser context a replay.js without the rule."""

    def without(route: Any) -> None:
        answer = route.fetch()
        text = answer.text()
        for said, instead in RULES[rule]:
            assert said in text, f"replay.js says this in other words now: {said}"
            text = text.replace(said, instead)
        route.fulfill(response=answer, body=text)

    context.route("**/js/offline/replay.js", without)
