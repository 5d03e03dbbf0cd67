from __future__ import annotations

import datetime as dt

from bulletin_spider.operations.health.rhythm import silent_channels, update_rhythm

TODAY = dt.date(2026, 9, 30)


def days_before(day: dt.date, *numbers: int) -> list[str]:
    return [str(day - dt.timedelta(days=number)) for number in numbers]


def test_daily_channel_is_silent_after_nine_days() -> None:
    """A week of holidays is no warning; after a month the channel is lost."""
    rhythm = update_rhythm({}, {"要闻": days_before(TODAY, *range(12))}, TODAY)
    assert silent_channels(rhythm, TODAY) == {}
    assert silent_channels(rhythm, TODAY + dt.timedelta(days=7)) == {}, "a week of holidays is no warning"
    silent = silent_channels(rhythm, TODAY + dt.timedelta(days=9))["要闻"]
    assert silent == ("要闻: nothing new for 9 days; usual gap 1.0", False)
    assert silent_channels(rhythm, TODAY + dt.timedelta(days=31))["要闻"].is_lost


def test_slow_channel_has_its_own_limits() -> None:
    rhythm = update_rhythm({}, {"统计": days_before(TODAY, *range(0, 240, 30))}, TODAY)
    assert silent_channels(rhythm, TODAY + dt.timedelta(days=100)) == {}
    assert silent_channels(rhythm, TODAY + dt.timedelta(days=121))["统计"].is_lost is False
    assert silent_channels(rhythm, TODAY + dt.timedelta(days=301))["统计"].is_lost is True


def test_channel_never_seen_alive_is_no_alarm() -> None:
    dead = update_rhythm({}, {"旧闻": days_before(dt.date(2021, 5, 1), *range(10))}, TODAY)
    assert dead["旧闻"]["alive"] is False
    assert silent_channels(dead, TODAY) == {}
    alive = update_rhythm(dead, {"旧闻": days_before(TODAY, *range(20))}, TODAY)
    assert alive["旧闻"]["alive"] is True
    later = TODAY + dt.timedelta(days=8)
    assert silent_channels(update_rhythm(alive, {}, later), later)


def test_few_days_and_future_days_are_ignored() -> None:
    """A misprinted day in the future must not hide a silence."""
    few = update_rhythm({}, {"要闻": days_before(TODAY, 0, 1, 2)}, TODAY)
    assert silent_channels(few, TODAY + dt.timedelta(days=60)) == {}
    misprint = update_rhythm({}, {"要闻": [*days_before(TODAY, *range(10)), "2062-01-01"]}, TODAY)
    assert misprint["要闻"]["days"][0] == str(TODAY)


def test_only_the_newest_days_are_kept() -> None:
    rhythm = update_rhythm({}, {"要闻": days_before(TODAY, *range(90))}, TODAY)
    assert rhythm["要闻"]["days"] == days_before(TODAY, *range(20))
