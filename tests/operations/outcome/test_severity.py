from __future__ import annotations

from bulletin_spider.operations.outcome.severity import WORST_FIRST, worst_outcome
from bulletin_spider.statuses import Outcome


def test_every_outcome_has_a_place_in_the_order() -> None:
    assert sorted(WORST_FIRST) == sorted(Outcome)
    assert WORST_FIRST[-2:] == ("ok", "ok, nothing new")
    assert worst_outcome(["ok", "drift", "locked"]) == "drift"
    assert worst_outcome([]) == "ok, nothing new"
