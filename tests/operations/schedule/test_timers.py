from __future__ import annotations

from pathlib import Path

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.schedule.timers import (
    Job,
    TimerSchedule,
    crontab,
    interval_minutes,
    site_schedule,
    sweep_crontab,
)

ODD = Job("/opt/my venv/50%/bin/python", Path("/srv/bulletin spider"), {"BULLETIN_ARCHIVE": '/srv/"a" 5%'})


def test_sites_are_spread_over_the_interval() -> None:
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
def test_interval_is_written_for_cron_and_systemd(
    interval: int, start: int, cron: str, calendar: str
) -> None:
    assert (TimerSchedule(interval, start).cron, TimerSchedule(interval, start).calendar) == (cron, calendar)


def test_interval_that_divides_the_day_is_accepted() -> None:
    assert [interval_minutes(every) for every in ("10min", "30m", "2h", "12 h", "1d", "60m")] == [
        10, 30, 120, 720, 1440, 60,
    ]  # fmt: skip


@pytest.mark.parametrize("every", ["5h", "7min", "1min", "0h", "2d", "90min", "two hours", "", "²h", "24.5h"])
def test_other_interval_is_refused_with_suggestions(every: str) -> None:
    with pytest.raises(UsageFault, match="use 10min"):
        interval_minutes(every)


def test_crontab_line_quotes_blanks_quotes_and_percent() -> None:
    environment, line = crontab(ODD, ["haidian"], 120).splitlines()
    assert environment == "BULLETIN_ARCHIVE='/srv/\"a\" 5%'"
    assert line == (
        f"{site_schedule('haidian', 120).cron}  cd '/srv/bulletin spider' &&"
        r" exec '/opt/my venv/50\%/bin/python' -m bulletin_spider crawl --quiet haidian"
    )


def test_crontab_of_a_sweep_is_one_line() -> None:
    job = Job("/opt/python", Path("/srv/spider"), {})
    assert sweep_crontab(job, [], 120).endswith("exec /opt/python -m bulletin_spider sweep --quiet\n")
    named = sweep_crontab(job, ["haidian", "xicheng"], 120)
    assert named.endswith(" sweep --quiet haidian xicheng\n")
    assert named.count("\n") == 1


@pytest.mark.parametrize("value", ["a\nb", "\"'"])
def test_value_impossible_in_crontab_is_refused(value: str) -> None:
    with pytest.raises(UsageFault):
        crontab(Job("/python", Path("/srv"), {"BULLETIN_CONTACT": value}), ["haidian"], 120)
