"""A site's health over a sequence of runs, told by made-up figures."""

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
    """A site with one channel, visited again and again."""

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


def test_a_site_that_goes_on_as_it_was_shows_no_sign() -> None:
    assert Site().visit(figures(fields={"reporters": 0.25}), new=12).signs == {}


def test_a_lost_field_alarms_in_the_second_run_that_shows_it_and_says_what_was_usual() -> None:
    site, lost = Site(), figures(30, fields={"reporters": 0.0})
    assert site.visit(lost, new=30).alarms == []
    health = site.visit(lost, new=30)
    assert health.reasons == ["要闻: reporters in 0 of 30 bulletins, usually in 50%"]
    assert site.visit(figures(30), new=30).signs == {}, "one good run is a recovery"


def test_one_odd_day_is_no_alarm() -> None:
    site = Site()
    assert site.visit(figures(30, fields={"source": 0.2}), new=30).signs
    assert site.visit(figures(30), new=30).alarms == []


def test_few_bulletins_a_run_are_looked_at_together() -> None:
    site = Site()
    alarms = [site.visit(figures(2, fields={"source": 0.0}), new=2).alarms for _ in range(12)]
    assert alarms[0] == [], "two bulletins prove nothing"
    assert alarms[-1] == ["要闻: source"]


def test_an_alarm_holds_while_nothing_is_read_and_never_becomes_the_usual() -> None:
    site, lost = Site(), figures(30, fields={"reporters": 0.0})
    for _ in range(2):
        site.visit(lost, new=30)
    assert site.visit(None, known=10).alarms == ["要闻: reporters"]
    for _ in range(30):
        health = site.visit(lost, new=30)
    assert health.alarms == ["要闻: reporters"]


def test_what_a_person_accepts_is_the_usual_from_then_on() -> None:
    site, lost = Site(), figures(30, fields={"reporters": 0.0})
    for _ in range(2):
        site.visit(lost, new=30)
    accepted = HealthSigns({"要闻": lost}, accepted=True)
    site.past.insert(0, {"channels": {}, "health": asdict(accepted)})
    for _ in range(3):
        assert site.visit(lost, new=30).signs == {}


def test_a_first_run_is_compared_with_nothing() -> None:
    assert Site(0).visit(figures(40, body=3, fields={"reporters": 0.0}), new=40).signs == {}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"days": 1}, "要闻: all 12 bulletins have one date, their rows several"),
        ({"garbled": 3}, "要闻: 3 of 12 bulletins hold characters that could not be read"),
        ({"body": 90}, "要闻: bodies of 90 characters, usually 800"),
    ],
)
def test_a_hard_sign_alarms_at_once(changed: dict[str, Any], told: str) -> None:
    assert Site().visit(figures(**changed), new=12).reasons == [told]


def test_bulletins_of_one_day_that_the_listing_dates_alike_are_a_busy_day() -> None:
    assert Site().visit(figures(days=1, row_days=1), new=12).signs == {}


def test_shorter_bodies_alarm_when_they_last() -> None:
    site = Site()
    assert site.visit(figures(30, body=200), new=30).alarms == []
    assert site.visit(figures(30, body=200), new=30).alarms == ["要闻: body"]


def test_a_run_that_can_read_no_article_alarms_until_one_is_read() -> None:
    site = Site()
    assert site.visit(None, refused=5).reasons == ["all 5 new articles were refused: rejected/ says why"]
    assert site.visit(None, owed={"refused": 5}, known=10).alarms == ["refused"]
    assert site.visit(figures(5), owed={"new": 5}, known=10).signs == {}


def test_a_site_whose_pages_are_often_refused_may_refuse_a_few_in_a_row() -> None:
    site = Site(0)
    for _ in range(5):
        site.visit(figures(), new=5, refused=5)
    assert site.visit(None, refused=3).signs == {}
    assert site.visit(None, refused=12).alarms == ["refused"]


def test_a_listing_that_has_lost_its_rows_alarms_and_one_that_never_had_any_does_not() -> None:
    site = Site()
    assert site.visit(None).reasons == ["要闻: its listing shows no rows any more"]
    assert site.visit(None, known=3).signs == {}
    assert Site(0).visit(None).signs == {}


def test_the_chance_of_few_is_the_binomial_one() -> None:
    assert chance_of_at_most(0, 3, 0.5) == 0.125
    assert chance_of_at_most(3, 3, 0.2) == pytest.approx(1.0)
