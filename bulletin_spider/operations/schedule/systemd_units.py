"""Write systemd units as text: a service for the runs, its timers, and what is done when a run fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_spider.operations.schedule.timers import single_line, site_schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bulletin_spider.operations.schedule.timers import Job, TimerSchedule

_SERVICE = """\
[Unit]
Description=Bulletin Spider: {what}
{after}OnFailure={failed}

[Service]
Type=oneshot
WorkingDirectory={directory}
{environment}
# Secrets, like BULLETIN_NOTIFY=…, BULLETIN_PING=… and AWS_SECRET_ACCESS_KEY=…, belong in this file; give it mode 600:
EnvironmentFile=-{secrets}
ExecStart={program} {command}
# 75: an earlier run is still in progress. That is no failure.
SuccessExitStatus=75
TimeoutStartSec={limit}
KillMode=mixed
Nice=10
{sandbox}"""
_FAILED = """\
[Unit]
Description=Bulletin Spider: what is wrong after {what} failed

[Service]
Type=oneshot
WorkingDirectory={directory}
{environment}
EnvironmentFile=-{secrets}
# It writes what a person should do into the journal, as errors. Put a command of your own here to send a mail.
SyslogLevel=err
StandardError=journal
ExecStart=-{program} {command}
{sandbox}"""
_TIMER = """\
[Unit]
Description=Bulletin Spider: when {what}

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""
_ONLINE = "Wants=network-online.target\nAfter=network-online.target\n"
_RUN_LIMIT = "40min"
"""A run stops after half an hour, and the kernel ends it after 35 minutes."""
_ANY_MANAGER = """\
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
"""
"""What the manager of a user can do too: it needs no name spaces and no privileges."""
_SYSTEM = """\
User={user}
StateDirectory=bulletin-spider
CacheDirectory=bulletin-spider
Environment=XDG_STATE_HOME=/var/lib XDG_CACHE_HOME=/var/cache
# The whole system is read-only except for these paths. They must exist.
ProtectSystem=strict
ReadWritePaths={writable}
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallFilter=@system-service
CapabilityBoundingSet=
AmbientCapabilities=
"""
"""Not MemoryDenyWriteExecute: the TLS library makes its callbacks in memory that is written and run."""


@dataclass(frozen=True)
class Sandbox:
    """What the units of the system may do: the user who runs them, and the paths that they may write to."""

    user: str
    writable: tuple[Path, ...]


@dataclass(frozen=True)
class Units:
    """The units of one job. Without a sandbox they are for the manager of a user."""

    job: Job
    sandbox: Sandbox | None

    def of_sites(self, sites: Sequence[str], interval: int) -> dict[str, str]:
        """Return file name → text: one service for all sites, a timer for each, and what follows a failure."""
        units = {
            "bulletin-spider@.service": self._service(
                "one run of %i", "crawl --quiet %i", "bulletin-spider-failed@%i.service", _RUN_LIMIT
            ),
            "bulletin-spider-failed@.service": self._failed("a run of %i", "status %i"),
        }
        return units | {
            f"bulletin-spider@{site}.timer": _timer(f"{site} is crawled", site_schedule(site, interval))
            for site in sites
        }

    def of_sweep(self, sites: Sequence[str], interval: int) -> dict[str, str]:
        """Return file name → text: a service that crawls all sites, or those that are named, and its timer."""
        command = " ".join(["sweep --quiet", *sites])
        return {
            "bulletin-spider-sweep.service": self._service(
                "a run of every site", command, "bulletin-spider-sweep-failed.service", "infinity"
            ),
            "bulletin-spider-sweep-failed.service": self._failed("a sweep", " ".join(["status", *sites])),
            "bulletin-spider-sweep.timer": _timer("all sites are crawled", site_schedule("sweep", interval)),
        }

    def _service(self, what: str, command: str, failed: str, limit: str) -> str:
        return _SERVICE.format(
            what=what,
            after=_ONLINE if self.sandbox else "",
            failed=failed,
            limit=limit,
            command=command,
            **self._common(),
        )

    def _failed(self, what: str, command: str) -> str:
        return _FAILED.format(what=what, command=command, **self._common())

    def _common(self) -> dict[str, str]:
        job = self.job
        return {
            "directory": single_line(str(job.directory)).replace("%", "%%"),
            "environment": "\n".join(
                f'Environment="{name}={_escaped(value)}"' for name, value in job.environment.items()
            ),
            "secrets": "/etc/bulletin-spider.env" if self.sandbox else "%E/bulletin-spider.env",
            "program": f'"{_escaped(job.python).replace("$", "$$")}" -m bulletin_spider',
            "sandbox": self._sandbox(),
        }

    def _sandbox(self) -> str:
        if self.sandbox is None:
            return _ANY_MANAGER
        system = _SYSTEM.format(user=self.sandbox.user, writable=_paths(self.sandbox.writable))
        return _ANY_MANAGER + system


def _timer(what: str, schedule: TimerSchedule) -> str:
    return _TIMER.format(what=what, calendar=schedule.calendar)


def _paths(paths: Iterable[Path]) -> str:
    return " ".join(f'"{_escaped(str(path))}"' for path in paths)


def _escaped(value: str) -> str:
    return single_line(value).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
