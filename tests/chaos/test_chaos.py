"""A short run of chaos, and the proof that its three figures notice when a rule of the protocol is taken away. `make chaos` is the long one."""

from __future__ import annotations

import pytest

from tests.chaos.run import Run

SEED = 3
# What makes the rule matter, more often than on a bad day
WORSE = {
    "receipt": {"portal": 30},
    "key": {"after": 30},
    "owner": {"before": 10},
}


def test_nothing_is_lost_doubled_or_put_under_a_wrong_owner(server, chromium):
    run = Run(server, chromium, SEED, pace=20)
    tally = run.go(120)
    print(f"\n{run}\n{tally}")
    assert tally.good and not run.stuck, f"{run}\n{tally}"
    assert run.events["server killed"] and run.events["log-in ended"] and run.events["handed over"]
    assert {"before", "body", "after", "half", "late", "error", "error after", "portal", "portal redirect"} <= run.proxy.faults.keys()


@pytest.mark.parametrize(("rule", "figure"), [("receipt", "lost"), ("key", "doubled"), ("owner", "misowned")])
def test_without_a_rule_the_figure_is_not_nought(server, chromium, rule, figure):
    run = Run(server, chromium, SEED, sent=WORSE[rule], broken=rule, pace=20)
    tally = run.go(24, tablets=2)
    assert getattr(tally, figure), f"without the rule of the {rule} nothing went wrong: {tally}"
