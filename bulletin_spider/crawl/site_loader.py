"""Load the sites. A broken site file stops its own site, and no other."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader

from bulletin_spider.crawl.spider import DistrictSpider
from bulletin_spider.exceptions import BrokenSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider
    from scrapy.spiderloader import SpiderLoaderProtocol

    from bulletin_spider.extraction.content import Rules


class SiteLoader(SpiderLoader):
    """Setting ``SPIDER_LOADER_CLASS``. With Scrapy's own loader, a syntax error in one file ends every command."""

    def _load_all_spiders(self) -> None:
        self.broken: dict[str, BrokenSite] = {}
        for name in _modules(self.spider_modules):
            try:
                module = import_module(name)
            except Exception as error:  # noqa: BLE001 - a site file may raise anything
                self.broken[name.rpartition(".")[2]] = BrokenSite(name, error)
            else:
                self._load_spiders(module)
        self._check_name_duplicates()

    def load(self, spider_name: str) -> type[Spider]:
        """Return a site's spider. Raises ``BrokenSite`` if the file of that name cannot be read."""
        if spider_name in self.broken:
            raise self.broken[spider_name]
        return super().load(spider_name)

    def list(self) -> list[str]:
        """Return the names of all sites. Sites with a broken file are included: their runs fail visibly."""
        return [*super().list(), *self.broken]


def archived_rules(loader: SpiderLoaderProtocol, site: str) -> dict[str, tuple[Rules, ...]]:
    """Return a site's own rules by channel, under ``""`` those for a channel that its file no longer has.

    Empty if there is no such site, if its file is broken, or if its spider has no channels.
    """
    try:
        spider = loader.load(site)
    except (KeyError, BrokenSite):
        return {}
    return spider.rules_by_channel() if issubclass(spider, DistrictSpider) else {}


def _modules(names: list[str]) -> Iterator[str]:
    for name in names:
        yield name
        places = getattr(import_module(name), "__path__", [])
        below = pkgutil.walk_packages(places, f"{name}.", onerror=lambda _: None)
        yield from (found.name for found in below)
