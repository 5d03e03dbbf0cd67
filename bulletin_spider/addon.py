"""Switch the archive on: register its Scrapy components, each with its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from bulletin_spider.archive.captures.middleware import CaptureMiddleware
from bulletin_spider.archive.extension import ArchiveExtension
from bulletin_spider.archive.rejected_pages import RejectionExtension
from bulletin_spider.archive.segments.feed_storage import (
    SCHEME,
    BulletinFilter,
    SegmentStorage,
    segment_uri_params,
)
from bulletin_spider.archive.segments.line_exporter import FORMAT, SegmentLineExporter
from bulletin_spider.archive.segments.timed_publication import TimedPublication
from bulletin_spider.crawl.settings_check import check_settings, wants_archive
from bulletin_spider.network.closing import ClosingMiddleware, PatientHandler
from bulletin_spider.network.crawl_delay import CrawlDelayExtension
from bulletin_spider.operations.reporting.log_lines import ShortLogExtension
from bulletin_spider.operations.reporting.progress import ProgressExtension
from bulletin_spider.operations.reporting.run_log import RunLogExtension
from bulletin_spider.operations.run.extension import RunExtension
from bulletin_spider.operations.run.refresh import RefreshExtension
from bulletin_spider.pipelines.changes import ChangesPipeline
from bulletin_spider.pipelines.completeness import CompletenessPipeline
from bulletin_spider.pipelines.contract import ContractPipeline
from bulletin_spider.pipelines.normalize import NormalizePipeline
from bulletin_spider.pipelines.provenance import ProvenanceMiddleware

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

SEGMENTS = f"{SCHEME}:%(site)s/%(run)s-%(batch_id)05d.jsonl"
PLAN: dict[str, dict[type, int]] = {
    "DOWNLOADER_MIDDLEWARES": {CaptureMiddleware: 950, ClosingMiddleware: 990},
    "SPIDER_MIDDLEWARES": {ProvenanceMiddleware: 1000},
    "ITEM_PIPELINES": {
        NormalizePipeline: 100,
        CompletenessPipeline: 200,
        ChangesPipeline: 300,
        ContractPipeline: 10_000,
    },
    "EXTENSIONS": {
        ArchiveExtension: -1000,
        ShortLogExtension: -300,
        RunLogExtension: -300,
        ProgressExtension: -250,
        RunExtension: -200,
        RefreshExtension: -150,
        RejectionExtension: -100,
        TimedPublication: -50,
        CrawlDelayExtension: 600,
    },
}
"""Component → Scrapy's order number.

The capture middleware is close to the network, so that it gets each response before another middleware changes it
(590 decompresses, 600 redirects, 900 may answer from a cache). Run and rejection come before the feed exporter (0), so
that they get ``spider_closed`` first. Crawl-delay comes after AutoThrottle (0), which sets the delay before it."""

SWITCHES = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": "COOKIES_ENABLED",
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": "METAREFRESH_ENABLED",
    },
    "EXTENSIONS": {
        "scrapy.extensions.remote_control.RemoteControl": "REMOTE_CONTROL_ENABLED",
        "scrapy.extensions.telnet.TelnetConsole": "TELNETCONSOLE_ENABLED",
    },
}
"""Components of Scrapy → the setting that switches each on.

Scrapy imports a component before it asks whether it is switched off, and with these aiohttp and requests."""


class ArchiveAddon:
    """Register the archive's components.

    In ``settings.py``: ``ADDONS = {"bulletin_spider.addon.ArchiveAddon": 500}``.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        spider = crawler.spidercls
        wanted = wants_archive(spider, crawler.settings)
        # scrapy shell, fetch and view use a spider of Scrapy's own, even shell --spider NAME.
        if not wanted or crawler.spider is None or spider.__module__.startswith("scrapy."):
            raise NotConfigured
        return cls()

    def update_settings(self, settings: BaseSettings) -> None:
        """Add the components and the feed of segments to what the settings and the command line already hold.

        Raises ``UsageFault`` if a setting is invalid.
        """
        _add_own_settings(settings)
        check_settings(settings)
        for name, components in PLAN.items():
            for component, order in components.items():
                settings.setdefault_in_component_priority_dict(name, component, order)
        _leave_out_switched_off(settings)
        pipelines = settings.getdict("ITEM_PIPELINES")
        # A pipeline of the project must not change a bulletin behind the check of the contract.
        pipelines[ContractPipeline] = max(order for order in pipelines.values() if order is not None) + 1
        settings.set("ITEM_PIPELINES", pipelines, settings.getpriority("ITEM_PIPELINES") or 0)
        settings["FEED_STORAGES"][SCHEME] = SegmentStorage
        settings["FEED_EXPORTERS"][FORMAT] = SegmentLineExporter
        for scheme in ("http", "https"):
            settings["DOWNLOAD_HANDLERS"].setdefault(scheme, PatientHandler)
        segments = {
            "format": FORMAT,
            "encoding": "utf8",
            "fields": None,  # all fields of the item's class in their order: a subclass adds its own behind ours
            "uri_params": segment_uri_params,
            "item_filter": BulletinFilter,
            "indent": None,
            "store_empty": False,
            "batch_item_count": settings.getint("SEGMENT_LINES"),
        }
        priority = settings.getpriority("FEEDS") or 0
        settings.set("FEEDS", {SEGMENTS: segments} | settings.getdict("FEEDS"), priority)


def _leave_out_switched_off(settings: BaseSettings) -> None:
    """Leave out what is switched off of the components that Scrapy adds by itself."""
    for name, components in SWITCHES.items():
        # Not as None in the project's own setting: Scrapy imports what is named there.
        by_default = settings[f"{name}_BASE"]
        for component, switch in components.items():
            if component in by_default and not settings.getbool(switch):
                del by_default[component]


def _add_own_settings(settings: BaseSettings) -> None:
    """Add the settings that Scrapy does not know, with our values, to a project that has only the add-on."""
    own = Settings()
    own.setmodule("bulletin_spider.settings", priority="default")
    for name in own:
        if name not in settings:
            settings.set(name, own[name], priority="default")
