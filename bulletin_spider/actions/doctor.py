"""``bulletin doctor SITE…``: check that sites can be read, before the first crawl."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import one_site
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.crawl.spider import DistrictSpider
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.examination.findings import ChannelFinding, ChannelStatus
from bulletin_spider.operations.examination.report import examination_data, examination_report
from bulletin_spider.operations.examination.spider import examination_spider
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse


_WORST_FIRST = (Outcome.ERROR, Outcome.UNREACHABLE, Outcome.BLOCKED, Outcome.INCOMPLETE, Outcome.FORBIDDEN)


class DoctorAction(Action):
    """Fetch each channel's first two pages and two of its articles, and print what works and what does not."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--json``."""
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Examine the sites, print a report, and set the exit code of the worst finding."""
        process = self.crawler_process
        assert process is not None
        examined: dict[str, dict[str, ChannelFinding]] = {}
        with ExitStack() as servers:
            try:
                spiders = self._spiders(args, opts)
                for stop in filter(None, [spider.serve() for spider in spiders]):
                    servers.callback(stop)
            except RunFault as fault:
                self.exitcode = print_fault("doctor", fault)
                return
            for spider in spiders:
                examined[spider.site] = findings = _empty_findings(spider)
                examiner = examination_spider(spider)
                process.crawl(examiner, findings, spider.allowed_domains, second_pages=True)
            process.start()
        self._report(examined, as_json=opts.json)

    def _spiders(self, args: list[str], opts: argparse.Namespace) -> list[DistrictSpider]:
        """Return the spiders of the named sites, each once; raise ``UsageFault`` if one is unknown or none is named."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        known = loader.list()
        if not args:
            raise UsageFault(f"name a site, like '{PROGRAM} doctor demo'; known: {', '.join(known)}")
        names = [one_site([name], known) for name in dict.fromkeys(args)]
        spiders = [loader.load(name) for name in names]
        for name, spider in zip(names, spiders, strict=True):
            if not issubclass(spider, DistrictSpider):
                raise UsageFault(
                    f"{name} is a spider without channels; doctor examines the channels of a site"
                )
        return [spider(**opts.spargs) for spider in spiders]  # type: ignore[misc]

    def _report(self, examined: dict[str, dict[str, ChannelFinding]], *, as_json: bool) -> None:
        every = [finding for findings in examined.values() for finding in findings.values()]
        for finding in every:
            finding.settle()
        outcomes = {finding.status.outcome for finding in every}
        self.exitcode = next((outcome.code for outcome in _WORST_FIRST if outcome in outcomes), 0)
        if as_json:
            sites = [examination_data(site, findings.values()) for site, findings in examined.items()]
            print_line(json.dumps({"sites": sites}, ensure_ascii=False, indent=2))
            return
        for site, findings in examined.items():
            print_line(examination_report(site, findings.values()))
        print_line(
            f"{sum(finding.status == ChannelStatus.OK for finding in every)} of {len(every)} channels are well"
        )


def _empty_findings(spider: DistrictSpider) -> dict[str, ChannelFinding]:
    """Return a finding for each channel, before any response."""
    return {
        name: ChannelFinding(
            name,
            channel.url,
            channel.fields,
            article_rules=spider.rules_for(name),
            listing_rules=spider.listing_rules_for(name),
        )
        for name, channel in spider.channels.items()
    }
