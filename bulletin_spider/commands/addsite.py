"""``scrapy addsite NAME URL``: look at a listing or a home page, and write the site's file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.commands import BaseRunSpiderCommand
from scrapy.utils.conf import closest_scrapy_cfg

from bulletin_spider.commands.crawl import refuse
from bulletin_spider.commands.doctor import Quiet
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.listings.channel import Channel
from bulletin_spider.operations.examination import Finding, examiner
from bulletin_spider.operations.outcome import OUTCOMES
from bulletin_spider.operations.report import report
from bulletin_spider.operations.sitefile import channel_name, check_name, site_file, write_case

if TYPE_CHECKING:
    import argparse

SAMPLES = 3


class Command(Quiet, BaseRunSpiderCommand):
    """Show what is found at an address, and on confirmation write a spider file and an offline case."""

    requires_project = True

    def syntax(self) -> str:
        """Return how it is called."""
        return "[options] NAME URL"

    def short_desc(self) -> str:
        """Return the line that ``scrapy`` lists."""
        return "Look at a listing or a home page, and write the site's file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--yes``."""
        super().add_options(parser)
        parser.add_argument("--yes", action="store_true", help="write the files without asking")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Examine the address, print what was found, and write the files if that is wanted."""
        process = self.crawler_process
        assert process is not None
        try:
            name, url = _named(args, process.spider_loader.list())
        except UsageFault as fault:
            self.exitcode = refuse("addsite", fault)
            return
        findings: dict[str, Finding] = {}
        domains = [urlsplit(url).hostname or ""]
        process.crawl(examiner(), findings, {url: Channel(url)}, domains, SAMPLES, portal=True)
        process.start()
        readable = _readable(findings, url)
        print(report(name, readable or findings.values()))
        if not readable:
            self.exitcode = _code(findings[url])
        elif opts.yes or _confirmed():
            _write(name, url, readable)
        else:
            print("nothing was written; --yes writes the site's file")


def _named(args: list[str], sites: list[str]) -> tuple[str, str]:
    if len(args) != 2:
        raise UsageFault(
            "give a name and an address, like: scrapy addsite baishi https://www.example.gov.cn/xw/"
        )
    name, url = args
    check_name(name, sites)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise UsageFault(f"{url} is no address of a listing; write it like https://www.example.gov.cn/xw/")
    for path in (_spider_path(name), _case_path(name)):
        if path.exists():
            raise UsageFault(f"{path} is there already, and is not overwritten")
    return name, url


def _readable(findings: dict[str, Finding], url: str) -> list[Finding]:
    """Return the channels that can be read: those of a portal page, or the page itself."""
    for finding in findings.values():
        finding.settle()
    well = [finding for finding in findings.values() if finding.word == "ok"]
    lists = [finding for finding in well if finding.channel != url]
    if lists:
        return lists
    for finding in well:
        finding.channel = channel_name(finding)
    return well


def _code(finding: Finding) -> int:
    return OUTCOMES.get(finding.word, OUTCOMES["incomplete"]).code


def _confirmed() -> bool:
    return sys.stdin.isatty() and input("write the site's file? [y/N] ").strip().lower() in {"y", "yes"}


def _write(name: str, url: str, findings: list[Finding]) -> None:
    path = _spider_path(name)
    with path.open("x", encoding="utf-8") as file:
        file.write(site_file(name, url, findings, dt.datetime.now(SHANGHAI).date()))
    for written in [path, *write_case(_case_path(name), findings[0])]:
        print(f"wrote {written}")
    print(f"next: read what was written, then scrapy crawl {name} -a limit=5")


def _spider_path(name: str) -> Path:
    return Path(closest_scrapy_cfg()).resolve().parent / "bulletin_spider" / "spiders" / f"{name}.py"


def _case_path(name: str) -> Path:
    return Path(closest_scrapy_cfg()).resolve().parent / "tests" / "sites" / name
