"""Crontab lines and systemd units, as text: a person installs them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.schedule.timetable import times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SERVICE = """\
[Unit]
Description=Bulletin Spider: one run of %i
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={place}
{environment}
# What nobody else should read, like BULLETIN_NOTIFY=…, in a file of mode 600:
EnvironmentFile=-/etc/bulletin-spider.env
ExecStart={python} -m scrapy crawl --quiet %i
# 75: the run before is still under way, which is no fault of this one.
SuccessExitStatus=75
TimeoutStartSec=40min
KillMode=mixed
NoNewPrivileges=yes
Nice=10
"""
_TIMER = """\
[Unit]
Description=Bulletin Spider: when {site} is visited

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True)
class Job:
    """What a timer starts, and where."""

    python: str
    """The interpreter that has Scrapy, by its absolute path."""
    place: Path
    """The project's directory."""
    environment: Mapping[str, str]


def crontab(job: Job, sites: Sequence[str], interval: int) -> str:
    """Return lines for a crontab: the environment, then one line a site.

    Nothing is redirected: each run keeps a log of its own, and is silent unless there is something to tell, which
    cron then mails.
    """
    lines = [f"{name}={_cron_value(value)}" for name, value in job.environment.items()]
    command = f"cd {shlex.quote(str(job.place))} && exec {shlex.quote(job.python)} -m scrapy crawl --quiet"
    # In a crontab a percent sign would end the command.
    command = command.replace("%", r"\%")
    lines += [f"{times(site, interval).cron}  {command} {site}" for site in sites]
    return "\n".join(lines) + "\n"


def units(job: Job, sites: Sequence[str], interval: int) -> dict[str, str]:
    """Return file name → text: a service for any site, and a timer for each."""
    environment = (f'Environment="{name}={_escaped(value)}"' for name, value in job.environment.items())
    service = _SERVICE.format(
        place=_line(str(job.place)).replace("%", "%%"),
        environment="\n".join(environment),
        python=f'"{_escaped(job.python).replace("$", "$$")}"',
    )
    timers = {
        f"bulletin-spider@{site}.timer": _TIMER.format(site=site, calendar=times(site, interval).calendar)
        for site in sites
    }
    return {"bulletin-spider@.service": service} | timers


def _cron_value(value: str) -> str:
    quote = "'" if '"' in value else '"'
    if quote in value:
        raise UsageFault(f"a crontab cannot hold a value with both kinds of quotes: {value}")
    return f"{quote}{_line(value)}{quote}"


def _escaped(value: str) -> str:
    return _line(value).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")


def _line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise UsageFault(f"a value of more than one line cannot be scheduled: {value!r}")
    return value
