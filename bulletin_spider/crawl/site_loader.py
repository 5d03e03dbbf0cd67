"""Find and load sites: classes in the spider modules, and tables in ``sites.toml``."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Self

from scrapy.utils.spider import iter_spider_classes

from bulletin_spider.crawl.site_data.catalogue import SiteCatalogue
from bulletin_spider.crawl.spider import DistrictSpider
from bulletin_spider.exceptions import BrokenSite
from bulletin_spider.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol

    from bulletin_spider.extraction.content import Rules


_Names = list[str]


class SiteLoader:
    """Setting ``SPIDER_LOADER_CLASS``. A run loads its own site only, and a broken one stops no other."""

    def __init__(self, settings: BaseSettings) -> None:
        self.spider_modules: list[str] = settings.getlist("SPIDER_MODULES")
        project = find_project().directory
        self.catalogue = SiteCatalogue(project / path for path in settings.getlist("SITES"))
        self.broken: dict[str, BrokenSite] = {}
        """Site whose file cannot be imported → why."""
        self._classes: dict[str, type[Spider]] = {}
        self._imported: set[str] = set()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Return the loader of a project."""
        return cls(settings)

    def load(self, spider_name: str) -> type[Spider]:
        """Return a site's spider. Raises ``BrokenSite`` if it cannot be read, ``KeyError`` if there is none."""
        in_table = spider_name in self.catalogue
        for module in self._modules_named(spider_name) if not in_table else ():
            self._import(module)
        if not in_table and not self._knows(spider_name):
            self._import_all()
        if in_table:
            return self.catalogue.spider(spider_name)
        if spider_name in self._classes:
            return self._classes[spider_name]
        if fault := self.broken.get(spider_name) or self.catalogue.broken_files.get(spider_name):
            raise fault
        raise KeyError(f"Spider not found: {spider_name}")

    def list(self) -> _Names:
        """Return the names of all sites. Sites with a broken file are included: their runs fail visibly."""
        self._import_all()
        names = (*self._classes, *self.catalogue.names(), *self.broken, *self.catalogue.broken_files)
        return [*dict.fromkeys(names)]

    def find_by_request(self, request: Request) -> _Names:
        """Return the names of the sites that may ask for the address of a request."""
        return [name for name in self.list() if self._handles(name, request)]

    def _handles(self, name: str, request: Request) -> bool:
        try:
            return self.load(name).handles_request(request)
        except BrokenSite:
            return False

    def _knows(self, name: str) -> bool:
        return name in self._classes or name in self.broken

    def _modules_named(self, name: str) -> Iterator[str]:
        """Yield the modules in which a site of this name is by convention: one file a site, with the site's name."""
        return (module for module in self._modules() if module.rpartition(".")[2] == name)

    def _import_all(self) -> None:
        for module in self._modules():
            self._import(module)

    def _import(self, name: str) -> None:
        if name in self._imported:
            return
        self._imported.add(name)
        try:
            module = import_module(name)
        except Exception as error:  # noqa: BLE001 - a site file may raise anything
            site, text = name.rpartition(".")[2], f"{type(error).__name__}: {error}"
            self.broken[site] = BrokenSite(f"{name.replace('.', '/')}.py", text)
            return
        for spider in iter_spider_classes(module):
            known = self._classes.setdefault(spider.name, spider)
            if known is not spider:
                text = f"{known.__module__} has a spider of this name, too"
                self.broken[spider.name] = BrokenSite(f"{name.replace('.', '/')}.py", text)

    def _modules(self) -> Iterator[str]:
        for name in self.spider_modules:
            yield name
            places = getattr(import_module(name), "__path__", [])
            below = pkgutil.walk_packages(places, f"{name}.", onerror=lambda _: None)
            yield from (found.name for found in below)


def archived_rules(loader: SpiderLoaderProtocol, site: str) -> dict[str, tuple[Rules, ...]]:
    """Return a site's own rules by channel, under ``""`` those for a channel that its file no longer has.

    Empty if there is no such site, if its file is broken, or if its spider has no channels.
    """
    try:
        spider = loader.load(site)
    except (KeyError, BrokenSite):
        return {}
    return spider.rules_by_channel() if issubclass(spider, DistrictSpider) else {}
