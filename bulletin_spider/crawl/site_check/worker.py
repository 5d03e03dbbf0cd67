"""Import site files, and check tables of sites, in a process of their own: they may raise, hang or end it."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.utils.spider import iter_spider_classes

from bulletin_spider.crawl.site_check.sources import stamp
from bulletin_spider.crawl.site_data.catalogue import SiteCatalogue
from bulletin_spider.exceptions import BrokenSite

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Read from standard input what to check, and print a line of JSON for each file and one for what they import."""
    asked = json.load(sys.stdin)
    # What a site file prints does not come between the lines.
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for module in asked["modules"]:
        print(json.dumps(module_report(module)), file=reports, flush=True)
    for path in asked["tables"]:
        print(json.dumps(table_report(path)), file=reports, flush=True)
    print(json.dumps({"imports": dict(_imported_files(asked["directory"]))}), file=reports, flush=True)


def module_report(name: str) -> dict[str, Any]:
    """Return the sites in a module, and the fault of one that cannot be imported."""
    try:
        names = [spider.name for spider in iter_spider_classes(import_module(name))]
    except Exception as error:  # noqa: BLE001 - a site file may raise anything
        fault = [f"{name.replace('.', '/')}.py", f"{type(error).__name__}: {error}"]
        return {"source": name, "names": [], "faults": {name.rpartition(".")[2]: fault}}
    return {"source": name, "names": names, "faults": {}}


def table_report(path: str) -> dict[str, Any]:
    """Return the sites in a TOML file, and the faults of those whose table is not valid."""
    catalogue = SiteCatalogue([Path(path)])
    faults = dict(catalogue.broken_files)
    for name in catalogue.names():
        try:
            catalogue.check(name)
        except BrokenSite as fault:
            faults[name] = fault
    texts = {name: [fault.place, fault.why] for name, fault in faults.items()}
    return {"source": path, "names": catalogue.names(), "faults": texts}


def _imported_files(directory: str) -> Iterator[tuple[str, list[int]]]:
    """Yield the files of the project that were imported: if one changes, the sites are checked again."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None) or ""
        if file.startswith(f"{directory}{os.sep}") and "site-packages" not in file and (found := stamp(file)):
            yield file, found
