"""Spread runs over the day, and write crontab lines as text; a person installs them."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_DAY = 24 * 60
_INTERVAL = re.compile(r"([1-9][0-9]{0,3})\s?(min|m|h|d)")
_UNITS = {"min": 1, "m": 1, "h": 60, "d": _DAY}
_SHORTEST = 10
"""Minutes. More frequent runs find nothing more and burden the site."""


@dataclass(frozen=True)
class TimerSchedule:
    """Runs every ``interval`` minutes of a day; the first is ``start`` minutes after midnight."""

    interval: int
    start: int

    @property
    def cron(self) -> str:
        """The five time fields of a crontab line."""
        hour, minute = divmod(self.start, 60)
        if self.interval < 60:
            return f"{minute}-59/{self.interval} * * * *"
        if self.interval == _DAY:
            return f"{minute} {hour} * * *"
        hours = self.interval // 60
        return f"{minute} {f'{hour}-23/{hours}' if hours > 1 else '*'} * * *"

    @property
    def calendar(self) -> str:
        """The value of ``OnCalendar`` in a systemd timer."""
        hour, minute = divmod(self.start, 60)
        if self.interval < 60:
            return f"*-*-* *:{minute:02}/{self.interval}:00"
        if self.interval == _DAY:
            return f"*-*-* {hour:02}:{minute:02}:00"
        return f"*-*-* {hour:02}/{self.interval // 60}:{minute:02}:00"


def site_schedule(site: str, interval: int) -> TimerSchedule:
    """Return when a site is crawled. The start depends on its name only, so sites are spread over the interval."""
    return TimerSchedule(interval, place_within(site, interval))


def place_within(site: str, span: int) -> int:
    """Return the place of a site within a span of time, from 0 to ``span`` - 1, by its name only."""
    return int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "big") % span


def interval_minutes(every: str) -> int:
    """Return an interval like ``2h`` in minutes; raise ``UsageFault`` if it does not divide the hour or the day."""
    found = _INTERVAL.fullmatch(every)
    interval = int(found[1]) * _UNITS[found[2]] if found else 0
    divides = (
        (60 % interval if interval < 60 else _DAY % interval or interval % 60) == 0 if interval else False
    )
    if not divides or not _SHORTEST <= interval <= _DAY:
        raise UsageFault(
            f"--every {every} cannot be kept all day; use 10min, 15min, 20min, 30min, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d"
        )
    return interval


@dataclass(frozen=True)
class Job:
    """The program that a timer starts, and where."""

    python: str
    """The absolute path of the interpreter that has Scrapy."""
    directory: Path
    """The project's directory."""
    environment: Mapping[str, str]


def crontab(job: Job, sites: Sequence[str], interval: int) -> str:
    """Return lines for a crontab: the environment, then one line for each site."""
    commands = {site: f"crawl --quiet {site}" for site in sites}
    return _crontab(job, {command: site_schedule(site, interval) for site, command in commands.items()})


def sweep_crontab(job: Job, sites: Sequence[str], interval: int) -> str:
    """Return lines for a crontab: the environment, then the line of a sweep of all sites, or of those named."""
    return _crontab(job, {" ".join(["sweep --quiet", *sites]): site_schedule("sweep", interval)})


def _crontab(job: Job, commands: Mapping[str, TimerSchedule]) -> str:
    """Return the lines. Output is not redirected: runs keep their logs and print only problems, which cron mails."""
    lines = [f"{name}={_cron_value(value)}" for name, value in job.environment.items()]
    program = f"cd {shlex.quote(str(job.directory))} && exec {shlex.quote(job.python)} -m bulletin_spider"
    # A percent sign ends the command in a crontab.
    program = program.replace("%", r"\%")
    lines += [f"{schedule.cron}  {program} {command}" for command, schedule in commands.items()]
    return "\n".join(lines) + "\n"


def _cron_value(value: str) -> str:
    quote = "'" if '"' in value else '"'
    if quote in value:
        raise UsageFault(f"a crontab cannot hold a value with both kinds of quotes: {value}")
    return f"{quote}{single_line(value)}{quote}"


def single_line(value: str) -> str:
    """Return ``value``. Raises ``UsageFault`` if it has more than one line."""
    if "\n" in value or "\r" in value:
        raise UsageFault(f"a value of more than one line cannot be scheduled: {value!r}")
    return value
