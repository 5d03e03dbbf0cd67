from __future__ import annotations

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.schedule.timers import TimerSchedule, interval_minutes, site_schedule


def test_sites_are_spread_over_the_interval_and_keep_their_minutes() -> None:
    starts = {site_schedule(f"site{number}", 120).start for number in range(40)}
    assert len(starts) > 25
    assert max(starts) < 120
    assert site_schedule("haidian", 120) == site_schedule("haidian", 120)


@pytest.mark.parametrize(
    ("interval", "start", "cron", "calendar"),
    [
        (15, 7, "7-59/15 * * * *", "*-*-* *:07/15:00"),
        (60, 7, "7 * * * *", "*-*-* 00/1:07:00"),
        (120, 77, "17 1-23/2 * * *", "*-*-* 01/2:17:00"),
        (1440, 317, "17 5 * * *", "*-*-* 05:17:00"),
    ],
)
def test_an_interval_is_written_as_cron_and_systemd_read_it(
    interval: int, start: int, cron: str, calendar: str
) -> None:
    assert (TimerSchedule(interval, start).cron, TimerSchedule(interval, start).calendar) == (cron, calendar)


def test_an_interval_divides_the_day() -> None:
    assert [interval_minutes(every) for every in ("10min", "30m", "2h", "12 h", "1d", "60m")] == [
        10, 30, 120, 720, 1440, 60,
    ]  # fmt: skip


@pytest.mark.parametrize("every", ["5h", "7min", "1min", "0h", "2d", "90min", "two hours", "", "²h", "24.5h"])
def test_any_other_interval_is_refused_with_those_that_can_be_kept(every: str) -> None:
    with pytest.raises(UsageFault, match="use 10min"):
        interval_minutes(every)
