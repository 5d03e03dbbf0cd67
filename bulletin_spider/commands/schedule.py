"""``scrapy schedule --every 2h [SITE…]``: crontab lines or systemd units, ready to install; nothing is installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import closest_scrapy_cfg

from bulletin_spider.commands._options import swept
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.examination.site_files import write_all
from bulletin_spider.operations.schedule.timers import Job, crontab, minutes, units

if TYPE_CHECKING:
    import argparse

_CARRIED = ("BULLETIN_CONTACT",)
_CARRIED_BY_CRON = (*_CARRIED, "BULLETIN_NOTIFY")
"""A crontab is its owner's alone, a unit can be read by anyone."""


class Command(PlainUsage, ScrapyCommand):
    """Print what makes a timer visit the sites."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Return how it is called."""
        return "--every 2h [--cron|--systemd] [SITE...]"

    def short_desc(self) -> str:
        """Return the line that ``scrapy`` lists."""
        return "Print crontab lines or systemd units that visit the sites; nothing is installed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--every``, ``--cron``, ``--systemd`` and ``--into``."""
        super().add_options(parser)
        parser.add_argument(
            "--every", default="2h", metavar="TIME", help="like 30min, 2h or 1d (default: 2h)"
        )
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--cron", action="store_true", help="print lines for a crontab (default)")
        kind.add_argument("--systemd", action="store_true", help="print a service and timers for systemd")
        parser.add_argument("--into", metavar="DIR", help="with --systemd: write the units as files of DIR")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the lines or the units."""
        assert self.settings is not None
        try:
            sites = swept(args, get_spider_loader(self.settings).list())
            interval = minutes(opts.every)
            if opts.into and not opts.systemd:
                raise UsageFault("--into writes units, with --systemd; lines for a crontab are only printed")
            carried = _CARRIED if opts.systemd else _CARRIED_BY_CRON
            job = _job(str(self.settings["ARCHIVE_DIR"]), carried)
            if opts.systemd:
                _give(units(job, sites, interval), opts.into)
            else:
                say("# The lines of Bulletin Spider; add them with: crontab -e")
                say(crontab(job, sites, interval).rstrip("\n"))
        except RunFault as fault:
            self.exitcode = refuse("schedule", fault)
            return
        if not os.environ.get("BULLETIN_CONTACT"):
            told = "BULLETIN_CONTACT is not set: put an address in it at which the sites' operators reach you"
            print(f"scrapy schedule: {told}", file=sys.stderr)


def _job(archive: str, carried: tuple[str, ...]) -> Job:
    environment = {"BULLETIN_ARCHIVE": str(Path(archive).resolve())}
    environment |= {name: os.environ[name] for name in carried if os.environ.get(name)}
    # Not resolved: the link in .venv/bin is what makes it the project's own interpreter.
    return Job(str(Path(sys.executable).absolute()), Path(closest_scrapy_cfg()).resolve().parent, environment)


def _give(files: dict[str, str], into: str | None) -> None:
    if into is None:
        for name, text in files.items():
            say(f"# /etc/systemd/system/{name}\n{text}")
        return
    write_all({Path(into) / name: text.encode() for name, text in files.items()})
    timers = " ".join(name for name in files if name.endswith(".timer"))
    say(f"wrote {len(files)} units to {into}; copy them to /etc/systemd/system and")
    say(f"systemctl daemon-reload && systemctl enable --now {timers}")
