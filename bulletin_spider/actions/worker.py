"""``bulletin worker``: visit the sites that the queue of the cluster gives, until it is asked to stop."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Any

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._cluster import archive_in_store, check_cluster_libraries
from bulletin_spider.actions._options import EXCLUDED_BY_DEFAULT
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.actions._watches import watch_file, watches_path
from bulletin_spider.archive.decisions.site_events import retirement
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import listed_together
from bulletin_spider.crawl.arguments import whole_number
from bulletin_spider.crawl.settings_check import check_settings
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.messages.addresses import http_address_fault, shown_address
from bulletin_spider.messages.apprise_sending import address_fault
from bulletin_spider.operations.reporting.log_context import SHOWN_LINES
from bulletin_spider.operations.schedule.site_pool import SILENCE, SitePool
from bulletin_spider.operations.schedule.worker_process import fits_worker
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project
from bulletin_spider.watches.evaluation import begin_watches

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.cluster.tasks.station import Abilities, KnownSites
    from bulletin_spider.operations.schedule.site_pool import SiteResult


class WorkerAction(Action):
    """Visit sites for the cluster: as many at the same time as there are slots."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--jobs``, ``--first-visits``, ``--grace``, ``--no-daily`` and ``--check``."""
        parser.add_argument(
            "--jobs", default="32", metavar="N", help="visit N sites at the same time (default: 32)"
        )
        parser.add_argument("--first-visits", default="8", metavar="N",
                            help="and N never visited before, each in a process of its own (default: 8)")  # fmt: skip
        parser.add_argument("--grace", default="60", metavar="SECONDS",
                            help="when stopped, let visits go on for so long (default: 60)")  # fmt: skip
        parser.add_argument(
            "--no-daily", action="store_true", help="leave the daily pack and anchor to other workers"
        )
        parser.add_argument("--check", action="store_true",
                            help="only say whether the queue hears of a worker of this machine")  # fmt: skip

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Work until SIGTERM or SIGINT; the exit code is 0 only then."""
        try:
            if args:
                raise UsageFault(f"unexpected argument '{args[0]}'; the queue gives the sites")
            check_cluster_libraries()
            if opts.check:
                self._check()
                return
            check_settings(self.settings)
            self._work(opts)
        except RunFault as fault:
            self.exitcode = print_fault("worker", fault)

    def _check(self) -> None:
        """Raise ``RunFault`` unless a worker of this machine has given a sign of life before it counts as dead."""
        from bulletin_spider.cluster.database.connection import cluster_address, connected  # noqa: PLC0415 - of an extra
        from bulletin_spider.cluster.database.workers import STALLED, host_name, is_heard  # noqa: PLC0415

        host, address = host_name(), cluster_address(self.settings)
        with connected(address) as connection:
            if not is_heard(connection, host, STALLED):
                raise RunFault(
                    f"the queue in {address.shown} has heard of no worker of {host} for {STALLED:g} s; what it printed"
                    f" last says why, '{PROGRAM} worker' starts one"
                )

    def _work(self, opts: argparse.Namespace) -> None:
        from bulletin_spider.cluster.database.connection import cluster_address  # noqa: PLC0415 - of an extra
        from bulletin_spider.cluster.database.workers import host_name  # noqa: PLC0415
        from bulletin_spider.cluster.tasks.station import Station  # noqa: PLC0415
        from bulletin_spider.cluster.worker.cluster_worker import ClusterWorker  # noqa: PLC0415
        from bulletin_spider.cluster.worker.session import Slots  # noqa: PLC0415

        visits = whole_number("--jobs", opts.jobs, most=256) or 1
        first = whole_number("--first-visits", opts.first_visits, most=256) or 1
        grace = 0 if opts.grace == "0" else whole_number("--grace", opts.grace, most=86400) or 0
        address, archive = cluster_address(self.settings), archive_in_store(self.settings)
        if not opts.loglevel:
            for library in (
                "procrastinate",
                "psycopg",
                "psycopg.pool",
            ):  # a session says what is wrong, in a line
                logging.getLogger(library).setLevel(logging.CRITICAL)
        station = Station(
            host_name(),
            self._pool(visits + first, opts),
            self._known_sites,
            self._tell,
            _say,
            isolated=not fits_worker(self.settings),
            abilities=self._abilities(opts),
        )
        self._begin_watches()
        worker = ClusterWorker(address, archive, station, Slots(visits, first), grace=grace)
        asyncio.run(worker.run())

    def _pool(self, jobs: int, opts: argparse.Namespace) -> SitePool:
        """Return the pool. This process notifies people of all sites, so its runs have empty settings for that."""
        options = [argument for value in opts.set for argument in ("-s", value)]
        options += ["-L", opts.loglevel] if opts.loglevel else []
        options += ["-s", "NOTIFY=", "-s", "PING=", "-s", "WATCHES="]
        return SitePool(
            [sys.executable, "-m", "bulletin_spider", "crawl", "--json", *options],
            options,
            find_project().directory,
            Layout.of(self.settings),
            jobs,
            silence=self.settings.getfloat("WORKER_SILENCE", SILENCE),
            ends_with_parent=True,
        )

    def _abilities(self, opts: argparse.Namespace) -> Abilities:
        """Return what this process can do beside visits, and warn of what it cannot do although it is asked for."""
        from bulletin_spider.cluster.tasks.station import Abilities  # noqa: PLC0415 - of an extra

        addresses, ping = ((self.settings[name] or "").strip() for name in ("NOTIFY", "PING"))
        if fault := address_fault(addresses):
            _say(f"warning: this worker notifies nobody: {fault}")
        if ping and (ping_fault := http_address_fault(ping)):
            _say(f"warning: PING: {shown_address(ping)}: {ping_fault}")
        return Abilities(
            notify="" if fault else addresses,
            ping=ping,
            watches=watches_path(self.settings),
            daily=not opts.no_daily,
            command=[sys.executable, "-m", "bulletin_spider"],
            options=[argument for value in opts.set for argument in ("-s", value)],
        )

    def _begin_watches(self) -> None:
        """Begin the watches that are new, so that they get what the first visits publish."""
        found = watch_file(self.settings)
        problems = begin_watches(Layout.of(self.settings), found.watches) if found.watches else []
        for line in [*found.mistakes, *problems]:
            _say(f"warning: {line}")

    def _known_sites(self) -> KnownSites:
        from bulletin_spider.cluster.tasks.station import KnownSites  # noqa: PLC0415 - of an extra

        layout = Layout.of(self.settings)
        names = sorted({*get_spider_loader(self.settings).list()} - {*EXCLUDED_BY_DEFAULT})
        with listed_together(layout.root / "runs"):
            return KnownSites(names, [site for site in names if retirement(layout, site)])

    def _tell(self, result: SiteResult, news: str | None) -> None:
        """Print how a visit ended, and the lines that it has for a person, if that is news; at a terminal each one.

        Hundreds of sites that stay unreachable must not fill a journal: ``bulletin status`` shows them.
        """
        if news is None and not sys.stderr.isatty():
            return
        record = result.record
        for line in result.lines[:SHOWN_LINES]:
            _say(f"{record['site']}: {line}")
        _say(f"{record['site']}: {'; '.join([_outcome_text(record), *filter(None, [news])])}")


def _outcome_text(record: dict[str, Any]) -> str:
    reasons = "; ".join(record["reasons"])
    return f"{record['outcome']}: {reasons}" if reasons else str(record["outcome"])


def _say(text: str) -> None:
    print_line(f"{PROGRAM} worker: {text}", sys.stderr)
