"""``bulletin schedule --every 2h [SITE…]``: print crontab lines or systemd units that can be installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import leave_out_retired, select_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.examination.site_files import write_new_files
from bulletin_spider.operations.schedule.timers import Job, crontab, interval_minutes, systemd_units
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project

if TYPE_CHECKING:
    import argparse

_UNIT_VARIABLES = ("BULLETIN_CONTACT",)
_CRONTAB_VARIABLES = (*_UNIT_VARIABLES, "BULLETIN_NOTIFY")
"""The addresses in ``BULLETIN_NOTIFY`` can hold a password. Only its owner can read a crontab, everybody a unit."""


class ScheduleAction(Action):
    """Print crontab lines or systemd units that crawl the sites regularly; you install them yourself."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--every``, ``--cron``, ``--systemd`` and ``--into``."""
        parser.add_argument(
            "--every", default="2h", metavar="TIME", help="like 30min, 2h or 1d (default: 2h)"
        )
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--cron", action="store_true", help="print lines for a crontab (default)")
        kind.add_argument("--systemd", action="store_true", help="print a service and timers for systemd")
        parser.add_argument("--into", metavar="DIR", help="with --systemd: write the units as files in DIR")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the lines or the units."""
        try:
            sites = select_sites(args, get_spider_loader(self.settings).list())
            sites = sites if args else leave_out_retired(Layout(Path(self.settings["ARCHIVE_DIR"])), sites)
            interval = interval_minutes(opts.every)
            if opts.into and not opts.systemd:
                raise UsageFault("--into needs --systemd; crontab lines are only printed")
            variables = _UNIT_VARIABLES if opts.systemd else _CRONTAB_VARIABLES
            job = _job(str(self.settings["ARCHIVE_DIR"]), variables)
            if opts.systemd:
                _output_units(systemd_units(job, sites, interval), opts.into)
            else:
                print_line("# The lines of Bulletin Spider; add them with: crontab -e")
                print_line(crontab(job, sites, interval).rstrip("\n"))
        except RunFault as fault:
            self.exitcode = print_fault("schedule", fault)
            return
        if not os.environ.get("BULLETIN_CONTACT"):
            warning = "BULLETIN_CONTACT is not set: give an address at which the sites' operators reach you"
            print(f"{PROGRAM} schedule: {warning}", file=sys.stderr)


def _job(archive: str, variables: tuple[str, ...]) -> Job:
    environment = {"BULLETIN_ARCHIVE": str(Path(archive).resolve())}
    environment |= {name: os.environ[name] for name in variables if os.environ.get(name)}
    # Links are not resolved: only through its link in .venv/bin does Python find the project's packages.
    return Job(str(Path(sys.executable).absolute()), find_project().directory, environment)


def _output_units(files: dict[str, str], into: str | None) -> None:
    if into is None:
        for name, text in files.items():
            print_line(f"# /etc/systemd/system/{name}\n{text}")
        return
    write_new_files({Path(into) / name: text.encode() for name, text in files.items()})
    timers = " ".join(name for name in files if name.endswith(".timer"))
    print_line(f"wrote {len(files)} units to {into}; copy them to /etc/systemd/system and run")
    print_line(f"systemctl daemon-reload && systemctl enable --now {timers}")
