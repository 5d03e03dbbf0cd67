"""``scrapy crawl <site>``: the main job. Scrapy's own command, with an exit code that tells the truth."""

from __future__ import annotations

import datetime as dt
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as CrawlCommand

from bulletin_spider.archive.layout import Layout
from bulletin_spider.commands._feed_check import check_copies
from bulletin_spider.commands._options import site_of
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage
from bulletin_spider.crawl.settings_check import check_settings
from bulletin_spider.exceptions import RunFault
from bulletin_spider.operations.outcome.advice import advice, is_well
from bulletin_spider.operations.outcome.outcomes import OUTCOMES
from bulletin_spider.operations.outcome.unrecorded_runs import unrecorded_news
from bulletin_spider.operations.reporting.notification import Message, news, send
from bulletin_spider.operations.reporting.summary import summary
from bulletin_spider.operations.run.extension import RunExtension
from bulletin_spider.operations.run.stopping import Ending

if TYPE_CHECKING:
    import argparse
    from asyncio import Task

    from scrapy.crawler import Crawler


class Command(PlainUsage, CrawlCommand):
    """Visit one site and publish what is new."""

    def short_desc(self) -> str:
        """Return the line that ``scrapy`` lists."""
        return "Visit one site and publish what is new"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--json`` and ``--quiet``."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the run's record instead of a summary")
        parser.add_argument("--quiet", action="store_true", help="say nothing of a run that is well")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show no progress to those who want to hear nothing."""
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.quiet:
            self.settings.set("PROGRESS", value=False, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the crawl, print its summary and set the exit code of its outcome."""
        process = self.crawler_process
        assert process is not None
        try:
            site = site_of(args, process.spider_loader.list())
            crawler = self._create_crawler(site)
            check_settings(crawler.settings)
            check_copies(crawler)
        except RunFault as fault:
            self.exitcode = self._not_begun(args[0] if args else "", fault)
            return
        self._tell_of_lost(opts.spargs.get("site", site))
        self.ending = Ending()
        self.ending.watch(crawler)
        task: Task[None] = process.crawl(crawler, **opts.spargs)  # type: ignore[assignment]
        process.start()
        failed = task.exception() if task.done() and not task.cancelled() else None
        self.exitcode = self._not_begun(site, failed) if failed else self._close(crawler, opts)

    def _tell_of_lost(self, site: str) -> None:
        """Say that runs have been lost before this one may be, too."""
        assert self.settings is not None
        with suppress(OSError):
            layout = Layout(Path(self.settings["ARCHIVE_DIR"]))
            if found := unrecorded_news(layout, site, dt.datetime.now(dt.UTC)):
                what, is_news = found
                print(f"scrapy crawl: warning: {site}: {what}", file=sys.stderr)
                if is_news and (addresses := self.settings["NOTIFY"]):
                    send(addresses, Message(f"{site}: runs are lost", f"{what}\n{advice('error', site)}"))

    def _not_begun(self, site: str, fault: BaseException) -> int:
        word = fault.outcome if isinstance(fault, RunFault) else "error"
        if word not in {"usage", "locked"}:
            self._notify({"site": site, "outcome": word, "reasons": [str(fault)], "published": 0})
        return refuse("crawl", fault)

    def _notify(self, record: dict[str, Any]) -> None:
        """Tell a person what has changed; that this fails changes nothing about the run."""
        assert self.settings is not None
        addresses = self.settings["NOTIFY"]
        with suppress(OSError):
            message = news(Layout(Path(self.settings["ARCHIVE_DIR"])), record) if addresses else None
            if message and (failed := send(addresses, message)):
                print(f"scrapy crawl: warning: {failed}", file=sys.stderr)

    def _close(self, crawler: Crawler, opts: argparse.Namespace) -> int:
        extension = crawler.get_extension(RunExtension)
        if extension is None or extension.outcome is None:
            word = "interrupted" if self.ending.stopped_by else "error"
            print(f"scrapy crawl: {word}: the run ended before it had begun", file=sys.stderr)
            return self.ending.code(word, OUTCOMES[word].code)
        stream = sys.stderr if self._exports_to_stdout(crawler) else sys.stdout
        root = _from_here(Path(crawler.settings["ARCHIVE_DIR"]))
        record = extension.record
        told = json.dumps(record, ensure_ascii=False) if opts.json else summary(record, root)
        if not (opts.quiet and is_well(record["outcome"])):
            say(told, stream)
        self._notify(record)
        return self.ending.code(extension.outcome.word, extension.outcome.code)

    def _exports_to_stdout(self, crawler: Crawler) -> bool:
        return any(str(uri).startswith("stdout:") for uri in crawler.settings.getdict("FEEDS"))


def _from_here(path: Path) -> Path:
    """Return a path as a person in this directory would type it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
