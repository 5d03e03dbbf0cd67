"""The health of a made-up site over a sequence of runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.operations.health.checkup import HealthSigns, chance_of_at_most, find_signs


def figures(measured: int = 12, **changed: Any) -> dict[str, Any]:
    shares = {"reporters": 0.5, "source": 1.0} | changed.pop("fields", {})
    whole = {"body": 800, "days": 5, "same_date": 0.3, "row_days": 5, "garbled": 0, "replaced": 0}
    return {"measured": measured, "fields": shares} | whole | changed


class Site:
    """A site with one channel, crawled again and again."""

    def __init__(self, runs: int = 6) -> None:
        self.past: list[dict[str, Any]] = []
        for _ in range(runs):
            self.visit(figures(), new=12)

    def visit(
        self, seen: dict[str, Any] | None, *, owed: dict[str, int] | None = None, **rows: int
    ) -> HealthSigns:
        walk = Walk("要闻", "http://x/")
        walk.rows.update(rows)
        walk.seen = {str(number) for number in range(sum(rows.values()))}
        if not rows:
            walk.break_off("empty", "page 1 shows no rows")
        health = find_signs({"要闻": seen} if seen else {}, {"要闻": walk}, owed or {}, self.past)
        self.past.insert(0, {"channels": {"要闻": walk.account()}, "health": asdict(health)})
        return health


def test_unchanged_site_shows_no_sign() -> None:
    assert Site().visit(figures(fields={"reporters": 0.25}), new=12).signs == {}


def test_lost_field_alarms_in_the_second_run() -> None:
    """The sentence says what was usual; one good run ends the alarm."""
    site, lost = Site(), figures(30, fields={"reporters": 0.0})
    assert site.visit(lost, new=30).alarms == []
    health = site.visit(lost, new=30)
    assert health.reasons == ["要闻: reporters in 0 of 30 bulletins, usually in 50%"]
    assert site.visit(figures(30), new=30).signs == {}, "one good run is a recovery"


def test_one_odd_run_is_no_alarm() -> None:
    site = Site()
    assert site.visit(figures(30, fields={"source": 0.2}), new=30).signs
    assert site.visit(figures(30), new=30).alarms == []


def test_small_runs_are_pooled() -> None:
    site = Site()
    alarms = [site.visit(figures(2, fields={"source": 0.0}), new=2).alarms for _ in range(12)]
    assert alarms[0] == [], "two bulletins prove nothing"
    assert alarms[-1] == ["要闻: source"]


def test_alarm_remains_until_a_run_shows_otherwise() -> None:
    """Runs that read nothing keep it, and it never becomes the usual state."""
    site, lost = Site(), figures(30, fields={"reporters": 0.0})
    for _ in range(2):
        site.visit(lost, new=30)
    assert site.visit(None, known=10).alarms == ["要闻: reporters"]
    for _ in range(30):
        health = site.visit(lost, new=30)
    assert health.alarms == ["要闻: reporters"]


def test_accepted_state_becomes_the_usual() -> None:
    site, lost = Site(), figures(30, fields={"reporters": 0.0})
    for _ in range(2):
        site.visit(lost, new=30)
    accepted = HealthSigns({"要闻": lost}, accepted=True)
    site.past.insert(0, {"channels": {}, "health": asdict(accepted)})
    for _ in range(3):
        assert site.visit(lost, new=30).signs == {}


def test_first_run_shows_no_sign() -> None:
    assert Site(0).visit(figures(40, body=3, fields={"reporters": 0.0}), new=40).signs == {}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"days": 1}, "要闻: all 12 bulletins have one date, their rows several"),
        ({"garbled": 3}, "要闻: 3 of 12 bulletins hold characters that could not be read"),
        ({"body": 90}, "要闻: bodies of 90 characters, usually 800"),
    ],
)
def test_hard_sign_alarms_at_once(changed: dict[str, Any], sentence: str) -> None:
    assert Site().visit(figures(**changed), new=12).reasons == [sentence]


def test_one_day_in_listing_too_is_no_sign() -> None:
    """Bulletins of one day are a busy day if the listing dates them so, too."""
    assert Site().visit(figures(days=1, row_days=1), new=12).signs == {}


def test_shorter_bodies_alarm_in_the_second_run() -> None:
    site = Site()
    assert site.visit(figures(30, body=200), new=30).alarms == []
    assert site.visit(figures(30, body=200), new=30).alarms == ["要闻: body"]


def test_unreadable_articles_alarm_until_one_is_read() -> None:
    site = Site()
    assert site.visit(None, refused=5).reasons == ["all 5 new articles were refused: rejected/ says why"]
    assert site.visit(None, owed={"refused": 5}, known=10).alarms == ["refused"]
    assert site.visit(figures(5), owed={"new": 5}, known=10).signs == {}


def test_often_refused_pages_raise_the_threshold() -> None:
    """A site of which half is refused usually may refuse three in a row by chance, but not twelve."""
    site = Site(0)
    for _ in range(5):
        site.visit(figures(), new=5, refused=5)
    assert site.visit(None, refused=3).signs == {}
    assert site.visit(None, refused=12).alarms == ["refused"]


def test_listing_alarms_only_if_it_had_rows() -> None:
    site = Site()
    assert site.visit(None).reasons == ["要闻: its listing shows no rows any more"]
    assert site.visit(None, known=3).signs == {}
    assert Site(0).visit(None).signs == {}


def test_chance_is_binomial() -> None:
    assert chance_of_at_most(0, 3, 0.5) == 0.125
    assert chance_of_at_most(3, 3, 0.2) == pytest.approx(1.0)
