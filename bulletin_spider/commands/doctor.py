"""``scrapy doctor SITE…``: what one runs first on a machine with internet access."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand

from bulletin_spider.commands._options import site_of
from bulletin_spider.commands._output import refuse, say
from bulletin_spider.commands._usage import PlainUsage, Quiet
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.examination.findings import Finding
from bulletin_spider.operations.examination.report import report
from bulletin_spider.operations.examination.spider import examiner
from bulletin_spider.operations.outcome.outcomes import OUTCOMES

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.crawl.spider import DistrictSpider

WORST_FIRST = ("error", "unreachable", "blocked", "incomplete", "forbidden")


class Command(PlainUsage, Quiet, BaseRunSpiderCommand):
    """Visit each channel's first page and two of its articles, and print what works and what does not."""

    requires_project = True

    def syntax(self) -> str:
        """Return how it is called."""
        return "[options] SITE..."

    def short_desc(self) -> str:
        """Return the line that ``scrapy`` lists."""
        return "Check that a site's listings and articles can be read; nothing is stored"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Examine the sites, print a report and set the exit code of the worst finding."""
        process = self.crawler_process
        assert process is not None
        examined: dict[str, dict[str, Finding]] = {}
        with ExitStack() as served:
            try:
                spiders = self._spiders(args, opts)
                for stop in filter(None, [spider.serve() for spider in spiders]):
                    served.callback(stop)
            except RunFault as fault:
                self.exitcode = refuse("doctor", fault)
                return
            for spider in spiders:
                examined[spider.site] = findings = _unanswered(spider)
                process.crawl(examiner(spider), findings, spider.allowed_domains)
            process.start()
        self._tell(examined)

    def _spiders(self, args: list[str], opts: argparse.Namespace) -> list[DistrictSpider]:
        """Return the spiders of the sites named, each once; raise ``UsageFault`` for what cannot be meant."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        known = loader.list()
        if not args:
            raise UsageFault(f"name a site, like 'scrapy doctor demo'; known: {', '.join(known)}")
        names = [site_of([name], known) for name in dict.fromkeys(args)]
        return [loader.load(name)(**opts.spargs) for name in names]  # type: ignore[misc]

    def _tell(self, examined: dict[str, dict[str, Finding]]) -> None:
        every = [finding for findings in examined.values() for finding in findings.values()]
        for finding in every:
            finding.settle()
        for site, findings in examined.items():
            say(report(site, findings.values()))
        words = {_outcome(finding) for finding in every}
        self.exitcode = next((OUTCOMES[word].code for word in WORST_FIRST if word in words), 0)
        say(f"{sum(finding.word == 'ok' for finding in every)} of {len(every)} channels are well")


def _unanswered(spider: DistrictSpider) -> dict[str, Finding]:
    """Return a finding for each channel before anything has come."""
    return {name: Finding(name, channel.url, channel.fields) for name, channel in spider.channels.items()}


def _outcome(finding: Finding) -> str:
    return finding.word if finding.word in {"ok", *WORST_FIRST} else "incomplete"
