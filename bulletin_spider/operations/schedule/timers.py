"""Write crontab lines and systemd units as text; a person installs them."""

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
    number = int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "big")
    return TimerSchedule(interval, number % interval)


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


_SERVICE = """\
[Unit]
Description=Bulletin Spider: one run of %i
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={directory}
{environment}
# Secrets, like BULLETIN_NOTIFY=…, belong in this file; give it mode 600:
EnvironmentFile=-/etc/bulletin-spider.env
ExecStart={python} -m scrapy crawl --quiet %i
# 75: an earlier run is still in progress. That is no failure.
SuccessExitStatus=75
TimeoutStartSec=40min
KillMode=mixed
NoNewPrivileges=yes
Nice=10
"""
_TIMER = """\
[Unit]
Description=Bulletin Spider: when {site} is crawled

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True)
class Job:
    """The program that a timer starts, and where."""

    python: str
    """The absolute path of the interpreter that has Scrapy."""
    directory: Path
    """The project's directory."""
    environment: Mapping[str, str]


def crontab(job: Job, sites: Sequence[str], interval: int) -> str:
    """Return lines for a crontab: the environment, then one line for each site.

    Output is not redirected: each run keeps its own log and prints only problems, which cron mails.
    """
    lines = [f"{name}={_cron_value(value)}" for name, value in job.environment.items()]
    command = (
        f"cd {shlex.quote(str(job.directory))} && exec {shlex.quote(job.python)} -m scrapy crawl --quiet"
    )
    # A percent sign ends the command in a crontab.
    command = command.replace("%", r"\%")
    lines += [f"{site_schedule(site, interval).cron}  {command} {site}" for site in sites]
    return "\n".join(lines) + "\n"


def systemd_units(job: Job, sites: Sequence[str], interval: int) -> dict[str, str]:
    """Return file name → text: one service for all sites, and a timer for each."""
    environment = (
        f'Environment="{name}={_systemd_escaped(value)}"' for name, value in job.environment.items()
    )
    service = _SERVICE.format(
        directory=_single_line(str(job.directory)).replace("%", "%%"),
        environment="\n".join(environment),
        python=f'"{_systemd_escaped(job.python).replace("$", "$$")}"',
    )
    timers = {
        f"bulletin-spider@{site}.timer": _TIMER.format(
            site=site, calendar=site_schedule(site, interval).calendar
        )
        for site in sites
    }
    return {"bulletin-spider@.service": service} | timers


def _cron_value(value: str) -> str:
    quote = "'" if '"' in value else '"'
    if quote in value:
        raise UsageFault(f"a crontab cannot hold a value with both kinds of quotes: {value}")
    return f"{quote}{_single_line(value)}{quote}"


def _systemd_escaped(value: str) -> str:
    return _single_line(value).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")


def _single_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise UsageFault(f"a value of more than one line cannot be scheduled: {value!r}")
    return value
