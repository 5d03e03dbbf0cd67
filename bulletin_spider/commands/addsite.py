"""``scrapy addsite NAME URL``: examine a listing or a home page, and write the site's file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.commands import BaseRunSpiderCommand
from scrapy.utils.conf import closest_scrapy_cfg

from bulletin_spider.commands._output import print_fault, print_line
from bulletin_spider.commands._usage import QuietLogMixin, UsageErrorMixin
from bulletin_spider.crawl.arguments import checked_address
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.examination.findings import ChannelFinding, ChannelStatus
from bulletin_spider.operations.examination.report import examination_report
from bulletin_spider.operations.examination.site_files import (
    case_files,
    channel_name,
    check_site_name,
    remove_unfinished,
    site_file,
    write_site,
)
from bulletin_spider.operations.examination.spider import examination_spider

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_SAMPLES = 3
"""Articles that are read from each channel and shown to the person; one of them becomes the offline case."""


class Command(UsageErrorMixin, QuietLogMixin, BaseRunSpiderCommand):
    """Print what is found at an address; if the person confirms, write a spider file and an offline case."""

    requires_project = True

    def syntax(self) -> str:
        """Return the synopsis."""
        return "[options] NAME URL"

    def short_desc(self) -> str:
        """Return the line for Scrapy's list of commands."""
        return "Examine a listing or a home page, and write the site's file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--yes``."""
        super().add_options(parser)
        parser.add_argument("--yes", action="store_true", help="write the files without asking")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Examine the address, print what was found, and write the files if the person confirms."""
        process = self.crawler_process
        assert process is not None
        try:
            name, url = _name_and_address(args, process.spider_loader.list())
        except UsageFault as fault:
            self.exitcode = print_fault("addsite", fault)
            return
        findings = {url: ChannelFinding(url, url)}
        domains = [urlsplit(url).hostname or ""]
        process.crawl(examination_spider(), findings, domains, _SAMPLES, portal=True)
        process.start()
        self._report_and_write(name, url, findings, yes=opts.yes)

    def _report_and_write(
        self, name: str, url: str, findings: dict[str, ChannelFinding], *, yes: bool
    ) -> None:
        page = findings[url]
        readable = _readable(findings, url)
        print_line(examination_report(name, findings.values()))
        if not readable:
            self.exitcode = page.status.outcome.code
            return
        for line in _left_out_lines(findings, readable, page):
            print_line(line)
        if not (yes or _confirmed()):
            print_line("nothing was written; --yes writes the site's file")
            return
        try:
            _write(name, url, readable)
        except RunFault as fault:
            self.exitcode = print_fault("addsite", fault)


def _name_and_address(args: list[str], sites: list[str]) -> tuple[str, str]:
    if len(args) != 2:
        raise UsageFault(
            "give a name and an address, like: scrapy addsite baishi https://www.example.gov.cn/xw/"
        )
    name, url = args
    check_site_name(name, sites)
    url = checked_address(url)
    remove_unfinished(_spider_path(name), _case_path(name))
    for path in (_spider_path(name), _case_path(name)):
        if path.exists():
            raise UsageFault(f"{path} exists already and is not overwritten")
    return name, url


def _readable(findings: dict[str, ChannelFinding], url: str) -> list[ChannelFinding]:
    """Return what can become a channel: the readable lists of a portal page, or else the page itself."""
    for finding in findings.values():
        finding.settle()
    page = findings[url]
    page.channel = channel_name(page)
    lists = [
        finding for finding in findings.values() if finding is not page and finding.status == ChannelStatus.OK
    ]
    return lists or [page] * (page.status == ChannelStatus.OK)


def _left_out_lines(
    findings: dict[str, ChannelFinding], readable: list[ChannelFinding], page: ChannelFinding
) -> Iterator[str]:
    """Yield a line for each list that does not become a channel, with the reason."""
    for finding in findings.values():
        if finding is page and finding not in readable:
            yield f"left out: {page.channel}, the page itself: each of its lists becomes a channel"
        elif finding not in readable:
            yield f"left out: {finding.channel}: {finding.problem}"


def _confirmed() -> bool:
    return sys.stdin.isatty() and input("write the site's file? [y/N] ").strip().lower() in {"y", "yes"}


def _write(name: str, url: str, findings: list[ChannelFinding]) -> None:
    text = site_file(name, url, findings, dt.datetime.now(SHANGHAI).date())
    with_articles = next((finding for finding in findings if finding.samples), findings[0])
    spider, case, pages = _spider_path(name), _case_path(name), case_files(with_articles)
    write_site(spider, text.encode(), case, pages)
    for path in (spider, *(case / page for page in pages)):
        print_line(f"wrote {path}")
    print_line(f"next: check the files, then run: scrapy crawl {name} -a limit=5")


def _spider_path(name: str) -> Path:
    return Path(closest_scrapy_cfg()).resolve().parent / "bulletin_spider" / "spiders" / f"{name}.py"


def _case_path(name: str) -> Path:
    return Path(closest_scrapy_cfg()).resolve().parent / "tests" / "sites" / name
